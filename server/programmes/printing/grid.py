"""A programme's table as the grid that documents draw, in the layout offices use."""

from server.kernel.documents.document import Column, Grid, Row
from server.programmes.reading.own_table import STATED, Table

_SHARES = {  # of the width, beside each other
    "number": 13, "text": 84, "kind": 26, "lead": 38, "coordinating": 42, "participants": 48,
    "product": 30, "time_text": 30, "time_from": 36, "time_to": 36, "milestones": 36, "level": 22,
    "field": 26, "leader": 30, "watcher": 28, "considers": 28, "issuer": 28, "basis": 34,
    "note": 26, "kind_said": 24, "key": 26, "parent": 30, "origin": 24,
}  # fmt: skip
_CENTRED = {"number", "time_text", "level", *STATED}
_CROWDED = 8  # columns, from which on the letters are smaller
_PAIR = ("lead", "coordinating")
_OVER = {"vi": ("Cơ quan", "Chủ trì", "Phối hợp"), "en": ("Bodies", "Lead", "Coordinating")}


def grid_of(table: Table, locale: str) -> Grid:
    """Return a table; the leading bodies stand beside the coordinating under one heading."""
    fields = [column.field for column in table.columns]
    paired = "level" not in fields and set(_PAIR) <= set(fields)
    over, *under = _OVER[locale]
    columns = []
    for column in table.columns:
        together = paired and column.field in _PAIR
        columns.append(
            Column(
                under[_PAIR.index(column.field or "")] if together else column.heading,
                share=_SHARES.get(column.field or "", 32),
                centred=column.field in _CENTRED,
                over=over if together else "",
            )
        )
    rows = (
        Row(row.cells)
        if row.depth is None
        else Row(row.cells, across=table.office_width, bold=True)
        for row in table.rows
    )
    size = 12 if len(columns) < _CROWDED else 11
    return Grid(tuple(columns), tuple(rows), size=size, heading_size=size)
