"""One Alembic history for all features, and the only way to a current schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import server.conclusions.models
import server.materials.models
import server.meetings.models
import server.people.models
import server.programmes.models
import server.programmes.rulebook
import server.schedule.models
import server.tasks.followup
import server.tasks.models  # noqa: F401
from server.kernel import events  # noqa: F401
from server.kernel.db import sqlite_url
from server.kernel.settings import Settings

HERE = Path(__file__).parent


def metadata() -> MetaData:
    """Return all tables."""
    return SQLModel.metadata


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, bound to a connection."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.attributes["connection"] = connection
    return settings


def head() -> str:
    """Return the revision that this release expects."""
    revision = ScriptDirectory.from_config(config()).get_current_head()
    assert revision is not None
    return revision


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring the database to `revision`, in one transaction on a connection of its own.

    On SQLite foreign keys are off while tables are rebuilt (a rebuild with them on fails, or
    silently deletes every child row) and checked before anything is kept.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    url = settings.database_url or sqlite_url(settings)
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            if settings.database_url:
                with connection.begin():
                    command.upgrade(config(connection), revision)
                return
            dbapi = connection.connection.dbapi_connection
            assert dbapi is not None
            dbapi.isolation_level = None
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            command.upgrade(config(connection), revision)
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                connection.exec_driver_sql("ROLLBACK")
                raise RuntimeError(f"the migration would leave rows without parents: {broken[:5]}")
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def current(connection: Connection) -> str | None:
    """Return the revision a database has."""
    return MigrationContext.configure(connection).get_current_revision()
