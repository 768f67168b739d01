"""An ODS workbook (LibreOffice, OpenOffice) -> grids.

The file holds each cell's text as it is shown, so it is read straight from its XML; python-calamine
gives the value alone, and no number format. Rows and cells that are repeated are counted before
they are made.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from server.programmes.reading.drawing import Allowance, Drawing
from server.programmes.reading.grid import Cell, Grid, Typed
from server.programmes.reading.markup import elements, seen
from server.programmes.reading.words import Note

_SHOWS = {"year": "y", "month": "m", "day": "d", "hours": "h"}
_HOURS = re.compile(r"PT(\d+)H(\d+)M(\d+)")
_STYLES = {"date-style", "time-style", "style"}
_APART = {"annotation", "frame", "custom-shape", "shapes"}  # not part of a cell's own text


def read_ods(package: zipfile.ZipFile) -> list[Grid]:
    """Read every visible sheet, in the workbook's order.

    CPU-bound: about 0.5 s for 10,000 rows. Raises a subclass of UnreadableProgramme.
    """
    styles = _Styles()
    if "styles.xml" in package.namelist():
        for _, element in elements(package, "styles.xml", _STYLES):
            styles.add(element)
    allowance = Allowance()
    grids: list[Grid] = []
    sheet: _Sheet | None = None
    depth = 0
    wanted = _STYLES | _APART | {"table", "table-row"}
    for whole, element in elements(package, "content.xml", wanted, {"table"}):
        name = element.tag
        if not whole:
            if (depth := depth + 1) == 1:
                sheet = _Sheet(element.attrib, styles, allowance)
        elif name == "table":
            depth -= 1
            if depth == 0 and sheet is not None:
                if not sheet.hidden:
                    grids.append(sheet.drawing.grid())
                element.clear()
        elif name == "table-row" and depth == 1 and sheet is not None:
            sheet.read_row(element)
            element.clear()
        elif name in _STYLES:
            styles.add(element)
        elif name in _APART and depth == 1 and sheet is not None:
            sheet.set_apart(element)
    return grids


class _Styles:
    """What a cell's style says: which parts of a date it shows, and whether it is bold."""

    def __init__(self) -> None:
        self.shows: dict[str, str] = {}
        self.data: dict[str, str] = {}
        self.bold: dict[str, bool] = {}
        self.parent: dict[str, str] = {}
        self.hidden_tables: set[str] = set()

    def add(self, element: Element) -> None:
        name, values = element.tag, element.attrib
        own = values.get("name", "")
        if name in {"date-style", "time-style"}:
            self.shows[own] = "".join(
                sorted({_SHOWS[part] for child in element if (part := child.tag) in _SHOWS})
            )
        elif name == "style" and values.get("family") == "table-cell":
            if "data-style-name" in values:
                self.data[own] = values["data-style-name"]
            self.parent[own] = values.get("parent-style-name", "")
            for child in element:
                if (weight := child.get("font-weight")) is not None:
                    self.bold[own] = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
        elif any(child.get("display") == "false" for child in element):
            self.hidden_tables.add(own)

    def of(self, style: str) -> tuple[str | None, bool]:
        """The parts of a date that a cell style shows (None: not said), and bold."""
        shows, bold = None, None
        for _ in range(10):  # a style and those it is made from
            if shows is None and style in self.data:
                shows = self.shows.get(self.data[style])
            if bold is None:
                bold = self.bold.get(style)
            style = self.parent.get(style, "")
        return shows, bool(bold)


class _Sheet:
    """One table, row by row."""

    def __init__(self, values: dict[str, str], styles: _Styles, allowance: Allowance) -> None:
        self.styles = styles
        self.hidden = values.get("style-name") in styles.hidden_tables
        self.drawing = Drawing(seen(values.get("name", "")), allowance)
        self.row = 0

    def read_row(self, element: Element) -> None:
        values = element.attrib
        times = int(values.get("number-rows-repeated", 1))
        first, self.row = self.row + 1, self.row + times
        cells = [*self._cells(element, first)]
        if not cells:
            return
        hidden = values.get("visibility") in {"collapse", "filter"}
        for row in range(first, first + times):
            for column, cell in cells:
                self.drawing.put(row, column, cell)
            if hidden:
                self.drawing.hidden.add(row)

    def _cells(self, element: Element, row: int) -> Iterator[tuple[int, Cell]]:
        column = 1
        for child in element:
            kind = child.tag
            if kind not in {"table-cell", "covered-table-cell"}:
                continue
            values = child.attrib
            times = int(values.get("number-columns-repeated", 1))
            across = int(values.get("number-columns-spanned", 1))
            down = int(values.get("number-rows-spanned", 1))
            if across > 1 or down > 1:
                self.drawing.merge(row, column, row + down - 1, column + across - 1)
            text = seen("\n".join(_text(part) for part in child if part.tag == "p"))
            if text and kind == "table-cell":
                shows, bold = self.styles.of(values.get("style-name", ""))
                cell = Cell(text, bold, _typed(values, shows))
                for place in range(column, column + times):
                    self.drawing.allowance.take(0 if place == column else 1)
                    yield place, cell
            elif "formula" in values and not text and "value" not in values:
                self.drawing.unread.append((row, column))
            column += times

    def set_apart(self, element: Element) -> None:
        """A shape's or comment's text is no cell's: said, and kept out of the cells."""
        if element.tag != "annotation" and (text := seen("".join(element.itertext()))):
            self.drawing.remarks.append((None, Note("text-box", {"text": text})))
        tail = element.tail
        element.clear()
        element.tail = tail


def _text(element: Element) -> str:
    """A paragraph's own text; spaces, tabs and line ends are elements."""
    parts = [element.text or ""]
    for child in element:
        name = child.tag
        if name == "s":
            parts.append(" " * min(int(child.get("c", 1)), 1000))
        elif name == "tab":
            parts.append(" ")
        elif name == "line-break":
            parts.append("\n")
        elif name not in _APART:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _typed(values: dict[str, str], shows: str | None) -> Typed | None:
    kind = values.get("value-type")
    if kind == "date" and (day := values.get("date-value")):
        moment = datetime.fromisoformat(day[:19])
        return Typed(moment, "dmy" if shows is None else shows)
    if kind == "time" and (hours := _HOURS.match(values.get("time-value", ""))):
        passed = timedelta(hours=int(hours[1]), minutes=int(hours[2]))
        return Typed(datetime(1899, 12, 30) + passed, "h")
    return None
