"""Reads of conclusions: the desk, the chair's list, what was issued, what is ready."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from server.conclusions.access import notice_to_see, sees_item
from server.conclusions.issuing import is_ready
from server.conclusions.models import Conclusion, NothingArises, Notice
from server.kernel.errors import NotFound
from server.meetings.access import Audience, item_to_see, meeting_to_see, uuid_of
from server.meetings.models import AgendaItem, Meeting
from server.people.access import Viewer, require
from server.people.queries import account_names
from server.tasks.queries import TaskLine, lines_of


@dataclass(frozen=True)
class ConclusionLine:
    """A conclusion with its tasks. `noted` differs from `text` once it was edited.

    `notice` is the number and symbol it was issued under, or "". `by` is who changed it last.
    """

    id: int
    key: str
    version: int
    number: int
    item_key: str
    item_title: str
    text: str
    noted: str
    agreed_as: str
    agreed_by: str
    verdict: str
    removed: bool
    notice: str
    notice_key: str
    by: str
    ready: bool
    tasks: tuple[TaskLine, ...]

    @property
    def seen(self) -> str:
        """What a form says that it saw: key and version."""
        return f"{self.key}:{self.version}"


@dataclass(frozen=True)
class Desk:
    """The conclusion desk of one agenda item. `open`: conclusions may still be noted."""

    item_id: int
    item_key: str
    meeting_key: str
    secret: bool
    open: bool
    nothing_arises: bool
    conclusions: tuple[ConclusionLine, ...]

    @property
    def standing(self) -> tuple[ConclusionLine, ...]:
        """Those that were not removed."""
        return tuple(line for line in self.conclusions if not line.removed)


@dataclass(frozen=True)
class MeetingConclusions:
    """Every conclusion of a meeting that was not removed, by number."""

    meeting_key: str
    meeting_title: str
    conclusions: tuple[ConclusionLine, ...]

    @property
    def waiting(self) -> tuple[ConclusionLine, ...]:
        """Those the chair has not agreed to."""
        return tuple(line for line in self.conclusions if not line.agreed_as)


@dataclass(frozen=True)
class NoticePage:
    """A notice as issued: `said` is the frozen wording (issuing.wording_of gives its shape)."""

    key: str
    number: str
    symbol: str
    issued_on: date
    issued_at: datetime
    issued_by: str
    sha256: str
    said: dict[str, Any]
    held_on: date
    meeting_key: str

    @property
    def full_number(self) -> str:
        """Number and symbol together."""
        return full_number(self.number, self.symbol)


def load_desk(db: Session, item_id: int) -> Desk:
    """Return an item's desk, whoever asks: for those who see all of the meeting."""
    item = db.get_one(AgendaItem, item_id)
    meeting = db.get_one(Meeting, item.meeting_id)
    rows = db.exec(
        select(Conclusion).where(Conclusion.item_id == item_id).order_by(col(Conclusion.number))
    )
    return Desk(
        item_id=item.id,
        item_key=str(item.key),
        meeting_key=str(meeting.key),
        secret=item.secret,
        open=meeting.session_state != "complete",
        nothing_arises=db.get(NothingArises, item_id) is not None,
        conclusions=_lines(db, list(rows)),
    )


def desk(db: Session, viewer: Viewer, item_key: str) -> Desk:
    """Return the conclusion desk of an item. Raises NotFound for who does not see all of it."""
    item, audience = item_to_see(db, viewer, item_key)
    if not audience.sees_all:
        require(viewer, "conclusions.note")
    return load_desk(db, item.id)


def load_meeting(db: Session, meeting_id: int) -> MeetingConclusions:
    """Return a meeting's conclusions, whoever asks: callers filter by readers."""
    meeting = db.get_one(Meeting, meeting_id)
    rows = db.exec(
        select(Conclusion)
        .where(Conclusion.meeting_id == meeting_id)
        .where(col(Conclusion.removed) == False)  # noqa: E712
        .order_by(col(Conclusion.number))
    )
    return MeetingConclusions(str(meeting.key), meeting.title, _lines(db, list(rows)))


def of_meeting(db: Session, audience: Audience) -> MeetingConclusions:
    """Return what these readers see: all, or what was issued at items within their sight."""
    return within_sight(load_sight(db, audience.meeting_id), audience)


# Every push about a line asks this, so it is built once.
_AN_ISSUED_ONE = (
    select(Conclusion.id)
    .where(Conclusion.meeting_id == bindparam("meeting_id"))
    .where(col(Conclusion.notice_id).is_not(None))
    .limit(1)
)
Sight = tuple[MeetingConclusions, dict[str, AgendaItem]]


