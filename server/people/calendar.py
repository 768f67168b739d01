"""The office's calendar: the country's working days, and what the office says otherwise of them.

Its rule for "trước ngày X" goes with it; the feature that keeps it says how it is read.

Each transaction that counts days asks how far the calendar has come and reads its rows only where
they have changed, so every process counts by the same days, and always by the newest.
"""

from calendar import Calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from server.kernel import workdays
from server.kernel.db import seqs
from server.kernel.errors import NotFound
from server.kernel.i18n import current_locale
from server.kernel.underway import session_under_way
from server.kernel.workdays import WorkingDays, holiday_name, office_days
from server.people.access import Viewer, require
from server.people.events import OFFICE_RULES
from server.people.models import CalendarDay

FIRST_YEAR, LAST_YEAR = 2000, 2100  # a year beyond is a slip of the hand

# By engine, since a test's process has many: (the usual days, how far the stream was, the days).
_known: WeakKeyDictionary[Engine, tuple[WorkingDays, int, WorkingDays]] = WeakKeyDictionary()
_newest: tuple[WorkingDays, WorkingDays] | None = None
_ROWS = select(col(CalendarDay.day), col(CalendarDay.works))
_day_before: Callable[[Session], bool] | None = None


def set_day_rule(rule: Callable[[Session], bool]) -> None:
    """Say how the office's rule for "trước ngày X" is read: whether it is the day before X.

    Whoever changes that rule tells the stream `office-rules`.
    """
    global _day_before
    _day_before = rule


def _corrected(usual: WorkingDays) -> WorkingDays:
    """Return the usual days as the office's calendar corrects them."""
    global _newest
    db = session_under_way()
    if db is None:  # between transactions: as the last of them counted
        return _newest[1] if _newest and _newest[0] is usual else usual
    asked: tuple[WorkingDays, WorkingDays] | None = db.info.get("office days")
    if asked is None or asked[0] is not usual:
        engine = db.get_bind()
        assert isinstance(engine, Engine)
        seq = seqs(db, [OFFICE_RULES])[OFFICE_RULES]
        known = _known.get(engine)
        if known is None or known[0] is not usual or known[1] != seq:
            rows = db.connection().execute(_ROWS).all()
            own = {day: works for day, works in rows}
            before = _day_before(db) if _day_before else usual.day_before
            as_usual = not own and before == usual.day_before
            days = usual if as_usual else usual.corrected(own, day_before=before)
            known = _known[engine] = (usual, seq, days)
        _newest = asked = db.info["office days"] = (usual, known[2])
    return asked[1]


workdays.set_calendar(_corrected)


@dataclass(frozen=True)
class Correction:
    """A day that the office has otherwise than the country."""

    key: UUID
    version: int
    day: date
    works: bool
    note: str


@dataclass(frozen=True)
class Day:
    """A day of the grid. `kind`: work, weekend, off, make-up; `name` is what is celebrated;
    `correction` the office's own word on it."""

    day: date
    kind: str
    name: str
    correction: Correction | None


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday on; None where a day belongs to another month."""

    month: int
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


@dataclass(frozen=True)
class Year:
    """A year of the office's calendar. `days` are those off on a weekday, made up or corrected."""

    year: int
    months: tuple[Month, ...]
    days: tuple[Day, ...]
    working: int


def year_of(db: Session, viewer: Viewer, year: int) -> Year:
    """Return a year of the calendar. Raises NotFound: no such year, or one may not keep it."""
    require(viewer, "calendar.keep")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    rows = db.exec(select(CalendarDay).order_by(col(CalendarDay.day)))
    own = {row.day: _correction(row) for row in rows if row.day.year == year}
    days = office_days()
    months = []
    for month in range(1, 13):
        weeks = tuple(
            tuple(_day(d, days, own.get(d)) if d.month == month else None for d in week)
            for week in Calendar().monthdatescalendar(year, month)
        )
        there = [day for week in weeks for day in week if day]
        months.append(Month(month, weeks, sum(day.kind in ("work", "make-up") for day in there)))
    all_days = [day for month in months for week in month.weeks for day in week if day]
    special = tuple(d for d in all_days if d.kind in ("off", "make-up") or d.correction)
    return Year(year, tuple(months), special, sum(month.working for month in months))


def _day(day: date, days: WorkingDays, own: Correction | None) -> Day:
    works, name = days.works(day), holiday_name(day, current_locale())
    weekend = day.weekday() >= 5
    kind = ("make-up" if weekend else "work") if works else ("weekend" if weekend else "off")
    return Day(day, kind, name, own)


def correction(db: Session, viewer: Viewer, key: UUID) -> Correction:
    """Return a correction for its form. Raises NotFound."""
    require(viewer, "calendar.keep")
    row = db.exec(select(CalendarDay).where(CalendarDay.key == key)).first()
    if row is None:
        raise NotFound
    return _correction(row)


def correction_on(db: Session, viewer: Viewer, day: date) -> tuple[Correction | None, bool]:
    """Return what the office says of a day, and whether it is a working day now."""
    require(viewer, "calendar.keep")
    row = db.exec(select(CalendarDay).where(CalendarDay.day == day)).first()
    return (_correction(row) if row else None), office_days().works(day)


def _correction(row: CalendarDay) -> Correction:
    return Correction(row.key, row.version, row.day, row.works, row.note)
