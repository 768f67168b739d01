"""The columns of a term: years, and the quarters of those years that there is room for."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.kernel.i18n import gettext as _
from server.programmes.periods import NONE, Period, bounds

MOST_COLUMNS = 20
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Column:
    """A year ("2027"), a quarter ("2027-Q2"), "none", or all years up to one ("<2020").

    `year` is the year it stands under, None for "none"; `head` what stands in the head below it.
    """

    key: str
    year: int | None
    head: str

    @property
    def quarter(self) -> bool:
        """Whether it is one of four under a year."""
        return "Q" in self.key

    @property
    def name(self) -> str:
        """Return the column in words."""
        if self.key.startswith("<"):
            return _("Up to %(year)s") % {"year": self.key[1:]}
        return period_name(self.key)


def period_name(value: str) -> str:
    """Return a year, a quarter or "none" in words."""
    if value == NONE:
        return _("Several years or no date")
    period = Period(value)
    if period.quarter:
        quarter = ROMAN[period.quarter - 1]
        return _("Quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": period.year}
    return _("Year %(year)s") % {"year": period.year}


def columns_of(periods: Iterable[str], now: str) -> tuple[tuple[Column, ...], dict[str, str]]:
    """Return the columns in order, at most MOST_COLUMNS, and which of them each period falls in.

    No period is shorter than a quarter (see quarter_of). Years are opened into quarters while
    there is room: the year of `now` first, then those nearest to it, the later first. Every quarter
    of an opened year has its column, and what is of the year alone one more. Where even the years
    are too many, the earliest share a column.
    """
    found = set(periods)
    has_none = NONE in found
    years = sorted({int(p[:4]) for p in found if p != NONE})
    most = MOST_COLUMNS - has_none
    early, years = (
        (years[: -(most - 1)], years[-(most - 1) :]) if len(years) > most else ([], years)
    )
    room = most - len(years) - bool(early)
    this_year = int(now[:4])
    opened: set[int] = set()
    for year in sorted(years, key=lambda each: (abs(each - this_year), -each)):
        whole = str(year) in found
        if any(p[:4] == str(year) and len(p) > 4 for p in found) and 3 + whole <= room:
            opened.add(year)
            room -= 3 + whole
    columns = [Column(f"<{early[-1]}", early[-1], "≤")] if early else []
    for year in years:
        if year in opened:
            columns += [Column(f"{year}-Q{n}", year, ROMAN[n - 1]) for n in range(1, 5)]
        if year not in opened or str(year) in found:
            columns.append(Column(str(year), year, _("Year")))
    if has_none:
        columns.append(Column(NONE, None, _("Other time")))
    return tuple(columns), {p: _column(p, opened, early) for p in found}


def _column(period: str, opened: set[int], early: list[int]) -> str:
    if period == NONE:
        return NONE
    year = int(period[:4])
    if early and year <= early[-1]:
        return f"<{early[-1]}"
    if year not in opened or len(period) == 4:
        return str(year)
    return period


def quarter_of(period: str) -> str:
    """Return the quarter of a month, else the period itself. Raises ValueError where it is none."""
    if period != NONE and bounds(period) is None:
        raise ValueError(f"no period: {period!r}")
    month = Period(period).month
    return f"{period[:4]}-Q{(month + 2) // 3}" if month else period
