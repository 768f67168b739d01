"""All that a body owes, on one page: tasks it leads or helps with, answers that are waited for,
more time that it asked for."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.overview.narrowing import helped_by, in_sight, latest_done, ordered
from server.overview.queries import A_PAGE, FollowLine, lines_of, page_of
from server.people.models import Body
from server.people.succession import succession
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.followup import TaskDirective, TaskExtension, TaskTerms
from server.tasks.models import Task, TaskBody

PARTS = ("returned", "asked", "waiting", "helping", "done")
FIRST = 20  # lines of a part that has more; all of them stand on pages of its own
_STATES = {"returned": "returned", "asked": "open", "waiting": "reported", "done": "done"}
_DECIDED_DAYS = 30  # how long an answered request for more time is still shown


@dataclass(frozen=True)
class Part:
    """A part of a body's tasks: `count` in all, and those shown: of `page`, of `pages`."""

    name: str
    count: int
    lines: tuple[FollowLine, ...]
    page: int = 1
    pages: int = 1


@dataclass(frozen=True)
class Asked:
    """What was said about a task, to the body or by it, and what became of it.

    Of a directive: `words`, `on` the last day to answer; `late` once that has gone by. Of a request
    for more time: `words` are its reason, `on` the day wanted, `state` as in TaskExtension, `given`
    the day granted.
    """

    key: str
    task_key: str
    work: str
    words: str
    said_at: datetime
    on: date | None
    late: bool = False
    state: str = ""
    given: date | None = None
    answer: str = ""


@dataclass(frozen=True)
class Owed:
    """A body's page. `only` is the one part that is looked at, "" for all."""

    parts: tuple[Part, ...]
    directives: tuple[Asked, ...]
    extensions: tuple[Asked, ...]
    only: str

    @property
    def nothing(self) -> bool:
        """Whether nothing was ever given to the body."""
        return not any(part.count for part in self.parts)

    def part(self, name: str) -> Part:
        """Return a part of PARTS."""
        return next((p for p in self.parts if p.name == name), Part(name, 0, ()))


def owed(db: Session, audience: TaskReaders) -> Owed:
    """Return what the bodies of these readers owe, the most urgent first."""
    mine = replace(audience, tier="body")
    only = dict(mine.filters).get("part", "")
    names = (only,) if only in PARTS else PARTS
    return Owed(
        parts=tuple(_part(db, mine, name, whole=bool(only)) for name in names),
        directives=() if only else _directives(db, mine.bodies),
        extensions=() if only else _extensions(db, mine.bodies),
        only=only,
    )


def _part(db: Session, mine: TaskReaders, name: str, *, whole: bool) -> Part:
    leads = col(Task.lead_body_id).in_(mine.bodies)
    if name == "helping":
        helps = ~func.coalesce(leads, False)
        conditions = [in_sight(mine), helps, helped_by(mine.bodies)]
    else:
        conditions = [leads, col(Task.state) == _STATES[name]]
    count = db.exec(select(func.count()).select_from(Task).where(*conditions)).one()
    if not count:
        return Part(name, 0, ())
    pages = -(-count // A_PAGE)
    page = min(page_of(mine), pages) if whole else 1
    rows: Any = select(Task.id).where(*conditions)
    rows = rows.order_by(*latest_done()) if name == "done" else ordered(db, _unsorted(mine), rows)
    rows = rows.offset((page - 1) * A_PAGE).limit(A_PAGE) if whole else rows.limit(FIRST)
    ids = list(db.execute(rows).scalars())
    return Part(name, count, lines_of(db, ids), page, pages)


def _unsorted(mine: TaskReaders) -> TaskReaders:
    return replace(mine, filters=())


def _directives(db: Session, bodies: Collection[int]) -> tuple[Asked, ...]:
    """What was directed and waits for an answer, the earliest day first."""
    day = today(now())
    rows = db.execute(
        _led(TaskDirective, bodies)
        .where(TaskDirective.kind == "directive")
        .where(col(TaskDirective.answered_at).is_(None))
        .where(Task.state != "done")
        .order_by(col(TaskDirective.answer_by), col(TaskDirective.id))
    )
    return tuple(
        Asked(
            key=str(said.key),
            task_key=str(key),
            work=work,
            words=said.text,
            said_at=said.said_at,
            on=said.answer_by,
            late=bool(said.answer_by and said.answer_by < day),
        )
        for said, key, work in rows
    )


def _extensions(db: Session, bodies: Collection[int]) -> tuple[Asked, ...]:
    """What more time was asked for: what waits, and what was answered lately."""
    since = now() - timedelta(days=_DECIDED_DAYS)
    lately = (col(TaskExtension.state) == "waiting") | (col(TaskExtension.decided_at) >= since)
    rows = db.execute(
        _led(TaskExtension, bodies)
        .where(lately)
        .order_by(col(TaskExtension.state) != "waiting", col(TaskExtension.id).desc())
    )
    return tuple(
        Asked(
            key=str(asked.key),
            task_key=str(key),
            work=work,
            words=asked.reason,
            said_at=asked.asked_at,
            on=asked.wanted,
            state=asked.state,
            given=asked.granted,
            answer=asked.answer,
        )
        for asked, key, work in rows
    )


def _led(table: Any, bodies: Collection[int]) -> Any:
    """Rows about tasks that one of `bodies` leads, with the task's key and work."""
    return (
        select(table, Task.key, Task.work)
        .join(Task, col(Task.id) == table.task_id)
        .where(col(Task.lead_body_id).in_(bodies))
        .where(Task.state != "planned")
    )


class Owing:
    """What bodies owe after some tasks changed, read once for those who look at the same."""

    def __init__(self, db: Session, changed: frozenset[int], *, anything: bool) -> None:
        """`changed` are the tasks that may be others now; `anything`: any may."""
        self._db = db
        self._concerned = None if anything else _bodies_of(db, changed)
        self._found: dict[Any, Owed] = {}

    def read(self, audience: TaskReaders) -> Owed | None:
        """Return the page of these readers; None where nothing of it can have changed."""
        concerned = self._concerned
        if concerned is not None and concerned.isdisjoint(audience.bodies):
            return None
        asked = audience.bodies, audience.filters
        if asked not in self._found:
            self._found[asked] = owed(self._db, audience)
        return self._found[asked]


def _bodies_of(db: Session, changed: frozenset[int]) -> frozenset[int] | None:
    """Return the bodies that have or had these tasks; None where another lead was named, since
    nobody says who it was before."""
    terms = db.exec(select(TaskTerms.after).where(col(TaskTerms.task_id).in_(changed)))
    if any("lead_text" in after for after in terms):
        return None
    leads = db.exec(select(Task.lead_body_id).where(col(Task.id).in_(changed)))
    helping = db.exec(select(TaskBody.body_id).where(col(TaskBody.task_id).in_(changed)))
    came = succession(db)
    found = {body_id for body_id in (*leads, *helping) if body_id is not None}
    return frozenset(old for body_id in found for old in came.family(body_id))


def body_with_key(db: Session, key: str) -> int:
    """Return a body's id, whoever asks. Raises NotFound."""
    body_id = db.exec(select(Body.id).where(Body.key == uuid_of(key))).first()
    if body_id is None:
        raise NotFound
    return body_id


def names_of(db: Session, audience: TaskReaders) -> str:
    """Return what the bodies of these readers are called."""
    rows = db.exec(select(Body.name).where(col(Body.id).in_(audience.bodies)).order_by(Body.name))
    return ", ".join(rows)
