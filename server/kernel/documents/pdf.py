"""A document as PDF, set by typst in a face as wide as Times New Roman.

What people wrote goes in as JSON and is never read as markup.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from server.kernel.documents.document import Block, Document, Grid, heading_rows
from server.kernel.documents.layouts import Layout
from server.kernel.static import STATIC

FONTS = STATIC / "vendor" / "fonts" / "ttf"
_AT_ONCE = 500  # rows of one table: the time typst takes rises with their square
_LAYOUT = Path(__file__).parent / "document.typ"


def write_pdf(document: Document) -> bytes:
    """Return the document. CPU-bound outside the interpreter's lock: some 7 s for 10,000 rows.

    Raises FileNotFoundError where set-up has put no fonts.
    """
    import typst  # a fifth of a second: only who prints waits for it

    if not any(FONTS.glob("Tinos*.ttf")):
        raise FileNotFoundError(f"no fonts in {FONTS}; ./dev setup puts them there")
    said = asdict(replace(document, layout=None))
    said |= {"title": document.title, "beside": document.beside, "body": _blocks(document.body)}
    said["rules"] = _rules(document.rules)
    for annex, drawn in zip(document.annexes, said["annexes"], strict=True):
        drawn["body"] = _blocks(annex.body)
    content: bytes = typst.compile(
        _LAYOUT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
    )
    return content


def _rules(rules: Layout) -> dict[str, Any]:
    top, bottom, left, right = rules.margins
    return {
        "margins": {"top": top, "bottom": bottom, "left": left, "right": right},
        "line": rules.line,
        "indent": rules.indent,
        "sizes": asdict(rules.sizes),
        "rule": rules.rule,
        "post_bold": rules.post_bold,
        "recipients": rules.recipients_look.split(),
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = []
    for block in blocks:
        drawn += _grids(block) if isinstance(block, Grid) else [asdict(block)]
    return drawn


def _grids(grid: Grid) -> Iterator[dict[str, Any]]:
    """A grid; one far longer than what offices issue in parts, each on a new page."""
    rows = [asdict(row) | {"splits": row.splits} for row in grid.rows]
    for start in range(0, len(rows) or 1, _AT_ONCE):
        yield {
            "size": grid.size,
            "heading_size": grid.heading_size,
            "shares": [column.share for column in grid.columns],
            "centred": [column.centred for column in grid.columns],
            "headings": heading_rows(grid.columns),
            "rows": rows[start : start + _AT_ONCE],
            "goes_on": start > 0,
        }
