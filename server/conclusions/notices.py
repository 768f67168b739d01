"""Reads of what the draft made of the words, of issued notices and of their corrections."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from server.conclusions.access import notice_to_see
from server.conclusions.models import Conclusion, Correction, DraftWording, Notice
from server.kernel.differences import Piece, compared
from server.kernel.errors import NotFound
from server.meetings.access import uuid_of
from server.meetings.models import Meeting
from server.people.access import Viewer, may, require
from server.people.numbering import full_number as full_number
from server.people.queries import account_names
from server.tasks.models import Task


@dataclass(frozen=True)
class Change:
    """One change of a wording in the draft: who, when, and what is another since the one before."""

    by: str
    at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class CorrectionLine:
    """A numbered correction: how the conclusion is to be read, and why."""

    number: int
    conclusion_number: int
    notice: str
    issued_on: date
    text: str
    reason: str


@dataclass(frozen=True)
class NoticePage:
    """A notice as issued: `said` is the frozen wording (issuing.wording_of gives its shape).

    `keys` are the conclusions' own, by their number. `open`: it may still be corrected.
    """

    id: int
    key: str
    number: str
    symbol: str
    issued_on: date
    issued_at: datetime
    issued_by: str
    sha256: str
    said: dict[str, Any]
    held_on: date
    meeting_id: int
    meeting_key: str
    meeting_title: str
    corrections: tuple[CorrectionLine, ...]
    keys: dict[int, str]
    open: bool
    approved_by: str = ""
    approved_at: datetime | None = None
    has_files: bool = False
    signed_sha256: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None

    @property
    def full_number(self) -> str:
        """Number and symbol together."""
        return full_number(self.number, self.symbol)

    def corrections_of(self, number: int) -> tuple[CorrectionLine, ...]:
        """Return the corrections of the conclusion with this number."""
        return tuple(line for line in self.corrections if line.conclusion_number == number)


@dataclass(frozen=True)
class Correcting:
    """What the editor of a correction shows: the words in force, and the number that is next."""

    key: str
    conclusion_number: int
    notice: str
    notice_key: str
    text: str
    number: int


@dataclass(frozen=True)
class NoticeReader:
    """Readers of one notice. `may_correct`: the office; `may_number`: who gives numbers, and
    brings the signed copy back."""

    notice_id: int
    may_correct: bool
    locale: str
    may_number: bool = False
    priority: int = 1


def draft_changes(db: Session, rows: Sequence[Conclusion]) -> dict[int, tuple[Change, ...]]:
    """Return each conclusion's changes in the draft, the first first, whoever asks."""
    found: dict[int, list[Change]] = {row.id: [] for row in rows}
    before = {row.id: row.session_text for row in rows}
    drafted = [row.id for row in rows if row.session_text]
    wordings = db.exec(
        select(DraftWording)
        .where(col(DraftWording.conclusion_id).in_(drafted))
        .order_by(col(DraftWording.id))
    ).all()
    names = account_names(db, {wording.written_by_id for wording in wordings})
    for wording in wordings:
        key = wording.conclusion_id
        pieces = compared(before[key], wording.text)
        found[key].append(Change(names.get(wording.written_by_id, ""), wording.written_at, pieces))
        before[key] = wording.text
    return {key: tuple(changes) for key, changes in found.items()}


def corrections_of(
    db: Session, conclusion_ids: Collection[int]
) -> dict[int, tuple[CorrectionLine, ...]]:
    """Return the corrections of each conclusion, by number, whoever asks."""
    found: dict[int, list[CorrectionLine]] = {key: [] for key in conclusion_ids}
    rows = db.exec(
        select(Correction, Conclusion.number, Notice)
        .join(Conclusion, col(Conclusion.id) == col(Correction.conclusion_id))
        .join(Notice, col(Notice.id) == col(Correction.notice_id))
        .where(col(Correction.conclusion_id).in_(conclusion_ids))
        .order_by(col(Correction.number))
    )
    for row, number, notice in rows:
        line = CorrectionLine(
            number=row.number,
            conclusion_number=number,
            notice=full_number(notice.number, notice.symbol),
            issued_on=row.issued_on,
            text=row.text,
            reason=row.reason,
        )
        found[row.conclusion_id].append(line)
    return {key: tuple(lines) for key, lines in found.items()}


def corrections_for_task(db: Session, task_id: int) -> tuple[CorrectionLine, ...]:
    """Return the corrections of the conclusion a task follows from, for a caller that filters."""
    conclusion_id = db.exec(select(Task.conclusion_id).where(Task.id == task_id)).first()
    if conclusion_id is None:
        return ()
    return corrections_of(db, [conclusion_id])[conclusion_id]


def notice(db: Session, audience: NoticeReader) -> NoticePage:
    """Return a notice as it was issued, with its corrections."""
    return load_notice(db, audience.notice_id)


def notice_reader(db: Session, viewer: Viewer, key: str) -> tuple[int, NoticeReader]:
    """Return the notice's meeting and who the viewer is before the notice. Raises NotFound."""
    row, meeting = notice_to_see(db, viewer, key)
    reader = NoticeReader(
        notice_id=row.id,
        may_correct=may(viewer, "conclusions.issue"),
        locale=viewer.locale,
        may_number=may(viewer, "documents.number"),
    )
    return meeting.id, reader


def load_notice(db: Session, notice_id: int) -> NoticePage:
    """Return a notice, for a caller that looks who reads it."""
    row = db.get_one(Notice, notice_id)
    meeting = db.get_one(Meeting, row.meeting_id)
    people = (row.issued_by_id, row.approved_by_id, row.signed_by_id)
    names = account_names(db, [person for person in people if person])
    said = json.loads(row.wording)
    conclusions = db.exec(select(Conclusion).where(Conclusion.notice_id == notice_id)).all()
    found = corrections_of(db, [conclusion.id for conclusion in conclusions])
    corrections = [line for lines in found.values() for line in lines]
    return NoticePage(
        id=row.id,
        key=str(row.key),
        number=row.number,
        symbol=row.symbol,
        issued_on=row.issued_on,
        issued_at=row.issued_at,
        issued_by=names.get(row.issued_by_id, ""),
        sha256=row.sha256,
        said=said,
        held_on=date.fromisoformat(said["held_on"]),
        meeting_id=meeting.id,
        meeting_key=str(meeting.key),
        meeting_title=meeting.title,
        corrections=tuple(sorted(corrections, key=lambda line: line.number)),
        keys={conclusion.number: str(conclusion.key) for conclusion in conclusions},
        open=meeting.session_state != "complete",
        approved_by=names.get(row.approved_by_id or 0, ""),
        approved_at=row.approved_at,
        has_files="words" in said,
        signed_sha256=row.signed_sha256 or "",
        signed_by=names.get(row.signed_by_id or 0, ""),
        signed_at=row.signed_at,
    )


def to_correct(db: Session, viewer: Viewer, key: str) -> Correcting:
    """Return what the editor of a correction of this conclusion shows. Raises NotFound."""
    require(viewer, "conclusions.issue")
    row = db.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).first()
    if row is None or row.notice_id is None:
        raise NotFound
    issued = db.get_one(Notice, row.notice_id)
    last = db.exec(
        select(func.max(Correction.number)).where(Correction.notice_id == issued.id)
    ).one()
    corrected = corrections_of(db, [row.id])[row.id]
    return Correcting(
        key=str(row.key),
        conclusion_number=row.number,
        notice=full_number(issued.number, issued.symbol),
        notice_key=str(issued.key),
        text=corrected[-1].text if corrected else row.text,
        number=(last or 0) + 1,
    )
