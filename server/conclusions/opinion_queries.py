"""Opinions as the desk and the chair's tablet show them, grouped by topic."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from server.conclusions.models import Minutes, Opinion
from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key
from server.meetings.access import meeting_to_see, uuid_of
from server.meetings.models import AgendaItem, Attendee, Meeting
from server.people.access import Viewer, require
from server.people.models import Account


@dataclass(frozen=True)
class OpinionLine:
    """What one speaker said, under a topic ("" for none)."""

    id: int
    key: str
    version: int
    speaker: str
    topic: str
    text: str
    removed: bool


@dataclass(frozen=True)
class Topic:
    """The opinions on one topic, in the order they were noted."""

    title: str
    lines: tuple[OpinionLine, ...]


@dataclass(frozen=True)
class ItemOpinions:
    """The opinions given at one item. `open`: they may still be noted and changed."""

    item_key: str
    item_title: str
    open: bool
    topics: tuple[Topic, ...]

    @property
    def count(self) -> int:
        """How many stand."""
        return sum(not line.removed for topic in self.topics for line in topic.lines)


@dataclass(frozen=True)
class OpinionEditor:
    """An opinion for whoever keeps it, with the names and topics to choose from."""

    line: OpinionLine
    speakers: tuple[str, ...]
    topics: tuple[str, ...]


def load_opinions(db: Session, item_id: int) -> ItemOpinions:
    """Return an item's opinions, whoever asks: for those who see all of the meeting."""
    item = db.get_one(AgendaItem, item_id)
    rows = db.exec(
        select(Opinion)
        .where(Opinion.item_id == item_id)
        .order_by(col(Opinion.position), col(Opinion.id))
    ).all()
    return _of_item(item, rows, _is_open(db, item.meeting_id))


def load_meeting_opinions(db: Session, meeting_id: int) -> tuple[ItemOpinions, ...]:
    """Return the opinions of a meeting's items that have some, whoever asks: as load_opinions."""
    rows = db.exec(
        select(Opinion)
        .where(Opinion.meeting_id == meeting_id)
        .where(col(Opinion.removed) == False)  # noqa: E712
        .order_by(col(Opinion.position), col(Opinion.id))
    ).all()
    items = db.exec(
        select(AgendaItem)
        .where(col(AgendaItem.id).in_({row.item_id for row in rows}))
        .order_by(col(AgendaItem.aside), col(AgendaItem.position), col(AgendaItem.id))
    )
    is_open = _is_open(db, meeting_id)
    return tuple(
        _of_item(item, [row for row in rows if row.item_id == item.id], is_open) for item in items
    )


def speakers_of(db: Session, meeting_id: int) -> tuple[str, ...]:
    """Return the names of who takes part and who spoke, for a caller that looks who asks."""
    names = set(
        db.exec(
            select(Account.name)
            .join(Attendee, col(Attendee.account_id) == col(Account.id))
            .where(Attendee.meeting_id == meeting_id)
        )
    )
    names |= set(db.exec(select(Opinion.speaker).where(Opinion.meeting_id == meeting_id)))
    return tuple(sorted(names, key=collation_key))


def topics_of(db: Session, meeting_id: int) -> tuple[str, ...]:
    """Return the topics of a meeting's opinions, for a caller that looks who asks."""
    found = select(Opinion.topic).where(Opinion.meeting_id == meeting_id, Opinion.topic != "")
    return tuple(sorted(set(db.exec(found)), key=collation_key))


def offered(db: Session, viewer: Viewer, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the speakers and topics that the form at the desk offers. Raises NotFound."""
    require(viewer, "conclusions.note")
    meeting, _audience = meeting_to_see(db, viewer, key)
    return speakers_of(db, meeting.id), topics_of(db, meeting.id)


def to_edit_opinion(db: Session, viewer: Viewer, key: str) -> OpinionEditor:
    """Return what the editor of an opinion shows. Raises NotFound."""
    require(viewer, "conclusions.note")
    row = db.exec(select(Opinion).where(Opinion.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    return OpinionEditor(_line(row), speakers_of(db, row.meeting_id), topics_of(db, row.meeting_id))


def grouped(lines: Iterable[OpinionLine]) -> tuple[Topic, ...]:
    """Return lines by topic, in the order in which the topics came up; those without one last."""
    found: dict[str, list[OpinionLine]] = {}
    for line in lines:
        found.setdefault(line.topic, []).append(line)
    without = found.pop("", [])
    topics = [Topic(title, tuple(its)) for title, its in found.items()]
    return (*topics, *([Topic("", tuple(without))] if without else []))


def _is_open(db: Session, meeting_id: int) -> bool:
    state = db.exec(select(Minutes.state).where(Minutes.meeting_id == meeting_id)).first()
    complete = db.get_one(Meeting, meeting_id).session_state == "complete"
    return not complete and state not in ("approved", "signed")


def _of_item(item: AgendaItem, rows: Iterable[Opinion], is_open: bool) -> ItemOpinions:
    return ItemOpinions(str(item.key), item.title, is_open, grouped(_line(row) for row in rows))


def _line(row: Opinion) -> OpinionLine:
    return OpinionLine(
        id=row.id,
        key=str(row.key),
        version=row.version,
        speaker=row.speaker,
        topic=row.topic,
        text=row.text,
        removed=row.removed,
    )
