"""What pages show of programmes, as plain values: long, since one programme's page shows much."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from server.kernel.i18n import nfc, say
from server.programmes.item_texts import ItemTexts, span
from server.programmes.milestones import Standing
from server.programmes.periods import Period
from server.programmes.rule_queries import Flag
from server.programmes.settling import Settled


@dataclass(frozen=True)
class Head:
    """A programme as lists and headings show it; `vocabulary` is its body's.

    `state` is one of models.PROGRAMME_STATES; `number` and `adopted_on` are its document's,
    `register_until` the last day on which bodies register. `version` is the row's.
    """

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
    state: str
    number: str
    adopted_on: date | None
    register_until: date | None = None
    version: int = 0
    count: int = 0
    settled: int = 0


@dataclass(frozen=True)
class ItemLine(ItemTexts):
    """One line of a programme.

    `columns` are those of the annex; `moves` counts how often its time was put off. `late`: its
    time is over and nothing has become of it. `by` changed it last. `origin` is said where no
    item is above it. `flag`: by the rules another body decides; `unchecked`: nobody said to whom
    it is put, so that the rules say nothing; `considers_known`: the body that it is put to is in
    the register; `standing`: how it stands by its milestones.
    """

    id: int
    key: UUID
    version: int
    by: str
    state: str
    late: bool
    moves: int
    columns: tuple[str, ...]
    standing: Standing
    flag: Flag | None
    considers_known: bool
    origin: str = ""
    unchecked: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading between the lines; `depth` 1 is the outermost. `key` is its own on a page: that
    of the item below it, and the depth."""

    text: str
    depth: int
    key: str = ""


@dataclass(frozen=True)
class Wanted:
    """What a reader asked of a programme: "" and 1 for no wish.

    `period` as in periods.py, or a column of a picture (figures.in_column); `body` the key of a
    body, or "~" and a name as written; `kind` one of models.KINDS or the sheet's own word. `lead`
    is the first lead as `body` is written, "~" where none is named; `field` a field after "=";
    `stage` one of figures.STAGES, or "any" of them; `origin` as in origins.py. `moved`: "1" for
    those put off, the most often first; `flag`: "1" for those that another body decides;
    `attention`: only what is amber or red.
    """

    period: str = ""
    body: str = ""
    kind: str = ""
    state: str = ""
    origin: str = ""
    text: str = ""
    moved: str = ""
    lead: str = ""
    field: str = ""
    stage: str = ""
    flag: str = ""
    attention: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Return what an address asks for; nothing in it is wrong, only unknown."""
        texts = {
            field.name: nfc("".join(c for c in asked.get(field.name, "") if c.isprintable()))[:200]
            for field in fields(cls)
            if field.name != "page"
        }
        page = asked.get("page", "")
        number = max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1
        return cls(**texts, page=number)

    @property
    def here(self) -> str:
        """The part of an address after the path that asks for just this."""
        return self.link(page=self.page)

    def link(self, **changes: str | int) -> str:
        """The part of an address after the path that asks for this, with changes."""
        asked = vars(self) | {"page": 1} | changes
        asked = {name: value for name, value in asked.items() if value not in ("", 1)}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def narrowed(self) -> bool:
        """Whether anything but a period is asked for."""
        own = (self.body, self.kind, self.state, self.origin, self.text, self.moved)
        return any((*own, self.flag, self.attention)) or self.counted

    @property
    def counted(self) -> bool:
        """Whether the items behind a number of a picture are asked for."""
        return bool(self.lead or self.field or self.stage)


@dataclass(frozen=True)
class Place:
    """Where a line stands: under which headings."""

    id: int
    key: UUID
    section: str


@dataclass(frozen=True)
class Places:
    """A page of what was wanted: `found` items answer, on `pages` pages; `page` is this one."""

    rows: tuple[Place, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class Around:
    """What stands round a programme's lines: its periods, and what they can be narrowed to."""

    rail: tuple[Period, ...]
    undated: int
    all_periods: int
    moved: int
    bodies: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    origins: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ProgrammeView:
    """One page of a programme. `found` items answer what was wanted, on `pages` pages.

    `moved` items of the whole programme were put off since it was adopted.
    """

    head: Head
    wanted: Wanted
    items: tuple[ItemLine, ...]
    columns: tuple[str, ...]
    found: int
    pages: int
    rail: tuple[Period, ...]
    undated: int
    all_periods: int
    moved: int
    bodies: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    origins: tuple[tuple[str, int], ...]
    siblings: tuple[Head, ...]
    above: Head | None


