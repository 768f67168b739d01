"""A worker killed at any moment while the clock goes back and forth over the office's midnight.

Its rounds make the reminders that are due, promise the digests and send them. Whatever day it takes
it for, and wherever it dies, no reminder is made twice, no digest comes twice and none is lost.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes

from sqlmodel import select

from server.kernel.i18n import from_local
from server.tasks.followup import Reminder, ReminderMail
from tests.urging.conftest import mail_server
from tests.urging.test_killed import PEOPLE, many  # noqa: F401
from tests.world import today

WORKER = """
import sys
from datetime import datetime
import time_machine
import server
from server.kernel.settings import Settings
from server.urging.jobs import mail_reminders, remind_of_changes
from server.worker import workshop
with workshop(Settings()) as shop, time_machine.travel(datetime.fromisoformat(sys.argv[1])):
    print("up", flush=True)
    remind_of_changes(shop)
    mail_reminders(shop)
"""
# Days from today and the time on the office's clock: shortly before and after midnight, before and
# after the hour of the mails.
TIMES = [(0, 8, 0), (0, 23, 59, 59), (1, 0, 0), (1, 6, 59), (1, 7, 0), (-1, 23, 59), (2, 12, 0)]
KILLS = 4


def at(days, *hour):
    """The moment at this time of the office's clock, so many days from today."""
    return from_local(datetime.combine(today() + timedelta(days), datetime.min.time())) + timedelta(
        **dict(zip(("hours", "minutes", "seconds"), hour, strict=False))
    )


def test_killed_and_put_back_over_midnight_nothing_is_told_twice(many, box):  # noqa: F811
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    box.behave = lambda server, envelope: time.sleep(0.02)
    many.task(0, "Pave a road")
    many.task(-3, "Plant trees")
    with mail_server(box) as port:
        given = many.shop(port).settings
        settings = {
            "DATA_DIR": str(given.data_dir),
            "DATABASE_URL": given.database_url or "",
            "TIMEZONE": given.timezone,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "SMTP_TLS": "",
            "SMTP_FROM": "office@example.vn",
        }

        def work(moment, kill_after=None):
            worker = subprocess.Popen(
                [sys.executable, "-c", WORKER, moment.isoformat()],
                env=os.environ | settings,
                stdout=subprocess.PIPE,
            )
            assert worker.stdout.readline()
            if kill_after is not None:
                time.sleep(kill_after)
                worker.send_signal(signal.SIGKILL)
            ended = worker.wait()
            worker.stdout.close()
            assert ended in (0, -signal.SIGKILL), f"seed {seed}"

        for moment in chance.sample(TIMES, KILLS):
            work(at(*moment), chance.uniform(0.02, 0.5))
        for hour in (8, 9):  # leases have run out; the second round has nothing left to do
            work(at(4, hour))

    def read(db):
        return [list(db.exec(select(table))) for table in (Reminder, ReminderMail)]

    reminders, mails = many.world.read(read)
    made = Counter((row.task_id, row.alert, row.deadline, row.account_id) for row in reminders)
    assert max(made.values()) == 1, f"seed {seed}"
    assert max(Counter((mail.account_id, mail.day) for mail in mails).values()) == 1, f"seed {seed}"
    came = Counter(message_from_bytes(mail.content)["Message-ID"] for mail in box.mails)
    assert max(came.values()) == 1, f"seed {seed}"
    states = {mail.id: mail.state for mail in mails}
    assert set(states.values()) <= {"sent", "unsure"}, f"seed {seed}"
    assert list(states.values()).count("unsure") <= KILLS, f"seed {seed}"  # one a kill at the most
    addressed = {mail.account_id for mail in mails}
    assert len(addressed) == PEOPLE, f"seed {seed}"
    told = [row.mail_id in states for row in reminders if row.account_id in addressed]
    assert all(told), f"seed {seed}: a reminder is in no mail"
    sent = {f"<{mail.key}@example.vn>" for mail in mails if mail.state == "sent"}
    assert sent <= set(came), f"seed {seed}: said to be sent and never came"
