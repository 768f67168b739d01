"""What became of the mails of the last days, for the office that counts on them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Account
from server.tasks.followup import ReminderMail
from server.tasks.rules import follow_up_rules

DAYS, SHOWN = 14, 50


@dataclass(frozen=True)
class MailLine:
    """A mail that did not surely arrive: to whom, of which day, its state, what the server said."""

    name: str
    day: date
    state: str
    refusal: str


@dataclass(frozen=True)
class MailState:
    """Mail of the last days. `on`: the office wants it; `possible`: a mail server is set."""

    on: bool
    possible: bool
    sent: int
    waiting: int
    lines: tuple[MailLine, ...]


def mail_state(db: Session, viewer: Viewer, possible: bool) -> MailState:
    """Return what became of the mails, for who urges. Raises NotFound."""
    require(viewer, "tasks.urge")
    since = today(now()) - timedelta(days=DAYS)
    counts = dict(
        db.exec(
            select(ReminderMail.state, func.count(col(ReminderMail.id)))
            .where(ReminderMail.day >= since)
            .group_by(ReminderMail.state)
        ).all()
    )
    rows = db.execute(
        select(ReminderMail, Account.name)
        .join(Account, col(Account.id) == col(ReminderMail.account_id))
        .where(ReminderMail.day >= since, col(ReminderMail.state).in_(("unsure", "failed")))
        .order_by(col(ReminderMail.id).desc())
        .limit(SHOWN)
    ).all()
    return MailState(
        on=follow_up_rules(db).mail,
        possible=possible,
        sent=counts.get("sent", 0),
        waiting=counts.get("waiting", 0) + counts.get("sending", 0),
        lines=tuple(MailLine(name, row.day, row.state, row.refusal) for row, name in rows),
    )
