"""Drawings as Excel workbooks."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tests.programmes.drawing import Cell, Drawing
from tests.programmes.drawing_grid import lay, widths


def as_value(cell: Cell) -> object:
    """What a spreadsheet stores: the value, or the characters where only Word numbers itself."""
    if cell.automatic == "-":
        return f"- {cell.value}"
    return cell.shown if cell.automatic else cell.value


def draw(drawing: Drawing, file: Path) -> None:
    """Write the drawing to `file`."""
    book = Workbook()
    del book[book.sheetnames[0]]
    thin = Side(style="thin")
    for sheet in drawing.sheets:
        page = book.create_sheet(sheet.name)
        grid, _ = lay(sheet, drawing.nfd)
        for (row, column), cell in grid.cells.items():
            place = page.cell(row + 1, column + 1, as_value(cell))
            place.font = Font(name="Times New Roman", size=13, bold=cell.bold)
            place.alignment = Alignment(horizontal=cell.align, vertical="center", wrap_text=True)
            place.border = Border(top=thin, bottom=thin, left=thin, right=thin)
            if cell.format:
                place.number_format = cell.format
        for top, left, bottom, right in grid.merges:
            page.merge_cells(
                start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
            )
        for row in grid.hidden:
            page.row_dimensions[row + 1].hidden = True
        for n, width in enumerate(widths(sheet), 1):
            page.column_dimensions[get_column_letter(n)].width = width
    book.save(file)
