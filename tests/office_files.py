"""Office files as offices draw them, made for tests: one table, in any of the four formats.

A row is a list of cells (text, number, or None); a merge is (top, left, bottom, right), from 1.
"""

import zipfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlwt

Row = Sequence[object]
Merge = tuple[int, int, int, int]
FORMATS = ("xlsx", "xls", "ods", "docx")

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def draw(file: Path, rows: Sequence[Row], merges: Sequence[Merge] = ()) -> Path:
    """Write rows to a file of the format its name ends with; a DOCX takes rows of one cell in the
    first column as paragraphs."""
    {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods, ".docx": _docx}[file.suffix](file, rows, merges)
    return file


def _xlsx(file: Path, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for top, left, bottom, right in merges:
        sheet.merge_cells(None, top, left, bottom, right)
    book.save(file)


def _xls(file: Path, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet")
    for top, left, bottom, right in merges:
        sheet.merge(top - 1, bottom - 1, left - 1, right - 1)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell)
    book.save(str(file))


def _ods(file: Path, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
    spans = {(m[0], m[1]): m for m in merges}
    covered = {
        (r, c) for t, left, b, right in merges for r in range(t, b + 1)
        for c in range(left, right + 1)
    } - set(spans)  # fmt: skip
    body = []
    for r, row in enumerate(rows, 1):
        cells = []
        for c, cell in enumerate(row, 1):
            tag = "covered-table-cell" if (r, c) in covered else "table-cell"
            span = ""
            if (r, c) in spans:
                _, _, bottom, right = spans[r, c]
                span = (
                    f' table:number-rows-spanned="{bottom - r + 1}"'
                    f' table:number-columns-spanned="{right - c + 1}"'
                )
            words = "" if cell is None else f"<text:p>{escape(str(cell))}</text:p>"
            kind = ' office:value-type="string"' if words else ""
            cells.append(f"<table:{tag}{span}{kind}>{words}</table:{tag}>")
        body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    ods(file, f'<table:table table:name="Sheet">{"".join(body)}</table:table>')


def ods(file: Path, tables: str, styles: str = "") -> Path:
    """An ODS of raw tables and automatic styles."""
    names = ["office", "table", "text", "style", "number", "fo", "draw"]
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:'
        f'{ {"fo": "xsl-fo-compatible", "number": "datastyle", "draw": "drawing"}.get(n, n) }:1.0"'
        for n in names
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<m:file-entry m:full-path="/" m:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></m:manifest>',
        )
        made.writestr("content.xml", content)
    return file


def paragraph(text: object, properties: str = "", run: str = "") -> str:
    """One w:p; line ends are breaks."""
    words = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in str(text).split("\n")
    )
    runs = f"<w:r><w:rPr>{run}</w:rPr>{words}</w:r>" if text != "" else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def listed(list_id: int, level: int = 0) -> str:
    """The properties of a paragraph in a list."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def cell(*blocks: object, span: int = 1, merge: str = "") -> str:
    """One w:tc; what is no XML yet becomes a paragraph. `merge`: restart or continue."""
    inside = "".join(
        str(block) if str(block).startswith("<w:") else paragraph("" if block is None else block)
        for block in blocks or ("",)
    )
    vertical = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f"<w:tc><w:tcPr>{across}{vertical}</w:tcPr>{inside}</w:tc>"


def table(*rows: str, widths: Sequence[int] = ()) -> str:
    """One w:tbl of w:tr."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def tr(*cells: object, properties: str = "") -> str:
    """One w:tr; what is no w:tc yet becomes one."""
    made = (c if str(c).startswith("<w:tc>") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(str, made))}</w:tr>"


def _docx(file: Path, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
    spans = {(m[0], m[1]): m for m in merges}
    under = {(r, left): right for t, left, b, right in merges for r in range(t + 1, b + 1)}
    body, open_rows = [], list[str]()
    for r, row in enumerate(rows, 1):
        filled = [n for n, cell_text in enumerate(row) if cell_text is not None]
        if filled in ([], [0]) and not any(r in (m[0], *range(m[0], m[2] + 1)) for m in merges):
            if open_rows:
                body.append(table(*open_rows))
                open_rows = []
            body.append(paragraph(row[0] if filled else ""))
            continue
        cells, c = [], 1
        while c <= len(row):
            _, _, bottom, right = spans.get((r, c), (r, c, r, under.get((r, c), c)))
            how = "continue" if (r, c) in under else "restart" if bottom > r else ""
            cells.append(cell(row[c - 1], span=right - c + 1, merge=how))
            c = right + 1
        open_rows.append(tr(*cells))
    body += [table(*open_rows)] if open_rows else []
    docx(file, "".join(body))


def docx(file: Path, body: str, *, numbering: str = "", styles: str = "") -> Path:
    """A DOCX of a raw body, with the rules of its lists and styles."""
    parts = {"numbering": numbering, "styles": styles}
    ids = count(1)
    pointed = "".join(
        f'<Relationship Id="r{next(ids)}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name, xml in parts.items()
        if xml
    )
    spaces = (
        f'xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1"'
            f' Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        made.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_RELATIONS}">{pointed}</Relationships>',
        )
        made.writestr(
            "word/document.xml",
            f"<w:document {spaces}><w:body>{body}<w:sectPr/></w:body></w:document>",
        )
        for name, xml in parts.items():
            if xml:
                made.writestr(f"word/{name}.xml", f"<w:{name} {spaces}>{xml}</w:{name}>")
    return file


def rules(list_id: int, *levels: tuple[str, str]) -> str:
    """The rules of one list: (how it counts, text) a level."""
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{counts}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (counts, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{list_id}">{made}</w:abstractNum>'
        f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>'
    )
