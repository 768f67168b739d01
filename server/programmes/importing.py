"""An uploaded sheet is read in a child process with limits, and comes back as plain JSON.

A stranger's file never meets the server's own process: the child may use so much memory, processor
and time, and whatever ends it is "a file that cannot be read". It answers in lines: first what it
says of the file as a whole (`Read.head`), then its items, a few hundred a line.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from server.programmes.lines import Line, as_json, line_of_row
from server.programmes.reading import (
    BodyCatalogue,
    CatalogueBody,
    Note,
    ProgrammeSheet,
    UnreadableProgramme,
    read_programme,
)
from server.programmes.reading.grid import column_letter

# 10,000 rows take about 1 s and 150 MB; the limits leave room and still stop a bomb early.
MEMORY_BYTES = 768 * 1024**2
CPU_SECONDS = 20
WALL_SECONDS = 40
LINES_AT_ONCE = 500  # one command stores them: 0.05 s
_ROOT = Path(__file__).parents[2]
_one_at_a_time = asyncio.Semaphore(1)


@dataclass(frozen=True)
class Read:
    """What the child made of a file, as JSON: `about` it, and its items in order, lists of
    `lines.as_json` with at most LINES_AT_ONCE each."""

    head: str
    items: tuple[str, ...]


async def read_upload(path: Path, bodies: Iterable[CatalogueBody], *, today: date) -> Read:
    """Read an uploaded sheet in a child process.

    Raises UnreadableProgramme with the sentence that fits, also for a file that makes the child
    fail, grow too large or take too long.
    """
    asked = {"path": str(path), "today": today.isoformat(), "bodies": [asdict(b) for b in bodies]}
    async with _one_at_a_time:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "server.programmes.importing"),
            cwd=_ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            answer, _ = await asyncio.wait_for(
                child.communicate(json.dumps(asked).encode()), WALL_SECONDS
            )
        except TimeoutError:
            raise UnreadableProgramme from None
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
    head, *items = answer.decode().splitlines() or [""]
    try:
        if child.returncode:  # out of memory, out of time, a fault of the reader
            raise UnreadableProgramme
        sheet: dict[str, Any] = json.loads(head)
    except ValueError:
        raise UnreadableProgramme from None
    if "refused" in sheet:
        kinds = {kind.code: kind for kind in UnreadableProgramme.__subclasses__()}
        raise kinds.get(sheet["refused"], UnreadableProgramme)(**sheet["params"])
    return Read(head, tuple(items))


def about(sheet: ProgrammeSheet) -> dict[str, Any]:
    """Return what is kept of a sheet beside its items.

    title {text, kind, first, last}, columns [{sheet, letter, heading, label, field, how}], remarks
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
            asdict(column) | {"letter": column_letter(column.index), "label": column.label}
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
    """Return the items of a sheet, their warnings with the address of the cell they are about."""
    return [
        line_of_row(row, [_note(sheet, said, row.sheet, row.row) for said in row.warnings])
        for row in sheet.rows
    ]


def _note(sheet: ProgrammeSheet, said: Note, name: str, row: int | None) -> dict[str, Any]:
    """A note as plain values. Two tables with a field in two places: the row alone is sure."""
    places = {c.index for c in sheet.columns if c.sheet == name and c.field == (said.field or "")}
    cell = f"{column_letter(places.pop())}{row}" if row and len(places) == 1 else ""
    return asdict(said) | {"cell": said.params.get("cell", cell)}


def _child() -> None:
    """Read what stdin names, under limits, and print the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it has nothing to write
    asked = json.load(sys.stdin)
    catalogue = BodyCatalogue(CatalogueBody(**body) for body in asked["bodies"])
    try:
        sheet = read_programme(
            Path(asked["path"]), catalogue, today=date.fromisoformat(asked["today"])
        )
    except UnreadableProgramme as problem:
        print(json.dumps({"refused": problem.code, "params": problem.params}))
        return
    print(json.dumps(about(sheet)))
    read = lines(sheet)
    for first in range(0, len(read), LINES_AT_ONCE):
        print(json.dumps([as_json(line) for line in read[first : first + LINES_AT_ONCE]]))


if __name__ == "__main__":
    _child()
