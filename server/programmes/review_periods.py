"""The periods at whose end a programme is reviewed, and their days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from server.kernel.errors import NotFound
from server.programmes import periods
from server.programmes.models import Programme

TERM = "term"


@dataclass(frozen=True)
class Span:
    """A period: its first day, and the day after its last, ISO 8601."""

    first: str
    after: str

    def holds(self, day: str) -> bool:
        """Whether a day, or a moment of a day, lies in it."""
        return self.first <= day < self.after

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromisoformat(self.after) - timedelta(days=1)


def span_of(period: str, programme: Programme) -> Span | None:
    """Return the days of a period of a review; None for what is none.

    As periods.py writes them, and "2026-H1", "2026-H2", and "term" for all of the programme, also
    what lies outside its days.
    """
    if period == TERM:
        return Span("0001-01-01", "9999-12-31")
    if period[4:] in ("-H1", "-H2"):
        half = ("Q1", "Q2") if period.endswith("1") else ("Q3", "Q4")
        ends = [periods.bounds(f"{period[:4]}-{quarter}") for quarter in half]
        return Span(ends[0][0], ends[1][1]) if ends[0] and ends[1] else None
    found = periods.bounds(period)
    return Span(*found) if found else None


def own_period(programme: Programme) -> str:
    """Return the period that a programme is for."""
    first = programme.period_from
    return {
        "year": f"{first.year}",
        "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
        "month": f"{first.year}-{first.month:02d}",
    }.get(programme.level, TERM)


def periods_of(programme: Programme) -> tuple[str, ...]:
    """Return the periods a programme is reviewed at the end of: the longest first."""
    own = own_period(programme)
    if programme.level == "month":
        return (own,)
    whole = (TERM,) if programme.level == "term" else ()
    first, last = programme.period_from.isoformat(), programme.period_to.isoformat()

    def within(period: str) -> bool:
        bounds = span_of(period, programme)
        return bounds is not None and bounds.first <= last and bounds.after > first

    return (*whole, *filter(within, _parts(programme)))


def _parts(programme: Programme) -> Iterator[str]:
    for year in range(programme.period_from.year, programme.period_to.year + 1):
        if programme.level != "quarter":
            yield f"{year}"
            yield from (f"{year}-H1", f"{year}-H2")
        yield from (f"{year}-Q{n}" for n in range(1, 5))
        yield from (f"{year}-{n:02d}" for n in range(1, 13))


def before(period: str) -> str | None:
    """Return the period of the same length before one; None for the whole of a programme."""
    if period == TERM:
        return None
    year = int(period[:4])
    if len(period) == 4:
        return f"{year - 1}"
    mark = period[5] if period[5] in "HQ" else ""
    most = {"H": 2, "Q": 4, "": 12}[mark]
    number = int(period[5 + len(mark) :])
    year, number = (year, number - 1) if number > 1 else (year - 1, most)
    return f"{year}-{mark}{number}" if mark else f"{year}-{number:02d}"


def span_asked(programme: Programme, period: str) -> Span:
    """Return the days of a period that somebody asks for, "" being the programme's own.

    Raises NotFound for what is no period.
    """
    span = span_of(period or own_period(programme), programme)
    if span is None:
        raise NotFound
    return span
