"""A programme as a workbook: the office's columns, and behind them what our own reader needs.

Every text is written as a text, so that none is ever calculated, whatever it begins with. The
columns behind the office's own are not printed.
"""

import re
from copy import copy
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange

from server.programmes.definition import ProgrammeDefinition
from server.programmes.reading.csv import FORMULAS
from server.programmes.reading.grid import column_letter
from server.programmes.reading.own_table import STATED, Table, table_of

_HEADINGS = 3  # the row of headings: a title and an empty row stand above
_WIDTHS = {  # of columns, in letters
    "number": 6, "text": 60, "kind": 16, "lead": 24, "coordinating": 28, "participants": 30,
    "product": 20, "time_text": 18, "time_from": 12, "time_to": 12, "milestones": 30, "level": 10,
    "field": 18, "leader": 22, "watcher": 20, "considers": 20, "issuer": 18, "basis": 24,
    "note": 20, "kind_said": 16, "key": 20, "parent": 24, "origin": 18,
}  # fmt: skip
_CENTRED = {"number", "time_text", *STATED}
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_SHOWN = "dd/mm/yyyy"
_FIRST_YEAR = 1901  # before it Excel's calendar has a day too many
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as a letter's code


def write_xlsx(programme: ProgrammeDefinition, *, locale: str) -> bytes:
    """Return the workbook of a programme. CPU-bound: about 2 s for 10,000 items."""
    return _Book(table_of(programme, locale)).bytes()


class _Book:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.book = Workbook(write_only=True)
        self.sheet = self.book.create_sheet()
        line = Side(style="thin", color="808080")
        self.box = Border(left=line, right=line, top=line, bottom=line)
        self.plain = self._style(wrap=True)
        self.centred = self._style(wrap=True, centre=True)
        self.day = self._style(centre=True, format=_SHOWN)
        self.section = self._style(bold=True, wrap=True)
        self.heading = self._style(bold=True, wrap=True, centre=True, grey=True)
        self.title = self._style(bold=True, wrap=True, centre=True, box=False, size=14)

    def bytes(self) -> bytes:
        table, sheet = self.table, self.sheet
        width = table.office_width
        last = column_letter(width)
        for n, column in enumerate(table.columns, 1):
            sheet.column_dimensions[column_letter(n)].width = _WIDTHS.get(column.field or "", 20)
        sheet.freeze_panes = f"A{_HEADINGS + 1}"
        sheet.print_title_rows = f"{_HEADINGS}:{_HEADINGS}"
        sheet.print_area = f"A1:{last}{_HEADINGS + len(table.rows)}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.row_dimensions[1].height = 40
        merges = [CellRange(f"A1:{last}1")]
        sheet.append([self._cell(table.title, self.title)])
        sheet.append([])
        sheet.append([self._cell(column.heading, self.heading) for column in table.columns])
        fields = [column.field for column in table.columns]
        for place, row in enumerate(table.rows, _HEADINGS + 1):
            if row.depth is None:
                cells = [self._of(text, f) for text, f in zip(row.cells, fields, strict=True)]
            else:
                merges.append(CellRange(f"A{place}:{last}{place}"))
                cells = [
                    self._cell(text, self.section if n < width else self.plain)
                    for n, text in enumerate(row.cells)
                ]
            sheet.append(cells)
        sheet.merged_cells.ranges.update(merges)
        content = BytesIO()
        self.book.save(content)
        return content.getvalue()

    def _style(
        self, *, bold: bool = False, wrap: bool = False, centre: bool = False, grey: bool = False,
        box: bool = True, size: int = 12, format: str = "@",
    ) -> Any:  # fmt: skip
        """A cell that others take their look from: setting it for each takes ten times longer."""
        cell: Any = WriteOnlyCell(self.sheet)
        cell.font = Font(name="Times New Roman", size=size, bold=bold)
        cell.alignment = Alignment(
            horizontal="center" if centre else "left", vertical="center", wrap_text=wrap
        )
        if box:
            cell.border = self.box
        if grey:
            cell.fill = PatternFill("solid", fgColor="EDEDED")
        cell.number_format = format
        return cell

    def _of(self, text: str, field: str | None) -> Any:
        day = _DAY.fullmatch(text) if field in STATED else None
        if day and int(day[3]) >= _FIRST_YEAR:
            cell = self._cell("", self.day)
            cell.value = date(int(day[3]), int(day[2]), int(day[1]))
            cell.number_format = _SHOWN  # which a date would otherwise bring its own of
            return cell
        return self._cell(text, self.centred if field in _CENTRED else self.plain)

    def _cell(self, text: str, look: Any) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        cell._style = look._style
        if text:
            cell.value = _ESCAPE.sub("_x005F_", text)
            cell.data_type = "s"  # and never a formula, a number or an error's name
            if text[0] in FORMULAS:  # nor when somebody types in it
                cell._style = copy(look._style)
                cell.quotePrefix = True
        return cell
