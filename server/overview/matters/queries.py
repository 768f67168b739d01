"""Matters that wait for a place on an agenda, and the state of their tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.types import now
from server.meetings.models import AgendaItem, Meeting
from server.overview.queries import FollowLine, lines_of
from server.people.access import Viewer, require
from server.people.models import Body
from server.people.queries import account_names
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.followup import RaisedMatter, RaisedTask
from server.tasks.models import Task

SHOWN = 50  # matters of one list
_TASKS = 5  # of a matter that a list shows
_DECIDED = 20  # that a list shows of what was decided


@dataclass(frozen=True)
class Matter:
    """A raised matter with the first of its tasks, as they stand now.

    `owner` are the specialists who watch its tasks, "" for the office as a whole. `meeting_key` and
    `meeting` say on which agenda it stands.
    """

    key: str
    version: int
    reason: str
    state: str
    body: str
    body_id: int | None
    owner: str
    count: int
    lines: tuple[FollowLine, ...]
    raised_by: str
    raised_at: datetime
    answer: str
    decided_by: str
    decided_at: datetime | None
    meeting_key: str = ""
    meeting: str = ""


@dataclass(frozen=True)
class Choice:
    """A meeting that a matter may go to. `own`: of the body that gave its tasks."""

    key: str
    title: str
    body: str
    starts_at: datetime
    own: bool


def matters_open(db: Session, audience: TaskReaders) -> tuple[Matter, ...]:
    """Return what waits, the oldest first, for readers who follow all tasks."""
    return _matters(
        db,
        select(RaisedMatter)
        .where(RaisedMatter.state == "raised")
        .order_by(col(RaisedMatter.id))
        .limit(SHOWN),
    )


def matters_decided(db: Session, audience: TaskReaders) -> tuple[Matter, ...]:
    """Return what was decided last, for readers who follow all tasks."""
    return _matters(
        db,
        select(RaisedMatter)
        .where(RaisedMatter.state != "raised")
        .order_by(col(RaisedMatter.decided_at).desc())
        .limit(_DECIDED),
    )


def _matters(db: Session, asked: Any) -> tuple[Matter, ...]:
    rows = list(db.exec(asked))
    named = _tasks_of(db, [row.id for row in rows])
    shown = [task_id for tasks in named.values() for task_id, _watcher in tasks[:_TASKS]]
    lines = {line.task.id: line for line in lines_of(db, shown)}
    watchers = {watcher for tasks in named.values() for _id, watcher in tasks if watcher}
    people = {n for row in rows for n in (row.raised_by_id, row.decided_by_id) if n}
    names = account_names(db, watchers | people)
    bodies = dict(db.exec(select(Body.id, Body.name)).all())
    items = {row.agenda_item_id for row in rows if row.agenda_item_id}
    tabled = {
        item_id: (str(key), title)
        for item_id, key, title in db.exec(
            select(AgendaItem.id, Meeting.key, Meeting.title)
            .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
            .where(col(AgendaItem.id).in_(items))
        )
    }
    found = []
    for row in rows:
        tasks = named.get(row.id, [])
        owners = sorted({names[watcher] for _id, watcher in tasks if watcher and watcher in names})
        meeting_key, meeting = tabled.get(row.agenda_item_id or 0, ("", ""))
        found.append(
            Matter(
                key=str(row.key),
                version=row.version,
                reason=row.reason,
                state=row.state,
                body=bodies.get(row.body_id or 0, ""),
                body_id=row.body_id,
                owner=", ".join(owners),
                count=len(tasks),
                lines=tuple(lines[task_id] for task_id, _w in tasks[:_TASKS]),
                raised_by=names.get(row.raised_by_id or 0, ""),
                raised_at=row.raised_at,
                answer=row.answer,
                decided_by=names.get(row.decided_by_id or 0, ""),
                decided_at=row.decided_at,
                meeting_key=meeting_key,
                meeting=meeting,
            )
        )
    return tuple(found)


def _tasks_of(db: Session, matter_ids: list[int]) -> dict[int, list[tuple[int, int | None]]]:
    rows = db.exec(
        select(RaisedTask.matter_id, Task.id, col(Task.watcher_id))
        .join(Task, col(Task.id) == col(RaisedTask.task_id))
        .where(col(RaisedTask.matter_id).in_(matter_ids))
        .order_by(col(Task.deadline), col(Task.id))
    )
    found: dict[int, list[tuple[int, int | None]]] = {}
    for matter_id, task_id, watcher in rows:
        found.setdefault(matter_id, []).append((task_id, watcher))
    return found


def matter(db: Session, viewer: Viewer, key: UUID | str) -> Matter:
    """Return a matter, for who follows tasks. Raises NotFound."""
    require(viewer, "tasks.raise")
    found = _matters(db, select(RaisedMatter).where(RaisedMatter.key == uuid_of(key)))
    if not found:
        raise NotFound
    return found[0]


def all_lines(db: Session, viewer: Viewer, key: UUID | str) -> tuple[FollowLine, ...]:
    """Return all tasks of a matter as they stand, the longest overdue first. Raises NotFound."""
    require(viewer, "tasks.raise")
    rows = db.exec(
        select(RaisedTask.task_id)
        .join(RaisedMatter, col(RaisedMatter.id) == col(RaisedTask.matter_id))
        .join(Task, col(Task.id) == col(RaisedTask.task_id))
        .where(RaisedMatter.key == uuid_of(key))
        .order_by(col(Task.deadline), col(Task.id))
    )
    return lines_of(db, list(rows))


def choices(db: Session, viewer: Viewer, body_id: int | None) -> tuple[Choice, ...]:
    """Return the meetings to come, those of the assigning body first, each soonest first."""
    require(viewer, "agenda.edit")
    rows = db.exec(
        select(Meeting, Body.name)
        .join(Body, col(Body.id) == col(Meeting.body_id))
        .where(Meeting.session_state == "planned", col(Meeting.starts_at) >= now())
        .order_by(col(Meeting.starts_at))
        .limit(100)
    )
    found = [
        Choice(str(meeting.key), meeting.title, name, meeting.starts_at, meeting.body_id == body_id)
        for meeting, name in rows
    ]
    return tuple(sorted(found, key=lambda choice: not choice.own))


def state_lines(db: Session, task_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return the state of tasks to be kept with a matter, for a caller that may: how they stood
    when it was raised."""
    return [
        {
            "key": line.task.key,
            "work": line.task.work,
            "lead": line.task.lead_text,
            "deadline": line.task.deadline.isoformat() if line.task.deadline else "",
            "state": line.task.state,
            "days": line.task.lateness.days if line.task.lateness.kind == "overdue" else 0,
        }
        for line in lines_of(db, task_ids)
    ]
