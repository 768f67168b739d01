"""Reads of the words of conclusions while they are typed; nothing here is stored."""

from collections.abc import Sequence

from sqlmodel import Session, select

from server.conclusions.access import SecretItem
from server.conclusions.models import Conclusion
from server.conclusions.proposing import Answer, Found, read_words
from server.conclusions.queries import ConclusionLine, lines_of_conclusions
from server.conclusions.rewording import Change, changes
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.meetings.access import audience_of, item_to_see, uuid_of
from server.meetings.models import Meeting
from server.people.access import Viewer, may, require
from server.tasks.bodies import register


def body_names(db: Session) -> list[str]:
    """Return the names of the bodies that stand today, to choose a lead from, whoever asks."""
    return [body.name for body in register(db).standing.values()]


def to_edit(db: Session, viewer: Viewer, key: str) -> tuple[ConclusionLine, list[str]]:
    """Return what the editor of a conclusion shows: it, and the bodies' names. Raises NotFound."""
    return conclusion(db, viewer, key), body_names(db)


def conclusion(db: Session, viewer: Viewer, key: str) -> ConclusionLine:
    """Return one conclusion for whoever of the office asks. Raises NotFound."""
    return lines_of_conclusions(db, [_row(db, viewer, key, as_chair=False)])[0]


def to_correct_as_chair(db: Session, viewer: Viewer, key: str) -> tuple[ConclusionLine, list[str]]:
    """Return what the chair's editor shows of a conclusion: to_edit's. Raises NotFound."""
    row = _row(db, viewer, key)
    if not audience_of(db, viewer, db.get_one(Meeting, row.meeting_id)).chairs:
        raise NotFound
    return lines_of_conclusions(db, [row])[0], body_names(db)


def read_note(
    db: Session, viewer: Viewer, item_key: str, text: str, answers: Sequence[Answer]
) -> tuple[Found, ...]:
    """Return the tasks that words typed at an item's desk give.

    Raises NotFound, SecretItem or what proposing.read_words does.
    """
    require(viewer, "conclusions.note")
    item, _audience = item_to_see(db, viewer, item_key, aside=True)
    if item.secret:
        raise SecretItem
    day = today(db.get_one(Meeting, item.meeting_id).starts_at)
    return read_words(db, text, day, answers)


def read_edit(
    db: Session, viewer: Viewer, key: str, text: str, answers: Sequence[Answer]
) -> tuple[Change, ...]:
    """Return what other words would change of a conclusion's tasks.

    Raises NotFound or what proposing.read_words does.
    """
    row = _row(db, viewer, key)
    day = today(db.get_one(Meeting, row.meeting_id).starts_at)
    return changes(db, row.id, day, row.text, text, answers)


def _row(db: Session, viewer: Viewer, key: str, *, as_chair: bool = True) -> Conclusion:
    """Return a conclusion for the office, or for its meeting's chair. Raises NotFound."""
    row = db.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    if not may(viewer, "conclusions.note"):
        audience = audience_of(db, viewer, db.get_one(Meeting, row.meeting_id))
        if not (as_chair and audience.chairs):
            raise NotFound
    return row
