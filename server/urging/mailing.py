"""Reminders by e-mail: one message a person and day that says how many, and never what.

A row of ReminderMail is a mail that somebody was promised. It is leased by one worker, sent, and
settled: sent, waiting (the server did not take it: it is tried again, and what a day could not
deliver goes into the next day's), failed (the server refuses it), or *unsure*, where the server
broke off while it took the message or the worker died with the lease: that one is never sent again,
since its reminders stand on the person's page all the same.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from sqlmodel import Session, col, delete, func, or_, select, update
from uuid_utils.compat import uuid7

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.events import Cursor
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext, speaking
from server.kernel.mail import ADDRESS
from server.kernel.settings import Settings
from server.kernel.types import now
from server.people.models import Account
from server.tasks.followup import Reminder, ReminderMail
from server.tasks.rules import follow_up_rules
from server.urging.queries import to_mail

READER = "reminder-mail"
LEASE = timedelta(minutes=5)  # far longer than a server may take over one message
RETRY = timedelta(minutes=10)
TRIES = 6


@dataclass(frozen=True)
class Leased:
    """A mail that is this worker's to send. `turn` tells this lease from a later one."""

    id: int
    key: str
    turn: int
    to: str
    name: str
    locale: str
    counts: dict[str, int]


def write_mails(tx: Tx, *, day: date) -> int:
    """Promise today's mails to whoever has reminders that no mail told of. Returns how many.

    Nobody is promised two on one day. For the system alone.
    """
    _system(tx)
    tx.take_time()
    tx.lock("reminders")
    if not follow_up_rules(tx.session).mail:
        return 0
    for stream, seq in _now(tx.session, day).items():
        tx.session.merge(Cursor(reader=READER, stream=stream, seq=seq))
    late = select(ReminderMail.id).where(ReminderMail.state == "waiting", ReminderMail.day < day)
    given_back = update(Reminder).where(col(Reminder.mail_id).in_(late)).values(mail_id=None)
    tx.session.execute(given_back)
    tx.session.execute(delete(ReminderMail).where(col(ReminderMail.id).in_(late)))
    had = set(tx.session.exec(select(ReminderMail.account_id).where(ReminderMail.day == day)))
    counts = {person: count for person, count in to_mail(tx.session).items() if person not in had}
    people = tx.session.exec(
        select(Account)
        .where(col(Account.id).in_(counts), Account.email != "")
        .where(col(Account.disabled_at).is_(None))
    )
    mails = [
        ReminderMail(key=uuid7(), account_id=person.id, day=day, counts=dict(counts[person.id]))
        for person in people
        if ADDRESS.fullmatch(person.email)
    ]
    tx.session.add_all(mails)
    tx.session.flush()
    own = (
        select(ReminderMail.id)
        .where(ReminderMail.account_id == Reminder.account_id, ReminderMail.day == day)
        .scalar_subquery()
    )
    tx.session.execute(
        update(Reminder)
        .where(col(Reminder.mail_id).is_(None))
        .where(col(Reminder.account_id).in_([mail.account_id for mail in mails]))
        .values(mail_id=own)
        .execution_options(synchronize_session=False)
    )
    return len(mails)


def lease_mail(tx: Tx) -> dict[str, Any] | None:
    """Take the next mail that waits, to be sent by whoever asks. Returns Leased, as a dict.

    A lease that ran out leaves its mail unsure. For the system alone.
    """
    _system(tx)
    tx.lock(READER)
    tx.session.execute(
        update(ReminderMail)
        .where(col(ReminderMail.state) == "sending", col(ReminderMail.lease_until) < tx.now)
        .values(state="unsure")
    )
    found = tx.session.execute(
        select(ReminderMail, Account)
        .join(Account, col(Account.id) == col(ReminderMail.account_id))
        .where(ReminderMail.state == "waiting")
        .where(or_(col(ReminderMail.lease_until).is_(None), ReminderMail.lease_until <= tx.now))  # type: ignore[operator]
        .order_by(col(ReminderMail.id))
        .limit(1)
    ).first()
    if found is None:
        return None
    mail, person = found
    mail.state, mail.lease_until, mail.tries = "sending", tx.now + LEASE, mail.tries + 1
    leased = Leased(
        mail.id, str(mail.key), mail.tries, person.email, person.name, person.locale, mail.counts
    )
    return asdict(leased)


