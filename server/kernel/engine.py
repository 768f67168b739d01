"""The engines: how each database is opened, for writing and for reading."""

from typing import Any

import pysqlite3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from server.kernel.settings import Settings
from server.kernel.types import dumps

READERS = 3  # more threads starve the event loop (40 threads: each load 26 ms instead of 8)
PG_WRITERS = 8
_SQLITE_FLOOR = (3, 51, 3)  # older ones have the WAL-reset bug


def sqlite_url(settings: Settings) -> str:
    """Address of the embedded database."""
    return f"sqlite:///{settings.data_dir / 'plenum.db'}"


def connect(settings: Settings, *, read_only: bool) -> Engine:
    if settings.database_url:
        return create_engine(
            settings.database_url,
            json_serializer=dumps,
            pool_size=READERS if read_only else PG_WRITERS,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 3, "options": "-c statement_timeout=20000"},
            execution_options={
                "isolation_level": "REPEATABLE READ" if read_only else "READ COMMITTED",
                "postgresql_readonly": read_only,
            },
        )
    if pysqlite3.sqlite_version_info < _SQLITE_FLOOR:
        raise RuntimeError(f"SQLite {pysqlite3.sqlite_version_info} is too old for safe WAL")
    pool: dict[str, Any] = (
        {"pool_size": READERS + 1, "max_overflow": 0} if read_only else {"poolclass": StaticPool}
    )
    engine = create_engine(
        sqlite_url(settings),
        module=pysqlite3,
        json_serializer=dumps,
        connect_args={"check_same_thread": False},
        **pool,
    )

    @event.listens_for(engine, "connect")
    def _pragmas(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None  # we say BEGIN ourselves
        # WAL with FULL: an acknowledged write survives a power cut (NORMAL lost thousands).
        pragmas = ["busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
        pragmas.append("secure_delete=ON")  # what is deleted leaves no words in the file
        for pragma in [*pragmas, "query_only=ON"] if read_only else pragmas:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
