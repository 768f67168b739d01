"""Days and months of the office's calendar, as either database computes them from what it stores.

SQLite knows no time zones: moments are shifted by what the office's clock is ahead of UTC now, so
where clocks change in summer an hour at midnight may count as the neighbouring day.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, String, cast, func, literal
from sqlmodel import Session

from server.kernel.i18n import local, zone_name
from server.kernel.types import now


def local_day(db: Session, moment: Any) -> ColumnElement[Any]:
    """Return the office's day of a stored moment, to be compared with stored days."""
    if _on_postgresql(db):
        return cast(func.timezone(zone_name(), moment), Date)
    ahead = local(now()).utcoffset()
    minutes = int(ahead.total_seconds()) // 60 if ahead else 0
    return func.date(moment, f"{minutes:+d} minutes")


def days_until(db: Session, later: Any, earlier: Any) -> ColumnElement[Any]:
    """Return how many days one day is after another (columns, or dates)."""
    later, earlier = _day(later), _day(earlier)
    if _on_postgresql(db):
        return cast(later, Date) - cast(earlier, Date)
    return func.julianday(later) - func.julianday(earlier)


def month_of(day: Any) -> ColumnElement[str]:
    """Return the month of a day, as "2026-03"."""
    return func.substr(cast(day, String), 1, 7)


def _day(value: Any) -> Any:
    return literal(value, Date) if isinstance(value, date) else value


def _on_postgresql(db: Session) -> bool:
    return db.get_bind().dialect.name == "postgresql"
