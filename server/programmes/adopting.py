"""Lines of a programme on their way into the database, in bulk.

A staged import waits in tables of its own and is adopted by two statements inside the database:
10,000 items hold the Writer for a tenth of a second, where inserting them takes over a second.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, literal
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from server.programmes.bulk import insert_rows
from server.programmes.lines import Line
from server.programmes.models import (
    ItemWords,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedBody,
    StagedItem,
)

_WORDS = tuple(ItemWords.model_fields)
_FRESH = {"version": 1, "state": "planned", "steps": {}, "evidence": "", "moves": 0}


def adopt_staged(db: Session, import_id: int, programme_id: int) -> None:
    """Make the items of an import those of a programme."""
    words = [getattr(StagedItem, name) for name in _WORDS]
    fixed: dict[str, ColumnElement[Any]] = {
        name: literal(value, getattr(ProgrammeItem, name).type) for name, value in _FRESH.items()
    }
    fixed["programme_id"] = literal(programme_id)
    items: Any = (
        select(StagedItem.key, *words, *fixed.values())
        .where(StagedItem.import_id == import_id)
        .order_by(col(StagedItem.position))
    )
    names = ["key", *_WORDS, *fixed]
    db.execute(insert(ProgrammeItem).from_select(names, items, include_defaults=False))
    named = (
        select(ProgrammeItem.id, StagedBody.body_id, StagedBody.name, StagedBody.role)
        .select_from(StagedBody)
        .join(
            ProgrammeItem,
            (col(ProgrammeItem.position) == col(StagedBody.position))
            & (col(ProgrammeItem.programme_id) == programme_id),
        )
        .where(StagedBody.import_id == import_id)
        .order_by(col(StagedBody.id))
    )
    names = ["item_id", "body_id", "name", "role"]
    db.execute(insert(ProgrammeItemBody).from_select(names, named, include_defaults=False))


def insert_lines(
    db: Session,
    programme_id: int,
    lines: Sequence[Line],
    *,
    body_ids: Mapping[str, int],
    parent_ids: Mapping[str, int],
    places: Sequence[int] = (),
) -> list[int]:
    """Store lines in a programme at `places`, free and rising (none: 1, 2, 3…). Returns their ids.

    `parent_ids` maps "programme#item" to an item's id, `body_ids` a body's key to its id.
    """
    keys = [uuid7() for _ in lines]
    places = places or range(1, len(lines) + 1)
    insert_rows(
        db,
        ProgrammeItem,
        [
            line.words
            | {
                "programme_id": programme_id,
                "position": position,
                "parent_id": parent_ids.get(line.words["parent_ref"]),
                "key": key,
            }
            | _FRESH
            for position, key, line in zip(places, keys, lines, strict=True)
        ],
    )
    if not lines:
        return []
    ids = db.exec(
        select(ProgrammeItem.id)
        .where(ProgrammeItem.programme_id == programme_id)
        .where(col(ProgrammeItem.position).between(places[0], places[-1]))
        .order_by(col(ProgrammeItem.position))
    ).all()
    insert_rows(
        db,
        ProgrammeItemBody,
        [
            {"item_id": item_id, "body_id": body_ids.get(key or ""), "name": name, "role": role}
            for item_id, line in zip(ids, lines, strict=True)
            for role, name, key in line.bodies
        ],
    )
    return list(ids)
