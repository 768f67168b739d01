"""A row in every table, made from the tables themselves: for backups and migrations."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, Date, DateTime, Integer, String, Table, Uuid, func, insert, select

from server.kernel.db import SYSTEM, Tx
from server.migrations import metadata
from tests.world import World, new_id


def value_for(column: Any, n: int) -> Any:
    """Return a plausible value of a column's type, the nth."""
    kind = column.type
    for wanted, value in (
        (Uuid, uuid4()),
        (Boolean, bool(n % 2)),
        (Integer, n),
        (DateTime, datetime(2026, 1, 1 + n, 8, 30, tzinfo=UTC)),
        (Date, date(2026, 1, 1 + n)),
        (String, f"{column.name} {n} đủ dấu"),
    ):
        if isinstance(kind, wanted) or isinstance(getattr(kind, "impl", None), wanted):
            return value
    return {"chữ": [n]}


def row_for(table: Table, ids: dict[str, Any], n: int) -> dict[str, Any]:
    """Return the nth row for `table`; `ids` holds an id of each table it may refer to."""
    row = {}
    for column in table.columns:
        if column.name == "id" and column.primary_key and isinstance(column.type, Integer):
            continue
        foreign = next(iter(column.foreign_keys), None)
        if foreign is not None:
            row[column.name] = ids.get(foreign.column.table.name)
        else:
            row[column.name] = value_for(column, n)
    return row


def fill(world: World) -> None:
    """Give every empty table a row."""

    def store(tx: Tx) -> None:
        ids: dict[str, Any] = {}
        for table in metadata().sorted_tables:
            if not tx.session.execute(select(func.count()).select_from(table)).scalar_one():
                tx.session.execute(insert(table).values(row_for(table, ids, 1)))
            if "id" in table.c:
                ids[table.name] = tx.session.execute(select(func.max(table.c.id))).scalar()

    world.writer.run(SYSTEM, new_id(), store)
