"""Working days of the country, with the office's own corrections.

The days off and their make-up days are yearly data: the `holidays` library brings those that were
decreed when it was made, the office adds what came later.
"""

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holidays import HolidayBase


@cache
def _country() -> "HolidayBase":
    from holidays import country_holidays  # half a second: only who counts such days waits for it

    return country_holidays("VN")


class WorkingDays:
    """Which days an office works: Monday to Friday, less days off, and make-up days.

    `days_off` and `make_up_days` are the office's corrections; they win over the country's data.
    """

    def __init__(self, days_off: Iterable[date] = (), make_up_days: Iterable[date] = ()) -> None:
        self._off = frozenset(days_off)
        self._on = frozenset(make_up_days) - self._off

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        if day in self._on or day in self._off:
            return day in self._on
        return bool(_country().is_working_day(day))

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (`count` at least 1).

        Raises OverflowError at the end of the calendar.
        """
        while count:
            day += timedelta(days=1)
            count -= self.works(day)
        return day


def working_days(table: dict[str, Any]) -> WorkingDays:
    """Return the days of a table with `days_off` and `make_up_days`: lists of dates.

    Raises TypeError for an entry that is no date.
    """
    lists = [table.get(name, []) for name in ("days_off", "make_up_days")]
    for entry in (entry for days in lists for entry in days):
        if type(entry) is not date:
            raise TypeError(entry)
    return WorkingDays(*lists)


def read_working_days(file: Path) -> WorkingDays:
    """Read such a table from a TOML file. Raises OSError, tomllib.TOMLDecodeError or TypeError."""
    with file.open("rb") as source:
        return working_days(tomllib.load(source))
