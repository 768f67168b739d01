"""The document of a programme as DOCX: the letter upright, its annex across.

A4, margins 20, 20, 30 and 15 mm, Times New Roman 14, lines of exactly 19 points, 10 mm before each
paragraph, as party offices lay theirs out.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from server.programmes.exporting.word import lay_out, table_xml
from server.programmes.printing.letter import Letter

_LEFT, _RIGHT = 72, 93  # mm of the two columns of an upright page's head and foot
_MIDDLE, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def write_docx(letter: Letter, body: Callable[[Any], None] | None = None) -> bytes:
    """Return the document. CPU-bound: about 2 s for 10,000 items.

    `body` writes into the document what stands between title and signature, instead of the
    letter's opening and closing: with `prose`, `line_in`, and tables of its own.
    """
    document = Document()
    lay_out(document)
    upright = document.sections[0]
    upright.orientation, upright.page_width, upright.page_height = (
        WD_ORIENT.PORTRAIT, Mm(210), Mm(297),
    )  # fmt: skip
    _head(document, letter)
    _title(document, letter)
    if body:
        body(document)
    for text in () if body else (*letter.opening, *letter.closing):
        prose(document, text)
    _foot(document, letter)
    if letter.table.rows:
        across = document.add_section(WD_SECTION.NEW_PAGE)
        across.orientation, across.page_width, across.page_height = (
            WD_ORIENT.LANDSCAPE, Mm(297), Mm(210),
        )  # fmt: skip
        across.different_first_page_header_footer = False
        _annex(document, letter)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def line_in(
    place: Any,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    ruled: bool = False,
    align: Any = _MIDDLE,
) -> Any:
    """Add a paragraph of one look; a new cell's empty one is used first."""
    new = hasattr(place, "_tc") and len(place.paragraphs) == 1 and not place.paragraphs[0].runs
    paragraph = place.paragraphs[0] if new else place.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline, run.font.size = bold, italic, ruled, Pt(size)
    return paragraph


def _columns(document: Any) -> tuple[Any, Any]:
    row = document.add_table(1, 2).rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a signature keeps together
    left, right = row.cells
    left.width, right.width = Mm(_LEFT), Mm(_RIGHT)
    return left, right


def _head(document: Any, letter: Letter) -> None:
    left, right = _columns(document)
    if letter.upper:
        line_in(left, letter.upper.upper())
    line_in(left, letter.head.upper(), bold=True)
    if letter.star:
        line_in(left, "*", bold=True)
    if letter.number:
        line_in(left, letter.number)
    size = 14 if len(letter.national) == 1 else 12  # the state's two lines are longer
    for line in letter.national:
        line_in(right, line, size=size, bold=True, ruled=line == letter.national[-1])
    if letter.dated:
        line_in(right, letter.dated, size=13, italic=True)
    if letter.draft:
        line_in(right, letter.draft, bold=True)


def _title(document: Any, letter: Letter) -> None:
    line_in(document, letter.kind, size=16, bold=True).paragraph_format.space_before = Pt(18)
    if letter.subject:
        line_in(document, letter.subject, bold=True)
    line_in(document, "-----").paragraph_format.space_after = Pt(6)


def prose(document: Any, text: str) -> None:
    """Add a paragraph of running text."""
    shape = line_in(document, text, align=_JUSTIFIED).paragraph_format
    shape.first_line_indent, shape.space_after = Mm(10), Pt(6)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(19)


def _foot(document: Any, letter: Letter) -> None:
    """Who gets it at the left, who signs at the right; the line of the name stays together."""
    line_in(document, "")
    left, right = _columns(document)
    if letter.recipients:
        upright = WD_ALIGN_PARAGRAPH.LEFT
        line_in(left, letter.recipients_word, ruled=True, align=upright)
        for recipient in letter.recipients:
            line_in(left, recipient, size=12, align=upright)
    if letter.on_behalf:
        line_in(right, letter.on_behalf, bold=True)
    if letter.post:
        line_in(right, letter.post)
    for _space in range(4):
        line_in(right, "")
    line_in(right, letter.signer, bold=True)


def _annex(document: Any, letter: Letter) -> None:
    line_in(document, letter.annex_word, bold=True)
    line_in(document, letter.annex, bold=True)
    if letter.enclosed:
        line_in(document, letter.enclosed, italic=True)
    line_in(document, "-----").paragraph_format.space_after = Pt(6)
    table = parse_xml("".join(table_xml(letter.table, letter.locale)))
    body = document.element.body
    body.insert(list(body).index(body.find(qn("w:sectPr"))), table)
