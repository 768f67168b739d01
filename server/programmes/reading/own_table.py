"""A programme as a table of texts: the rows and columns that every format draws in its own way.

In a table of ours each row says what it is and every day is stated (reading/own.py), so whatever a
programme says reads back. A table as the office draws it leaves that to the reader.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from server.programmes.definition import FURTHER, ItemDefinition, ProgrammeDefinition
from server.programmes.reading.markup import seen
from server.programmes.reading.own import DEPTH, HEADINGS, KINDS, NONE, ORIGINS, OURS, kind_of
from server.programmes.reading.sheet import ItemRow
from server.programmes.reading.stated import shown, shown_steps

OFFICE = (
    *("number", "text", "kind", "field", "lead", "coordinating", "leader", "watcher"),
    *("participants", "product", "considers", "issuer", "time_text"),
)
STATED = ("time_from", "time_to")
BEHIND = ("basis", "note")  # of the office's own columns, behind the days
_ALWAYS = {"number", "text", "time_text", "level"}  # in a table of ours
_NO_XML = str.maketrans("", "", "\ufffe\uffff")  # what no file of XML can hold
_DEEPEST = 9


@dataclass(frozen=True)
class Column:
    """One column; `field` is one of own.HEADINGS, or None for a column of the office's own."""

    field: str | None
    heading: str


@dataclass(frozen=True)
class Row:
    """An item, or at `depth` 1 and more a heading: its text stands first and no other does.

    `cells` has a text a column, "" for none; that of the level says what the row is.
    """

    depth: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A programme's title, its columns from left to right, and its rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def office_width(self) -> int:
        """How many columns the office's own table has; behind them stand ours."""
        return sum(column.field not in OURS for column in self.columns)


def table_of(
    programme: ProgrammeDefinition,
    locale: str,
    *,
    ours: Collection[str] = OURS,
    dated: Collection[int] | None = None,
) -> Table:
    """The table of a programme, its headings in the language of `locale`.

    `ours` are those of OURS that it may have besides the office's own columns: with the level it is
    a table of ours, without it is drawn as an office draws its own. Items at the places `dated`,
    from 0, state their days; None for all.
    """
    return _Drawing(programme, locale, ours, dated).table()


def same(item: ItemDefinition, row: ItemRow, locale: str) -> bool:
    """Whether a row that was read says what an item says, its key and origin apart."""
    wanted = (
        _text(item.section), _text(item.number), item.level, _text(item.text),
        _text(_kind_word(item, locale)), _text(item.lead), _text(item.coordinating),
        _text(item.participants), _text(item.product), _text(item.time_text),
        item.milestones, _extra(item), *(_text(getattr(item, name)) for name in FURTHER),
    )  # fmt: skip
    found = (
        row.section or "", row.number or "", row.level, row.text, row.kind or "", row.lead or "",
        row.coordinating or "", row.participants or "", row.product or "", row.time_text or "",
        row.milestones, row.extra, *(getattr(row, name) or "" for name in FURTHER),
    )  # fmt: skip
    return wanted == found and same_days(item, row)


def same_days(item: ItemDefinition, row: ItemRow) -> bool:
    """Whether the words of an item were read as the days that it has."""
    return (item.time_from, item.time_to) == (row.time_from, row.time_to)


class _Drawing:
    def __init__(
        self,
        programme: ProgrammeDefinition,
        locale: str,
        ours: Collection[str],
        dated: Collection[int] | None,
    ) -> None:
        self.programme, self.locale, self.ours = programme, locale, ours
        self.own = "level" in ours
        self.dated = range(len(programme.items)) if dated is None else dated
        self.states = dated is None or bool(dated)

    def table(self) -> Table:
        items = [self._texts(n, item) for n, item in enumerate(self.programme.items)]
        extras = list(dict.fromkeys(name for item in self.programme.items for name in _extra(item)))
        headings = HEADINGS[self.locale]
        filled = {field for texts in items for field, text in texts.items() if text}
        if self.own:  # and where an office's own column is called like one of ours, both are there
            filled |= _ALWAYS | {field for field, name in headings.items() if name in extras}
        if self.states:
            filled |= {"time_text", *STATED}
        office = (*OFFICE, *STATED, *BEHIND)
        named = [Column(field, headings[field]) for field in office if field in filled]
        named += [Column(None, name) for name in extras]
        named += [Column(field, headings[field]) for field in OURS if field in filled]
        columns = tuple(named)
        rows = tuple(self._rows(items, columns))
        return Table(_text(self.programme.title), columns, rows)

    def _rows(self, items: list[dict[str, str]], columns: tuple[Column, ...]) -> Iterator[Row]:
        trail: list[str] = []
        for item, texts in zip(self.programme.items, items, strict=True):
            for depth, text in self._headings(trail, _parts(_text(item.section))):
                cells = [text, *[""] * (len(columns) - 1)]
                for place, column in enumerate(columns):
                    if column.field == "level":
                        cells[place] = f"{DEPTH[self.locale]} {depth}"
                yield Row(depth, tuple(cells))
            extra = _extra(item)
            yield Row(
                None,
                tuple(
                    texts.get(column.field, "") if column.field else extra.get(column.heading, "")
                    for column in columns
                ),
            )

    def _headings(self, trail: list[str], parts: list[str]) -> Iterator[tuple[int, str]]:
        """The headings to draw before an item, by depth; depth 0 ends those in force."""
        same = 0
        while same < min(len(parts), len(trail)) and parts[same] == trail[same]:
            same += 1
        if same == len(parts) < len(trail):
            same = max(0, same - 1)  # what goes deeper ends where the heading over it comes again
            if not parts and self.own:
                yield 0, NONE
        yield from enumerate(parts[same:], same + 1)
        trail[:] = parts

    def _texts(self, place: int, item: ItemDefinition) -> dict[str, str]:
        word = _kind_word(item, self.locale)
        texts = {
            "number": item.number,
            "text": item.text,
            "kind": word,
            "lead": item.lead,
            "coordinating": item.coordinating,
            "participants": item.participants,
            "product": item.product,
            "time_text": item.time_text,
            "time_from": "",
            "time_to": "",
        }
        texts |= {name: getattr(item, name) for name in FURTHER}
        if place in self.dated:
            none = NONE if not (item.time_from or item.time_to) else ""
            texts["time_from"] = shown(item.time_from) if item.time_from else none
            texts["time_to"] = shown(item.time_to) if item.time_to else none
        kinds = KINDS[self.locale]
        said = kinds[item.kind] if item.kind else NONE
        ours = {
            "milestones": shown_steps(item.milestones),
            "level": str(item.level),
            "kind_said": said if kind_of(_text(word)) != (item.kind or "") else "",
            "key": item.key,
            "parent": item.parent,
            "origin": ORIGINS[self.locale][item.origin] if item.origin else "",
        }
        texts |= {field: ours[field] for field in self.ours}
        return {field: _text(text) for field, text in texts.items()}


def _parts(section: str) -> list[str]:
    """The headings that a section joins; one that does not come apart cleanly stays whole."""
    parts = section.split(" / ")
    whole = len(parts) > _DEEPEST or any(not part or part != seen(part) for part in parts)
    return [section] * bool(section) if whole else parts


def _kind_word(item: ItemDefinition, locale: str) -> str | None:
    return item.kind_text or (KINDS[locale][item.kind] if item.kind else None)


def _extra(item: ItemDefinition) -> dict[str, str]:
    return {_text(name): _text(text) for name, text in item.extra.items() if _text(text)}


def _text(text: str | None) -> str:
    """A text as a cell can show it."""
    return seen(text.translate(_NO_XML)) if text else ""
