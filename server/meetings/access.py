"""Who may see and edit a meeting and its agenda.

The secretariat sees and edits every meeting of its office. The chair of a meeting sees all of it.
Delegates of the body, and whoever was named a delegate, see it once the agenda has been sent: the
items that are not hidden and not restricted, and the restricted ones that name them. A guest sees
the items that name him or her, without number, neighbour or count. Everybody else, administrators
included, sees nothing: the meeting is not there.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.meetings.models import AgendaItem, Attendee, ItemReader, Meeting
from server.people.access import Viewer, may, require, viewer_with_id
from server.people.models import Body


class FileComplete(DomainError):
    """The meeting's file is complete: nothing in it changes any more."""

    status, code = 409, "file-complete"


@dataclass(frozen=True)
class Audience:
    """Readers who see the same of one meeting.

    `tier`: secretariat, chair, delegate or guest. `items`: ids of the restricted items (for a
    guest: of all items) that name them. `chairs`: they were named to chair the meeting, which a
    member of the secretariat may be, too.
    """

    meeting_id: int
    tier: str
    items: frozenset[int]
    locale: str
    chairs: bool = False

    @property
    def priority(self) -> int:
        """Secretariat and chair are served first."""
        return 0 if self.tier in ("secretariat", "chair") else 1

    @property
    def may_edit(self) -> bool:
        """Whether these readers edit the agenda."""
        return self.tier == "secretariat"

    @property
    def sees_all(self) -> bool:
        """Whether hidden and restricted items are shown."""
        return self.tier in ("secretariat", "chair")

    @property
    def may_lead(self) -> bool:
        """Whether these readers move the room on."""
        return self.tier in ("secretariat", "chair")

    def sees(self, item_id: int, *, hidden: bool, restricted: bool) -> bool:
        """Whether these readers see an item that is so marked."""
        if self.sees_all:
            return True
        if hidden:
            return False
        if self.tier == "guest" or restricted:
            return item_id in self.items
        return True


_NAMED_AS = (
    select(Attendee.tier)
    .where(Attendee.meeting_id == bindparam("meeting_id"))
    .where(Attendee.account_id == bindparam("account_id"))
)


_NAMES = (
    select(AgendaItem.id, AgendaItem.restricted)
    .join(ItemReader, col(ItemReader.item_id) == col(AgendaItem.id))
    .where(AgendaItem.meeting_id == bindparam("meeting_id"))
    .where(ItemReader.account_id == bindparam("account_id"))
)
_MEETING_BY_KEY = select(Meeting).where(Meeting.key == bindparam("key"))


def audience_of(db: Session, viewer: Viewer, meeting: Meeting) -> Audience:
    """Derive who the viewer is in this meeting. Raises NotFound."""
    asked = {"meeting_id": meeting.id, "account_id": viewer.user_id}
    named_as = db.connection().execute(_NAMED_AS, asked).scalar()
    tier = _tier(viewer, meeting, named_as)
    named: frozenset[int] = frozenset()
    if tier in ("delegate", "guest"):
        rows = db.connection().execute(_NAMES, asked)
        named = frozenset(row.id for row in rows if row.restricted or tier == "guest")
    if tier == "guest" and not named:
        raise NotFound
    return Audience(meeting.id, tier, named, viewer.locale, named_as == "chair")


def _tier(viewer: Viewer, meeting: Meeting, tier: str | None) -> str:
    if may(viewer, "agenda.edit"):
        return "secretariat"
    if tier is None:
        raise NotFound
    if tier != "chair" and meeting.agenda_state != "sent":
        raise NotFound
    return tier


def meeting_to_see(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Meeting, Audience]:
    """Return a meeting and who the viewer is in it. Raises NotFound."""
    meeting = db.execute(_MEETING_BY_KEY, {"key": uuid_of(key)}).scalar()
    if meeting is None:
        raise NotFound
    return meeting, audience_of(db, viewer, meeting)


def item_to_see(
    db: Session, viewer: Viewer, key: UUID | str, *, aside: bool = False
) -> tuple[AgendaItem, Audience]:
    """Return an agenda item the viewer may see. Raises NotFound; `aside`: as in item_to_edit."""
    item = db.execute(select(AgendaItem).where(AgendaItem.key == uuid_of(key))).scalar()
    if item is None or (item.aside and not aside):
        raise NotFound
    audience = audience_of(db, viewer, db.get_one(Meeting, item.meeting_id))
    if not audience.sees(item.id, hidden=item.hidden, restricted=item.restricted):
        raise NotFound
    return item, audience


def uuid_of(key: UUID | str) -> UUID:
    """Return a key from an address. Raises NotFound for what cannot be one."""
    try:
        return key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        raise NotFound from None


# --- for commands: load, locked ----------------------------------------------------------------

# Every edit of an agenda asks these, so they are built once.
_MEETING_ID = select(Meeting.id).where(Meeting.key == bindparam("key"))
_ITEM_IDS = select(AgendaItem.id, AgendaItem.meeting_id).where(AgendaItem.key == bindparam("key"))
_MEETING = select(Meeting).where(Meeting.id == bindparam("id"))
_ITEM_AND_MEETING = (
    select(AgendaItem, Meeting)
    .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
    .where(AgendaItem.id == bindparam("id"))
)


def body_to_convene(tx: Tx, key: UUID | str) -> Body:
    """Load a body for which the actor makes a meeting. Raises NotFound."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), "meetings.make")
    body = tx.session.exec(select(Body).where(Body.key == uuid_of(key))).first()
    if body is None:
        raise NotFound
    return body


def meeting_to_edit(
    tx: Tx, key: UUID | str, act: str = "agenda.edit", *, complete: bool = False
) -> Meeting:
    """Load a meeting for a command that needs `act`, one command at a time.

    Raises NotFound, or FileComplete once the file is complete, unless `complete`: what comes late
    and is added to it changes nothing.
    """
    found = tx.session.connection().execute(_MEETING_ID, {"key": uuid_of(key)}).scalar()
    if found is None:
        raise NotFound
    tx.lock(f"meeting:{found}")
    meeting: Meeting = tx.session.execute(_MEETING, {"id": found}).scalar_one()
    _require(tx, meeting, act, complete)
    return meeting


def item_to_edit(
    tx: Tx, key: UUID | str, act: str = "agenda.edit", *, aside: bool = False
) -> tuple[AgendaItem, Meeting]:
    """Load an agenda item and its meeting for a command. Raises NotFound or FileComplete.

    Without `aside` the holder of conclusions that have no item yet is not there.
    """
    found = tx.session.connection().execute(_ITEM_IDS, {"key": uuid_of(key)}).first()
    if found is None:
        raise NotFound
    tx.lock(f"meeting:{found.meeting_id}")
    item, meeting = tx.session.execute(_ITEM_AND_MEETING, {"id": found.id}).one()
    if item.aside and not aside:
        raise NotFound
    _require(tx, meeting, act)
    return item, meeting


def _require(tx: Tx, meeting: Meeting, act: str, complete: bool = False) -> None:
    """Raise NotFound unless the actor may do `act` in this meeting, FileComplete at its end."""
    if tx.actor.user_id:  # the system itself (0) may do everything
        viewer = viewer_with_id(tx.session, tx.actor.user_id)
        audience = audience_of(tx.session, viewer, meeting)
        # Whoever was named to chair this meeting chairs it, whatever else he or she is.
        chairs = act in ("session.lead", "conclusions.agree") and audience.chairs
        if not (chairs or (may(viewer, act) and audience.tier == "secretariat")):
            raise NotFound
    if meeting.session_state == "complete" and not complete:
        raise FileComplete
