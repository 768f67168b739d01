"""Drawings as Word documents, with gridSpan, vMerge, repeated heading rows and list numbers."""

from pathlib import Path
from typing import Literal
from unicodedata import normalize
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from tests.programmes.drawing import Cell, Drawing, Line, Pairs, Table
from tests.programmes.drawing_grid import Grid

_RUN = 23  # Word cuts a text into runs where it was edited; here every so many characters


class _Lists:
    """The document's list numbering: a dash, and a new list for every number 1."""

    def __init__(self, document: Doc) -> None:
        self._numbering = document.part.numbering_part.element
        self._current: dict[str, int] = {}

    def number(self, paragraph: Paragraph, mark: str) -> None:
        """Let Word number the paragraph as `mark`: "-", "1" or "1."."""
        kind = "-" if mark == "-" else mark.lstrip("0123456789") or "plain"
        if kind not in self._current or mark.rstrip(".") == "1":
            self._current[kind] = self._new(kind)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/>'
                f'<w:numId w:val="{self._current[kind]}"/></w:numPr>'
            )
        )

    def _new(self, kind: str) -> int:
        shape, words = {
            "-": ("bullet", "-"),
            "plain": ("decimal", "%1"),
            ".": ("decimal", "%1."),
        }[kind]
        identity = 700 + len(self._numbering)
        abstract = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}">'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>'
            f'<w:lvlText w:val="{words}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
        )
        self._numbering.insert(0, abstract)  # the schema wants these before every w:num
        return int(self._numbering.add_num(identity).numId)


def draw(drawing: Drawing, file: Path) -> None:
    """Write the drawing to `file`: its sheets one after another."""
    document = Document()
    lists = _Lists(document)
    form: Literal["NFC", "NFD"] = "NFD" if drawing.nfd else "NFC"
    for sheet in drawing.sheets:
        for part in sheet.parts:
            if isinstance(part, Line):
                paragraph = document.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                paragraph.add_run(normalize(form, part.text)).bold = part.bold
            elif isinstance(part, Pairs):
                _pairs(document, part, form)
            else:
                _table(document, part, lists, nfd=drawing.nfd)
    document.save(str(file))


def _pairs(document: Doc, part: Pairs, form: Literal["NFC", "NFD"]) -> None:
    halves = document.add_table(1, 2).rows[0].cells
    for half, lines in zip(halves, zip(*part.lines, strict=True), strict=True):
        half.paragraphs[0].text = normalize(form, lines[0])
        for line in lines[1:]:
            half.add_paragraph(normalize(form, line))


def _table(document: Doc, part: Table, lists: _Lists, *, nfd: bool) -> None:
    grid = Grid()
    grid.add(part, nfd)
    drawn = document.add_table(grid.rows, grid.columns)
    drawn.style = "Table Grid"
    drawn.autofit = False
    places = [list(row.cells) for row in drawn.rows]
    for top, left, bottom, right in grid.merges:
        places[top][left].merge(places[bottom][right])
    for (row, column), cell in sorted(grid.cells.items()):
        _write(drawn.cell(row, column), cell, lists)
    for row in range(len(part.heads)):
        properties = drawn.rows[row]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))
    for column, width in enumerate(part.widths):
        drawn.columns[column].width = Cm(width / 5)
    # Word keeps a mark where it last broke the page; readers must pass over it.
    if grid.rows > 6:
        runs = drawn.rows[5]._tr.findall(f".//{qn('w:r')}")
        if runs:
            after_format = int(runs[0].find(qn("w:rPr")) is not None)
            runs[0].insert(after_format, OxmlElement("w:lastRenderedPageBreak"))


def _write(place: _Cell, cell: Cell, lists: _Lists) -> None:
    seen = str(cell.value) if cell.automatic == "-" else cell.shown or str(cell.value)
    if cell.automatic and cell.automatic != "-":
        seen = ""
    # A list inside a cell is paragraphs, a broken line is a line break.
    listed = seen.split("\n- ")
    paragraphs = [listed[0], *(f"- {line}" for line in listed[1:])]
    for n, text in enumerate(paragraphs):
        paragraph = place.paragraphs[0] if n == 0 else place.add_paragraph()
        if cell.automatic:
            lists.number(paragraph, cell.automatic)
        if cell.align == "center":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if cell.was:
            _track(paragraph, cell.was, text)
            continue
        for begin in range(0, len(text), _RUN):
            paragraph.add_run(text[begin : begin + _RUN]).bold = cell.bold or None


def _track(paragraph: Paragraph, was: str, text: str) -> None:
    """Replace `was` by `text` as a change that nobody has accepted yet."""
    for tag, inner, words in (("del", "delText", was), ("ins", "t", text)):
        paragraph._p.append(
            parse_xml(
                f'<w:{tag} {nsdecls("w")} w:id="1" w:author="VP" w:date="2026-01-01T00:00:00Z">'
                f'<w:r><w:{inner} xml:space="preserve">{escape(words)}</w:{inner}></w:r></w:{tag}>'
            )
        )
