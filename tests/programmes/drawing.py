"""A small language for programme tables as offices draw them, and their rendering to files.

A description says once what stands where and what every item of it means; `render` draws it as
XLSX, DOCX, ODS or XLS. Nothing here knows how the reader works.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any
from unicodedata import normalize

FORMATS = ("xlsx", "docx", "ods", "xls")


class Merged(Enum):
    """A cell that belongs to its neighbour's merged cell."""

    LEFT = "with the cell to its left"
    UP = "with the cell above"


LEFT, UP = Merged.LEFT, Merged.UP
O = None  # noqa: E741 an empty cell


@dataclass(frozen=True)
class Cell:
    """What a cell holds. `shown` is what people see of a date or number with a `format`.

    `automatic` is how Word numbers it ("1", "1." or "-"): DOCX then draws a list number, the
    other formats the characters. `was` is what a tracked change in DOCX took away.
    """

    value: str | int | float | date | datetime | time
    format: str | None = None
    shown: str | None = None
    bold: bool = False
    align: str | None = None
    automatic: str | None = None
    was: str | None = None

    @property
    def text(self) -> str:
        """What people see, in NFC."""
        seen = self.shown if self.shown is not None else str(self.value)
        return normalize("NFC", f"- {seen}" if self.automatic == "-" else seen)


Drawn = Cell | Merged | str | int | float | None


def bold(text: str) -> Cell:
    """Text in bold."""
    return Cell(text, bold=True)


def seen(value: date | datetime | time | float, shown: str, format: str) -> Cell:
    """A real date or number, its number format, and what people see of it."""
    return Cell(value, format, shown)


def auto(number: int, dot: str = "") -> Cell:
    """A number that Word makes itself; 1 begins a new list."""
    return Cell(number, None, f"{number}{dot}", automatic=f"{number}{dot}")


def changed(was: str, text: str) -> Cell:
    """A text that replaced another in a tracked change, which only DOCX shows."""
    return Cell(text, was=was)


def bullet(text: str) -> Cell:
    """A sub-item whose dash Word makes itself."""
    return Cell(text, automatic="-")


@dataclass(frozen=True)
class Row:
    """One row of a table: "item", "more" (the rest of the item above), "section", "head", "other".

    `labels` are an item's expected fields that its cells do not say (see measuring.py);
    `depth` is a section's, from 1.
    """

    kind: str
    cells: tuple[Drawn, ...] = ()
    labels: dict[str, Any] = field(default_factory=dict)
    depth: int = 0
    merged: bool = True
    hidden: bool = False
    bold: bool = False


def item(*cells: Drawn, hidden: bool = False, **labels: Any) -> Row:
    """An item. Labels: at, level, number, text, lead_bodies, milestones, remarks, extra, ..."""
    return Row("item", cells, labels, hidden=hidden)


def more(*cells: Drawn) -> Row:
    """A row that goes on with the item above it, whose number and text are merged down."""
    return Row("more", cells)


def section(depth: int, *words: str, merged: bool = True, bold: bool = True) -> Row:
    """A heading in the table: its text alone, or its number and its text in their columns."""
    return Row("section", words, depth=depth, merged=merged, bold=bold)


def head() -> Row:
    """The heading once more, as at the top of the next page."""
    return Row("head")


def other(*cells: Drawn) -> Row:
    """A row that is no item and no heading: a note, a signature, column numbers, a gap."""
    return Row("other", cells)


@dataclass(frozen=True)
class Table:
    """`fields` names each column's field ("extra" keeps its heading, None is an empty column).

    `heads` are the heading rows; none where the table goes on from the one before.
    `widths` in characters.
    """

    fields: tuple[str | None, ...]
    heads: tuple[tuple[Drawn, ...], ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()

    def drawn(self) -> Iterator[tuple[Row, list[Drawn]]]:
        """Every row from the heading on, with its cells, one for each column."""
        columns = len(self.fields)
        for cells in self.heads:
            yield Row("head", bold=True), _filled(cells, columns)
        for row in self.rows:
            if row.kind == "head":
                for cells in self.heads:
                    yield replace(row, bold=True), _filled(cells, columns)
            elif row.kind == "section":
                yield row, self._section(row, columns)
            else:
                yield row, _filled(row.cells, columns)

    def _section(self, row: Row, columns: int) -> list[Drawn]:
        cells: list[Drawn] = [None] * columns
        first = 0
        if len(row.cells) == 2:
            cells[self.fields.index("number")] = row.cells[0]
            first = self.fields.index("text")
        cells[first] = row.cells[-1]
        for column in range(first + 1, columns if row.merged else 0):
            if cells[column] is not None:
                break
            cells[column] = LEFT
        return cells


def _filled(cells: Sequence[Drawn], columns: int) -> list[Drawn]:
    assert len(cells) <= columns, cells
    return [*cells, *[None] * (columns - len(cells))]


@dataclass(frozen=True)
class Line:
    """A line above, between or below tables; a paragraph in DOCX."""

    text: str
    merged: bool = True
    bold: bool = True


@dataclass(frozen=True)
class Pairs:
    """Lines in two halves, as in a letter's head or a signature; a table without lines in DOCX."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; in DOCX the sheets follow one another."""

    name: str
    parts: tuple[Line | Pairs | Table, ...]


@dataclass(frozen=True)
class Drawing:
    """One file. `today` is the day it is read on; `nfd` draws its texts decomposed."""

    name: str
    sheets: tuple[Sheet, ...]
    formats: tuple[str, ...]
    today: date
    nfd: bool = False

    @property
    def tables(self) -> list[Table]:
        """All tables, in order."""
        return [p for s in self.sheets for p in s.parts if isinstance(p, Table)]


def drawing(
    name: str,
    formats: str,
    *parts: Line | Pairs | Table | Sheet,
    today: date = date(2025, 12, 1),
    nfd: bool = False,
) -> Drawing:
    """A file of one sheet, or of the sheets given. `formats`: "xlsx docx"."""
    chosen = FORMATS if formats == "all" else tuple(formats.split())
    assert len(chosen) >= 2
    assert set(chosen) <= set(FORMATS)
    sheets = tuple(p for p in parts if isinstance(p, Sheet))
    rest = tuple(p for p in parts if not isinstance(p, Sheet))
    assert not (sheets and rest)
    return Drawing(name, sheets or (Sheet("Sheet1", rest),), chosen, today, nfd)


def table(
    heading: str | Sequence[Sequence[Drawn]],
    fields: str,
    *rows: Row,
    widths: tuple[int, ...] = (),
) -> Table:
    """`heading`: one row as "STT | Nội dung", or rows of cells. `fields`: "number text - extra"."""
    heads: tuple[tuple[Drawn, ...], ...]
    if isinstance(heading, str):
        heads = (tuple(h.strip() or None for h in heading.split("|")),) if heading else ()
    else:
        heads = tuple(tuple(row) for row in heading)
    names = tuple(None if f == "-" else f for f in fields.split())
    return Table(names, heads, rows, widths)


def render(drawing: Drawing, format: str, folder: Path) -> Path:
    """Draw the file into `folder` and return it. `format` is one of its formats.

    Each format is drawn by a module of its own, imported only when it is asked for.
    """
    file = folder / f"{drawing.name}.{format}"
    import_module(f"tests.programmes.drawing_{format}").draw(drawing, file)
    return file
