"""A grid as a table of a Word file.

Rows are written as XML: python-docx takes a hundred times as long for a cell.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from server.kernel.documents.document import Grid, heading_rows

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_xml(grid: Grid, width: float) -> Iterator[str]:
    """Yield the XML of a grid `width` mm wide."""
    whole = sum(column.share for column in grid.columns)
    widths = [round(column.share / whole * width * 1440 / 25.4) for column in grid.columns]
    yield f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    yield '<w:tblInd w:w="85" w:type="dxa"/>'  # else the lines stand outside the margin
    ruled = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>' for side in _SIDES)
    yield f'<w:tblBorders>{ruled}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    yield '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
    yield "</w:tblCellMar></w:tblPr>"
    yield "".join(("<w:tblGrid>", *(f'<w:gridCol w:w="{w}"/>' for w in widths), "</w:tblGrid>"))
    yield from _headings(grid, widths)
    centred = [column.centred for column in grid.columns]
    for row in grid.rows:
        whole_row = "" if row.splits else "<w:trPr><w:cantSplit/></w:trPr>"
        yield f"<w:tr>{whole_row}"
        look = _look(grid.size, bold=row.bold, italic=row.italic)
        first = row.across or 1
        middle = centred[0] and not row.across
        yield _cell(
            row.cells[0],
            sum(widths[:first]),
            look,
            centred=middle,
            span=first,
            kept=bool(row.across),
        )
        for place in range(first, len(widths)):
            middle = centred[place] or bool(row.across)
            yield _cell(row.cells[place], widths[place], look, centred=middle)
        yield "</w:tr>"
    yield "</w:tbl>"


def _headings(grid: Grid, widths: list[int]) -> Iterator[str]:
    """One row of headings, or two where a heading stands over several."""
    look = _look(grid.heading_size, bold=True)
    rows = heading_rows(grid.columns)
    for n, headings in enumerate(rows):
        yield "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        place, under = 0, iter(headings)
        while place < len(widths):
            if n and not grid.columns[place].over:
                yield _cell("", widths[place], look, centred=True, merge="continue")
                place += 1
                continue
            text, across, down = next(under)
            wide = sum(widths[place : place + across])
            merge = "restart" if down > 1 else ""
            yield _cell(text, wide, look, centred=True, span=across, merge=merge)
            place += across
        yield "</w:tr>"


def _look(size: int, *, bold: bool = False, italic: bool = False) -> str:
    half = 2 * size  # a run's size is in half points
    return f'{"<w:b/>" * bold}{"<w:i/>" * italic}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _cell(
    text: str,
    width: int,
    look: str,
    *,
    centred: bool = False,
    span: int = 1,
    merge: str = "",
    kept: bool = False,
) -> str:
    place = '<w:jc w:val="center"/>' if centred else ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    run = f"<w:r><w:rPr>{look}</w:rPr>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}'
        f'<w:vAlign w:val="center"/></w:tcPr>'
        f"<w:p><w:pPr>{'<w:keepNext/>' * kept}"
        f'<w:spacing w:before="40" w:after="40"/>{place}'
        f"<w:rPr>{look}</w:rPr></w:pPr>{run}</w:p></w:tc>"
    )
