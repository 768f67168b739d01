"""Text cut into cells (CSV, or Excel's "Unicode text") -> one grid.

The cells are parted by commas, semicolons or tabs, whichever makes a table of it. What a program
put before a cell so that no office program takes it for a formula ("'=1+1") is taken away again.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO

from server.programmes.reading.drawing import Allowance, Drawing
from server.programmes.reading.errors import BrokenText
from server.programmes.reading.grid import Cell, Grid
from server.programmes.reading.headings import find_tables
from server.programmes.reading.markup import seen
from server.programmes.reading.own_rows import own_tables
from server.programmes.reading.words import Note

FORMULAS = "=+-@＝＋－＠"  # what a cell begins with that an office program would calculate
GUARDED = re.compile(rf"'(?=['{re.escape(FORMULAS)}])")
_MARKS = ",;\t"
_SAMPLE = 60  # records that the mark between cells is told by
_SAYS_MARK = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_OLD = "windows-1258"  # Vietnamese with marks of their own, which NFC joins to their letters


def read_csv(content: bytes) -> list[Grid] | None:
    """Read a file of text; None where it is no text, or no line of it is cut into cells.

    UTF-8 with or without its mark, UTF-16 with it; where neither fits, Windows-1258 or 1252, and a
    remark says so. CPU-bound: about 0.2 s for 10,000 rows. Raises BrokenText or WorkbookTooLarge.
    """
    found = _decoded(content)
    if found is None:
        return None
    text, guessed = found
    if says := _SAYS_MARK.match(text):
        marks, text = says[1], text[says.end() :]
    else:
        marks = _MARKS
    sample = {mark: [*_sampled(text, mark)] for mark in marks}
    mark = max(sample, key=lambda mark: _fit(sample[mark]))
    if _fit(sample[mark]) == (0, 0) and not says:
        return None
    drawing = Drawing("CSV", Allowance())
    if guessed:
        drawing.remarks.append((None, Note("csv-encoding", {"name": guessed})))
    for row, cells in enumerate(_records(text, mark), 1):
        for column, cell in enumerate(cells, 1):
            if shown := seen(GUARDED.sub("", cell, count=1) if cell[:1] == "'" else cell):
                drawing.put(row, column, Cell(shown))
    return [drawing.grid()]


def _records(text: str, mark: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    line = 1
    try:
        for cells in reader:
            yield cells
            line = reader.line_num + 1
    except csv.Error as bad:  # a quote that is not closed, or not where a cell begins
        raise BrokenText(line=str(line)) from bad


def _sampled(text: str, mark: str) -> Iterator[list[str]]:
    try:
        for n, cells in enumerate(_records(text, mark)):
            if n == _SAMPLE:
                return
            yield cells
    except BrokenText:  # by this mark perhaps; by the right one it is said in the end
        return


def _fit(records: list[list[str]]) -> tuple[int, int]:
    """How well a mark cuts: whether a table is found, and how many records are cut alike."""
    widths = [len(cells) for cells in records if len(cells) > 1]
    alike = max(map(widths.count, widths), default=0)
    if alike < 2:
        return 0, 0
    cells = {
        row: {column: Cell(seen(cell)) for column, cell in enumerate(record, 1) if seen(cell)}
        for row, record in enumerate(records, 1)
    }
    grid = Grid("", cells)
    return len(own_tables(grid) or find_tables(grid)), alike


def _decoded(content: bytes) -> tuple[str, str] | None:
    """The text of a file and, where nothing says its encoding, the one that was taken."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _text(content.decode("utf-16"), "")
        except UnicodeDecodeError as bad:
            raise BrokenText(line=str(content.count(b"\n\0", 0, bad.start) + 1)) from bad
    try:
        return _text(content.decode("utf-8-sig"), "")
    except UnicodeDecodeError as bad:
        kept = content.decode("utf-8", "replace")
        letters = sum(char > "\x7f" and char != "\ufffd" for char in kept)
        if letters > 10 * kept.count("\ufffd"):  # it is UTF-8, and damaged
            raise BrokenText(line=str(content.count(b"\n", 0, bad.start) + 1)) from bad
    for name in (_OLD, "windows-1252"):
        try:
            text = unicodedata.normalize("NFC", content.decode(name))
        except UnicodeDecodeError:
            continue
        if name != _OLD or not any(map(unicodedata.combining, text)):
            return _text(text, name)
    return None


def _text(text: str, guessed: str) -> tuple[str, str] | None:
    start = text[:8192]
    shown = sum(char.isprintable() or char in "\r\n\t" for char in start)
    return (text, guessed) if start and "\0" not in start and shown > len(start) * 0.95 else None
