"""Drawings as workbooks of Excel 97-2003."""

from pathlib import Path

import xlwt

from tests.programmes.drawing import Drawing
from tests.programmes.drawing_grid import lay, widths
from tests.programmes.drawing_xlsx import as_value


def draw(drawing: Drawing, file: Path) -> None:
    """Write the drawing to `file`."""
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in drawing.sheets:
        page = book.add_sheet(sheet.name)
        grid, _ = lay(sheet, drawing.nfd)
        spans = {(top, left): (bottom, right) for top, left, bottom, right in grid.merges}
        for (row, column), cell in grid.cells.items():
            weight = "bold on" if cell.bold else "bold off"
            style = xlwt.easyxf(
                f"font: name Times New Roman, {weight}; "
                f"align: wrap on, vert centre, horiz {'centre' if cell.align else 'general'}"
            )
            if cell.format:
                style.num_format_str = cell.format
            bottom, right = spans.pop((row, column), (row, column))
            page.write_merge(row, bottom, column, right, as_value(cell), style)
        for (top, left), (bottom, right) in spans.items():
            page.merge(top, bottom, left, right)
        for row in grid.hidden:
            page.row(row).hidden = True
        for n, width in enumerate(widths(sheet)):
            page.col(n).width = 256 * width
    book.save(str(file))
