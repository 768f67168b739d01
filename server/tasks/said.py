"""What people said and decided about a task, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from server.kernel.i18n import local
from server.people.models import Body
from server.tasks.access import uuid_of
from server.tasks.followup import (
    TaskCorrection,
    TaskDirective,
    TaskExtension,
    TaskTerms,
    TaskWord,
)

Names = Mapping[int, str]


@dataclass(frozen=True)
class WordLine:
    """A word about a task; `body` is whom it came from, "" for the office."""

    kind: str
    text: str
    body: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ExtensionLine:
    """A request for a later day, as TaskExtension has it."""

    key: str
    version: int
    state: str
    level: str
    was: date | None
    wanted: date
    granted: date | None
    reason: str
    letter: str
    by: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class DirectiveLine:
    """An opinion or a directive. `late`: how many days its answer came, or is, after its day."""

    key: str
    kind: str
    text: str
    answer_by: date | None
    by: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    late: int

    @property
    def waits(self) -> bool:
        """Whether an answer is still owed."""
        return self.answer_by is not None and self.answered_at is None


@dataclass(frozen=True)
class Changed:
    """One field of what was given, as it was and as it is; days are dates."""

    name: str
    was: str | date | None
    now: str | date | None


@dataclass(frozen=True)
class TermsLine:
    """A change of what was given, with its cause, or a correction that waits for another's word.

    `key` is the correction's, "" for what has been made. `by` is who, `conclusion_id` the words it
    follows from.
    """

    key: str
    cause: str
    changes: tuple[Changed, ...]
    reason: str
    reference: str
    by: str
    at: datetime


def word_line(row: TaskWord, names: Names, bodies: Names) -> WordLine:
    """A word, by the names of people and bodies."""
    body, by = bodies.get(row.body_id or 0, ""), names.get(row.said_by_id, "")
    return WordLine(row.kind, row.text, body, by, row.said_at)


def extension_line(row: TaskExtension, names: Names) -> ExtensionLine:
    """A request for a later day, by the names of people."""
    return ExtensionLine(
        key=str(row.key),
        version=row.version,
        state=row.state,
        level=row.level,
        was=row.was,
        wanted=row.wanted,
        granted=row.granted,
        reason=row.reason,
        letter=row.letter,
        by=names.get(row.asked_by_id, ""),
        at=row.asked_at,
        answer=row.answer,
        answered_by=names.get(row.decided_by_id or 0, ""),
        answered_at=row.decided_at,
    )


def directive_line(row: TaskDirective, names: Names, day: date) -> DirectiveLine:
    """What the standing body said, by the names of people, as late as it is on `day`."""
    late = 0
    if row.answer_by is not None:
        answered = local(row.answered_at).date() if row.answered_at else day
        late = max(0, (answered - row.answer_by).days)
    return DirectiveLine(
        key=str(row.key),
        kind=row.kind,
        text=row.text,
        answer_by=row.answer_by,
        by=names.get(row.said_by_id, ""),
        at=row.said_at,
        answer=row.answer,
        answered_by=names.get(row.answered_by_id or 0, ""),
        answered_at=row.answered_at,
        late=late,
    )


def terms_line(row: TaskTerms, names: Names) -> TermsLine:
    """A change of what was given, by the names of people."""
    return TermsLine(
        key="",
        cause=row.cause,
        changes=_changes(row.before, row.after),
        reason=row.reason,
        reference=row.reference,
        by=names.get(row.changed_by_id, ""),
        at=row.changed_at,
    )


def asked_line(db: Session, row: TaskCorrection, names: Names) -> TermsLine:
    """A correction that waits, for a caller that filters; bodies by their names."""
    sides = []
    for side in (row.before, row.changes):
        shown = dict(side)
        if (key := shown.pop("lead_body", None)) is not None:
            lead = db.exec(select(Body.name).where(Body.key == uuid_of(key))).first() if key else ""
            shown["lead_text"] = lead or ""
        sides.append(shown)
    return TermsLine(
        key=str(row.key),
        cause="correction",
        changes=_changes(*sides),
        reason=row.reason,
        reference=row.reference,
        by=names.get(row.asked_by_id, ""),
        at=row.asked_at,
    )


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Changed, ...]:
    return tuple(Changed(n, _value(n, before[n]), _value(n, after[n])) for n in after)


def _value(name: str, text: str) -> str | date | None:
    if name == "deadline":
        return date.fromisoformat(text) if text else None
    return text
