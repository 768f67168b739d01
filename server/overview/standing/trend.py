"""How following up goes over time: what was given and done each month, what was overdue when the
month was over.

Computed from the tasks as they are: a day that was put off counts as the new one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, and_, col, or_, select

from server.kernel.i18n import from_local
from server.kernel.sqldays import local_day, month_of
from server.overview.narrowing import GIVEN
from server.overview.pictures.drawing import Box, Line, centred, scaled
from server.tasks.models import Task

MONTHS = 12  # that are over; the one that is on comes behind them
_NEVER = "9999-99"
WIDTH, _COLUMN, _BAR, _TALL = 700, 53, 30, 56  # CSS pixels; _TALL is the longest bar
_PANEL = 24 + 20 + _TALL + 12  # its heading, the number above a bar, the bars


@dataclass(frozen=True)
class Month:
    """A month ("2026-03"): tasks given and done in it, and overdue once it was over (or today)."""

    month: str
    opened: int
    done: int
    overdue: int

    @property
    def name(self) -> str:
        """Return it as the office writes it: 03/2026."""
        return f"{self.month[5:]}/{self.month[:4]}"


@dataclass(frozen=True)
class Bar:
    """A number and its bar."""

    box: Box
    number: Line


@dataclass(frozen=True)
class Panel:
    """One of opened, done, overdue: where it begins and where its bars stand, and a bar a month."""

    name: str
    y: int
    floor: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Trend:
    """The picture: three panels above the months' names; `now` is the place of the month that is
    on."""

    width: int
    height: int
    months: tuple[Month, ...]
    panels: tuple[Panel, ...]
    heads: tuple[Line, ...]
    now: Box


def trend(db: Session, day: date, overdue_now: int) -> Trend:
    """Return the twelve months before `day` and its own; `overdue_now` is what is overdue on it.
    Of all given tasks, for a caller that may follow them."""
    return drawn(months(db, day, overdue_now))


def months(db: Session, day: date, overdue_now: int) -> tuple[Month, ...]:
    """Return the figures, for a caller that may follow all tasks."""
    names = _last(day)
    start = from_local(datetime.combine(date.fromisoformat(f"{names[0]}-01"), time()))
    opened = _by_month(db, Task.opened_at, start, col(Task.state) != "planned")
    done = _by_month(db, Task.done_at, start, col(Task.state) == "done")
    late = dict.fromkeys(names, 0)
    for due, left, count in _late(db, start, names[0]):
        for name in names[:-1]:
            if due <= name < left:
                late[name] += count
    late[names[-1]] = overdue_now
    return tuple(Month(name, opened.get(name, 0), done.get(name, 0), late[name]) for name in names)


def _last(day: date) -> list[str]:
    count = day.year * 12 + day.month - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(count - MONTHS, count + 1)]


def _by_month(db: Session, moment: Any, start: datetime, condition: Any) -> dict[str, int]:
    month = month_of(local_day(db, moment)).label("month")
    counted = select(month, func.count()).where(col(moment) >= start, condition)
    return dict(db.execute(counted.group_by("month")).all())


def _late(db: Session, start: datetime, first: str) -> list[Any]:
    """Return (from which month on, up to which, how many) tasks were overdue at its end."""
    due, opened = month_of(Task.deadline), month_of(local_day(db, Task.opened_at))
    came = case((opened > due, opened), else_=due)
    since = case((came < first, first), else_=came)
    reported = month_of(local_day(db, Task.reported_at))
    has_result = col(Task.state).in_(("reported", "done"))
    left = case((has_result, reported), else_=_NEVER)
    concerned = or_(
        col(Task.state).in_(GIVEN), and_(col(Task.state) == "done", col(Task.done_at) >= start)
    )
    counted = (
        select(since.label("since"), left.label("left_on"), func.count())
        .where(concerned, col(Task.deadline).is_not(None), since < left)
        .group_by("since", "left_on")
    )
    return list(db.execute(counted).all())


def drawn(found: tuple[Month, ...]) -> Trend:
    """Lay the picture out."""
    left = (WIDTH - _COLUMN * len(found)) // 2
    panels = []
    for place, name in enumerate(("opened", "done", "overdue")):
        top = place * _PANEL
        counts = [getattr(month, name) for month in found]
        floor = top + _PANEL - 12
        bars = []
        for n, count in enumerate(counts):
            tall = scaled(count, max(counts), _TALL)
            x = left + n * _COLUMN
            box = Box(x + (_COLUMN - _BAR) // 2, floor - tall, _BAR, tall)
            bars.append(Bar(box, centred(count, Box(x, floor - tall - 20, _COLUMN, 20))))
        panels.append(Panel(name, top, floor, tuple(bars)))
    floor = 3 * _PANEL
    heads = tuple(
        centred(
            f"{month.month[5:]}/{month.month[2:4]}", Box(left + n * _COLUMN, floor, _COLUMN, 24)
        )
        for n, month in enumerate(found)
    )
    now = Box(left + (len(found) - 1) * _COLUMN, floor + 24, _COLUMN, 4)
    return Trend(WIDTH, floor + 28, found, tuple(panels), heads, now)
