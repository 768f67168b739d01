"""What the secretariat's editors show of a meeting or a line, and whom they may name."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key
from server.meetings.access import item_to_see, meeting_to_see
from server.meetings.models import TIERS, Attendee
from server.meetings.queries import ItemView, MeetingView, Person, agenda, visible
from server.people.access import Viewer
from server.people.models import Account


@dataclass(frozen=True)
class Editing:
    """A meeting, the line that is edited (None: the meeting itself) and whom it may name.

    `lines` are those that a new one can stand behind.
    """

    meeting: MeetingView
    item: ItemView | None
    lines: tuple[ItemView, ...]
    people: tuple[Person, ...]
    others: tuple[Person, ...]


def to_edit(
    db: Session,
    viewer: Viewer,
    *,
    meeting_key: UUID | str | None = None,
    item_key: UUID | str | None = None,
) -> Editing:
    """Return what an editor shows of a meeting or a line. Raises NotFound unless one may edit.

    `people` take part, chair first; `others` have an account and might be asked to.
    """
    if item_key is not None:
        item, audience = item_to_see(db, viewer, item_key)
        item_id, meeting_id = item.id, item.meeting_id
    else:
        meeting, audience = meeting_to_see(db, viewer, meeting_key or "")
        item_id, meeting_id = 0, meeting.id
    if not audience.may_edit:
        raise NotFound
    view = visible(agenda(db, meeting_id), audience)
    tiers = {
        account_id: tier
        for account_id, tier in db.exec(
            select(Attendee.account_id, Attendee.tier).where(Attendee.meeting_id == meeting_id)
        )
    }
    people: list[Person] = []
    others: list[Person] = []
    for account in db.exec(select(Account).where(col(Account.disabled_at).is_(None))):
        tier = tiers.get(account.id, "")
        (people if tier else others).append(Person(account.key, account.name, tier))
    others.sort(key=lambda person: collation_key(person.name))
    people.sort(key=lambda person: (TIERS.index(person.tier), collation_key(person.name)))
    lines = tuple(item for item in view.items if not item.deferred)
    return Editing(view.meeting, view.item(item_id), lines, tuple(people), tuple(others))


def expected(db: Session, viewer: Viewer, key: UUID | str) -> tuple[int, frozenset[int]]:
    """Return a meeting's id and the accounts that take part. Raises NotFound unless one edits."""
    meeting, audience = meeting_to_see(db, viewer, key)
    if not audience.may_edit:
        raise NotFound
    ids = db.exec(select(Attendee.account_id).where(Attendee.meeting_id == meeting.id))
    return meeting.id, frozenset(ids)
