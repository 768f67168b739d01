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
from server.overview.matters.conflicts import conflicts
from server.tasks.followup import RaisedMatter, RaisedTask, TaskExtension
from server.tasks.models import Task

MOST = 300  # tasks of one matter; the rest comes once it has been decided


@dataclass(frozen=True)
class Finding:
    """A matter to be raised: RaisedMatter.reason, the assigning body, the tasks."""

    reason: str
    body_id: int | None
    task_ids: tuple[int, ...]
    digest: str


def to_raise(db: Session, since: int | None = None) -> list[Finding]:
    """Return what is to be raised now and was not, for a caller that acts for the system.

    Of tasks that say different things only those are looked at that changed after `since`, a
    number of the stream of tasks; None: all.
    """
    found = _overdue(db) + _second_extensions(db)
    found += [
        Finding("conflict", pair.body_id, pair.task_ids, digest_of("conflict", *pair.sides))
        for pair in conflicts(db, since)
    ]
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
