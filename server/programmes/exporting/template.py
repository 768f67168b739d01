"""The sheet that a body fills in to register items: the office's columns, with nothing in them."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from server.programmes.reading import own
from server.programmes.registering_sheets import HEADINGS

_ROWS = 40
_COLUMNS = (  # field, and its width in letters
    ("number", 6), ("text", 60), ("kind", 18), ("time_text", 18), ("product", 20),
    ("coordinating", 28), ("field", 18), ("considers", 22), ("basis", 30), ("origin", 18),
    ("reason", 34),
)  # fmt: skip
_CHOICES = {"kind": own.KINDS, "origin": own.ORIGINS}
_HEADING_ROW = 3


def write_template(title: str, *, locale: str) -> bytes:
    """Return the workbook under `title`. Our own reader knows its columns again."""
    words = {**own.HEADINGS[locale], **HEADINGS[locale]}
    book: Any = Workbook()
    sheet = book.active
    line = Side(style="thin", color="808080")
    box = Border(left=line, right=line, top=line, bottom=line)
    last = len(_COLUMNS)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    sheet.row_dimensions[1].height = 40
    top = sheet.cell(1, 1, title)
    top.data_type = "s"  # and never a formula
    top.font = Font(name="Times New Roman", size=14, bold=True)
    top.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for n, (name, width) in enumerate(_COLUMNS, 1):
        head = sheet.cell(_HEADING_ROW, n, words[name])
        head.font = Font(name="Times New Roman", size=12, bold=True)
        head.fill = PatternFill("solid", fgColor="EDEDED")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.border = box
        sheet.column_dimensions[head.column_letter].width = width
        for row in range(_HEADING_ROW + 1, _HEADING_ROW + 1 + _ROWS):
            cell = sheet.cell(row, n)
            cell.font = Font(name="Times New Roman", size=12)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.number_format = "@"
            cell.border = box
        if name in _CHOICES:
            choices = ",".join(_CHOICES[name][locale].values())
            choice = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            choice.add(f"{head.column_letter}{_HEADING_ROW + 1}:{head.column_letter}1000")
            sheet.add_data_validation(choice)
    sheet.freeze_panes = f"A{_HEADING_ROW + 1}"
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    content = BytesIO()
    book.save(content)
    return content.getvalue()
