"""The sheet of a body's tasks as a workbook: printed columns, then those that the body fills."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.page import PageMargins

from server.conclusions.sheets.reading import FILLED, KIND_WORDS, MARK, PRINTED, SHEET_MARK

_WIDTHS = (6, 11, 15, 42, 17, 12, 15, 25, 29, 12, 22, 13, 13, 24, 9)
_LINE, _HIGHEST = 16, 400  # points of a line, and of the highest row that programs take
_DAYS = {"evidence_day", "wanted"}
_FONT = "Times New Roman"
_MOST_LETTERS = 32_000  # what a cell takes, less a little
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EDGE = Side(style="thin", color="808080")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TOP = Alignment(vertical="top", wrap_text=True)
_SMALL = Alignment(vertical="top", shrink_to_fit=True)
_HOW = (
    "Cơ quan chỉ điền vào các cột tô vàng; không sửa các cột khác. Chỉ ghi tiến độ thì nhiệm vụ"
    " vẫn tính thời hạn. Nhiệm vụ chỉ được xác nhận hoàn thành khi có minh chứng: số, ký hiệu và"
    " ngày văn bản; biên bản; hoặc số liệu kèm ngày. Dòng không có thay đổi để trống."
)
HEAD_ROW = 6


class _Row(RowDimension):
    """A row that begins at a height and grows with what is typed into it."""

    customHeight = False


def write_sheet(
    rows: Sequence[dict[str, str]], *, key: str, body: str, office: str, today: date
) -> bytes:
    """Return the workbook of `rows` (the texts of PRINTED, and `key`). CPU-bound, about 1 ms a
    row."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Nhiệm vụ"
    columns = {**PRINTED, **FILLED, **MARK}
    last = get_column_letter(len(columns))
    for n, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    top = (
        ("BIỂU NHIỆM VỤ CỦA CƠ QUAN", Font(name=_FONT, size=14, bold=True)),
        (body, Font(name=_FONT, size=13, bold=True)),
        (f"{office}, lập ngày {today:%d/%m/%Y}", Font(name=_FONT, size=12, italic=True)),
        (_HOW, Font(name=_FONT, size=12)),
        (f"{SHEET_MARK}: {key}", Font(name=_FONT, size=9, color="808080")),
    )
    for n, (text, font) in enumerate(top, 1):
        sheet.merge_cells(f"A{n}:{last}{n}")
        cell = sheet.cell(n, 1, text)
        cell.font, cell.alignment = font, _MIDDLE if n < 4 else _TOP
    sheet.row_dimensions[4].height = 34
    head = Font(name=_FONT, size=12, bold=True)
    for n, (name, heading) in enumerate(columns.items(), 1):
        cell = sheet.cell(HEAD_ROW, n, heading)
        cell.font, cell.alignment, cell.border = head, _MIDDLE, _BORDER
        cell.fill = PatternFill("solid", fgColor="FFF2CC" if name in FILLED else "EFEAE0")
    sheet.row_dimensions[HEAD_ROW].height = 3 * _LINE + 4
    to_fill = PatternFill("solid", fgColor="FFFBEB")
    small = Font(name=_FONT, size=9, color="808080")
    for row, said in enumerate(rows, HEAD_ROW + 1):
        for n, name in enumerate(columns, 1):
            cell = sheet.cell(row, n)
            _put(cell, said.get(name, ""))
            cell.font = small if name in MARK else Font(name=_FONT, size=12)
            cell.alignment, cell.border = _SMALL if name in MARK else _TOP, _BORDER
            if name in FILLED:
                cell.fill = to_fill
            if name in _DAYS:
                cell.number_format = "dd/mm/yyyy"
        high = _height([said.get(name, "") for name in PRINTED])
        sheet.row_dimensions[row] = _Row(sheet, row, ht=high)
    _choices(sheet, list(columns).index("evidence_kind") + 1, HEAD_ROW + len(rows))
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _height(texts: Sequence[str]) -> float:
    """Return the points that a row's printed words take: not every program works them out."""
    lines = (
        sum(len(part) * 5 // (width * 6) + 1 for part in text.split("\n"))
        for text, width in zip(texts, _WIDTHS, strict=False)
    )
    return min(max(2, *lines) * _LINE, _HIGHEST)


def _put(cell: Any, text: str) -> None:
    text = "".join(c for c in text[:_MOST_LETTERS] if c >= " " or c == "\n")
    if not text:
        return
    cell.value = text
    if text.startswith(_FORMULA):
        cell.data_type, cell.quotePrefix = "s", True


def _choices(sheet: Any, column: int, last: int) -> None:
    kinds = DataValidation(type="list", formula1=f'"{",".join(KIND_WORDS.values())}"')
    sheet.add_data_validation(kinds)
    letter = get_column_letter(column)
    kinds.add(f"{letter}{HEAD_ROW + 1}:{letter}{max(last, HEAD_ROW + 1)}")
