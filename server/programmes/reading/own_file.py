"""Our own TOML file -> the grid it would be as a sheet of ours: it comes in by the same door."""

import re

from server.programmes.definition import BadDefinition, read_definition
from server.programmes.reading.errors import BadFile
from server.programmes.reading.grid import Cell, Grid
from server.programmes.reading.own_table import table_of

_FIELD = re.compile(
    rb"^\s*(?:\[\[\s*item\s*\]\]|(?:template_year|level|period_from|period_to)\s*=)", re.MULTILINE
)


def is_own_file(content: bytes) -> bool:
    """Whether a file is, or was meant to be, one of ours: a line begins an item or a field."""
    return b"\0" not in content and bool(_FIELD.search(content))


def read_own_file(content: bytes) -> list[Grid]:
    """Read a TOML file: title, headings, rows. Raises BadFile."""
    try:
        table = table_of(read_definition(content), "vi")
    except BadDefinition as problem:
        raise BadFile(problem=str(problem).partition(": ")[2]) from None
    drawn = [(table.title,), tuple(column.heading for column in table.columns)]
    drawn += [row.cells for row in table.rows]
    rows = {
        place: {column: Cell(text) for column, text in enumerate(cells, 1) if text}
        for place, cells in enumerate(drawn, 1)
    }
    return [Grid("TOML", rows)]
