"""Who is late: tasks not done by body, leader, field, meeting or programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import case, func, literal
from sqlmodel import Session, and_, col, select

from server.conclusions.models import Conclusion
from server.kernel.i18n import show_date
from server.meetings.models import AgendaItem, Meeting
from server.overview import narrowing
from server.overview.charge import heads
from server.people.models import Body
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.access import TaskReaders
from server.tasks.models import Task, TaskSource

BY = ("body", "leader", "field", "meeting", "programme")
SHOWN = 60  # groups of one picture; who is late comes first


@dataclass(frozen=True)
class Group:
    """Tasks that are not done of one body, leader, field, meeting or programme.

    `key` is what the list is narrowed to by, "" where it cannot be (nobody has said); `longest` is
    how many days the latest of those without a result is overdue.
    """

    key: str
    name: str
    count: int
    overdue: int
    special: int
    longest: int
    waiting: int
    unclear: int

    def asked(self, by: str, state: str = "") -> str:
        """Return the query of the list that this group's tasks stand on."""
        said = {by: self.key} | ({"state": state} if state else {})
        return urlencode(said)


@dataclass(frozen=True)
class _Sums:
    """What is added up for a group; `first` is the earliest day of what is overdue."""

    count: int = 0
    overdue: int = 0
    special: int = 0
    first: date | None = None
    waiting: int = 0
    unclear: int = 0

    def __add__(self, other: "_Sums") -> "_Sums":
        days = [day for day in (self.first, other.first) if day]
        return _Sums(
            self.count + other.count,
            self.overdue + other.overdue,
            self.special + other.special,
            min(days, default=None),
            self.waiting + other.waiting,
            self.unclear + other.unclear,
        )


def groups(db: Session, audience: TaskReaders, by: str, day: date) -> tuple[Group, ...]:
    """Return the groups of what these readers see, the latest first; `by` is one of BY."""
    found = sorted(
        (
            Group(
                key=key,
                name=name,
                count=sums.count,
                overdue=sums.overdue,
                special=sums.special,
                longest=(day - sums.first).days if sums.first else 0,
                waiting=sums.waiting,
                unclear=sums.unclear,
            )
            for (key, name), sums in _summed(db, audience, by, day).items()
        ),
        key=lambda group: (-group.overdue, -group.longest, not group.name, -group.count),
    )
    return tuple(found[:SHOWN])


def _summed(db: Session, audience: TaskReaders, by: str, day: date) -> dict[tuple[str, str], _Sums]:
    found: dict[tuple[str, str], _Sums] = {}
    if by == "leader":
        chairs = heads(db)
        for (leader, body_id), sums in _rows(db, audience, by, day, *_LEADER):
            name = leader or chairs.get(body_id, "")
            found[name, name] = found.get((name, name), _Sums()) + sums
        return found
    if by == "field":
        field = func.coalesce(
            *(func.nullif(column, "") for column in (Task.field, TaskSource.field)),
            func.nullif(ProgrammeItem.field, ""),
            "",
        )
        return {(name, name): sums for (name,), sums in _rows(db, audience, by, day, field)}
    column = {
        "body": col(Task.lead_body_id),
        "meeting": col(Task.meeting_id),
        "programme": col(ProgrammeItem.programme_id),
    }[by]
    rows = _rows(db, audience, by, day, column)
    named = _names(db, by, [row_id for (row_id,), _sums in rows if row_id])
    return {named.get(row_id or 0, ("", "")): sums for (row_id,), sums in rows}


_LEADER = (func.coalesce(ProgrammeItem.leader, ""), col(Task.lead_body_id))


def _rows(
    db: Session, audience: TaskReaders, by: str, day: date, *keys: Any
) -> list[tuple[tuple[Any, ...], _Sums]]:
    """Add up what these readers see by `keys`; joined to where it comes from only if needed."""

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    late = and_(narrowing.without_product(), col(Task.deadline) < day)
    asked = select(  # type: ignore[call-overload]
        *(key.label(f"key{n}") for n, key in enumerate(keys)),
        func.count(),
        count(narrowing.overdue(db, day)),
        count(narrowing.special(db, day)),
        func.min(case((late, Task.deadline), else_=literal(None))),
        count(col(Task.state) == "reported"),
        count(narrowing.unclear(db)),
    ).select_from(Task)
    if by in ("leader", "field", "programme"):
        asked = (
            asked.outerjoin(Conclusion, col(Conclusion.id) == col(Task.conclusion_id))
            .outerjoin(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
            .outerjoin(ProgrammeItem, col(ProgrammeItem.id) == col(AgendaItem.programme_item_id))
        )
    if by == "field":
        asked = asked.outerjoin(TaskSource, col(TaskSource.task_id) == col(Task.id))
    rows = db.execute(
        asked.where(narrowing.in_sight(audience)).group_by(*(f"key{n}" for n in range(len(keys))))
    ).all()
    return [(tuple(row[: len(keys)]), _Sums(*_dated(row[len(keys) :]))) for row in rows]


def _dated(sums: Iterable[Any]) -> list[Any]:
    """A day that came out of an expression is text on SQLite."""
    return [date.fromisoformat(value) if isinstance(value, str) else value for value in sums]


def _names(db: Session, by: str, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return (key, name) by id."""
    if by == "body":
        bodies = db.exec(select(Body.id, Body.key, Body.name).where(col(Body.id).in_(ids)))
        return {row_id: (str(key), name) for row_id, key, name in bodies}
    if by == "meeting":
        held = select(Meeting.id, Meeting.key, Meeting.title, Meeting.starts_at)
        return {
            row_id: (str(key), f"{title}, {show_date(at)}")
            for row_id, key, title, at in db.exec(held.where(col(Meeting.id).in_(ids)))
        }
    plans = db.exec(
        select(Programme.id, Programme.key, Programme.title).where(col(Programme.id).in_(ids))
    )
    return {row_id: (str(key), title) for row_id, key, title in plans}
