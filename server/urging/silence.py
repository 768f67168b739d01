"""Who has not said a word: tasks by the specialist who watches them, the most silent first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case
from sqlmodel import Session, col, func, or_, select

from server.kernel.i18n import from_local, today
from server.kernel.types import UTC, now
from server.people.access import Viewer, require
from server.people.models import Account, Body
from server.tasks.models import Task
from server.tasks.rules import Rules, alert_days, alert_of, follow_up_rules

WATCHED = ("open", "returned", "reported")
CHASED = ("open", "returned")
PAGE_SIZE = 100


@dataclass(frozen=True)
class SilentTask:
    """A task that somebody watches. `silent`: days since the last word of its bodies, or, where
    there was none (`spoke` is False), since it was given. `alert` as in tasks.rules."""

    key: str
    work: str
    lead: str
    deadline: date | None
    state: str
    alert: str
    late: int
    silent: int
    spoke: bool
    quiet: bool


@dataclass(frozen=True)
class Watcher:
    """A specialist of the office (`key` "": nobody watches): how many open tasks, how many of them
    overdue and silent, the longest silence in days."""

    key: str
    name: str
    count: int
    overdue: int
    quiet: int
    longest: int


@dataclass(frozen=True)
class Watching:
    """The page by specialist: everybody's counts, and a page of one's tasks, silent ones first."""

    watchers: tuple[Watcher, ...]
    chosen: Watcher | None
    lines: tuple[SilentTask, ...]
    silent_days: int
    page: int
    pages: int


# When its bodies last said anything; a task that nobody dated counts from when it was written.
_SPOKE = func.coalesce(Task.last_word_at, Task.opened_at, Task.created_at, type_=UTC())


def watching(db: Session, viewer: Viewer, who: str = "", page: int = 1) -> Watching:
    """Return the specialists and the tasks of one: `who` is an account's key, "nobody", or "" for
    the first. Raises NotFound."""
    require(viewer, "tasks.urge")
    rules, moment = follow_up_rules(db), now()
    day = today(moment)
    watchers = tuple(_watchers(db, rules, day))
    chosen = next((w for w in watchers if (w.key or "nobody") == who), None)
    if chosen is None and not who and watchers:
        own = db.get_one(Account, viewer.user_id)
        chosen = next((w for w in watchers if w.key == str(own.key)), watchers[0])
    if chosen is None:
        return Watching(watchers, None, (), rules.silent, 1, 1)
    pages = max(1, -(-chosen.count // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = db.execute(
        select(Task, Body.name)
        .outerjoin(Body, col(Body.id) == col(Task.lead_body_id))
        .outerjoin(Account, col(Account.id) == col(Task.watcher_id))
        .where(col(Task.state).in_(WATCHED))
        .where(_of(chosen.key))
        .order_by(_SPOKE, col(Task.id))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    lines = tuple(silent_task(task, name or "", rules, day) for task, name in rows)
    return Watching(watchers, chosen, lines, rules.silent, page, pages)


def _of(key: str) -> Any:
    if not key:
        return col(Task.watcher_id).is_(None)
    return col(Account.key) == UUID(key)


def _watchers(db: Session, rules: Rules, day: date) -> Iterator[Watcher]:
    """Everybody who watches an open task, and nobody; counted by the database."""
    since = _midnight(day, rules.silent)
    quiet = func.sum(_one(since > _SPOKE))
    late = func.sum(_one((col(Task.deadline) < day) & col(Task.state).in_(CHASED)))
    rows = db.execute(
        select(Account.key, Account.name, func.count(col(Task.id)), late, quiet, func.min(_SPOKE))  # type: ignore[call-overload]
        .select_from(Task)
        .outerjoin(Account, col(Account.id) == col(Task.watcher_id))
        .where(col(Task.state).in_(WATCHED))
        .group_by(col(Account.key), col(Account.name))
    ).all()
    found = [
        Watcher(
            key=str(key) if key else "",
            name=name or "",
            count=count,
            overdue=overdue,
            quiet=silent,
            longest=(day - today(first)).days,
        )
        for key, name, count, overdue, silent, first in rows
    ]
    yield from sorted(found, key=lambda w: (w.key == "", -w.quiet, -w.overdue, w.name))


def _one(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _midnight(day: date, silent: int) -> datetime:
    """The end of the last day whose word is `silent` days old on `day`."""
    return from_local(datetime.combine(day - timedelta(days=silent - 1), time()))


def silent_task(task: Task, lead: str, rules: Rules, day: date) -> SilentTask:
    """Return a task's line on `day`, for a caller that filters."""
    silent = (day - today(task.last_word_at or task.opened_at or task.created_at)).days
    late = (day - task.deadline).days if task.deadline and task.state in CHASED else 0
    return SilentTask(
        key=str(task.key),
        work=task.work,
        lead=lead or task.lead_text,
        deadline=task.deadline,
        state=task.state,
        alert=alert_of(task, rules, day),
        late=max(late, 0),
        silent=max(silent, 0),
        spoke=task.last_word_at is not None,
        quiet=silent >= rules.silent,
    )


def to_chase(db: Session, viewer: Viewer) -> list[SilentTask]:
    """Return what the viewer watches and must chase: what calls, and what has gone silent; the
    latest first. Nothing for who does not urge."""
    rules, day = follow_up_rules(db), today(now())
    calling = col(Task.deadline) <= max(alert_days(rules, day).values())
    rows = db.execute(
        select(Task, Body.name)
        .outerjoin(Body, col(Body.id) == col(Task.lead_body_id))
        .where(Task.watcher_id == viewer.user_id, col(Task.state).in_(CHASED))
        .where(or_(calling, _midnight(day, rules.silent) > _SPOKE))
    ).all()
    found = [silent_task(task, name or "", rules, day) for task, name in rows]
    return sorted(found, key=lambda line: (-line.late, -line.silent))
