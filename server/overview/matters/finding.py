"""What following up asks a place on the next agenda for: overdue beyond the office's threshold, a
second extension, two tasks that say different things.

Each finding has a digest of what it rests on, so that the same is never raised twice; what was
overdue when it was raised is raised again only once it was given another day and missed that too.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from server.kernel.i18n import today
from server.kernel.sqldays import local_day
from server.kernel.types import now
from server.overview import narrowing
from server.programmes.duplicates import Entry, Known, near
from server.tasks.followup import RaisedMatter, RaisedTask, TaskExtension
from server.tasks.models import Task

MOST = 300  # tasks of one matter; the rest comes once it has been decided
_COMPARED = 2000  # open tasks of one body whose words are compared with each other


@dataclass(frozen=True)
class Finding:
    """A matter to be raised: RaisedMatter.reason, the assigning body, the tasks."""

    reason: str
    body_id: int | None
    task_ids: tuple[int, ...]
    digest: str


def to_raise(db: Session) -> list[Finding]:
    """Return what is to be raised now and was not, for a caller that acts for the system."""
    found = _overdue(db) + _second_extensions(db) + _conflicts(db)
    asked = {finding.digest for finding in found}
    known = set(db.exec(select(RaisedMatter.digest).where(col(RaisedMatter.digest).in_(asked))))
    return [finding for finding in found if finding.digest not in known]


def digest_of(reason: str, *parts: Any) -> str:
    """Return the digest of what a matter rests on."""
    said = "|".join((reason, *sorted(str(part) for part in parts)))
    return hashlib.sha256(said.encode()).hexdigest()


def _overdue(db: Session) -> list[Finding]:
    """One matter for each assigning body."""
    day = today(now())
    before = exists().where(
        col(RaisedTask.task_id) == col(Task.id),
        col(RaisedMatter.id) == col(RaisedTask.matter_id),
        col(RaisedMatter.reason) == "overdue",
        local_day(db, RaisedMatter.raised_at) > col(Task.deadline),
    )
    rows = db.exec(
        select(Task.id, Task.key, col(Task.deadline), col(Task.assigner_body_id))
        .where(narrowing.special(db, day), ~before)
        .order_by(col(Task.deadline), col(Task.id))
    )
    by_body: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        by_body[row[3]].append(row)
    return [
        Finding(
            "overdue",
            body_id,
            tuple(task_id for task_id, *_ in rows[:MOST]),
            digest_of("overdue", *(f"{key}:{due}" for _id, key, due, _body in rows[:MOST])),
        )
        for body_id, rows in by_body.items()
    ]


def _second_extensions(db: Session) -> list[Finding]:
    """Asked for or granted, where one was granted before."""
    first = aliased(TaskExtension)
    before = exists().where(
        col(first.task_id) == col(TaskExtension.task_id),
        col(first.state) == "granted",
        col(first.id) < col(TaskExtension.id),
    )
    rows = db.exec(
        select(TaskExtension.key, Task.id, col(Task.assigner_body_id))
        .join(Task, col(Task.id) == col(TaskExtension.task_id))
        .where(col(TaskExtension.state).in_(("waiting", "granted")), before)
        .where(col(Task.state).in_(narrowing.GIVEN))
        .order_by(col(TaskExtension.id))
    )
    reason = "second-extension"
    return [
        Finding(reason, body_id, (task_id,), digest_of(reason, key))
        for key, task_id, body_id in rows
    ]


def _conflicts(db: Session) -> list[Finding]:
    """Two open tasks of one lead that say the same work with another day or goal."""
    rows = db.execute(
        select(  # type: ignore[call-overload]
            Task.id,
            Task.key,
            Task.work,
            Task.deadline,
            Task.goal,
            Task.parent_id,
            Task.lead_body_id,
            Task.assigner_body_id,
        )
        .where(narrowing.without_product(), col(Task.lead_body_id).is_not(None))
        .order_by(col(Task.id).desc())
    )
    by_lead: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if len(by_lead[row.lead_body_id]) < _COMPARED:
            by_lead[row.lead_body_id].append(row)
    found = []
    for tasks in by_lead.values():
        for pair in near(Known(Entry(task.work) for task in tasks)):
            later, earlier = tasks[pair.a], tasks[pair.b]
            if _differ(later, earlier) and not _of_one_whole(later, earlier):
                sides = (f"{t.key}:{t.deadline}:{t.goal}" for t in (later, earlier))
                found.append(
                    Finding(
                        "conflict",
                        later.assigner_body_id,
                        (earlier.id, later.id),
                        digest_of("conflict", *sides),
                    )
                )
    return found


def _differ(one: Any, other: Any) -> bool:
    """Whether both say a day, or a goal, and not the same."""
    days = one.deadline and other.deadline and one.deadline != other.deadline
    goals = one.goal and other.goal and one.goal != other.goal
    return bool(days or goals)


def _of_one_whole(one: Any, other: Any) -> bool:
    """Whether one is a part of the other, or both are parts of the same."""
    whole = one.parent_id is not None and one.parent_id == other.parent_id
    return bool(whole or one.id == other.parent_id or other.id == one.parent_id)
