"""The time a programme is made for: years, quarters and months after one another."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"year": 12, "quarter": 3, "month": 1}
_AHEAD = {"year": 92, "quarter": 31, "month": 10}  # days before it begins that it is drafted


@dataclass(frozen=True, order=True)
class Span:
    """From a first to a last day, both within."""

    first: date
    last: date

    def holds(self, first: str, last: str) -> bool:
        """Whether a time, ISO days or days with hours, lies wholly within."""
        return self.first.isoformat() <= first[:10] and last[:10] <= self.last.isoformat()


def span_of(level: str, day: date) -> Span:
    """Return the year, the quarter or the month that holds a day."""
    months = MONTHS[level]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    end = first.month + months - 1
    return Span(first, date(first.year, end, monthrange(first.year, end)[1]))


def ahead(level: str, today: date, *, count: int = 8) -> Iterator[Span]:
    """Yield the spans of a level to choose from: from the one before now on."""
    span = span_of(level, span_of(level, today).first - timedelta(days=1))
    for _ in range(count):
        yield span
        span = span_of(level, span.last + timedelta(days=1))


def next_lacking(level: str, today: date, there: list[Span]) -> Span:
    """Return the span that is to be drafted next: the first from about now on that is not there."""
    span = span_of(level, today + timedelta(days=_AHEAD[level]))
    while any(other.first <= span.last and other.last >= span.first for other in there):
        span = span_of(level, span.last + timedelta(days=1))
    return span


def next_term(today: date, there: list[Span]) -> Span:
    """Return the term after the last one that is there, as long as that, else five years from now
    on."""
    if not there:
        first = date(today.year, 1, 1)
        return Span(first, date(first.year + 4, 12, 31))
    latest = max(there)
    first = latest.last + timedelta(days=1)
    years = max(1, round((latest.last - latest.first).days / 365.25))
    last = date(first.year + years, first.month, first.day) - timedelta(days=1)
    return Span(first, last)


def name_of(level: str, span: Span) -> dict[str, str]:
    """Return what titles and headings are filled with: year, until, quarter (I to IV), month."""
    first = span.first
    month = f"{first.month:02d}" if first.month < 3 else str(first.month)  # as offices write it
    quarter = ("I", "II", "III", "IV")[(first.month - 1) // 3]
    years = {"year": str(first.year), "until": str(span.last.year)}
    return years | {"quarter": quarter, "month": month}


def language_of(vocabulary: str) -> str:
    """Return the language in which a body's documents are written."""
    return "en" if vocabulary == "board" else "vi"
