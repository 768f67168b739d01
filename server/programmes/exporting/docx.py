"""A programme as a Word document, laid out as offices issue theirs (word.py draws it).

It has the office's own columns alone where reading it gives the same programme. Days that the words
do not give are stated in columns of their own; where headings and levels would read otherwise a
column says them (reading/own.py), and where milestones would, one more.
"""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from server.programmes.definition import ProgrammeDefinition
from server.programmes.exporting.word import draw
from server.programmes.reading import BodyCatalogue, ItemRow, UnreadableProgramme
from server.programmes.reading.docx import read_docx
from server.programmes.reading.own_table import same, same_days, table_of
from server.programmes.reading.programme import read_grids


def write_docx(programme: ProgrammeDefinition, *, vocabulary: str, locale: str) -> bytes:
    """Return the document of a programme of a body with this `vocabulary` (people.models).

    CPU-bound: about 3 s for 10,000 items, and as long again for each try at fewer columns.
    """
    items = programme.items

    def drawn(**columns: Any) -> bytes:
        table = table_of(programme, locale, **columns)
        return draw(table, body=programme.body, vocabulary=vocabulary, locale=locale)

    for ours in ((), ("level",)):
        dated: set[int] = set()
        while True:
            content = drawn(ours=ours, dated=dated)
            rows = _read(content)
            if len(rows) != len(items):
                break
            pairs = [*enumerate(zip(items, rows, strict=True))]
            if all(same(item, row, locale) for _, (item, row) in pairs):
                return content
            differ = {n for n, (item, row) in pairs if not same_days(item, row)}
            if dated or not differ:
                break
            dated = differ
    return drawn(ours=("level", "milestones"))


def _read(content: bytes) -> tuple[ItemRow, ...]:
    """What our own reader makes of a document, but for the bodies it names."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            grids = read_docx(package, "word/document.xml")
        return read_grids(grids, BodyCatalogue(()), today=date.min).rows
    except UnreadableProgramme:  # no table, or more in it than is taken
        return ()
