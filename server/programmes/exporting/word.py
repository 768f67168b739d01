"""A table as a Word document in the layout offices use.

A4 across, margins 20, 20, 30 and 15 mm, Times New Roman; the body's name and the national heading,
the title in capitals, then the table with its headings repeated on every page. Rows are written as
XML: python-docx takes a hundred times as long for a cell.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Drawing
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from server.programmes.reading.own_table import STATED, Column, Table

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FONT = "Times New Roman"
_WIDTH = 297 - 30 - 15  # mm between the margins
_SHARES = {  # of the width, beside each other
    "number": 13, "text": 84, "kind": 26, "lead": 38, "coordinating": 42, "participants": 48,
    "product": 30, "time_text": 30, "time_from": 36, "time_to": 36, "milestones": 36, "level": 22,
    "field": 26, "leader": 30, "watcher": 28, "considers": 28, "issuer": 28, "basis": 34,
    "note": 26, "kind_said": 24, "key": 26, "parent": 30, "origin": 24,
}  # fmt: skip
_CENTRED = {"number", "time_text", "level", *STATED}
_CROWDED = 8  # columns, from which on the letters are smaller
_PAIR = ("lead", "coordinating")
_OVER = {"vi": ("Cơ quan", "Chủ trì", "Phối hợp"), "en": ("Bodies", "Lead", "Coordinating")}
_PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
_STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def draw(table: Table, *, body: str, vocabulary: str, locale: str) -> bytes:
    """Return the document of a table of the body called `body`."""
    document = Document()
    lay_out(document)
    letterhead(document, body, national(vocabulary, locale), starred=vocabulary == "party")
    for n, line in enumerate(table.title.split("\n")):
        title = paragraph_in(document, line, size=14)
        title.paragraph_format.space_before = Pt(0 if n else 12)
        title.runs[0].font.all_caps = True
    paragraph_in(document, "", size=8)
    elements: Any = document.element.body
    elements.insert(len(elements) - 1, parse_xml("".join(table_xml(table, locale))))
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def national(vocabulary: str, locale: str) -> tuple[str, ...]:
    """Return the lines at the right of a letterhead of a body with this `vocabulary`."""
    if vocabulary == "board" and locale != "vi":
        return ()
    return _PARTY if vocabulary == "party" else _STATE


def lay_out(document: Drawing) -> None:
    """Set the first section across, with the page's number over all pages but the first."""
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(0)
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.top_margin, page.bottom_margin = Mm(20), Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True  # the first page bears no number
    number = page.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)


def paragraph_in(place: Any, text: str, *, size: float, ruled: bool = False) -> Any:
    """Add a bold line in the middle of a document or a cell."""
    paragraph = place.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.underline, run.font.size = True, ruled, Pt(size)
    return paragraph


def letterhead(document: Drawing, body: str, state: tuple[str, ...], *, starred: bool) -> None:
    """The body at the left, the national heading (`national`) at the right, without lines."""
    left, right = document.add_table(1, 2).rows[0].cells
    left.width, right.width = Mm(_WIDTH * 0.45), Mm(_WIDTH * 0.55)
    for cell, lines in ((left, (body.upper(), *["*"] * starred)), (right, state)):
        for line in lines:
            paragraph_in(cell, line, size=14, ruled=cell is right and line == state[-1])
        if lines:  # the empty paragraph that every new cell has
            cell._tc.remove(cell.paragraphs[0]._p)


# --- the table, as XML -------------------------------------------------------------------------


def widths_of(columns: tuple[Column, ...]) -> list[int]:
    """Return how wide columns are beside each other."""
    return [_SHARES.get(column.field or "", 32) for column in columns]


def table_xml(table: Table, locale: str) -> Iterator[str]:
    """Yield the XML of a table as wide as a page that lies across."""
    columns, shares = table.columns, widths_of(table.columns)
    widths = [round(share / sum(shares) * _WIDTH * 1440 / 25.4) for share in shares]
    size = 24 if len(columns) < _CROWDED else 22  # half points
    yield f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>' for side in sides)
    yield f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    yield '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
    yield "</w:tblCellMar></w:tblPr>"
    yield "".join(("<w:tblGrid>", *(f'<w:gridCol w:w="{w}"/>' for w in widths), "</w:tblGrid>"))
    yield from _headings(columns, widths, size, locale)
    fields = [column.field for column in columns]
    for row in table.rows:
        yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        if row.depth is None:
            for text, field, width in zip(row.cells, fields, widths, strict=True):
                yield _cell(text, width, size, centred=field in _CENTRED)
        else:
            across = table.office_width
            yield _cell(row.cells[0], sum(widths[:across]), size, bold=True, span=across)
            for text, width in zip(row.cells[across:], widths[across:], strict=True):
                yield _cell(text, width, size, centred=True)
        yield "</w:tr>"
    yield "</w:tbl>"


def _headings(
    columns: tuple[Column, ...], widths: list[int], size: int, locale: str
) -> Iterator[str]:
    """One row; two where the leading and the coordinating bodies stand side by side."""
    fields = [column.field for column in columns]
    paired = "level" not in fields and set(_PAIR) <= set(fields)
    look: Any = {"size": size, "bold": True, "centred": True}
    row = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    over, *under = _OVER[locale]
    yield row
    for column, width in zip(columns, widths, strict=True):
        if not paired:
            yield _cell(column.heading, width, **look)
        elif column.field not in _PAIR:
            yield _cell(column.heading, width, **look, merge="restart")
        elif column.field == "lead":
            yield _cell(over, width + widths[fields.index("coordinating")], **look, span=2)
    yield "</w:tr>"
    if paired:
        yield row
        for column, width in zip(columns, widths, strict=True):
            if column.field in _PAIR:
                yield _cell(under[_PAIR.index(column.field)], width, **look)
            else:
                yield _cell("", width, **look, merge="continue")
        yield "</w:tr>"


def _cell(
    text: str,
    width: int,
    size: int,
    *,
    bold: bool = False,
    centred: bool = False,
    span: int = 1,
    merge: str = "",
) -> str:
    place = '<w:jc w:val="center"/>' if centred else ""
    look = f'{"<w:b/>" * bold}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    run = f"<w:r><w:rPr>{look}</w:rPr>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}'
        f'<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="40" w:after="40"/>{place}'
        f"<w:rPr>{look}</w:rPr></w:pPr>{run}</w:p></w:tc>"
    )
