"""Where a conclusion can be moved to, and where those without an item stand: for pages."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion
from server.conclusions.queries import ConclusionLine, lines_of_conclusions
from server.kernel.errors import NotFound
from server.meetings.access import Audience, uuid_of
from server.meetings.models import AgendaItem
from server.people.access import Viewer, require


@dataclass(frozen=True)
class Holder:
    """Where a meeting's conclusions stand that have no item yet."""

    id: int
    key: str
    title: str
    secret: bool = False


@dataclass(frozen=True)
class Moving:
    """A conclusion and the items that it can go to: (key, title), in the agenda's order."""

    line: ConclusionLine
    items: tuple[tuple[str, str], ...]


def holder(db: Session, audience: Audience, key: str) -> Holder:
    """Return the holder with this key of the audience's meeting. Raises NotFound."""
    row = db.exec(
        select(AgendaItem)
        .where(AgendaItem.key == uuid_of(key))
        .where(AgendaItem.meeting_id == audience.meeting_id)
        .where(col(AgendaItem.aside) == True)  # noqa: E712
    ).first()
    if row is None or not audience.may_edit:
        raise NotFound
    return Holder(row.id, str(row.key), row.title)


def to_move(db: Session, viewer: Viewer, key: str) -> Moving:
    """Return what the editor of a conclusion's place shows. Raises NotFound."""
    require(viewer, "conclusions.note")
    row = db.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    items = db.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == row.meeting_id, AgendaItem.id != row.item_id)
        .where(col(AgendaItem.secret) == False)  # noqa: E712
        .where(AgendaItem.state != "deferred")
        .order_by(col(AgendaItem.aside), col(AgendaItem.position), col(AgendaItem.id))
    )
    shown = tuple((str(item.key), item.title) for item in items)
    return Moving(lines_of_conclusions(db, [row])[0], shown)
