"""A workbook of Excel 97-2003 (XLS) -> grids, and what else comes in the same kind of container.

xlrd reads the cells with their number formats, merges, bold and hidden rows; python-calamine is
faster, but gives no number format, and "03/2026" would come out as the first of March.
"""

import io
import struct

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from server.programmes.reading import formats
from server.programmes.reading.drawing import Allowance, Drawing
from server.programmes.reading.errors import (
    BrokenWorkbook,
    LockedWorkbook,
    OldWordDocument,
    OtherFormat,
)
from server.programmes.reading.grid import Cell, Grid, Typed
from server.programmes.reading.markup import seen

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones

# All that xlrd lets through on damaged bytes; it checks little of what it reads.
_DAMAGE = (
    xlrd.XLRDError, CompDocError, struct.error, AssertionError, AttributeError, LookupError,
    TypeError, ValueError, ArithmeticError, MemoryError, RecursionError, EOFError,
)  # fmt: skip


def read_xls(content: bytes) -> list[Grid]:
    """Read every visible sheet of an XLS workbook.

    CPU-bound: about 0.4 s for 10,000 rows. Raises a subclass of UnreadableProgramme: LockedWorkbook
    for an encrypted file, new or old, OldWordDocument for .doc, OtherFormat for other containers.
    """
    _check_kind(content)
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        allowance = Allowance()
        return [_sheet(book, sheet, allowance) for sheet in book.sheets() if not sheet.visibility]
    except _DAMAGE as bad:
        if "encrypted" in str(bad):
            raise LockedWorkbook() from bad
        raise BrokenWorkbook(part="Workbook") from bad


def _check_kind(content: bytes) -> None:
    """Refuse what is no workbook; the container's own names say it, not those of what is in it."""
    try:
        container = CompDoc(content, logfile=io.StringIO())
        names = {
            name
            for name in ("Workbook", "Book", "WordDocument", "EncryptedPackage")
            if container.locate_named_stream(name)[0]
        }
    except _DAMAGE:
        names = {"Workbook"} if "Workbook".encode("utf-16-le") in content else set()
        if "EncryptedPackage".encode("utf-16-le") in content:
            names = {"EncryptedPackage"}
    if "EncryptedPackage" in names:
        raise LockedWorkbook()
    if "WordDocument" in names:
        raise OldWordDocument()
    if not names:
        raise OtherFormat(format="Office 97-2003")


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, allowance: Allowance) -> Grid:
    drawing = Drawing(sheet.name, allowance)
    looks: dict[int, tuple[str, bool]] = {}
    known: dict[tuple[int, object, int], Cell | None] = {}  # the same cell for the same content
    for row in range(sheet.nrows):
        cells: dict[int, Cell] = {}
        contents = zip(
            sheet.row_types(row), sheet.row_values(row), sheet._cell_xf_indexes[row], strict=True
        )
        for column, content in enumerate(contents, 1):
            if content not in known:
                kind, value, style = content
                if style not in looks:
                    looks[style] = _look(book, style)
                shape, bold = looks[style]
                text, typed = _shown(book, kind, value, shape)
                known[content] = Cell(text, bold, typed) if (text := seen(text)) else None
            if cell := known[content]:
                cells[column] = cell
        drawing.put_row(row + 1, cells)
    for top, bottom, left, right in sheet.merged_cells:  # the second bounds are one too far
        drawing.merge(top + 1, left + 1, bottom, right)
    drawing.hidden.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    return drawing.grid()


def _look(book: xlrd.Book, style: int) -> tuple[str, bool]:
    """The number format and boldness of a cell format."""
    form = book.xf_list[style]
    code = book.format_map.get(form.format_key)
    own = code.format_str if code else "General"
    return formats.BUILT_IN.get(form.format_key, own), bool(book.font_list[form.font_index].bold)


def _shown(book: xlrd.Book, kind: int, value: str | float, shape: str) -> tuple[str, Typed | None]:
    if kind in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return formats.shown(float(value), shape, from_1904=bool(book.datemode))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE", None
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(value), "#N/A"), None
    return str(value), None  # a text; "" for an empty cell
