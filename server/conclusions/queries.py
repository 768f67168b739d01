"""Reads of conclusions: the desk, the chair's list, the draft notice, what was issued."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from server.conclusions.access import sees_item
from server.conclusions.issuing import is_ready
from server.conclusions.minutes_access import circulated
from server.conclusions.models import Conclusion, NothingArises, Notice
from server.conclusions.notices import (
    Change,
    CorrectionLine,
    corrections_of,
    draft_changes,
    full_number,
)
from server.conclusions.planning_terms import PlannedLine, planned_terms
from server.kernel.differences import Piece, compared
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.meetings.access import Audience
from server.meetings.models import AgendaItem, Meeting
from server.people.queries import account_names
from server.tasks.queries import TaskLine, lines_of


@dataclass(frozen=True)
class ConclusionLine:
    """A conclusion with its tasks. `noted` differs from `text` once it was edited.

    `before_chair` are the words that the chair corrected, `session_text` those agreed to at the
    session, once it stands in the draft notice, and
    `changes` what the draft made of them. `notice` is the number and symbol it was issued under,
    or "". `by` is who changed it last. `terms` are the tasks given before that it changes.
    """

    id: int
    key: str
    version: int
    number: int
    item_key: str
    item_title: str
    text: str
    noted: str
    session_text: str
    changes: tuple[Change, ...]
    before_chair: str
    agreed_as: str
    agreed_by: str
    verdict: str
    removed: bool
    notice: str
    notice_key: str
    by: str
    ready: bool
    tasks: tuple[TaskLine, ...]
    corrections: tuple[CorrectionLine, ...]
    terms: tuple[PlannedLine, ...]

    @property
    def state(self) -> str:
        """Where it stands: noted, draft or issued."""
        if self.notice:
            return "issued"
        return "draft" if self.session_text else "noted"

    @property
    def differs(self) -> bool:
        """Whether the draft says it in other words than the session."""
        return self.state == "draft" and self.text != self.session_text

    @property
    def difference(self) -> tuple[Piece, ...]:
        """What the draft made of the words of the session."""
        return compared(self.session_text, self.text)

    @property
    def corrected(self) -> tuple[Piece, ...]:
        """What the chair's own correction made of the words before."""
        return compared(self.before_chair, self.text)

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
    held_on: date
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
    """A meeting's conclusions but for removed ones, by number. `open`: the file is not complete.

    `minutes`: they are there for those who took part.
    """

    meeting_key: str
    meeting_title: str
    conclusions: tuple[ConclusionLine, ...]
    open: bool = True
    minutes: bool = False

    @property
    def waiting(self) -> tuple[ConclusionLine, ...]:
        """Those the chair has not agreed to."""
        return tuple(line for line in self.conclusions if not line.agreed_as)

    @property
    def draft(self) -> tuple[ConclusionLine, ...]:
        """Those that stand in the draft notice."""
        return tuple(line for line in self.conclusions if line.state == "draft")

    @property
    def noted(self) -> tuple[ConclusionLine, ...]:
        """Those that are only noted, agreed to or not."""
        return tuple(line for line in self.conclusions if line.state == "noted")

    @property
    def to_draft(self) -> tuple[ConclusionLine, ...]:
        """Those agreed to that the draft notice lacks."""
        return tuple(line for line in self.noted if line.agreed_as)

    @property
    def notices(self) -> dict[str, str]:
        """Number -> key of the notices that were issued."""
        return {line.notice: line.notice_key for line in self.conclusions if line.notice}


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
        held_on=today(meeting.starts_at),
        secret=item.secret,
        open=meeting.session_state != "complete",
        nothing_arises=db.get(NothingArises, item_id) is not None,
        conclusions=lines_of_conclusions(db, list(rows)),
    )


def load_meeting(db: Session, meeting_id: int) -> MeetingConclusions:
    """Return a meeting's conclusions, whoever asks: callers filter by readers."""
    meeting = db.get_one(Meeting, meeting_id)
    rows = db.exec(
        select(Conclusion)
        .where(Conclusion.meeting_id == meeting_id)
        .where(col(Conclusion.removed) == False)  # noqa: E712
        .order_by(col(Conclusion.number))
    )
    lines, is_open = lines_of_conclusions(db, list(rows)), meeting.session_state != "complete"
    return MeetingConclusions(str(meeting.key), meeting.title, lines, is_open)


def draft(db: Session, audience: Audience) -> MeetingConclusions:
    """Return the draft notice of a meeting, for who keeps it. Raises NotFound."""
    if not audience.may_edit:
        raise NotFound
    return load_meeting(db, audience.meeting_id)


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
    found, items = (
        load_sight(db, meeting_id) if any_issued(db, meeting_id) else (_none(db, meeting_id), {})
    )
    return replace(found, minutes=circulated(db, meeting_id)), items


def _none(db: Session, meeting_id: int) -> MeetingConclusions:
    meeting = db.get_one(Meeting, meeting_id)
    return MeetingConclusions(str(meeting.key), meeting.title, ())


def within_sight(sight: Sight, audience: Audience) -> MeetingConclusions:
    """Return the part of a meeting's conclusions that these readers may see."""
    found, items = sight
    if audience.sees_all:
        return found
    seen = (c for c in found.conclusions if c.notice and sees_item(audience, items[c.item_key]))
    may_read = found.minutes and audience.tier == "delegate"
    return replace(found, conclusions=tuple(seen), open=True, minutes=may_read)


def lines_of_conclusions(db: Session, rows: Sequence[Conclusion]) -> tuple[ConclusionLine, ...]:
    """Return these conclusions, whoever asks: callers filter by readers."""
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
    changes, corrections = draft_changes(db, rows), corrections_of(db, ids)
    terms = planned_terms(db, ids)

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
            session_text=row.session_text,
            changes=changes[row.id],
            before_chair=row.before_chair if row.before_chair != row.text else "",
            agreed_as=row.agreed_as,
            agreed_by=names.get(row.agreed_by_id or 0, ""),
            verdict=row.verdict,
            removed=row.removed,
            notice=full_number(notice.number, notice.symbol) if notice else "",
            notice_key=str(notice.key) if notice else "",
            by=names.get(row.changed_by_id or 0, ""),
            ready=is_ready(row, bool(tasks[row.id])),
            tasks=tasks[row.id],
            corrections=corrections[row.id],
            terms=terms[row.id],
        )

    return tuple(line(row) for row in rows)
