"""What counts of items are grouped by, as SQL: the period they fall in, how far, whose.

One definition for the numbers and for the rows behind them: a picture's cell counts what the
programme's page then lists.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, exists, literal_column
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from server.people.models import Body
from server.programmes import periods
from server.programmes.access import uuid_of
from server.programmes.item_queries import FIRST, LAST
from server.programmes.models import LIVE, ProgrammeItem, ProgrammeItemBody

STAGES = ("done", "late", "planned", "moved")
SETTLED = ("presented", "done")
Lead = aliased(ProgrammeItemBody, name="first_lead")
_Other = aliased(ProgrammeItemBody, name="other_lead")


def _part(day: Any, start: int, length: int) -> Any:
    # Written out: PostgreSQL takes two expressions with parameters of their own for two others.
    return func.substr(day, literal_column(str(start)), literal_column(str(length)))


def _quarter(day: Any) -> Any:
    month = cast(_part(day, 6, 2), Integer)
    number = (month + literal_column("2", Integer)) // literal_column("3", Integer)
    return _part(day, 1, 4).op("||")(literal_column("'-Q'")).op("||")(cast(number, String))


def is_first_lead() -> ColumnElement[bool]:
    """The condition to join `Lead` on: the body that leads an item, the first of several."""
    before = (
        (col(_Other.item_id) == col(Lead.item_id))
        & (col(_Other.role) == "lead")
        & (col(_Other.id) < col(Lead.id))
    )
    return and_(
        col(Lead.item_id) == col(ProgrammeItem.id),
        col(Lead.role) == "lead",
        ~exists().where(before),
    )


def fitting() -> Any:
    """The smallest period that holds an item, as periods.py writes it: its quarter, its year.

    "none" where it is longer than a year or has no time.
    """
    return case(
        (FIRST.is_(None), literal_column("'none'")),
        (_quarter(FIRST) == _quarter(LAST), _quarter(FIRST)),
        (_part(FIRST, 1, 4) == _part(LAST, 1, 4), _part(FIRST, 1, 4)),
        else_=literal_column("'none'"),
    )


def month_of_year() -> Any:
    """The month, 1 to 12, of an item that lies in one; else NULL."""
    month = cast(_part(FIRST, 6, 2), Integer)
    return case((_part(FIRST, 1, 7) == _part(LAST, 1, 7), month))


def stage(today: date) -> Any:
    """How far an item is on a day: one of STAGES; NULL for one that fell out or became others.

    Late: its time is over and nothing has become of it. Moved: it waits for another time than
    the first, or was carried into another programme.
    """
    live, day = col(ProgrammeItem.state).in_(LIVE), today.isoformat()
    return case(
        (col(ProgrammeItem.state).in_(SETTLED), "done"),
        (col(ProgrammeItem.settled_on).is_not(None) & live, "done"),
        (live & (_part(LAST, 1, 10) < day), "late"),
        (col(ProgrammeItem.state).in_(("deferred", "carried")), "moved"),
        (live & (col(ProgrammeItem.moves) > 0), "moved"),
        (live, "planned"),
    )


def in_column(period: str) -> ColumnElement[bool] | None:
    """The items of a column that is more or less than a period of periods.py; None for another.

    "2027-year": in the year, in none of its quarters; "2027-loose": in none of its months;
    "to-2019": in a year up to that one; "other": in no year, or without a time.
    """
    if period == "other":
        return and_(fitting() == periods.NONE)
    if period.startswith("to-"):
        bounds = periods.bounds(period[3:])
        return None if bounds is None else and_(fitting() != periods.NONE, bounds[1] > LAST)
    year, _, what = period.partition("-")
    if what not in ("year", "loose") or (found := periods.bounds(year)) is None:
        return None
    if what == "year":
        return and_(found[0] <= FIRST, found[1] > LAST, fitting() == year)
    return and_(found[0] <= FIRST, found[1] > LAST, _part(FIRST, 1, 7) != _part(LAST, 1, 7))


def narrowed(lead: str, field: str, stage_: str, day: date) -> list[ColumnElement[bool]]:
    """The items behind a number, by views.Wanted's wishes. Raises NotFound for a lead's bad key."""
    found: list[ColumnElement[bool]] = []
    if lead == "~":
        found.append(~exists().where(is_first_lead()))
    elif lead.startswith("~"):
        named = (col(Lead.name) == lead[1:]) & col(Lead.body_id).is_(None)
        found.append(exists().where(is_first_lead(), named))
    elif lead:
        body = select(Body.id).where(Body.key == uuid_of(lead)).scalar_subquery()
        found.append(exists().where(is_first_lead(), col(Lead.body_id) == body))
    if field:
        found.append(col(ProgrammeItem.field) == field[1:])
    if stage_ in STAGES:
        found.append(stage(day) == stage_)
    elif stage_:
        found.append(stage(day).is_not(None))
    return found
