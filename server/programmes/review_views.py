"""What pages and documents show of a review, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from server.programmes.outcomes import Who
from server.programmes.review_periods import Span
from server.programmes.views import Head, ItemLine


@dataclass(frozen=True)
class Line:
    """A line of a table of figures: a body (None: all of them), and how many of each outcome."""

    who: Who | None
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """Items of the period."""
        return sum(self.counts.values())

    @property
    def planned(self) -> int:
        """Items of the period that stood in the programme: what percentages are of."""
        return self.total - self.counts["outside"]

    @property
    def share(self) -> int | None:
        """Presented of those that stood in the programme, in whole percent; None of none."""
        return round(100 * self.counts["presented"] / self.planned) if self.planned else None


@dataclass(frozen=True)
class Part:
    """The figures of what must be tabled, or of the other work, in a period."""

    name: str
    total: Line
    by_considers: tuple[Line, ...]
    by_lead: tuple[Line, ...]


@dataclass(frozen=True)
class Figures:
    """The figures of a review; parts without an item are left out."""

    total: Line
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part | None:
        """Return one of its parts."""
        return next((part for part in self.parts if part.name == name), None)


@dataclass(frozen=True)
class Texts:
    """What the office wrote beside the figures; version 0 where nothing is stored yet."""

    period: str
    version: int = 0
    assessment: str = ""
    causes: str = ""
    directions: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Compared:
    """The figures of a programme's period and, where they are known, those of the period before."""

    key: str
    period: str
    span: Span
    figures: Figures
    before_period: str | None
    before: Figures | None


@dataclass(frozen=True)
class ReviewView:
    """A review: its programme, the figures, and what the office wrote; `periods` there are."""

    head: Head
    compared: Compared
    texts: Texts
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Wish:
    """Which rows of a review are asked for: "" for no wish; `who`s as in Who.key."""

    part: str = ""
    outcome: str = ""
    considers: str = ""
    lead: str = ""


@dataclass(frozen=True)
class RowsView:
    """A page of the rows behind a number, each with its outcome. `called`: the bodies asked for."""

    head: Head
    period: str
    wish: Wish
    rows: tuple[tuple[ItemLine, str], ...]
    found: int
    page: int
    pages: int
    called: tuple[str, ...]
