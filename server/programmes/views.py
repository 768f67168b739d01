"""What pages show of programmes, as plain values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.programmes.periods import Period


@dataclass(frozen=True)
class Head:
    """A programme as lists and headings show it; `vocabulary` is its body's."""

    id: int
    key: UUID
    slug: str
    title: str
    level: str
    body: str
    vocabulary: str
    period_from: date
    period_to: date
    source_name: str
    source_digest: str
    count: int = 0
    settled: int = 0


@dataclass(frozen=True)
class Named:
    """A body that an item names: as written, and what it is called in the register ("": none)."""

    written: str
    body: str
    key: UUID | None


@dataclass(frozen=True)
class ItemLine:
    """One line of a programme; texts as written, times ISO 8601 on the office's calendar.

    `columns` are those of COLUMNS that the programme fills anywhere. `late`: its time is over and
    nothing has become of it. `by` changed it last.
    """

    id: int
    key: UUID
    version: int
    by: str
    section: str
    number: str
    level: int
    text: str
    kind: str
    kind_text: str
    lead: str
    coordinating: str
    participants: str
    product: str
    time_text: str
    time_from: str | None
    time_to: str | None
    state: str
    late: bool
    leads: tuple[Named, ...]
    others: tuple[Named, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading between the lines; `depth` 1 is the outermost."""

    text: str
    depth: int


@dataclass(frozen=True)
class Wanted:
    """What a reader asked of a programme: "" and 1 for no wish.

    `period` as in periods.py; `body` the key of a body, or "~" and a name as written; `kind` one
    of models.KINDS or the sheet's own word.
    """

    period: str = ""
    body: str = ""
    kind: str = ""
    state: str = ""
    text: str = ""
    page: int = 1


@dataclass(frozen=True)
class ProgrammeView:
    """One page of a programme. `found` items answer what was wanted, on `pages` pages."""

    head: Head
    wanted: Wanted
    items: tuple[ItemLine, ...]
    columns: tuple[str, ...]
    found: int
    pages: int
    rail: tuple[Period, ...]
    undated: int
    all_periods: int
    bodies: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    siblings: tuple[Head, ...]
    above: Head | None


@dataclass(frozen=True)
class Related:
    """An item that this one continues, or that continues it."""

    key: UUID
    text: str
    programme: str


@dataclass(frozen=True)
class Happening:
    """An entry of an item's history. `changes` maps a field to what it was and what it became."""

    name: str
    at: datetime
    by: str
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemView:
    """All there is about an item; `milestones` are {text, from, to}, `warnings` as staged."""

    line: ItemLine
    head: Head
    origin: str
    milestones: tuple[dict[str, Any], ...]
    extra: dict[str, str]
    warnings: tuple[dict[str, Any], ...]
    source_row: int | None
    parent_ref: str
    parent: Related | None
    children: tuple[Related, ...]
    history: tuple[Happening, ...]


@dataclass(frozen=True)
class DueItem:
    """An item of a programme that is due in a month; `time_text` as its sheet says."""

    key: UUID
    number: str
    text: str
    lead: str
    time_text: str
    programme: str


def annex(items: Iterable[ItemLine]) -> Iterator[Heading | ItemLine]:
    """Put the headings between the lines, each where it begins."""
    trail: list[str] = []
    for item in items:
        parts = item.section.split(" / ") if item.section else []
        same = 0
        while same < min(len(parts), len(trail)) and parts[same] == trail[same]:
            same += 1
        for depth, text in enumerate(parts[same:], same + 1):
            yield Heading(text, depth)
        trail = parts
        yield item
