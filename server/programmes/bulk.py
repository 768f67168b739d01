"""Many rows by one statement."""

from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel


def insert_rows(db: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Insert rows, each with the same columns. Nothing happens for none."""
    if rows:
        db.execute(insert(table.__table__), rows)  # type: ignore[attr-defined]
