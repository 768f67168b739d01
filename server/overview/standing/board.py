"""One glance for the standing body: who is late, how many days, what lacks, who must decide."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, exists, func, select

from server.kernel.i18n import today
from server.kernel.types import now
from server.overview import narrowing
from server.overview.matters.queries import Matter, matters_open
from server.overview.queries import Figures, FollowLine, figures, lines_of
from server.overview.standing.groups import BY, Group, groups
from server.overview.standing.trend import Trend, trend
from server.people.queries import account_names
from server.tasks.access import TaskReaders
from server.tasks.followup import RaisedMatter, RaisedTask, TaskDirective, TaskExtension
from server.tasks.models import Task

SHOWN = 20  # of what must be decided; the rest follows as it is decided


@dataclass(frozen=True)
class Request:
    """A request for a later day that waits. `level` decides it: office or standing."""

    key: str
    version: int
    level: str
    line: FollowLine
    was: date | None
    wanted: date
    reason: str
    asked_by: str
    asked_at: datetime
    extensions: int


@dataclass(frozen=True)
class Unanswered:
    """A directive whose last day has gone by without an answer."""

    key: str
    line: FollowLine
    text: str
    answer_by: date
    days: int


@dataclass(frozen=True)
class Sentences:
    """What stands on top. `longest` are the days of the longest overdue, `decisions` what waits for
    the standing body alone."""

    figures: Figures
    longest: int
    special: int
    decisions: int
    unanswered: int
    late_answers: int


@dataclass(frozen=True)
class Deciding:
    """What must be decided: requests, what is overdue beyond the threshold and nobody has said
    anything of, directives without an answer, matters for the next session. Counts are of all."""

    requests: tuple[Request, ...]
    request_count: int
    late: tuple[FollowLine, ...]
    late_count: int
    unanswered: tuple[Unanswered, ...]
    matters: tuple[Matter, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.requests or self.late or self.unanswered or self.matters)


@dataclass(frozen=True)
class Board:
    """The page; `by` is what its table is grouped by."""

    sentences: Sentences
    deciding: Deciding
    by: str
    groups: tuple[Group, ...]
    trend: Trend


def board(db: Session, audience: TaskReaders) -> Board:
    """Return the page of these readers."""
    return Board(
        sentences=sentences(db, audience),
        deciding=deciding(db, audience),
        by=by_of(audience),
        groups=grouped(db, audience),
        trend=over_time(db, audience),
    )


def by_of(audience: TaskReaders) -> str:
    """Return what these readers group by."""
    return dict(audience.filters).get("by", BY[0])


def grouped(db: Session, audience: TaskReaders) -> tuple[Group, ...]:
    """Return the table of who is late, as these readers group it."""
    return groups(db, audience, by_of(audience), today(now()))


def over_time(db: Session, audience: TaskReaders) -> Trend:
    """Return the picture of the months: of given tasks, the same for office and standing body."""
    given = replace(audience, tier="standing")
    return trend(db, today(now()), figures(db, given).overdue)


def sentences(db: Session, audience: TaskReaders) -> Sentences:
    """Return the sentences on top."""
    day, seen = today(now()), narrowing.in_sight(audience)

    def count(table: Any, *conditions: Any) -> int:
        return db.exec(select(func.count()).select_from(table).where(*conditions)).one()

    first = db.exec(select(func.min(Task.deadline)).where(seen, narrowing.without_product())).one()
    unanswered = _unanswered()
    return Sentences(
        figures=figures(db, audience),
        longest=max(0, (day - first).days) if first else 0,
        special=count(Task, seen, narrowing.special(db, day)),
        decisions=count(TaskExtension, *_waiting(), TaskExtension.level == "standing"),
        unanswered=count(TaskDirective, *unanswered),
        late_answers=count(TaskDirective, *unanswered, col(TaskDirective.answer_by) < day),
    )


def deciding(db: Session, audience: TaskReaders) -> Deciding:
    """Return what must be decided, by whomever; who decides what is the template's matter."""
    day = today(now())
    waiting = _waiting()
    late = (narrowing.in_sight(audience), narrowing.special(db, day), ~_spoken_of())
    late_ids = select(Task.id).where(*late).order_by(*narrowing.by_lateness(db, day))
    return Deciding(
        requests=_requests(db, waiting),
        request_count=db.exec(
            select(func.count()).select_from(TaskExtension).where(*waiting)
        ).one(),
        late=lines_of(db, list(db.execute(late_ids.limit(SHOWN)).scalars())),
        late_count=db.exec(select(func.count()).select_from(Task).where(*late)).one(),
        unanswered=_late_answers(db, day),
        matters=matters_open(db, audience),
    )


def _waiting() -> tuple[Any, ...]:
    return (TaskExtension.state == "waiting",)


def _unanswered() -> tuple[Any, ...]:
    return TaskDirective.kind == "directive", col(TaskDirective.answered_at).is_(None)


def _spoken_of() -> Any:
    """Whether something is under way for a task: a request, a directive, a matter of a session."""
    asked = exists().where(col(TaskExtension.task_id) == col(Task.id), *_waiting())
    directed = exists().where(col(TaskDirective.task_id) == col(Task.id), *_unanswered())
    raised = exists().where(
        col(RaisedTask.task_id) == col(Task.id),
        col(RaisedMatter.id) == col(RaisedTask.matter_id),
        col(RaisedMatter.state).in_(("raised", "tabled")),
    )
    return asked | directed | raised


def _requests(db: Session, waiting: tuple[Any, ...]) -> tuple[Request, ...]:
    """Those of the standing body first, then as they came."""
    rows = db.exec(
        select(TaskExtension, Task.extensions)
        .join(Task, col(Task.id) == col(TaskExtension.task_id))
        .where(*waiting)
        .order_by(col(TaskExtension.level) != "standing", col(TaskExtension.id))
        .limit(SHOWN)
    ).all()
    lines = {line.task.id: line for line in lines_of(db, [row.task_id for row, _n in rows])}
    names = account_names(db, {row.asked_by_id for row, _n in rows})
    return tuple(
        Request(
            key=str(row.key),
            version=row.version,
            level=row.level,
            line=lines[row.task_id],
            was=row.was,
            wanted=row.wanted,
            reason=row.reason,
            asked_by=names.get(row.asked_by_id, ""),
            asked_at=row.asked_at,
            extensions=extensions,
        )
        for row, extensions in rows
    )


def _late_answers(db: Session, day: date) -> tuple[Unanswered, ...]:
    rows = db.exec(
        select(TaskDirective)
        .where(*_unanswered(), col(TaskDirective.answer_by) < day)
        .order_by(col(TaskDirective.answer_by), col(TaskDirective.id))
        .limit(SHOWN)
    ).all()
    lines = {line.task.id: line for line in lines_of(db, [row.task_id for row in rows])}
    return tuple(
        Unanswered(str(row.key), lines[row.task_id], row.text, by, (day - by).days)
        for row in rows
        if (by := row.answer_by) is not None
    )
