"""Drawings as OpenDocument spreadsheets, as LibreOffice packs them."""

import re
import zipfile
from datetime import date, time
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tests.programmes.drawing import Cell, Drawing, Sheet
from tests.programmes.drawing_grid import Grid, lay, widths

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    )
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_PARTS = {
    "yyyy": '<number:year number:style="long"/>',
    "mmm": '<number:month number:textual="true"/>',
    "mm": '<number:month number:style="long"/>',
    "m": "<number:month/>",
    "dd": '<number:day number:style="long"/>',
    "d": "<number:day/>",
    "hh": '<number:hours number:style="long"/>',
    "h": "<number:hours/>",
    "MM": '<number:minutes number:style="long"/>',
}


def draw(drawing: Drawing, file: Path) -> None:
    """Write the drawing to `file`."""
    formats: dict[str, str] = {}
    tables = "".join(_table(sheet, formats, nfd=drawing.nfd) for sheet in drawing.sheets)
    styles = '<style:style style:name="b" style:family="table-cell"><style:text-properties ' + (
        'fo:font-weight="bold"/></style:style>'
    )
    for code, name in formats.items():
        styles += _data_style(code, name)
        for style, weight in ((name, "normal"), (f"{name}b", "bold")):
            styles += (
                f'<style:style style:name="{style}" style:family="table-cell" '
                f'style:data-style-name="N{name}"><style:text-properties '
                f'fo:font-weight="{weight}"/></style:style>'
            )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} '
        f'office:version="1.2"><office:automatic-styles>{styles}</office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _TYPE, zipfile.ZIP_STORED)  # first and bare, by the standard
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", content)


def _data_style(code: str, name: str) -> str:
    kind = "time" if "h" in code and "d" not in code else "date" if "m" in code else "number"
    if kind == "number":  # such as 0"."
        after = "".join(re.findall(r'"([^"]*)"', code))
        parts = '<number:number number:min-integer-digits="1"/>'
        parts += f"<number:text>{escape(after)}</number:text>" if after else ""
    else:
        minutes = re.sub(r'(h[^a-z"]*(?:"[^"]*")?[^a-z"]*)mm', r"\1MM", code)
        parts = ""
        for quoted, word, sign in re.findall(
            r'"([^"]*)"|(yyyy|mmm|mm|m|dd|d|hh|h|MM)|(.)', minutes
        ):
            text = escape(quoted or sign)
            parts += _PARTS[word] if word else f"<number:text>{text}</number:text>"
    return f'<number:{kind}-style style:name="N{name}">{parts}</number:{kind}-style>'


def _table(sheet: Sheet, formats: dict[str, str], *, nfd: bool) -> str:
    grid, _ = lay(sheet, nfd)
    columns = "".join("<table:table-column/>" for _ in widths(sheet))
    rows = "".join(_row(grid, row, formats) for row in range(grid.rows))
    # LibreOffice fills a sheet to its edge with repeated emptiness.
    rest = (
        f'<table:table-row table:number-rows-repeated="{1048576 - grid.rows}">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{rows}{rest}</table:table>"


def _row(grid: Grid, row: int, formats: dict[str, str]) -> str:
    spans = {(top, left): (bottom, right) for top, left, bottom, right in grid.merges}
    covered = {
        (r, c)
        for top, left, bottom, right in grid.merges
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }
    cells = []
    for column in range(grid.columns):
        place = (row, column)
        if place in covered:
            cells.append("<table:covered-table-cell/>")
            continue
        span = ""
        if place in spans:
            bottom, right = spans[place]
            span = f' table:number-columns-spanned="{right - column + 1}"'
            span += f' table:number-rows-spanned="{bottom - row + 1}"'
        cells.append(_cell(grid.cells.get(place), span, formats))
    hidden = ' table:visibility="collapse"' if row in grid.hidden else ""
    edge = f'<table:table-cell table:number-columns-repeated="{1024 - grid.columns}"/>'
    return f"<table:table-row{hidden}>{''.join(cells)}{edge}</table:table-row>"


def _cell(cell: Cell | None, span: str, formats: dict[str, str]) -> str:
    if cell is None:
        return f"<table:table-cell{span}/>"
    value = cell.shown if cell.automatic and cell.automatic != "-" else cell.value
    style = "b" if cell.bold else ""
    if cell.format:
        style = formats.setdefault(cell.format, f"f{len(formats)}") + style
    seen = cell.shown or str(value)
    if isinstance(value, date):
        kind = f'date" office:date-value="{value.isoformat()}'
    elif isinstance(value, time):
        kind = f'time" office:time-value="PT{value:%HH%MM%SS}'
    elif isinstance(value, int | float):
        kind = f'float" office:value="{value}'
    else:
        kind = "string"
        seen = f"- {value}" if cell.automatic == "-" else str(value)
    styled = f' table:style-name="{style}"' if style else ""
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in seen.split("\n"))
    return f'<table:table-cell{span}{styled} office:value-type="{kind}">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """OpenDocument folds spaces: all but the first of several are elements."""
    return re.sub(r"  +", lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', escape(line))