def load_sight(db: Session, meeting_id: int) -> Sight:
    """Return conclusions and items by key, whoever asks: within_sight filters them."""
    items = db.exec(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id))
    return load_meeting(db, meeting_id), {str(item.key): item for item in items}


def any_issued(db: Session, meeting_id: int) -> bool:
    """Whether a meeting's conclusions were issued, whoever asks."""
    return db.connection().execute(_AN_ISSUED_ONE, {"meeting_id": meeting_id}).first() is not None


def load_issued(db: Session, meeting_id: int) -> Sight:
    """Return what load_sight does, for a caller that shows what was issued.

    Most of the time nothing has been yet, and the answer costs one look.
    """
    if any_issued(db, meeting_id):
        return load_sight(db, meeting_id)
    meeting = db.get_one(Meeting, meeting_id)
    return MeetingConclusions(str(meeting.key), meeting.title, ()), {}


def within_sight(sight: Sight, audience: Audience) -> MeetingConclusions:
    """Return the part of a meeting's conclusions that these readers may see."""
    found, items = sight
    if audience.sees_all:
        return found
    lines = tuple(
        line
        for line in found.conclusions
        if line.notice and sees_item(audience, items[line.item_key])
    )
    return MeetingConclusions(found.meeting_key, found.meeting_title, lines)


def _lines(db: Session, rows: Sequence[Conclusion]) -> tuple[ConclusionLine, ...]:
    ids = [row.id for row in rows]
    tasks = lines_of(db, ids)
    items = {
        item.id: item
        for item in db.exec(
            select(AgendaItem).where(col(AgendaItem.id).in_({row.item_id for row in rows}))
        )
    }
    notices = {
        notice.id: notice
        for notice in db.exec(
            select(Notice).where(col(Notice.id).in_({row.notice_id for row in rows}))
        )
    }
    people = {row.agreed_by_id for row in rows} | {row.changed_by_id for row in rows}
    names = account_names(db, {person for person in people if person})

    def line(row: Conclusion) -> ConclusionLine:
        notice = notices.get(row.notice_id or 0)
        item = items[row.item_id]
        return ConclusionLine(
            id=row.id,
            key=str(row.key),
            version=row.version,
            number=row.number,
            item_key=str(item.key),
            item_title=item.title,
            text=row.text,
            noted=row.noted,
            agreed_as=row.agreed_as,
            agreed_by=names.get(row.agreed_by_id or 0, ""),
            verdict=row.verdict,
            removed=row.removed,
            notice=full_number(notice.number, notice.symbol) if notice else "",
            notice_key=str(notice.key) if notice else "",
            by=names.get(row.changed_by_id or 0, ""),
            ready=is_ready(row, bool(tasks[row.id])),
            tasks=tasks[row.id],
        )

    return tuple(line(row) for row in rows)


def full_number(number: str, symbol: str) -> str:
    """Return number and symbol: "12-TB/TU" as the party writes it, "12/TB-UBND" as the state."""
    if not symbol:
        return number
    return f"{number}{symbol}" if symbol.startswith("/") else f"{number}-{symbol}"


def conclusion(db: Session, viewer: Viewer, key: str) -> ConclusionLine:
    """Return one conclusion for its editor. Raises NotFound."""
    require(viewer, "conclusions.note")
    row = db.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    return _lines(db, [row])[0]


def to_issue(db: Session, viewer: Viewer, meeting_key: str) -> MeetingConclusions:
    """Return the conclusions of a meeting that were not issued yet. Raises NotFound."""
    require(viewer, "conclusions.issue")
    meeting, _audience = meeting_to_see(db, viewer, meeting_key)
    found = load_meeting(db, meeting.id)
    lines = tuple(line for line in found.conclusions if not line.notice)
    return MeetingConclusions(found.meeting_key, found.meeting_title, lines)


def notice(db: Session, viewer: Viewer, key: str) -> NoticePage:
    """Return a notice as it was issued. Raises NotFound."""
    row, meeting = notice_to_see(db, viewer, key)
    said = json.loads(row.wording)
    return NoticePage(
        key=str(row.key),
        number=row.number,
        symbol=row.symbol,
        issued_on=row.issued_on,
        issued_at=row.issued_at,
        issued_by=account_names(db, [row.issued_by_id]).get(row.issued_by_id, ""),
        sha256=row.sha256,
        said=said,
        held_on=date.fromisoformat(said["held_on"]),
        meeting_key=str(meeting.key),
    )
