"""The child process that reads an uploaded file: limited, and answering in lines of plain JSON.

A stranger's file never meets a process that holds the database: the child may use so much memory,
processor and time, and whatever ends it is "a file that cannot be read". What it prints, in order:
{expected} rows as soon as the file is open, {sheet} once it is understood (`about`), then {rows}
from the `first` on with the {items} that begin in them, a few hundred a line; or {refused, params}
alone.
"""

import json
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from server.kernel.confine import limit
from server.programmes.lines import Line, as_json, line_of_row
from server.programmes.reading import (
    BodyCatalogue,
    CatalogueBody,
    Column,
    Corrections,
    Grid,
    ItemRow,
    NoProgrammeTable,
    Note,
    ProgrammeSheet,
    Remark,
    Title,
    UnreadableProgramme,
    read_grids,
    read_source,
    uncollected,
)
from server.programmes.reading.grid import column_letter

# 10,000 rows take about 1 s and 150 MB; the limits leave room and still stop a bomb early.
MEMORY_BYTES = 768 * 1024**2
CPU_SECONDS = 20
MAX_COLUMNS = 40  # that can be named by hand, of a sheet without headings
LINES_AT_ONCE = 250  # one command stores them with their items: 0.1 s


def about(sheet: ProgrammeSheet) -> dict[str, Any]:
    """Return what is kept of a file beside its rows.

    title {text, kind, first, last}, columns [{sheet, letter, heading, key, field, how}], remarks
    [{sheet, row, code, params, field, cell}] and count. Remarks stay codes, so that each reader
    gets them in his or her language.
    """
    title = sheet.title
    return {
        "title": {
            "text": title.text,
            "kind": title.kind,
            "first": title.first and title.first.isoformat(),
            "last": title.last and title.last.isoformat(),
        },
        "columns": [
            asdict(column) | {"letter": column_letter(column.index), "key": column.key}
            for column in sheet.columns
        ],
        "remarks": [
            {"sheet": remark.sheet, "row": remark.row}
            | _note(sheet, remark.note, remark.sheet, remark.row)
            for remark in sheet.remarks
        ],
        "count": len(sheet.rows),
    }


def lines(sheet: ProgrammeSheet) -> list[Line]:
    """Return the items of a file, their warnings with the address of the cell they are about."""
    return [
        line_of_row(row, [_note(sheet, said, row.sheet, row.row) for said in row.warnings])
        for row in sheet.rows
    ]


def _unknown(grids: Iterable[Grid], problem: NoProgrammeTable) -> ProgrammeSheet:
    """A file in which no table is known: its rows as drawn, and the columns they fill."""
    columns: list[Column] = []
    kinds: dict[tuple[str, int], str] = {}
    for grid in grids:
        kinds |= {(grid.name, row): "no-table" for row in grid.rows}
        filled = sorted({column for cells in grid.rows.values() for column in cells})
        columns += [Column(grid.name, at, "", None, "unknown") for at in filled[:MAX_COLUMNS]]
    remark = Remark("", None, Note(problem.code, problem.params))
    return ProgrammeSheet(Title(), tuple(columns), (), (remark,), kinds)


def _note(sheet: ProgrammeSheet, said: Note, name: str, row: int | None) -> dict[str, Any]:
    """A note as plain values. Two tables with a field in two places: the row alone is sure."""
    places = {c.index for c in sheet.columns if c.sheet == name and c.field == (said.field or "")}
    cell = f"{column_letter(places.pop())}{row}" if row and len(places) == 1 else ""
    return _plain(said) | {"cell": said.params.get("cell", cell)}


def _plain(note: Note) -> dict[str, Any]:
    return {"code": note.code, "params": note.params, "field": note.field}


def _how(row: ItemRow) -> dict[str, Any]:
    return {part: _plain(note) for part, note in row.how.items()}


def drawn_rows(grids: Iterable[Grid], sheet: ProgrammeSheet) -> Iterator[dict[str, Any]]:
    """Yield every row that shows something as it is drawn: values of models.StagedRow."""
    begins = {(row.sheet, row.row): n for n, row in enumerate(sheet.rows, 1)}
    for grid in grids:
        shown = list(grid.rows)
        for row, cells in grid.rows.items():
            yield {
                "sheet": grid.name,
                "row": row,
                "kind": sheet.kinds.get((grid.name, row), "remark"),
                "position": begins.get((grid.name, row)),
                "cells": [
                    {"column": column, "text": cell.text, "bold": cell.bold}
                    | _extent(grid, shown, row, column)
                    for column, cell in cells.items()
                ],
            }


def _extent(grid: Grid, shown: list[int], row: int, column: int) -> dict[str, int]:
    """How many columns a cell is wide, and how many of the `shown` rows high."""
    merge = grid.merge_at(row, column)
    if merge is None:
        return {"across": 1, "down": 1}
    down = bisect_right(shown, merge.bottom) - bisect_left(shown, merge.top)
    return {"across": merge.right - merge.left + 1, "down": down}


def _say(**said: Any) -> None:
    print(json.dumps(said), flush=True)


def _child() -> None:
    """Read what stdin names, under limits, and print the answer."""
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)  # it has nothing to write
    asked = json.load(sys.stdin)
    catalogue = BodyCatalogue(CatalogueBody(**body) for body in asked["bodies"])
    corrections = Corrections(
        columns=asked["columns"],
        rows={(sheet, row): kind for sheet, row, kind in asked["rows"]},
    )
    try:
        with uncollected():
            grids = read_source(Path(asked["path"]))
            _say(expected=sum(len(grid.rows) for grid in grids))
            day = date.fromisoformat(asked["today"])
            try:
                sheet = read_grids(grids, catalogue, today=day, corrections=corrections)
            except NoProgrammeTable as problem:  # a person may say what its columns are
                if not any(grid.rows for grid in grids):
                    raise
                sheet = _unknown(grids, problem)
    except UnreadableProgramme as problem:
        _say(refused=problem.code, params=problem.params)
        return
    _say(sheet=about(sheet))
    items = [
        as_json(line) | {"sheet": row.sheet, "how": _how(row)}
        for line, row in zip(lines(sheet), sheet.rows, strict=True)
    ]
    rows = list(drawn_rows(grids, sheet))
    for first in range(0, len(rows), LINES_AT_ONCE):
        some = rows[first : first + LINES_AT_ONCE]
        begins = [row["position"] for row in some if row["position"]]
        _say(
            first=first + 1,
            rows=some,
            items={position: items[position - 1] for position in begins},
        )


if __name__ == "__main__":
    _child()
