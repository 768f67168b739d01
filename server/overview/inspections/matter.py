"""What an inspector's pages show: parts of what is open, a page at a time, and single matters."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, exists, func, select

from server.conclusions.models import Conclusion, Minutes, Notice
from server.conclusions.notices import full_number
from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key
from server.meetings.models import Meeting
from server.overview.inspections.access import (
    Scope,
    conclusions_within,
    inspection_to_read,
    items_within,
    minutes_within,
    open_to,
    scope_of,
    tasks_within,
)
from server.people.access import Viewer
from server.people.models import Inspection
from server.people.queries import body_names
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.followup import UrgedTask, UrgingLetter
from server.tasks.models import Task
from server.tasks.queries import TaskLine, task_lines

PARTS = ("tasks", "notices", "items", "letters", "minutes")
A_PAGE = 50


@dataclass(frozen=True)
class Opened:
    """An inspection as its people and the office see it: the decision and its scope in words."""

    key: str
    number: str
    decided_on: date
    issuer: str
    title: str
    since: date
    until: date
    ended_at: datetime | None
    bodies: tuple[str, ...]
    fields: tuple[str, ...]
    matter_since: date
    matter_until: date


@dataclass(frozen=True)
class Line:
    """A notice, a letter, minutes or a programme's item in a list; `page` shows it."""

    key: str
    words: str
    page: str
    note: str = ""
    on: date | datetime | None = None


@dataclass(frozen=True)
class Matter:
    """A part of what is open: `counts` of all parts, a page of one; `tasks` or `lines`."""

    opened: Opened
    part: str
    counts: tuple[tuple[str, int], ...]
    tasks: tuple[TaskLine, ...]
    lines: tuple[Line, ...]
    page: int
    pages: int


def opened_of(db: Session, inspection: Inspection) -> Opened:
    """Return what an inspection says, for a caller that looks who asks."""
    said = inspection.scope
    names = body_names(db, said["bodies"]).values()
    return Opened(
        key=str(inspection.key),
        number=inspection.number,
        decided_on=inspection.decided_on,
        issuer=inspection.issuer,
        title=inspection.title,
        since=inspection.since,
        until=inspection.until,
        ended_at=inspection.ended_at,
        bodies=tuple(sorted(names, key=collation_key)),
        fields=tuple(said["fields"]),
        matter_since=date.fromisoformat(said["since"]),
        matter_until=date.fromisoformat(said["until"]),
    )


def inspections_open(db: Session, viewer: Viewer) -> tuple[Opened, ...]:
    """Return what is open to the viewer today. Raises NotFound."""
    return tuple(opened_of(db, row) for row in open_to(db, viewer))


def matter(db: Session, viewer: Viewer, key: UUID | str, part: str, page: int) -> Matter:
    """Return a page of one of PARTS. Raises NotFound."""
    inspection = inspection_to_read(db, viewer, key)
    if part not in PARTS:
        raise NotFound
    scope = scope_of(db, inspection)
    asked = {name: _asked(db, scope, name) for name in PARTS}
    counts = {
        name: db.execute(select(func.count()).select_from(rows.subquery())).scalar_one()
        for name, (rows, _order) in asked.items()
    }
    pages = max(1, -(-counts[part] // A_PAGE))
    page = min(max(1, page), pages)
    rows, order = asked[part]
    ids = list(
        db.execute(rows.order_by(*order).offset((page - 1) * A_PAGE).limit(A_PAGE)).scalars()
    )
    return Matter(
        opened=opened_of(db, inspection),
        part=part,
        counts=tuple(counts.items()),
        tasks=_tasks(db, ids) if part == "tasks" else (),
        lines=() if part == "tasks" else tuple(_LINES[part](db, ids)),
        page=page,
        pages=pages,
    )


def _asked(db: Session, scope: Scope, part: str) -> tuple[Any, tuple[Any, ...]]:
    """Ids of a part, and their order."""
    if part == "tasks":
        return select(Task.id).where(tasks_within(db, scope)), (
            col(Task.opened_at).desc(),
            col(Task.id).desc(),
        )
    if part == "notices":
        said = exists().where(
            col(Conclusion.notice_id) == col(Notice.id), conclusions_within(db, scope)
        )
        return select(Notice.id).where(said), (col(Notice.issued_on).desc(), col(Notice.id).desc())
    if part == "items":
        return select(ProgrammeItem.id).where(items_within(db, scope)), (
            col(ProgrammeItem.programme_id).desc(),
            col(ProgrammeItem.position),
        )
    if part == "letters":
        urged = exists().where(
            col(UrgedTask.letter_id) == col(UrgingLetter.id),
            col(Task.id) == col(UrgedTask.task_id),
            tasks_within(db, scope),
        )
        issued = select(UrgingLetter.id).where(col(UrgingLetter.issued_on).is_not(None), urged)
        return issued, (col(UrgingLetter.issued_on).desc(), col(UrgingLetter.id).desc())
    signed = select(Minutes.id).where(
        Minutes.state == "signed",
        col(Minutes.meeting_id).in_(minutes_within(db, scope)),
    )
    return signed, (col(Minutes.id).desc(),)


def _tasks(db: Session, ids: list[int]) -> tuple[TaskLine, ...]:
    rows = {row.id: row for row in db.exec(select(Task).where(col(Task.id).in_(ids)))}
    return tuple(task_lines(db, [rows[task_id] for task_id in ids]))


def _notices(db: Session, ids: list[int]) -> list[Line]:
    rows = db.exec(
        select(Notice, Meeting.title)
        .join(Meeting, col(Meeting.id) == col(Notice.meeting_id))
        .where(col(Notice.id).in_(ids))
    )
    found = {
        row.id: Line(
            str(row.key),
            full_number(row.number, row.symbol),
            "inspected_notice",
            title,
            row.issued_on,
        )
        for row, title in rows
    }
    return [found[row_id] for row_id in ids]


def _items(db: Session, ids: list[int]) -> list[Line]:
    rows = db.exec(
        select(ProgrammeItem, Programme.title)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(col(ProgrammeItem.id).in_(ids))
    )
    found = {
        row.id: Line(
            str(row.key),
            row.text,
            "inspected_item",
            " · ".join(filter(None, (title, row.lead, row.time_text))),
        )
        for row, title in rows
    }
    return [found[row_id] for row_id in ids]


def _letters(db: Session, ids: list[int]) -> list[Line]:
    rows = list(db.exec(select(UrgingLetter).where(col(UrgingLetter.id).in_(ids))))
    names = body_names(db, {row.body_id for row in rows if row.body_id})
    found = {
        row.id: Line(
            str(row.key),
            full_number(row.number, row.symbol),
            "inspected_letter",
            names.get(row.body_id or 0, ""),
            row.issued_on,
        )
        for row in rows
    }
    return [found[row_id] for row_id in ids]


def _minutes(db: Session, ids: list[int]) -> list[Line]:
    rows = db.exec(
        select(Minutes, Meeting.title, Meeting.starts_at)
        .join(Meeting, col(Meeting.id) == col(Minutes.meeting_id))
        .where(col(Minutes.id).in_(ids))
    )
    found = {
        row.id: Line(str(row.key), title, "inspected_minutes", "", held)
        for row, title, held in rows
    }
    return [found[row_id] for row_id in ids]


_LINES = {"notices": _notices, "items": _items, "letters": _letters, "minutes": _minutes}
