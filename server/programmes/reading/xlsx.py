"""An XLSX workbook -> grids.

Read straight from its XML: number formats are needed to see "03/2026" where 46082 is stored,
which python-calamine does not give, and openpyxl is over ten times slower. Nothing is unpacked
before its size is known, and cells are kept sparsely, so a cell in the last row costs one cell.
"""

import re
import zipfile
from functools import lru_cache
from xml.etree.ElementTree import Element

from server.programmes.reading import formats
from server.programmes.reading.drawing import Allowance, Drawing
from server.programmes.reading.grid import Cell, Grid
from server.programmes.reading.markup import LOCAL, elements, relations, seen, walk

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET_PARTS = {"row", "mergeCell"}
_LETTERS = re.compile("[A-Z]{1,3}")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def read_xlsx(package: zipfile.ZipFile, main: str) -> list[Grid]:
    """Read every visible sheet, in the workbook's order; `main` is the workbook's own part.

    CPU-bound: about 0.3 s for 10,000 rows. Raises a subclass of UnreadableProgramme.
    """
    return _Workbook(package).grids(main)


class _Workbook:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.allowance = Allowance()
        self.strings: list[str] = []
        self.styles: list[tuple[str, bool]] = []  # of each cell format: number format, bold
        self.looks: dict[str, tuple[str, bool]] = {}
        self.cells: dict[tuple[str, bool], Cell | None] = {}
        self.from_1904 = False

    def grids(self, main: str) -> list[Grid]:
        sheets: list[tuple[str, str]] = []

        def start(name: str, values: dict[str, str]) -> None:
            if name == "sheet" and values.get("state", "visible") == "visible":
                reference = next((v for k, v in values.items() if k.endswith(":id")), "")
                sheets.append((values.get("name", ""), reference))
            elif name == "workbookPr":
                self.from_1904 = values.get("date1904") in {"1", "true"}

        walk(self.package, main, start)
        pointed = relations(self.package, main)
        targets = {reference: target for reference, _, target in pointed}
        for _, kind, target in pointed:
            if kind == "sharedStrings":
                self._read_strings(target)
            elif kind == "styles":
                self._read_styles(target)
        return [
            self._sheet(name, targets[reference])
            for name, reference in sheets
            if "/chartsheets/" not in targets.get(reference, "/chartsheets/")
        ]

    def _read_strings(self, part: str) -> None:
        table: Element | None = None
        for whole, _, element in elements(self.package, part, {"si"}, {"sst"}):
            if whole and table is not None:
                self.strings.append(seen(_unescaped(_words(element))))
                table.clear()
            elif not whole:
                table = element

    def _read_styles(self, part: str) -> None:
        path: list[str] = []
        custom: dict[int, str] = {}
        bold: list[bool] = []

        def start(name: str, values: dict[str, str]) -> None:
            above = path[-1] if path else ""
            path.append(name)
            if name == "numFmt":
                custom[int(values.get("numFmtId", 0))] = values.get("formatCode", "")
            elif name == "font" and above == "fonts":
                bold.append(False)
            elif name == "b" and above == "font" and "fonts" in path:
                bold[-1] = values.get("val", "1") not in {"0", "false"}
            elif name == "xf" and above == "cellXfs":
                code, font = int(values.get("numFmtId", 0)), int(values.get("fontId", 0))
                shape = custom.get(code) or formats.BUILT_IN.get(code, "General")
                self.styles.append((shape, font < len(bold) and bold[font]))

        def end(_: str) -> None:
            path.pop()

        walk(self.package, part, start, end)

    def _sheet(self, name: str, part: str) -> Grid:
        sheet = _SheetReader(name, self)
        rows: Element | None = None
        for whole, tag, element in elements(self.package, part, _SHEET_PARTS, {"sheetData"}):
            if not whole:
                rows = element
            elif tag == "mergeCell":
                sheet.merge(element.get("ref", ""))
            elif rows is not None:
                sheet.read_row(element)
                rows.clear()
        return sheet.drawing.grid()

    def look(self, style: str) -> tuple[str, bool]:
        """The number format and boldness of a cell format, by its number as written."""
        if (known := self.looks.get(style)) is None:
            number = int(style)
            plain = ("General", False)
            known = self.looks[style] = self.styles[number] if number < len(self.styles) else plain
        return known

    def cell(self, raw: str, bold: bool) -> Cell | None:
        """A text's cell, the same for the same text; None for one that shows nothing."""
        if (raw, bold) not in self.cells:
            text = seen(_unescaped(raw))
            self.cells[raw, bold] = Cell(text, bold) if text else None
        return self.cells[raw, bold]


class _SheetReader:
    """One worksheet, row by row."""

    def __init__(self, name: str, workbook: _Workbook) -> None:
        self.workbook = workbook
        self.drawing = Drawing(name, workbook.allowance)
        self.row = 0

    def read_row(self, element: Element) -> None:
        self.row = int(element.get("r", self.row + 1))
        if element.get("hidden") in {"1", "true"}:
            self.drawing.hidden.add(self.row)
        column, digits = 0, str(self.row)
        cells: dict[int, Cell] = {}
        for child in element:
            if LOCAL[child.tag] != "c":
                continue
            reference = child.get("r")
            if reference is None:
                column += 1
            elif not (column := _column(reference.removesuffix(digits))):
                row, column = _place(reference)
                if row != self.row:  # the cell's own row counts
                    self.drawing.put_row(self.row, cells)
                    self.row, digits, cells = row, str(row), {}
            if cell := self._cell(child, column):
                cells[column] = cell
        self.drawing.put_row(self.row, cells)

    def _cell(self, element: Element, column: int) -> Cell | None:
        raw, formula = "", False
        for part in element:
            name = LOCAL[part.tag]
            if name == "v":
                raw += part.text or ""
            elif name == "is":
                raw += _words(part)
            elif name == "f":
                formula = True
        if not raw:
            if formula:
                self.drawing.unread.append((self.row, column))
            return None
        workbook, kind = self.workbook, element.get("t", "n")
        shape, bold = workbook.look(element.get("s", "0"))
        if kind == "s":
            number = int(raw)
            return (
                workbook.cell(workbook.strings[number], bold)
                if (number < len(workbook.strings))
                else None
            )
        if kind == "n":
            shown, typed = formats.shown(float(raw), shape, from_1904=workbook.from_1904)
            return Cell(text, bold, typed) if (text := seen(shown)) else None
        if kind == "b":
            raw = "TRUE" if raw.strip() in {"1", "true"} else "FALSE"
        return workbook.cell(raw, bold)

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        self.drawing.merge(top, left, bottom, right)


def _words(element: Element) -> str:
    """The text of a string (si, is): its own or that of its runs; a reading aid is no part."""
    words = []
    for child in element:
        name = LOCAL[child.tag]
        if name == "t":
            words.append(child.text or "")
        elif name == "r":
            words += [part.text or "" for part in child if LOCAL[part.tag] == "t"]
    return "".join(words)


def _place(reference: str) -> tuple[int, int]:
    """The row and column that a reference such as B12 names. Raises ValueError."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    return int(found[2]), _column(found[1])


@lru_cache(maxsize=512)
def _column(letters: str) -> int:
    """The column of letters from A to ZZZ, 0 for anything else."""
    if not _LETTERS.fullmatch(letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _unescaped(raw: str) -> str:
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), raw) if "_x" in raw else raw
