"""Tasks that call, and a mail server of this test's own."""

import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import select

from server.kernel.jobs import Workshop
from server.people.models import Account
from server.tasks.followup import FollowUpRules, Reminder
from server.tasks.models import Task
from server.urging.reminding import remind
from tests.sessions import Session
from tests.world import today


@pytest.fixture
def session(world):
    """An open session of the Standing Committee."""
    return Session(world)


class Office:
    """Tasks of Clara's body, due as many days ago as a test says; her head is Hanna's post."""

    def __init__(self, world, session):
        self.world, self.session = world, session

    def task(self, late, work="Build", **fields):
        """Give a task whose day was `late` days ago; returns its key."""
        key = self.session.given(work)
        day = today() - timedelta(days=late)

        def change(tx):
            row = tx.session.exec(select(Task).where(Task.key == self.session.task(key).key)).one()
            for name, value in ({"deadline": day} | fields).items():
                setattr(row, name, value)

        self.world.run(None, change)
        return key

    def remind(self, later=0):
        return remind(self.world.writer, today() + timedelta(days=later))

    def reminders(self):
        """Return (who, alert) of every reminder."""

        def read(db):
            rows = db.execute(
                select(Account.login, Reminder.alert).join(
                    Account, Account.id == Reminder.account_id
                )
            )
            return sorted(tuple(row) for row in rows)

        return self.world.read(read)

    def with_mail(self, **addresses):
        """The office wants mail, and these people have an address."""

        def change(tx):
            tx.add(FollowUpRules(mail=True))
            for login, email in addresses.items():
                tx.session.exec(select(Account).where(Account.login == login)).one().email = email

        self.world.run(None, change)

    def shop(self, port, **more):
        """What the worker has at hand, with a mail server on `port`."""
        app = self.world.app.state
        said = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": ""}
        said |= {"smtp_from": "office@example.vn", "smtp_timeout_seconds": 3.0} | more
        return Workshop(app.settings.model_copy(update=said), app.writer, app.reader, app.blobs)


@pytest.fixture
def office(world, session):
    return Office(world, session)


class Box:
    """A mail server's memory; `behave(server, envelope)` may answer otherwise."""

    def __init__(self):
        self.mails, self.behave = [], lambda server, envelope: None

    async def handle_DATA(self, server, session, envelope):
        answer = self.behave(server, envelope)
        if answer is None:
            self.mails.append(envelope)
            return "250 OK"
        return answer

    @property
    def recipients(self):
        return sorted(address for mail in self.mails for address in mail.rcpt_tos)


@contextmanager
def mail_server(box, port=0):
    """Run a real SMTP server; yields its port."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def port(box):
    with mail_server(box) as port:
        yield port
