"""What was changed of a programme from its adoption on, and the programme as it was at any moment.

A change is {item's key: {field: [was, is]}}, or {item's key: ""} for an item that was not there
before. It is found by looking at the rows before and after, so undoing it is exact whatever was
done. Rows are plain values: FIELDS, and "bodies" as [role, name as written, body's id].
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from server.kernel.db import Tx
from server.programmes.models import (
    ItemWords,
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
)

CORRECTION = "correction"
BODIES = "bodies"
_UNSAID = {"folded", "warnings", "source_row"}  # of the reader, not of the programme
FIELDS = (*(name for name in ItemWords.model_fields if name not in _UNSAID), "state", "moves")
Row = dict[str, Any]
Rows = dict[str, Row]
Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """An amendment that was taken: what it changed, and when."""

    id: int
    kind: str
    changes: Changes
    at: datetime


def rows_of(db: Session, *where: ColumnElement[bool]) -> Rows:
    """Return the items for which `where` holds by their keys, as they are, for a caller."""
    columns: list[Any] = [getattr(ProgrammeItem, name) for name in FIELDS]
    found = db.execute(
        select(col(ProgrammeItem.id), col(ProgrammeItem.key), *columns).where(*where)
    )
    rows: Rows = {}
    by_id: dict[int, Row] = {}
    for item_id, key, *values in found:
        by_id[item_id] = rows[str(key)] = dict(zip(FIELDS, values, strict=True)) | {BODIES: []}
    body = ProgrammeItemBody
    named = (
        select(col(body.item_id), col(body.role), col(body.name), col(body.body_id))
        .join(ProgrammeItem, col(ProgrammeItem.id) == col(body.item_id))
        .where(*where)
        .order_by(col(body.id))
    )
    for item_id, *said in db.execute(named):
        by_id[item_id][BODIES].append(said)
    return rows


def difference(before: Rows, after: Rows) -> dict[str, Any]:
    """Return what is another in `after`; no row of `before` may be lacking there."""
    changes: dict[str, Any] = {}
    for key, row in after.items():
        if (was := before.get(key)) is None:
            changes[key] = ""
        elif row != was:
            changes[key] = {name: [was[name], row[name]] for name in row if row[name] != was[name]}
    return changes


def undo(rows: Rows, taken: Taken) -> None:
    """Take an amendment back from `rows`, which are as it left them."""
    if taken.kind == CORRECTION:  # it numbered all lines from 1; they may stand apart by now
        for place, row in enumerate(sorted(rows.values(), key=lambda row: row["position"]), 1):
            row["position"] = place
    new = [key for key, fields in taken.changes.items() if fields == "" and key in rows]
    places = sorted(rows.pop(key)["position"] for key in new)
    for key, fields in taken.changes.items():
        if fields and key in rows:
            rows[key] |= {name: was for name, (was, _is) in fields.items()}
    if places and taken.kind != CORRECTION:  # a correction tells each place itself
        for row in rows.values():
            row["position"] -= bisect_left(places, row["position"])


def taken_since(db: Session, programme_id: int, moment: datetime | None) -> list[Taken]:
    """Return the amendments taken after a moment (None: all), the newest first, for a caller."""
    own = ProgrammeProposal
    asked = (
        select(col(own.id), col(own.kind), col(own.changes), col(own.taken_at))
        .where(col(own.programme_id) == programme_id)
        .where(col(own.state) == "taken", col(own.kind) != "register")
        .order_by(col(own.taken_at).desc(), col(own.id).desc())
    )
    if moment is not None:
        asked = asked.where(col(own.taken_at) > moment)
    return [Taken(*row) for row in db.execute(asked)]


def at_moment(db: Session, programme_id: int, moment: datetime | None = None) -> list[Row]:
    """Return a programme's rows in order as they were at a moment, for a caller.

    None: as it was adopted. Each row has its item's `key`.
    """
    rows = rows_of(db, col(ProgrammeItem.programme_id) == programme_id)
    for taken in taken_since(db, programme_id, moment):
        undo(rows, taken)
    named = [{"key": key} | row for key, row in rows.items()]
    return sorted(named, key=lambda row: row["position"])


def record_correction(tx: Tx, programme: Programme, before: Rows, source: str, reason: str) -> None:
    """Keep what a corrected file, called `source`, changed of an adopted programme, and why."""
    after = rows_of(tx.session, col(ProgrammeItem.programme_id) == programme.id)
    if changes := difference(before, after):
        tx.add(
            ProgrammeProposal(
                programme_id=programme.id,
                kind=CORRECTION,
                words={"source": source},
                reason=reason,
                state="taken",
                entered_by_id=tx.actor.user_id,
                entered_at=tx.now,
                decided_by_id=tx.actor.user_id or None,
                taken_at=tx.now,
                changes=changes,
            )
        )


def keys_told(changes: Sequence[Changes]) -> set[str]:
    """Return the keys of all items that amendments name."""
    return {key for each in changes for key in each}
