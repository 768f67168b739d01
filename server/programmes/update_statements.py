"""The statements by which many items of a programme are read and written at once."""

from typing import Any

from sqlalchemy import Column, bindparam, select, update

from server.kernel.db import Tx
from server.programmes.comparing import table_of
from server.programmes.events import ProgrammeItemChanged
from server.programmes.models import (
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedBody,
    StagedItem,
)

_MANY = 5000  # values in one statement
ITEMS, BODIES = table_of(ProgrammeItem), table_of(ProgrammeItemBody)
LINES, STAGED = table_of(StagedItem), table_of(StagedBody)


class Statements:
    """What is done to the items of one programme for one file, for a caller that locked both."""

    def __init__(self, tx: Tx, programme: Programme, staged: ProgrammeImport) -> None:
        self._tx, self._db = tx, tx.session
        self._programme, self._staged = programme, staged

    def lines(self, places: list[int]) -> dict[int, Any]:
        """Return lines of the file by their places."""
        own = LINES.c.import_id == self._staged.id
        found = self.found(LINES.c.position, places, own)
        return {row.position: row._mapping for row in found}

    def found(self, column: Column[Any], values: list[Any], *where: Any) -> list[Any]:
        """Return the rows whose `column` is among many values."""
        return [
            row
            for some in parts(values)
            for row in self._db.execute(select(column.table).where(column.in_(some), *where))
        ]

    def write(self, rows: list[dict[str, Any]]) -> None:
        """Change items `of` their ids, all in the same columns."""
        if not rows:
            return
        names = [name for name in rows[0] if name != "of"]
        values = {name: bindparam(f"to_{name}", type_=ITEMS.c[name].type) for name in names}
        statement = update(ITEMS).where(ITEMS.c.id == bindparam("of"))
        self._db.connection().execute(
            statement.values(**values, version=ITEMS.c.version + 1),
            [{"of": row["of"]} | {f"to_{name}": row[name] for name in names} for row in rows],
        )

    def emit(self, item: Any, **changed: tuple[Any, Any]) -> None:
        """Tell what was and is of an item's fields."""
        told = ProgrammeItemChanged(
            programme_id=self._programme.id, item_id=item["id"], item_key=item["key"]
        )
        self._tx.emit(told, source=self._staged.file_name, **changed)


def parts(values: list[Any]) -> list[list[Any]]:
    """Return values as lists that one statement can hold."""
    return [values[first : first + _MANY] for first in range(0, len(values), _MANY)]
