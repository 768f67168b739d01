"""Lines of a programme on their way into the database, in bulk.

A staged import waits in tables of its own and is adopted by two statements inside the database:
10,000 items hold the Writer for a tenth of a second, where inserting them takes over a second.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, literal
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col, select
from uuid_utils.compat import uuid7

from server.programmes.lines import Line
from server.programmes.models import (
    ItemWords,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedBody,
    StagedItem,
)

_WORDS = tuple(ItemWords.model_fields)


def stage_lines(
    db: Session, import_id: int, lines: Sequence[Line], *, first: int, body_ids: Mapping[str, int]
) -> None:
    """Store lines of an import at the positions from `first` on.

    `body_ids` maps a body's key, as text, to its id.
    """
    _insert(
        db,
        StagedItem,
        [
            line.words | {"import_id": import_id, "position": position, "key": uuid7()}
            for position, line in enumerate(lines, first)
        ],
    )
    _insert(
        db,
        StagedBody,
        [
            {
                "import_id": import_id,
                "position": position,
                "body_id": body_ids.get(key or ""),
                "name": name,
                "role": role,
            }
            for position, line in enumerate(lines, first)
            for role, name, key in line.bodies
        ],
    )


def adopt_staged(db: Session, import_id: int, programme_id: int) -> None:
    """Make the items of an import those of a programme."""
    words = [getattr(StagedItem, name) for name in _WORDS]
    fixed: list[ColumnElement[Any]] = [literal(programme_id), literal(1), literal("planned")]
    items: Any = (
        select(StagedItem.key, *words, *fixed)
        .where(StagedItem.import_id == import_id)
        .order_by(col(StagedItem.position))
    )
    names = ["key", *_WORDS, "programme_id", "version", "state"]
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


def forget_staged(db: Session, import_ids: Sequence[int]) -> None:
    """Delete the staged items of these imports."""
    for table in (StagedBody, StagedItem):
        db.execute(delete(table).where(col(table.import_id).in_(import_ids)))


def insert_lines(
    db: Session,
    programme_id: int,
    lines: Sequence[Line],
    *,
    body_ids: Mapping[str, int],
    parent_ids: Mapping[str, int],
) -> None:
    """Store the lines of a definition; `parent_ids` maps "programme#item" to an item's id."""
    keys = [uuid7() for _ in lines]
    _insert(
        db,
        ProgrammeItem,
        [
            line.words
            | {
                "programme_id": programme_id,
                "position": position,
                "parent_id": parent_ids.get(line.words["parent_ref"]),
                "key": key,
                "version": 1,
                "state": "planned",
            }
            for position, (key, line) in enumerate(zip(keys, lines, strict=True), 1)
        ],
    )
    ids = db.exec(
        select(ProgrammeItem.id)
        .where(ProgrammeItem.programme_id == programme_id)
        .order_by(col(ProgrammeItem.position))
    )
    _insert(
        db,
        ProgrammeItemBody,
        [
            {"item_id": item_id, "body_id": body_ids.get(key or ""), "name": name, "role": role}
            for item_id, line in zip(ids, lines, strict=True)
            for role, name, key in line.bodies
        ],
    )


def _insert(db: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table.__table__), rows)  # type: ignore[attr-defined]
