"""Where every cell of a drawing stands: a sheet of a workbook, or one table of a document."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from unicodedata import normalize

from tests.programmes.drawing import LEFT, UP, Cell, Drawn, Line, Merged, Row, Sheet, Table


@dataclass
class Grid:
    """Cells by (row, column) from 0, merged rectangles (top, left, bottom, right), hidden rows."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0

    def add(self, table: Table, nfd: bool) -> list[int]:
        """Draw a table below what is there. Returns the rows of its items, from 1."""
        top, items = self.rows, []
        anchors: dict[tuple[int, int], tuple[int, int]] = {}
        for row, cells in table.drawn():
            at = self.rows
            self.rows += 1
            if row.kind == "item":
                items.append(at + 1)
            if row.kind == "head":
                self.heads.add(at)
            if row.hidden:
                self.hidden.add(at)
            for column, drawn in enumerate(cells):
                if drawn is LEFT:
                    anchors[at, column] = anchors[at, column - 1]
                elif drawn is UP:
                    anchors[at, column] = anchors[at - 1, column]
                else:
                    anchors[at, column] = (at, column)
                    self._put(at, column, drawn, row, nfd)
        self.columns = max(self.columns, len(table.fields))
        for top, left in sorted(set(anchors.values())):
            under = [place for place, anchor in anchors.items() if anchor == (top, left)]
            if len(under) > 1:
                self.merges.append((top, left, *max(under)))
        return items

    def line(self, values: Sequence[str], *, merged: bool, bold: bool, nfd: bool) -> None:
        """Draw one line: one text over all columns, or two halves."""
        half = (self.columns + 1) // 2
        for n, value in enumerate(values):
            left = n * half
            right = self.columns - 1 if n == len(values) - 1 else half - 1
            self._put(self.rows, left, Cell(value, bold=bold, align="center"), Row("other"), nfd)
            if merged and value and right > left:
                self.merges.append((self.rows, left, self.rows, right))
        self.rows += 1

    def _put(self, row: int, column: int, drawn: Drawn, of: Row, nfd: bool) -> None:
        if drawn is None or drawn == "" or isinstance(drawn, Merged):
            return
        cell = drawn if isinstance(drawn, Cell) else Cell(drawn)
        if isinstance(cell.value, str):
            cell = replace(cell, value=normalize("NFD" if nfd else "NFC", cell.value))
            if cell.automatic == "-":
                cell = replace(cell, value=str(cell.value))
        align = cell.align or ("center" if of.kind == "head" else None)
        if cell.value != "":
            self.cells[row, column] = replace(cell, bold=cell.bold or of.bold, align=align)


def lay(sheet: Sheet, nfd: bool) -> tuple[Grid, list[list[int]]]:
    """A whole sheet of a workbook, and the rows (from 1) of each table's items."""
    grid, found = Grid(), []
    grid.columns = max((len(p.fields) for p in sheet.parts if isinstance(p, Table)), default=6)
    for part in sheet.parts:
        if isinstance(part, Table):
            found.append(grid.add(part, nfd))
        elif isinstance(part, Line):
            grid.line([part.text], merged=part.merged, bold=part.bold, nfd=nfd)
        else:
            for pair in part.lines:
                grid.line(pair, merged=True, bold=False, nfd=nfd)
    return grid, found


def widths(sheet: Sheet) -> tuple[int, ...]:
    """Column widths in characters, those of the sheet's first table."""
    first = next((p for p in sheet.parts if isinstance(p, Table)), None)
    if first is None:
        return (18,) * 6
    return first.widths or tuple(
        {"number": 6, "text": 50, None: 4}.get(f, 22) for f in first.fields
    )
