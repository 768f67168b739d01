"""A document as PDF, set by typst in a face as wide as Times New Roman.

What people wrote goes in as JSON and is never read as markup.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from server.kernel.documents.document import Block, Document, Grid, heading_rows
from server.kernel.documents.layouts import Layout
from server.kernel.static import STATIC

FONTS = STATIC / "vendor" / "fonts" / "ttf"
_LAYOUT = Path(__file__).parent / "document.typ"


def write_pdf(document: Document) -> bytes:
    """Return the document. CPU-bound outside the interpreter's lock: some 3 s for 10,000 rows.

    Raises FileNotFoundError where set-up has put no fonts.
    """
    import typst  # a fifth of a second: only who prints waits for it

    if not any(FONTS.glob("Tinos*.ttf")):
        raise FileNotFoundError(f"no fonts in {FONTS}; ./dev setup puts them there")
    said = asdict(replace(document, layout=None))
    said |= {"title": document.title, "body": _blocks(document.body)}
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
        "leading": rules.line / rules.sizes.body - 0.66,  # from a baseline to the next capital
        "indent": rules.indent,
        "sizes": asdict(rules.sizes),
        "rule": rules.rule,
        "post_bold": rules.post_bold,
        "recipients": rules.recipients_look.split(),
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [_grid(block) if isinstance(block, Grid) else asdict(block) for block in blocks]


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "size": grid.size,
        "heading_size": grid.heading_size,
        "shares": [column.share for column in grid.columns],
        "centred": [column.centred for column in grid.columns],
        "headings": heading_rows(grid.columns),
        "rows": [asdict(row) | {"splits": row.splits} for row in grid.rows],
    }
