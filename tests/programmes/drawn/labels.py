"""What the items of a drawing mean: times, values that may differ, remarks that are wanted.

The rules are the project's: a month or quarter is its first and last day, "trước ngày X" ends on
X and has no beginning, several milestones run from the first to the last, a meeting or a duty
without end has no date, and whatever the cell does not say itself is said in a remark.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from typing import Any


class Unjudged:
    """A field that several readings would be right for; it is not judged."""


ANY = Unjudged()


@dataclass(frozen=True)
class Either:
    """A field with more than one right value."""

    values: tuple[object, ...]


def either(*values: object) -> Either:
    """Any of these is right."""
    return Either(values)


@dataclass(frozen=True)
class At:
    """`time_from` and `time_to` in ISO 8601, None where not stated, and the remarks it needs.

    `loose`: any days from `begin` to `end` are right, and none at all.
    """

    begin: str | None
    end: str | None
    remarks: tuple[str, ...] = ()
    loose: bool = False

    def titled(self) -> "At":
        """The year comes from the title or a heading, and a remark says so."""
        return replace(self, remarks=("year",))

    def headed(self) -> "At":
        """The time, or the day of an hour, comes from the heading above and that is said."""
        return replace(self, remarks=("time",))

    def vague(self) -> "At":
        """Early, mid, late: some part of the period, and a remark says so."""
        return replace(self, remarks=("time",), loose=True)


ASKED = At(None, None, ("time",))  # no date can be given: a meeting, a condition, a recurring duty


def day(first: str, last: str | None = None) -> At:
    """One day, or from a day to a day; with the hour where one is written."""
    return At(first, last or first)


def by(last: str) -> At:
    """A deadline: no beginning."""
    return At(None, last)


def since(first: str) -> At:
    """A beginning without end."""
    return At(first, None)


def months(year: int, first: int, last: int | None = None) -> At:
    """A month, or from a month to a month of one year."""
    last = last or first
    return At(f"{year}-{first:02}-01", f"{year}-{last:02}-{monthrange(year, last)[1]}")


def quarter(year: int, number: int) -> At:
    """A quarter of a year."""
    return months(year, number * 3 - 2, number * 3)


def half(year: int, number: int) -> At:
    """The first or second half of a year."""
    return months(year, number * 6 - 5, number * 6)


def years(first: int, last: int | None = None) -> At:
    """A whole year, or several."""
    return At(f"{first}-01-01", f"{last or first}-12-31")


def steps(*milestones: tuple[str | None, At], remarks: tuple[str, ...] = ()) -> dict[str, Any]:
    """Several dated milestones in a cell: (words or None for any words, time), in their order."""
    return {
        "at": At(milestones[0][1].begin, milestones[-1][1].end, remarks),
        "milestones": [(text, at.begin, at.end) for text, at in milestones],
    }
