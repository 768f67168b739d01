"""An uploaded sheet is read in a child process with limits, and comes back as plain JSON.

A stranger's file never meets the server's own process: the child may use so much memory, processor
and time, and whatever ends it is "a file that cannot be read".

What comes back is the staged form of a sheet (`staged`): title {text, kind, first, last}, columns
[{sheet, letter, heading, label, field, how}], rows [the fields of reading.ItemRow, bodies as {name,
key, as_written, sure}, and `folded`], remarks [{sheet, row, code, params, field, cell}]. Warnings
and remarks stay codes, so that each reader gets them in his or her language.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from server.kernel.i18n import fold
from server.programmes.reading import (
    BodyCatalogue,
    CatalogueBody,
    ItemRow,
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
_ROOT = Path(__file__).parents[2]
_one_at_a_time = asyncio.Semaphore(1)


async def read_upload(
    path: Path, bodies: Iterable[CatalogueBody], *, today: date
) -> dict[str, Any]:
    """Read an uploaded sheet in a child process; returns its staged form.

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
    try:
        sheet: dict[str, Any] = json.loads(answer)
    except ValueError:  # it ended without a word: out of memory, out of time, a fault of the reader
        raise UnreadableProgramme from None
    if "refused" in sheet:
        kinds = {kind.code: kind for kind in UnreadableProgramme.__subclasses__()}
        raise kinds.get(sheet["refused"], UnreadableProgramme)(**sheet["params"])
    return sheet


def staged(sheet: ProgrammeSheet) -> dict[str, Any]:
    """Return a sheet as plain JSON; this module says in which form."""
    letters: dict[tuple[str, str], set[str]] = {}
    for column in sheet.columns:
        if column.field:
            key = (column.sheet, column.field)
            letters.setdefault(key, set()).add(column_letter(column.index))

    def note(said: Note, name: str, row: int | None) -> dict[str, Any]:
        found = letters.get((name, said.field or ""), set())
        cell = f"{min(found)}{row}" if row and len(found) == 1 else ""
        return asdict(said) | {"cell": said.params.get("cell", cell)}

    def line(row: ItemRow) -> dict[str, Any]:
        warnings = [note(said, row.sheet, row.row) for said in row.warnings]
        # asdict would copy every body a thousand times over
        return vars(row) | {
            "lead_bodies": [vars(body) for body in row.lead_bodies],
            "coordinating_bodies": [vars(body) for body in row.coordinating_bodies],
            "milestones": [
                {"text": m.text, "from": m.time_from, "to": m.time_to} for m in row.milestones
            ],
            "warnings": warnings,
            "folded": fold(row.text),
        }

    title = sheet.title
    return {
        "title": {
            "text": title.text,
            "kind": title.kind,
            "first": title.first and title.first.isoformat(),
            "last": title.last and title.last.isoformat(),
        },
        "columns": [
            vars(column) | {"letter": column_letter(column.index), "label": column.label}
            for column in sheet.columns
        ],
        "rows": [line(row) for row in sheet.rows],
        "remarks": [
            {"sheet": remark.sheet, "row": remark.row}
            | note(remark.note, remark.sheet, remark.row)
            for remark in sheet.remarks
        ],
    }


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
        answer: dict[str, Any] = staged(sheet)
    except UnreadableProgramme as problem:
        answer = {"refused": problem.code, "params": problem.params}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _child()
