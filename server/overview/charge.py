"""Who is in charge of what a body owes: the leader whom a programme's item names, else the head
of the lead body."""

from sqlmodel import Session, col, or_, select

from server.kernel.i18n import today
from server.kernel.types import now
from server.people.models import Account, Membership


def heads(db: Session) -> dict[int, str]:
    """Return the name of whoever chairs each body today, for a caller that may know its tasks."""
    day = today(now())
    rows = db.exec(
        select(Membership.body_id, Account.name)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(Membership.role == "chair")
        .where(Membership.since <= day)
        .where(or_(col(Membership.until).is_(None), col(Membership.until) >= day))
        .where(col(Account.disabled_at).is_(None))
        .order_by(col(Membership.id).desc())
    )
    return dict(rows.all())  # the first who came stands, where several do


def headed_by(db: Session, name: str) -> list[int]:
    """Return the ids of the bodies that a person of this name chairs today."""
    return [body_id for body_id, head in heads(db).items() if head == name]
