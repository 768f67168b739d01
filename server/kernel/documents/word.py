"""A document as DOCX.

A4, Times New Roman, margins, lines and sizes as the rules say that it is drawn by (layouts.py); the
page's number over all pages but the first.
"""

from io import BytesIO
from typing import Any

from docx import Document as new_docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from server.kernel.documents.document import (
    Annex,
    Block,
    Document,
    Grid,
    Head,
    Paragraph,
    Signature,
)
from server.kernel.documents.layouts import Layout
from server.kernel.documents.tables import table_xml
from server.kernel.types import now

_FONT = "Times New Roman"
_SHORT, _LONG = 210, 297  # mm of A4
_LEFT = 0.44  # of the width: the issuer's column, and the recipients'
_MIDDLE, _JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_UPRIGHT = WD_ALIGN_PARAGRAPH.LEFT


def write_docx(document: Document) -> bytes:
    """Return the document. CPU-bound: about 2 s for 10,000 rows."""
    file = new_docx()
    _lay_out(file, document)
    width = _turn(file.sections[0], document.landscape, document.rules)
    _head(file, document, width)
    _title(file, document)
    for n, line in enumerate(document.addressed):
        shape = _line(file, line, align=_UPRIGHT).paragraph_format
        shape.left_indent, shape.space_after = Mm(25 if n else 20), Pt(6)
    _body(file, document.body, width, document.rules)
    _foot(file, document, width)
    for annex in document.annexes:
        _annex(file, annex, document.rules)
    content = BytesIO()
    file.save(content)
    return content.getvalue()


def _lay_out(file: Any, document: Document) -> None:
    style = file.styles["Normal"]
    rules = document.rules
    style.font.name, style.font.size = _FONT, Pt(rules.sizes.body)
    look = style.element.rPr
    look.rFonts.set(qn("w:eastAsia"), _FONT)
    language = OxmlElement("w:lang")  # else a word processor underlines every word
    language.set(qn("w:val"), "vi-VN" if document.locale == "vi" else "en-GB")
    look.append(language)
    shape = style.paragraph_format  # the library's own template sets lines 1.15 apart
    shape.space_after, shape.line_spacing = Pt(0), 1.0
    page = file.sections[0]
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = map(
        Mm, rules.margins
    )
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True  # the first page bears no number
    number = page.header.paragraphs[0]
    number.alignment = _MIDDLE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    said = file.core_properties
    said.title, said.author, said.comments = document.title[:255], document.head.issuer[:255], ""
    said.language = document.locale
    said.created = said.modified = now().replace(tzinfo=None)


def _turn(section: Any, landscape: bool, rules: Layout) -> float:
    """Lay a section's pages across or upright. Returns the width between the margins in mm."""
    wide, high = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    return wide - rules.margins[2] - rules.margins[3]


def _line(
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


def _columns(file: Any, width: float, rows: int = 1) -> list[tuple[Any, Any]]:
    """A table without lines: the issuer's column, and the nation's or the signature's."""
    table = file.add_table(rows, 2)
    table.autofit = False
    for place, share in enumerate((_LEFT, 1 - _LEFT)):
        table.columns[place].width = Mm(width * share)
    pairs = []
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # signatures keep together
        left, right = row.cells
        left.width, right.width = Mm(width * _LEFT), Mm(width * (1 - _LEFT))
        pairs.append((left, right))
    return pairs


def _head(file: Any, document: Document, width: float) -> None:
    """The bodies beside the nation; below them, on one line, the number beside the day."""
    head: Head = document.head
    (left, right), (number, dated) = _columns(file, width, 2)
    sizes = document.rules.sizes
    if head.upper:
        _line(left, head.upper, size=sizes.upper)
    _line(left, head.issuer, size=sizes.issuer, bold=True)
    if head.star:
        _line(left, "*", bold=True)
    elif document.rules.rule:
        _line(left, document.rules.rule * 2, size=7, bold=True)
    for n, line in enumerate(head.national):
        size = sizes.national[min(n, len(sizes.national) - 1)] if sizes.national else sizes.issuer
        _line(right, line, size=size, bold=True, ruled=line == head.national[-1])
    if head.number:
        _line(number, head.number, size=sizes.number)
    if not document.kind and document.subject:
        _line(number, document.subject, size=sizes.letter_subject, italic=True)
    for mark in filter(None, (head.draft, *head.marks)):
        _shrink(_line(number, ""), 5)
        _boxed(_line(number, mark, size=12, bold=True), width * _LEFT)
    if head.dated:
        _line(dated, head.dated, size=sizes.dated, italic=True)


def _boxed(paragraph: Any, width: float) -> None:
    """Put a box around a mark, about as wide as its letters, within a cell `width` mm wide."""
    letters = sum(3 if letter.isupper() else 2.2 for letter in paragraph.text)
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(max(1.5, (width - 4 - letters) / 2 - 2))
    box = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "2"), ("color", "auto")):
            edge.set(qn(f"w:{name}"), value)
        box.append(edge)
    paragraph._p.pPr.insert(0, box)


