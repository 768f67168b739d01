"""The follow-up lists: tasks within sight, by lateness, by who must act, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, distinct, exists, func, select

from server.kernel.i18n import collation_key, show_date, today
from server.kernel.types import now
from server.meetings.models import Meeting
from server.overview import narrowing
from server.people.models import Body
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.models import Task, TaskSource
from server.tasks.queries import TaskLine, task_lines

A_PAGE = 100  # tasks of one page
_MEETINGS = 100  # newest ones that a list offers to be narrowed to


@dataclass(frozen=True)
class FollowLine:
    """A task in the follow-up list, with the meeting it comes from, or ("" as its key) with what
    it was brought in from."""

    task: TaskLine
    meeting_key: str
    meeting_title: str

    @property
    def id(self) -> str:
        """Its element."""
        return f"task-{self.task.key}"


@dataclass(frozen=True)
class Figures:
    """What stands on top of the lists: how many tasks that somebody sees are how."""

    overdue: int
    overdue_bodies: int
    due_soon: int
    waiting: int
    unclear: int


@dataclass(frozen=True)
class Places:
    """One page of a list: ids and keys of its tasks in order, of `found` on `pages` pages."""

    rows: tuple[tuple[int, UUID], ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class FollowUp:
    """The follow-up page as some readers see it: figures, a page of the list, what it can be
    narrowed to.

    `bodies` and `meetings` are (key, name) of those that have a task within sight; of meetings
    the newest, and the one that is asked for.
    """

    figures: Figures
    places: Places
    lines: tuple[FollowLine, ...]
    bodies: tuple[tuple[str, str], ...]
    meetings: tuple[tuple[str, str], ...]


def figures(db: Session, audience: TaskReaders) -> Figures:
    """Return how many tasks of these readers are overdue, due soon, reported, to be determined.

    Computed once in a transaction for all who see the same: a push is for many people.
    """
    known: dict[Any, Figures] = db.info.setdefault("task-figures", {})
    sight = audience.tier, audience.bodies if audience.tier == "body" else None
    if sight not in known:
        known[sight] = _figures(db, audience)
    return known[sight]


def _figures(db: Session, audience: TaskReaders) -> Figures:
    day, seen = today(now()), narrowing.in_sight(audience)

    def count(*conditions: Any) -> int:
        return db.exec(select(func.count()).select_from(Task).where(seen, *conditions)).one()

    late = seen, narrowing.overdue(db, day)
    named = db.exec(
        select(func.count(), func.count(distinct(Task.lead_body_id))).where(*late)
    ).one()
    unnamed = db.exec(
        select(func.count(distinct(Task.lead_text))).where(*late, col(Task.lead_body_id).is_(None))
    ).one()
    return Figures(
        overdue=named[0],
        overdue_bodies=named[1] + unnamed,
        due_soon=count(narrowing.due_soon(db, day)),
        waiting=count(col(Task.state) == "reported"),
        unclear=count(narrowing.unclear(db)),
    )


def places(db: Session, audience: TaskReaders) -> Places:
    """Return which tasks stand on the page that these readers look at; the last page where theirs
    is no longer there."""
    on_list = narrowing.wanted(db, audience)
    found = db.exec(select(func.count()).select_from(Task).where(on_list)).one()
    pages = max(1, -(-found // A_PAGE))
    page = min(page_of(audience), pages)
    rows = narrowing.ordered(db, audience, select(Task.id, Task.key).where(on_list))
    shown = db.execute(rows.offset((page - 1) * A_PAGE).limit(A_PAGE)).all()
    return Places(tuple((row.id, row.key) for row in shown), found, page, pages)


def page_of(audience: TaskReaders) -> int:
    """Return the page that readers asked for."""
    return int(dict(audience.filters).get("page", "1"))


def lines_of(db: Session, ids: Collection[int]) -> tuple[FollowLine, ...]:
    """Return these tasks in this order, for a caller that looks who asks."""
    if not ids:
        return ()
    rows = {row.id: row for row in db.exec(select(Task).where(col(Task.id).in_(ids)))}
    tasks = [rows[task_id] for task_id in ids if task_id in rows]
    asked = {task.meeting_id for task in tasks if task.meeting_id}
    meetings = {
        meeting_id: (str(key), title)
        for meeting_id, key, title in db.exec(
            select(Meeting.id, Meeting.key, Meeting.title).where(col(Meeting.id).in_(asked))
        )
    }
    sources = db.exec(select(TaskSource).where(col(TaskSource.task_id).in_(ids)))
    brought = {source.task_id: _brought(source) for source in sources}
    return tuple(
        FollowLine(line, *meetings.get(line.meeting_id or 0, ("", brought.get(line.id, ""))))
        for line in task_lines(db, tasks)
    )


def _brought(source: TaskSource) -> str:
    """The session and the notice that a task was brought in from, as written."""
    day = show_date(source.issued_on) or source.issued_text
    return ", ".join(part for part in (source.session, source.document, day) if part)


def seen_follow_up(db: Session, audience: TaskReaders) -> FollowUp:
    """Return the follow-up page of these readers, narrowed and sorted as their filters say."""
    found = places(db, audience)
    return FollowUp(
        figures=figures(db, audience),
        places=found,
        lines=lines_of(db, [task_id for task_id, _key in found.rows]),
        bodies=_bodies(db, audience),
        meetings=_meetings(db, audience),
    )


def _seen(audience: TaskReaders, column: Any, row: Any) -> Any:
    """Whether a body or a meeting has a task within sight."""
    return exists().where(column == row, narrowing.in_sight(audience, done=True))


def _bodies(db: Session, audience: TaskReaders) -> tuple[tuple[str, str], ...]:
    led = _seen(audience, col(Task.lead_body_id), col(Body.id))
    rows = db.exec(select(Body.key, Body.name).where(led))
    return tuple(
        sorted(((str(key), name) for key, name in rows), key=lambda row: collation_key(row[1]))
    )


def _meetings(db: Session, audience: TaskReaders) -> tuple[tuple[str, str], ...]:
    gave = _seen(audience, col(Task.meeting_id), col(Meeting.id))
    newest = select(Meeting.key, Meeting.title, Meeting.starts_at).where(gave)
    rows = list(db.exec(newest.order_by(col(Meeting.starts_at).desc()).limit(_MEETINGS)))
    if asked := dict(audience.filters).get("meeting"):
        rows += db.exec(newest.where(Meeting.key == uuid_of(asked)))
    return tuple({str(key): f"{title}, {show_date(at)}" for key, title, at in rows}.items())


class Listing:
    """A list after something happened: read once for each of its pages that somebody looks at."""

    def __init__(self, db: Session, changed: frozenset[int], *, anything: bool) -> None:
        """`changed` are the tasks that may be others now; `anything`: any may."""
        self._db, self._changed, self._anything = db, changed, anything
        self._found: dict[Any, tuple[Places, tuple[FollowLine, ...]]] = {}
        self.figures = partial(figures, db)

    def read(self, audience: TaskReaders) -> tuple[Places, tuple[FollowLine, ...]]:
        """Return the page and those of its lines that one who has it open may lack.

        A task that comes, goes or moves shifts a page's ends by one line at most.
        """
        sight = audience.tier, audience.filters
        if sight not in self._found:
            found = places(self._db, audience)
            ids = [task_id for task_id, _key in found.rows]
            if not self._anything and found.page == page_of(audience):
                ends = len(self._changed)
                ids = [
                    task_id
                    for n, task_id in enumerate(ids)
                    if task_id in self._changed or n < ends or n >= len(ids) - ends
                ]
            self._found[sight] = found, lines_of(self._db, ids)
        return self._found[sight]
