"""A Word document (DOCX) -> one grid: its paragraphs and its tables' rows, from top to bottom.

Read straight from its XML: python-docx gives neither list numbers nor tracked changes, and repeats
merged cells. A paragraph is a row drawn over all columns, so that titles stand above a table and
notes below it as in a workbook; a row that is empty counts too.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from server.programmes.reading.docx_lists import Numbering
from server.programmes.reading.docx_text import Paragraph, Reader, properties, read_styles
from server.programmes.reading.drawing import Allowance, Drawing
from server.programmes.reading.grid import Cell, Grid
from server.programmes.reading.markup import LOCAL, elements, relations, value
from server.programmes.reading.words import Note

SLIVER = 567  # twentieths of a point, 1 cm: no column of words is narrower than this
MAX_COLUMNS = 63  # Word's own limit
_NESTING = {"tbl", "txbxContent"}
_WHOLE = _NESTING | {"tblGrid", "tr", "p"}
_THROUGH = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}


def read_docx(package: zipfile.ZipFile, main: str) -> list[Grid]:
    """Read a document; `main` is its own part. The grid is named Word.

    Deleted text of tracked changes is left out and inserted text taken; nested tables are text of
    their cell; text boxes, hidden text and tracked changes are named in remarks. CPU-bound: about
    2 s for 10,000 rows. Raises a subclass of UnreadableProgramme.
    """
    parts = {kind: target for _, kind, target in _pointed(package, main)}
    styles = read_styles(package, parts["styles"]) if "styles" in parts else {}
    numbering = Numbering.read(package, parts["numbering"]) if "numbering" in parts else Numbering()
    return [_Document(Reader(styles, numbering)).read(package, main)]


def _pointed(package: zipfile.ZipFile, main: str) -> list[tuple[str, str, str]]:
    folder, _, name = main.rpartition("/")
    there = f"{folder}/_rels/{name}.rels" in package.namelist()
    return relations(package, main) if there else []


@dataclass
class _Drawn:
    """A cell of a table: its first and last grid column, and what goes on from the row above."""

    row: int
    left: int
    right: int
    cell: Cell | None
    continues: bool


class _Document:
    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.drawing = Drawing("Word", Allowance())
        self.row = 0
        self.wide: list[int] = []  # the rows of paragraphs
        self.width = 0

    def read(self, package: zipfile.ZipFile, main: str) -> Grid:
        tables = boxes = 0
        table = _Table()
        for whole, name, element in elements(package, main, _WHOLE, _NESTING):
            if name == "txbxContent":
                boxes += -1 if whole else 1
            elif boxes:
                continue
            elif not whole:
                tables += 1
                table = _Table() if tables == 1 else table
            elif name == "tbl":
                tables -= 1
                if tables == 0:
                    self._draw(table)
                    element.clear()
            elif name == "tblGrid" and tables == 1:
                table.widths = [_number(value(column, "w")) for column in element]
            elif name == "tr" and tables == 1:
                self._row(table, element)
                element.clear()
            elif name == "p" and tables == 0:
                self._paragraph(element)
                element.clear()
        for row in self.wide if self.width > 1 else ():
            self.drawing.merge(row, 1, row, self.width)
        if self.reader.changed:
            self.drawing.remarks.append((None, Note("tracked-changes")))
        return self.drawing.grid()

    def _paragraph(self, element: Element) -> None:
        paragraph = self.reader.read(element)
        for line in (paragraph.text if paragraph else "").split("\n"):
            self.row += 1
            if paragraph and line.strip():
                self.drawing.put(self.row, 1, Cell(line.strip(), paragraph.bold))
                self.wide.append(self.row)
        self._leftovers()

    def _row(self, table: "_Table", element: Element) -> None:
        """Read a row's cells; a row whose deletion is tracked is gone."""
        column = 0
        for part in properties(element, "trPr"):
            if LOCAL[part.tag] == "del":
                self.reader.changed = True
                return
            if LOCAL[part.tag] == "gridBefore":
                column = _number(value(part, "val"))
        self.row += 1
        for cell in _inside(element, "tc"):
            span, merge = 1, None
            for part in properties(cell, "tcPr"):
                name = LOCAL[part.tag]
                if name == "gridSpan":
                    span = max(1, _number(value(part, "val")))
                elif name == "vMerge":
                    merge = value(part, "val") or "continue"
            if column + span > MAX_COLUMNS:
                raise ValueError("more columns than Word has")
            continues = merge == "continue"
            shown = None if continues else self._cell(cell)
            table.cells.append(_Drawn(self.row, column, column + span - 1, shown, continues))
            column += span
        self._leftovers()

    def _cell(self, element: Element) -> Cell | None:
        paragraphs = self._paragraphs(element)
        text = "\n".join([paragraph.text for paragraph in paragraphs]).strip()
        bold = [paragraph.bold for paragraph in paragraphs if paragraph.text]
        return Cell(text, all(bold)) if text else None

    def _paragraphs(self, element: Element) -> list[Paragraph]:
        """A cell's paragraphs; a table in it is a line a row."""
        found: list[Paragraph] = []
        for child in element:
            name = LOCAL[child.tag]
            if name == "p":
                if paragraph := self.reader.read(child):
                    found.append(paragraph)
            elif name == "tbl":
                for row in _inside(child, "tr"):
                    cells = (self._cell(cell) for cell in _inside(row, "tc"))
                    line = "; ".join(cell.text for cell in cells if cell)
                    found.append(Paragraph(line, False))
            elif name in _THROUGH:
                found += self._paragraphs(child)
        return found

    def _leftovers(self) -> None:
        """Say what stands at this row and is not read."""
        if not self.reader.boxes and not self.reader.hidden:
            return
        for code, texts in (("text-box", self.reader.boxes), ("text-hidden", self.reader.hidden)):
            if text := "\n".join(texts).strip():
                self.drawing.remarks.append((self.row, Note(code, {"text": text})))
            texts.clear()

    def _draw(self, table: "_Table") -> None:
        places = table.places()
        self.width = max(self.width, *places.values(), 0) if places else self.width
        open_merges: dict[int, _Drawn] = {}  # by left column: the cell that may go on
        bottoms: dict[tuple[int, int], int] = {}
        for drawn in table.cells:
            above = open_merges.get(drawn.left)
            if drawn.continues and above is not None:
                bottoms[above.row, above.left] = drawn.row
            else:
                open_merges[drawn.left] = drawn
        for drawn in table.cells:
            inside = [places[c] for c in range(drawn.left, drawn.right + 1) if c in places]
            if drawn.continues or not inside:
                continue
            bottom = bottoms.get((drawn.row, drawn.left), drawn.row)
            if drawn.cell is not None:
                self.drawing.put(drawn.row, inside[0], drawn.cell)
            if bottom > drawn.row or len(inside) > 1:
                self.drawing.merge(drawn.row, inside[0], bottom, inside[-1])


class _Table:
    """The cells of one table by the columns of its own grid, which count from 0."""

    def __init__(self) -> None:
        self.widths: list[int] = []
        self.cells: list[_Drawn] = []

    def places(self) -> dict[int, int]:
        """Grid column -> column as drawn, from 1. A sliver between borders that do not quite meet
        is no column: narrow, and no cell stands in it alone."""
        alone = {drawn.left for drawn in self.cells if drawn.left == drawn.right and drawn.cell}
        columns = range(1 + max((drawn.right for drawn in self.cells), default=-1))
        kept = [
            column
            for column in columns
            if column in alone or column >= len(self.widths) or self.widths[column] >= SLIVER
        ]
        return {column: place for place, column in enumerate(kept, 1)}


def _inside(element: Element, name: str) -> Iterator[Element]:
    """The rows or cells of an element, also those in content controls."""
    for child in element:
        kind = LOCAL[child.tag]
        if kind == name:
            yield child
        elif kind in _THROUGH:
            yield from _inside(child, name)


def _number(said: str) -> int:
    return int(float(said)) if said else 0
