"""Alembic's entry: the connection comes from server.migrations.migrate."""

from typing import Any

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from server.kernel.types import UTC, Json
from server.migrations import metadata


def _render(kind: str, item: Any, autogen: Any) -> Any:
    """Write own column types as plain SQLAlchemy ones, so old migrations need none of our code."""
    if kind == "type" and isinstance(item, UTC):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Json):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def _include(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Leave the queue's tables to the queue."""
    return not (kind == "table" and (name or "").startswith("jobs_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    render_as_batch=connection is not None and connection.dialect.name == "sqlite",
    render_item=_render,
    include_object=_include,
    transactional_ddl=True,
)
context.run_migrations()
