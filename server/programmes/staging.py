"""A file's way into the staging tables: the worker's own commands, one reading at a time."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from server.kernel.db import Tx
from server.kernel.i18n import fold
from server.people.models import Body
from server.programmes import access, remembering
from server.programmes.bulk import insert_rows
from server.programmes.events import ImportMoved, ImportSettled
from server.programmes.lines import of_json
from server.programmes.models import ProgrammeImport, StagedBody, StagedItem, StagedRow

READABLE = ("waiting", "reading")
HOW_BY_HAND = {"code": "how-time-by-hand", "params": {}, "field": "time_text"}


def begin_reading(tx: Tx, *, key: UUID | str, lease_seconds: float) -> dict[str, Any] | None:
    """Take on a file that waits; what an earlier reading left is dropped.

    Returns {file, turn, columns, rows}: its hash, and how it is to be read; None where there is
    nothing to do, or somebody else is at it.
    """
    staged = access.import_to_change(tx, key)
    busy = staged.lease_until is not None and staged.lease_until > tx.now
    if staged.state not in READABLE or busy or staged.file_sha256 is None:
        return None
    forget_staged(tx.session, [staged.id])
    staged.state, staged.staged, staged.expected = "reading", 0, 0
    staged.lease_until = tx.now + timedelta(seconds=lease_seconds)
    tx.emit(ImportMoved(import_id=staged.id))
    own = staged.corrections
    return {
        "file": staged.file_sha256,
        "turn": staged.turn,
        "columns": remembering.columns(tx.session) | own.get("columns", {}),
        "rows": own.get("rows", []),
    }


def stage_lines(tx: Tx, *, key: UUID | str, turn: int, lines: str) -> bool:
    """Keep what one line of the child says (reading_child): how many rows, or rows and their items.

    Returns False where this reading is not wanted any more.
    """
    staged = access.import_to_change(tx, key)
    if staged.turn != turn or staged.state != "reading":
        return False
    tx.take_time()
    said = json.loads(lines)
    if "expected" in said:
        staged.expected = said["expected"]
    else:
        _stage_items(tx, staged, said["items"])
        rows = [
            row | {"import_id": staged.id, "place": place}
            for place, row in enumerate(said["rows"], said["first"])
        ]
        insert_rows(tx.session, StagedRow, rows)
        staged.staged += len(rows)
    tx.emit(ImportMoved(import_id=staged.id))
    return True


def finish_reading(
    tx: Tx, *, key: UUID | str, turn: int, sheet: str = "{}", refusal: str = "{}"
) -> None:
    """Say what became of a reading: what the file is as a whole, or why it cannot be read."""
    staged = access.import_to_change(tx, key)
    if staged.turn != turn or staged.state != "reading":
        return
    staged.sheet, staged.refusal = json.loads(sheet), json.loads(refusal)
    staged.state, staged.lease_until = ("refused" if staged.refusal else "read"), None
    if staged.refusal:
        forget_staged(tx.session, [staged.id])
        staged.file_sha256 = None
    tx.emit(ImportSettled(import_id=staged.id), state=staged.state)


def read_again(tx: Tx, staged: ProgrammeImport) -> None:
    """Have a file read once more: how it is to be read has changed."""
    staged.turn += 1
    staged.state, staged.lease_until = "waiting", None
    tx.emit(ImportSettled(import_id=staged.id), state=staged.state)


def become(tx: Tx, staged: ProgrammeImport, programme_id: int) -> None:
    """Say what programme an import became; what was staged of it is not needed any more."""
    forget_staged(tx.session, [staged.id])
    staged.programme_id, staged.file_sha256 = programme_id, None
    tx.emit(ImportSettled(import_id=staged.id), state="adopted")


def forget_staged(db: Session, import_ids: Sequence[int]) -> None:
    """Delete what these imports have staged."""
    for table in (StagedBody, StagedItem, StagedRow):
        db.execute(delete(table).where(col(table.import_id).in_(import_ids)))


def without_time(warnings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the warnings of an item but those about its time, which a person has said."""
    return [said for said in warnings if said["field"] not in ("time_text", "time_from", "time_to")]


def _stage_items(tx: Tx, staged: ProgrammeImport, items: Mapping[str, Mapping[str, Any]]) -> None:
    """Store items by their positions, as the office has put them right."""
    kinds = remembering.kinds(tx.session) | staged.corrections.get("kinds", {})
    times = staged.corrections.get("times", {})
    body_ids = {str(key): body_id for key, body_id in tx.session.exec(select(Body.key, Body.id))}
    rows, bodies = [], []
    for position, item in ((int(position), item) for position, item in items.items()):
        line = of_json(item)
        words = line.words
        words["kind"] = kinds.get(fold(words["kind_text"]), words["kind"])
        if (time := times.get(f"{item['sheet']}!{words['source_row']}")) is not None:
            words["time_from"], words["time_to"] = time
            words["warnings"] = without_time(words["warnings"])
            item["how"]["time_from"] = HOW_BY_HAND
        own = {"import_id": staged.id, "position": position, "key": uuid7(), "how": item["how"]}
        rows.append(words | own)
        bodies += [
            {
                "import_id": staged.id,
                "position": position,
                "body_id": body_ids.get(key or ""),
                "name": name,
                "role": role,
            }
            for role, name, key in line.bodies
        ]
    insert_rows(tx.session, StagedItem, rows)
    insert_rows(tx.session, StagedBody, bodies)
