"""The engines: how each database is opened, for writing and for reading, and how long it may think.

A database that hangs (its process stopped, its machine frozen, the network cut) answers neither a
statement_timeout nor a cancel request, and the kernel keeps such a connection for minutes. So a
connection counts here how long nothing came: then it is closed and the transaction fails.
"""

from collections.abc import Generator
from time import monotonic
from typing import Any, Self, TypeVar

import psycopg
import pysqlite3
from psycopg.abc import PQGen, PQGenConn
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from server.kernel.settings import Settings
from server.kernel.types import dumps

READERS = 3  # more threads starve the event loop (40 threads: each load 26 ms instead of 8)
PG_WRITERS = 8
# A statement's time, and a lock's; less than the client waits: slow is not away.
PROMPT_MILLISECONDS, LONG_MILLISECONDS = 1300, 20_000
_SQLITE_FLOOR = (3, 51, 3)  # older ones have the WAL-reset bug
R = TypeVar("R")


class Silent(psycopg.OperationalError):
    """The database has said nothing for too long; the connection is closed."""


class Prompt(psycopg.Connection[Any]):
    """A connection of a web process: whoever waits for a page is answered within two seconds."""

    silence_seconds: float = 1.5

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> PQGenConn[Self]:
        # psycopg's own connect_timeout is never less than two seconds.
        return _heard(super()._connect_gen(conninfo), cls.silence_seconds)

    def wait(self, gen: PQGen[R], interval: float = 0.1, timeout: float | None = None) -> R:
        """Wait for a statement as long as something comes. Raises Silent."""
        if timeout is None:  # else the caller has a limit of its own
            gen = _heard(gen, self.silence_seconds)
        try:
            return super().wait(gen, interval, timeout)
        except Silent:
            self.pgconn.finish()  # closes the socket; says goodbye without waiting
            raise


class Patient(Prompt):
    """A connection of the worker, of backups and other verbs, where nobody waits for a page."""

    silence_seconds: float = 30.0


def unhurried(connection: Connection) -> None:
    """Let the statements of the transaction under way take as long as a Patient's."""
    driver: Any = connection.connection.dbapi_connection
    if isinstance(driver, Prompt):
        driver.silence_seconds = Patient.silence_seconds
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {LONG_MILLISECONDS}")


class Listening(psycopg.AsyncConnection[Any]):
    """The connection that waits for notifications, on the event loop."""

    async def wait(  # psycopg's own
        self,
        gen: PQGen[R],
        interval: float = 0.1,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> R:
        """Wait for a statement as long as something comes. Raises Silent."""
        if timeout is None:
            gen = _heard(gen, Prompt.silence_seconds)
        try:
            return await super().wait(gen, interval, timeout)
        except Silent:
            self.pgconn.finish()
            raise


def _heard(gen: Generator[Any, Any, R], silence_seconds: float) -> Generator[Any, Any, R]:
    """Go on with what psycopg does until nothing was ready for `silence_seconds`."""
    try:
        wanted = next(gen)
        since = monotonic()
        while True:
            ready = yield wanted
            moment = monotonic()
            if ready:
                since = moment
            elif moment - since > silence_seconds:
                raise Silent("the database does not answer")
            wanted = gen.send(ready)
    except StopIteration as end:
        result: R = end.value
        return result


def sqlite_url(settings: Settings) -> str:
    """Address of the embedded database."""
    return f"sqlite:///{settings.data_dir / 'plenum.db'}"


def libpq_url(settings: Settings) -> str:
    """Address of PostgreSQL as psycopg itself reads it, without a driver's name."""
    return str(settings.database_url).replace("+psycopg", "", 1)


def connect(settings: Settings, *, read_only: bool, patient: bool) -> Engine:
    """Open the database; `patient` allows a statement minutes rather than a second."""
    if settings.database_url:
        return _postgresql(settings.database_url, read_only=read_only, patient=patient)
    return _sqlite(settings, read_only=read_only, patient=patient)


def _postgresql(url: str, *, read_only: bool, patient: bool) -> Engine:
    kind = Patient if patient else Prompt
    most = LONG_MILLISECONDS if patient else PROMPT_MILLISECONDS
    options = f"-c lock_timeout={most - 100} -c statement_timeout={most}"

    def opened() -> Prompt:
        _, params = engine.dialect.create_connect_args(engine.url)
        return kind.connect(**dict(params) | {"options": options})

    engine = create_engine(
        url,
        creator=opened,
        json_serializer=dumps,
        pool_size=READERS if read_only else PG_WRITERS,
        max_overflow=0,
        execution_options={
            "isolation_level": "REPEATABLE READ" if read_only else "READ COMMITTED",
            "postgresql_readonly": read_only,
        },
    )

    @event.listens_for(engine, "checkin")
    def _hurry_again(dbapi: Any, record: Any) -> None:
        if dbapi is not None:
            dbapi.silence_seconds = kind.silence_seconds

    return engine


def _sqlite(settings: Settings, *, read_only: bool, patient: bool) -> Engine:
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
    busy = f"busy_timeout={LONG_MILLISECONDS if patient else PROMPT_MILLISECONDS}"

    @event.listens_for(engine, "connect")
    def _pragmas(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None  # we say BEGIN ourselves
        # WAL with FULL: an acknowledged write survives a power cut (NORMAL lost thousands).
        pragmas = [busy, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"]
        pragmas.append("secure_delete=ON")  # what is deleted leaves no words in the file
        for pragma in [*pragmas, "query_only=ON"] if read_only else pragmas:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