def settle_mail(tx: Tx, *, mail: int, turn: int, state: str, said: str = "") -> str:
    """Say what came of a leased mail: sent, unsure, failed, or waiting to be tried again.

    Returns its state now; another's later lease is left alone. For the system alone.
    """
    _system(tx)
    tx.lock(READER)
    row = tx.session.get_one(ReminderMail, mail)
    if row.tries != turn or row.state not in ("sending", "unsure"):
        return row.state
    if row.state == "unsure" and state == "waiting":
        return row.state  # its lease ran out: it is nobody's to try again
    row.state, row.refusal, row.lease_until = state, said, None
    if state == "sent":
        row.sent_at = tx.now
    elif state == "waiting":
        row.lease_until = tx.now + RETRY * turn
        if turn >= TRIES:
            row.state = "failed"
    return row.state


def _system(tx: Tx) -> None:
    if tx.actor.user_id:
        raise NotFound


def to_write(db: Session, day: date) -> bool:
    """Whether a day or a reminder came since mails were last written, for a caller that writes."""
    rows = db.exec(select(Cursor).where(Cursor.reader == READER))
    return {row.stream: row.seq for row in rows} != _now(db, day)


def _now(db: Session, day: date) -> dict[str, int]:
    return {"day": day.toordinal(), "reminder": db.exec(select(func.max(Reminder.id))).one() or 0}


def waiting(db: Session) -> bool:
    """Whether a mail is to be sent, or to be found unsure, for a caller that sends them."""
    asked = select(ReminderMail.id).where(col(ReminderMail.state).in_(("waiting", "sending")))
    return db.exec(asked.limit(1)).first() is not None


def message_of(leased: Leased, settings: Settings, office: str) -> EmailMessage:
    """Return the message: how many, and one link. Its Message-ID is the promise's own."""
    message = EmailMessage()
    with speaking(leased.locale):
        total = sum(leased.counts.values())
        message["Subject"] = ngettext(
            "Reminder: %(num)s task to look at", "Reminder: %(num)s tasks to look at", total
        ) % {"num": total}
        message.set_content(_text(leased, settings, office))
    message["From"] = settings.smtp_from
    message["To"] = leased.to
    message["Date"] = format_datetime(now())
    domain = settings.smtp_from.rpartition("@")[2].rstrip(">")
    message["Message-ID"] = f"<{leased.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _text(leased: Leased, settings: Settings, office: str) -> str:
    lines = [
        _("Dear %(name)s,") % {"name": leased.name},
        "",
        *(
            f"- {_said(alert, leased.counts[alert])}"
            for alert in ALERTS
            if leased.counts.get(alert)
        ),
        "",
        _("What they are stands on your page, once you are signed in:"),
        f"{settings.address}/work",
        "",
        office,
    ]
    return "\n".join(lines) + "\n"


ALERTS = ("special", "red", "yellow", "unanswered", "directive")


def _said(alert: str, count: int) -> str:
    said: Mapping[str, str] = {
        "yellow": ngettext("%(num)s task is due soon", "%(num)s tasks are due soon", count),
        "red": ngettext("%(num)s task is overdue", "%(num)s tasks are overdue", count),
        "special": ngettext(
            "%(num)s task is long overdue", "%(num)s tasks are long overdue", count
        ),
        "directive": ngettext(
            "%(num)s directive waits for an answer", "%(num)s directives wait for an answer", count
        ),
        "unanswered": ngettext(
            "%(num)s directive was not answered in time",
            "%(num)s directives were not answered in time",
            count,
        ),
    }
    return said[alert] % {"num": count}
