"""Digests by e-mail, against a real mail server: how many and never what, once and no more."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from sqlmodel import select

from server.kernel.errors import NotFound
from server.kernel.types import now
from server.tasks.followup import ReminderMail
from server.urging.jobs import mail_reminders, send_mails
from server.urging.mailing import lease_mail, settle_mail, write_mails
from tests.urging.conftest import Box, mail_server
from tests.world import today


def mails(office):
    """Return (account, day, state) of every mail that was promised."""

    def read(db):
        return [(m.account_id, m.day, m.state) for m in db.exec(select(ReminderMail))]

    return office.world.read(read)


def write(office, later=0):
    return office.world.run(None, write_mails, day=today() + timedelta(days=later))


@pytest.fixture
def due(office):
    """Clara and Carl are told of two tasks, and have an address."""
    office.with_mail(clara="clara@example.vn", carl="carl@example.vn")
    office.task(3, "Build a bridge")
    office.task(1, "Pave a road")
    office.remind()
    return office


def test_a_digest_says_how_many_and_never_what(due, box, port):
    assert write(due) == 2
    assert send_mails(due.shop(port, public_origin="https://hop.example.vn")) == 2
    assert box.recipients == ["carl@example.vn", "clara@example.vn"]
    mail = next(m for m in box.mails if m.rcpt_tos == ["clara@example.vn"])
    read = message_from_bytes(mail.content, policy=default)
    text = read.get_content()
    assert read["subject"] == "Reminder: 2 tasks to look at"
    assert "1 task is long overdue" in text
    assert "1 task is overdue" in text
    assert text.count("https://") == 1
    assert "https://hop.example.vn/work" in text
    assert "Build" not in text
    assert "road" not in text
    assert {state for *_, state in mails(due)} == {"sent"}


def test_a_person_gets_one_mail_a_day_and_nothing_twice(due, box, port):
    write(due)
    send_mails(due.shop(port))
    due.task(2, "Later that day")
    due.remind()
    assert write(due) == 0
    assert write(due, later=1) == 2 - 1  # Clara hears of the new one, Carl of nothing
    send_mails(due.shop(port))
    assert box.recipients == ["carl@example.vn", "clara@example.vn", "clara@example.vn"]


def test_without_the_offices_word_nobody_gets_mail(office, box, port):
    office.task(1)
    office.remind()
    assert write(office) == 0


def test_what_a_person_has_seen_goes_into_no_mail(due):
    from server.urging.reminding import read_reminders

    due.world.run("clara", read_reminders, until=10**6)
    assert write(due) == 1


def test_a_server_that_breaks_off_within_the_message_leaves_it_unsure(due, box, port):
    def broken(server, envelope):
        box.mails.append(envelope)  # it may well have kept it
        server.transport.abort()
        return "250 OK"

    box.behave = broken
    write(due)
    send_mails(due.shop(port))
    assert sorted(state for *_, state in mails(due)) == ["unsure", "waiting"]
    box.behave = lambda server, envelope: None
    with time_machine.travel(now() + timedelta(hours=1)):
        send_mails(due.shop(port))
        send_mails(due.shop(port))
    assert box.recipients == ["carl@example.vn", "clara@example.vn"]
    assert sorted(state for *_, state in mails(due)) == ["sent", "unsure"]


def test_a_busy_server_is_asked_again_and_a_refusal_is_kept(due, box, port):
    answers = iter(["451 Busy", "550 No such user"])
    box.behave = lambda server, envelope: next(answers, None)
    write(due)
    send_mails(due.shop(port))
    assert sorted(state for *_, state in mails(due)) == ["failed", "waiting"]
    assert due.world.row(ReminderMail, state="failed").refusal == "550 No such user"
    assert send_mails(due.shop(port)) == 0  # not at once
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert send_mails(due.shop(port)) == 1


def test_no_server_loses_nothing_and_what_a_day_did_not_deliver_goes_into_the_next(due, box):
    write(due)
    assert send_mails(due.shop(1)) == 0
    assert {state for *_, state in mails(due)} == {"waiting"}
    assert write(due, later=1) == 2
    with mail_server(box) as port:
        assert send_mails(due.shop(port)) == 2
    assert len(mails(due)) == 2


def test_a_lease_that_ran_out_is_unsure_whatever_is_said_later(due):
    write(due)
    leased = due.world.run(None, lease_mail)
    with time_machine.travel(now() + timedelta(minutes=6)):
        other = due.world.run(None, lease_mail)
        assert other["id"] != leased["id"]
        said = {"mail": leased["id"], "turn": leased["turn"]}
        assert due.world.run(None, settle_mail, **said, state="waiting") == "unsure"
        assert due.world.run(None, settle_mail, **said, state="sent") == "sent"


def test_only_the_system_sends(due):
    for command, said in ((write_mails, {"day": today()}), (lease_mail, {})):
        with pytest.raises(NotFound):
            due.world.run("anna", command, **said)


def test_the_worker_waits_for_the_morning(due, box, port):
    shop = due.shop(port)
    midnight = now().replace(hour=18, minute=0)  # one o'clock in the office
    with time_machine.travel(midnight, tick=False):
        mail_reminders(shop)
        assert not mails(due)
    with time_machine.travel(midnight + timedelta(hours=7), tick=False):
        mail_reminders(shop)
        mail_reminders(shop)
    assert len(box.mails) == 2


def test_a_server_that_signs_in_and_hides_the_way_is_asked_as_set(due):
    """Without STARTTLS on offer nothing is sent in the clear."""
    box = Box()
    write(due)
    with mail_server(box) as port:
        assert send_mails(due.shop(port, smtp_tls="starttls")) == 0
    assert not box.mails