def _title(file: Any, document: Document) -> None:
    sizes = document.rules.sizes
    if not document.kind:
        _line(file, "")
        return
    for n, line in enumerate(document.kind.splitlines()):
        shape = _line(file, line, size=sizes.kind, bold=True).paragraph_format
        shape.space_before = Pt(0 if n else 18)
    for line in document.subject.splitlines():
        _line(file, line, size=sizes.subject, bold=True)
    _below(file, document.note, document.rules)


def _below(file: Any, note: str, rules: Layout) -> None:
    """What ends a title."""
    if note:
        _line(file, note, italic=True)
    _line(file, rules.rule).paragraph_format.space_after = Pt(6)


def _body(file: Any, blocks: tuple[Block, ...], width: float, rules: Layout) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            _prose(file, block, rules)
        else:
            _grid(file, block, width)


def _prose(file: Any, block: Paragraph, rules: Layout) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = _UPRIGHT if block.heading else _JUSTIFIED
    for part in block.runs:
        run = paragraph.add_run(part.text)
        run.bold, run.italic = part.bold, part.italic
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.space_after = Mm(rules.indent), Pt(6)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(rules.line)
    if block.heading:
        shape.space_before, shape.keep_with_next = Pt(6), True


def _grid(file: Any, grid: Grid, width: float) -> None:
    body = file.element.body
    body.insert(len(body) - 1, parse_xml("".join(table_xml(grid, width))))
    _line(file, "", size=8)


def _foot(file: Any, document: Document, width: float) -> None:
    """Who gets it at the left, who signs at the right; with the last words of the text."""
    if not document.recipients and not document.signatures:
        return
    if file.paragraphs:
        file.paragraphs[-1].paragraph_format.keep_with_next = True
    _line(file, "", size=8).paragraph_format.keep_with_next = True
    last = document.signatures[-1] if document.signatures else Signature()
    ((left, right),) = _columns(file, width)
    if len(document.signatures) > 1:
        _signature(left, document.signatures[0], document.rules)
    _signature(right, last, document.rules)
    beside, below = document.recipients[: document.beside], document.recipients[document.beside :]
    if beside:
        _recipients(left, beside, document)
    elif below:
        _line(file, "", size=8)
    for line in _recipients(file, below, document, headed=not beside):
        line.paragraph_format.right_indent = Mm(width * (1 - _LEFT))


def _recipients(
    place: Any, recipients: tuple[str, ...], document: Document, *, headed: bool = True
) -> list[Any]:
    """Write who gets it; returns the paragraphs."""
    rules, written = document.rules, []
    if recipients and headed:
        look = {name: name in rules.recipients_look for name in ("bold", "italic", "ruled")}
        size = rules.sizes.recipients_word
        written.append(_line(place, document.recipients_word, size=size, align=_UPRIGHT, **look))
    for recipient in recipients:
        written.append(_line(place, recipient, size=rules.sizes.recipients, align=_UPRIGHT))
    return written


def _signature(place: Any, signature: Signature, rules: Layout) -> None:
    size = rules.sizes.signature
    for line in signature.on_behalf.splitlines():
        _line(place, line, size=size, bold=True)
    if signature.post:
        _line(place, signature.post, size=size, bold=rules.post_bold)
    for _space in range(4):
        _line(place, "")
    _line(place, signature.signer, size=size, bold=True)


def _annex(file: Any, annex: Annex, rules: Layout) -> None:
    section = file.add_section(WD_SECTION.NEW_PAGE)
    _shrink(file.paragraphs[-1])
    width = _turn(section, annex.landscape, rules)
    section.different_first_page_header_footer = False
    _line(file, annex.word, bold=True)
    for line in annex.title.splitlines():
        _line(file, line, bold=True)
    _below(file, annex.note, rules)
    _body(file, annex.body, width, rules)


def _shrink(paragraph: Any, points: int = 1) -> None:
    """Make an empty paragraph low: the one in which a section ends needs no page for it alone."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(points)