@dataclass(frozen=True)
class Step:
    """A dated step of an item: its words and the days they mean."""

    text: str
    dates: str


@dataclass(frozen=True)
class Said:
    """A remark of the reader in the language of this request; `cell` may be ""."""

    sentence: str
    cell: str


@dataclass(frozen=True)
class PreparedStep:
    """A step of an item on its page: by when it must be there (None: the body does not say), when
    it came, and what somebody has said of it by hand ("": nothing, the product has seen it)."""

    step: str
    by: date | None
    came: date | None
    shown_by: str
    late: bool
    next: bool
    by_hand: bool


@dataclass(frozen=True)
class Preparation:
    """The milestones of an item in order, how it stands, and who follows it.

    `body` considers it; `told`: whether its lead times are known; `adopted`: whether its programme
    is. `how` is how the watcher was found: person, name, field or body.
    """

    key: UUID
    version: int
    standing: Standing
    steps: tuple[PreparedStep, ...]
    body: str
    told: bool
    adopted: bool
    target: date | None
    in_session: bool
    watcher: str
    how: str


@dataclass(frozen=True)
class Related:
    """An item that this one continues, or that continues it."""

    key: UUID
    text: str
    programme: str


@dataclass(frozen=True)
class Happening:
    """An entry of an item's history. `changes` maps a field to what it was and what it became;
    `source` is the file that said so, or "". `into` is the title of the programme in which a
    carried item goes on."""

    name: str
    at: datetime
    by: str
    source: str = ""
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    into: str = ""


@dataclass(frozen=True)
class ItemView:
    """All there is about an item; `warnings` are sentences with the cell they are about."""

    line: ItemLine
    head: Head
    origin: str
    milestones: tuple[Step, ...]
    preparation: Preparation
    extra: dict[str, str]
    warnings: tuple[Said, ...]
    source_row: int | None
    parent_ref: str
    parent: Related | None
    children: tuple[Related, ...]
    settled: Settled
    history: tuple[Happening, ...]


@dataclass(frozen=True)
class DueItem:
    """An item of a programme that is due in a month; `time_text` as its sheet says.

    `presented`: it was before the body already, and may come again.
    """

    id: int
    key: UUID
    number: str
    text: str
    lead: str
    time_text: str
    programme: str
    presented: bool


@dataclass(frozen=True)
class Held:
    """An item for which its programme cannot be withdrawn."""

    key: UUID
    number: str
    text: str

    @property
    def called(self) -> str:
        """Its number and its text."""
        return f"{self.number}. {self.text}" if self.number else self.text


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing a programme of `count` items would mean; `held` items prevent it."""

    key: UUID
    title: str
    count: int
    held: tuple[Held, ...]


class InSection(Protocol):
    """Whatever stands under headings joined by " / "."""

    @property
    def section(self) -> str:
        """The headings over it."""


Row = TypeVar("Row", bound=InSection)


def annex(items: Iterable[Row]) -> Iterator[Heading | Row]:
    """Put the headings between the lines, each where it begins."""
    trail: list[str] = []
    for item in items:
        parts = item.section.split(" / ") if item.section else []
        same = 0
        while same < min(len(parts), len(trail)) and parts[same] == trail[same]:
            same += 1
        for depth, text in enumerate(parts[same:], same + 1):
            yield Heading(text, depth, f"{getattr(item, 'key', '')}:{depth}")
        trail = parts
        yield item


def steps_of(milestones: Iterable[dict[str, Any]]) -> tuple[Step, ...]:
    """Return stored milestones for people."""
    return tuple(Step(m["text"], span(m["from"], m["to"])) for m in milestones)


def said_of(warnings: Iterable[dict[str, Any]]) -> tuple[Said, ...]:
    """Return stored warnings for people."""
    return tuple(Said(say(w["code"], **w["params"]), w["cell"]) for w in warnings)
