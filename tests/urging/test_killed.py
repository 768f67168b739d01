"""A worker killed at any moment while it sends: nobody gets a mail twice, nothing is forgotten."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import time_machine

from server.kernel.types import now
from server.people.models import Account, Membership
from server.urging.jobs import send_mails
from tests.urging.conftest import mail_server
from tests.urging.test_mailing import mails, write
from tests.world import today

WORKER = """
import server, time
from server.kernel.settings import Settings
from server.urging.jobs import send_mails
from server.worker import workshop
with workshop(Settings()) as shop:
    print("up", flush=True)
    send_mails(shop)
"""
PEOPLE = 12


@pytest.fixture
def many(office):
    """A dozen clerks who are told of a task, with an address each."""
    office.with_mail()

    def come(tx):
        for n in range(PEOPLE):
            person = tx.add(
                Account(login=f"c{n}", name=f"Clerk {n}", email=f"c{n}@x.vn", created_at=tx.now)
            )
            tx.add(
                Membership(
                    account_id=person.id,
                    body_id=office.world.bodies["commission"],
                    role="clerk",
                    since=today(),
                )
            )

    office.world.run(None, come)
    office.task(1)
    office.remind()
    write(office)
    return office


def test_a_worker_killed_while_it_sends_sends_nothing_twice(many, box):
    box.behave = lambda server, envelope: time.sleep(0.02)
    chance = random.Random(6)
    with mail_server(box) as port:
        shop = many.shop(port)
        given = shop.settings
        settings = {
            "DATA_DIR": str(given.data_dir),
            "DATABASE_URL": given.database_url or "",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_TLS": "",
            "SMTP_FROM": "office@example.vn",
        }
        for _kill in range(3):
            worker = subprocess.Popen(
                [sys.executable, "-c", WORKER],
                env=os.environ | settings,
                stdout=subprocess.PIPE,
            )
            assert worker.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.2))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            worker.stdout.close()
        with time_machine.travel(now() + timedelta(hours=2)):
            send_mails(shop)
            send_mails(shop)
    got = box.recipients
    assert len(got) == len(set(got))
    states = [state for *_, state in mails(many)]
    assert len(states) == PEOPLE
    assert set(states) <= {"sent", "unsure"}
    assert states.count("unsure") <= 3  # one a kill at the most
    assert len(got) >= PEOPLE - 3
