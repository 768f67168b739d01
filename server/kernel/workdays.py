"""How an office counts days: the country's working days with its own corrections, and its rule
for "trước ngày X".

The days off and their make-up days are yearly data: the `holidays` library brings those that were
decreed when it was made, programmes/workdays.toml what was decreed since, and the office corrects
both in its calendar (people/calendar.py), which wins.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holidays import HolidayBase

DAYS_FILE = Path(__file__).parents[2] / "programmes" / "workdays.toml"


_LANGUAGES = {"vi": "vi", "en": "en_US"}


@cache
def _country(locale: str = "vi") -> "HolidayBase":
    from holidays import country_holidays  # half a second: only who counts such days waits for it

    return country_holidays("VN", language=_LANGUAGES.get(locale, "vi"))


@lru_cache(maxsize=2**15)  # ninety years of days; the library takes 5 µs for each
def _country_works(day: date) -> bool:
    return bool(_country().is_working_day(day))


class WorkingDays:
    """Which days an office works: Monday to Friday, less days off, and make-up days.

    `days_off` and `make_up_days` are the office's corrections; they win over the country's data.
    `day_before`: "trước ngày X" leaves until the day before X, and not X itself.
    """

    def __init__(
        self,
        days_off: Iterable[date] = (),
        make_up_days: Iterable[date] = (),
        *,
        day_before: bool = False,
    ) -> None:
        self.day_before = day_before
        self._off = frozenset(days_off)
        self._on = frozenset(make_up_days) - self._off

    @property
    def corrections(self) -> dict[date, bool]:
        """The days that are otherwise than the country's: whether each is worked."""
        return dict.fromkeys(self._off, False) | dict.fromkeys(self._on, True)

    def corrected(
        self, corrections: Mapping[date, bool], *, day_before: bool | None = None
    ) -> "WorkingDays":
        """Return these days with further corrections, which win over those there are.

        `day_before` is the office's own rule, None where it stays as it is.
        """
        days = self.corrections | dict(corrections)
        return WorkingDays(
            (day for day, works in days.items() if not works),
            (day for day, works in days.items() if works),
            day_before=self.day_before if day_before is None else day_before,
        )

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        if day in self._on or day in self._off:
            return day in self._on
        return _country_works(day)

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (`count` at least 1).

        Raises OverflowError at the end of the calendar.
        """
        return self._count(day, count, timedelta(days=1))

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th working day before `day` (`count` at least 1).

        Raises OverflowError at the beginning of the calendar.
        """
        return self._count(day, count, timedelta(days=-1))

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to `end`, itself counted.

        `between(day, after(day, n))` is n. Below zero where `end` comes first.
        """
        if end < start:
            return -self.between(end, start)
        return sum(self.works(start + timedelta(days=n + 1)) for n in range((end - start).days))

    def _count(self, day: date, count: int, step: timedelta) -> date:
        while count > 0:
            day += step
            count -= self.works(day)
        return day


def working_days(table: dict[str, Any], *, day_before: bool = False) -> WorkingDays:
    """Return the days of a table with `days_off` and `make_up_days`: lists of dates.

    Raises TypeError for an entry that is no date.
    """
    lists = [table.get(name, []) for name in ("days_off", "make_up_days")]
    for entry in (entry for days in lists for entry in days):
        if type(entry) is not date:
            raise TypeError(entry)
    return WorkingDays(*lists, day_before=day_before)


def read_working_days(file: Path, *, day_before: bool = False) -> WorkingDays:
    """Read such a table from a TOML file. Raises OSError, tomllib.TOMLDecodeError or TypeError."""
    with file.open("rb") as source:
        return working_days(tomllib.load(source), day_before=day_before)


_office = WorkingDays()
_calendar: Callable[[WorkingDays], WorkingDays] | None = None


def set_office_days(days: WorkingDays) -> None:
    """Say how this server counts where the office's calendar says nothing; once at start-up."""
    global _office
    _office = days


def set_calendar(calendar: Callable[[WorkingDays], WorkingDays]) -> None:
    """Say what corrects these days by the office's calendar as it is in the transaction that asks;
    the same object comes back as long as nothing changes."""
    global _calendar
    _calendar = calendar


def office_days() -> WorkingDays:
    """How this server's office counts, by its calendar as it is now."""
    return _calendar(_office) if _calendar else _office


def holiday_name(day: date, locale: str) -> str:
    """Return what the country celebrates on a day, "" for nothing."""
    return str(_country(locale).get(day) or "")


def warm() -> None:
    """Load the country's days now, which takes up to a second, and not while somebody waits."""
    _office.works(date.today())
