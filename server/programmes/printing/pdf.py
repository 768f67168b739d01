"""The document of a programme as PDF, set by typst in a face as wide as Times New Roman.

What people wrote goes in as JSON and is never read as markup.
"""

import json
from dataclasses import asdict
from pathlib import Path

from server.kernel.static import STATIC
from server.programmes.exporting.word import widths_of
from server.programmes.printing.letter import Letter

FONTS = STATIC / "vendor" / "fonts" / "ttf"
_LAYOUT = Path(__file__).parent / "programme.typ"


def write_pdf(letter: Letter) -> bytes:
    """Return the document. CPU-bound outside the interpreter's lock: some 3 s for 10,000 items.

    Raises FileNotFoundError where set-up has put no fonts.
    """
    import typst  # a fifth of a second: only who prints waits for it

    if not any(FONTS.glob("Tinos*.ttf")):
        raise FileNotFoundError(f"no fonts in {FONTS}; ./dev setup puts them there")
    said = asdict(letter)
    table = said.pop("table")
    said["headings"] = [column["heading"] for column in table["columns"]]
    said["centred"] = [column["field"] in ("number", "time_text") for column in table["columns"]]
    said["widths"] = widths_of(letter.table.columns)
    said["rows"] = [{"depth": row["depth"], "cells": row["cells"]} for row in table["rows"]]
    content: bytes = typst.compile(
        _LAYOUT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
    )
    return content
