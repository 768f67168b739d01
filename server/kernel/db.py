"""Where rows are read and written: the one Writer and the readers.

Every change goes through `Writer.run`: one transaction that claims the receipt of the form,
runs the command, numbers its events and commits durably. Reads run on threads of their own, each
in one transaction, so that what is read and the stream's number belong together.
"""

import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

import structlog
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import PoolProxiedConnection
from sqlmodel import Session, col

from server.kernel import disk, metrics
from server.kernel.engine import PG_WRITERS, READERS, connect, sqlite_url
from server.kernel.errors import Busy, CommandReused, DiskFailed, DiskFull
from server.kernel.events import Receipt, Stream
from server.kernel.pulse import Pulse
from server.kernel.receipts import ANSWERED, claiming, digest_of
from server.kernel.settings import Settings
from server.kernel.tx import SYSTEM, Actor, Tx
from server.kernel.types import now
from server.kernel.underway import under_way

log = structlog.get_logger("db")
P = ParamSpec("P")
R = TypeVar("R")

RERUNS = 3
DOORBELL = "plenum"

__all__ = ["DOORBELL", "SYSTEM", "Actor", "Reader", "Tx", "Writer", "seqs", "sqlite_url"]


# Every command and every page runs these, so they are built once.
_SEQS = select(Stream.name, Stream.seq).where(  # type: ignore[call-overload]
    col(Stream.name).in_(bindparam("streams", expanding=True))
)
_RING = text("SELECT pg_notify(:channel, :stream)")
_LOOK = select(Stream.name).limit(1)  # type: ignore[call-overload]


def _worth_a_rerun(problem: Exception) -> bool:
    if isinstance(problem, StaleDataError | IntegrityError):
        return True
    if isinstance(problem, DBAPIError):
        return getattr(problem.orig, "sqlstate", None) in ("40P01", "40001")
    return False


class Writer:
    """The only way to change anything."""

    def __init__(self, settings: Settings, secret: bytes, *, patient: bool = True) -> None:
        """`patient`: a statement may take long; not where people wait for pages."""
        self.engine = connect(settings, read_only=False, patient=patient)
        self.pulse = Pulse(self._look)
        self._secret = secret
        self._limit, self._patience = settings.writer_queue, settings.writer_wait_seconds
        self._folder = settings.data_dir
        self._waiting = 0
        self._lock = threading.Lock()
        # One thread on SQLite; on PostgreSQL a stream's row keeps its commands in turn.
        many = PG_WRITERS if settings.database_url else 1
        self._threads = ThreadPoolExecutor(many, thread_name_prefix="writer")
        self._serial = threading.RLock() if not settings.database_url else None
        self.doorbell: Callable[[list[str]], None] = lambda streams: None
        self.make_room: Callable[[], bool] = lambda: False  # on a full disk: whether it could
        # After a failed sync nobody knows what is on the disk: no further promise until a restart.
        self.stopped = False

    async def submit(
        self,
        actor: Actor,
        command_id: str | UUID,
        command: Callable[Concatenate[Tx, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run a command from the event loop. Raises Busy when too many wait, or it did too long."""
        with self._lock:
            if self._waiting >= self._limit:
                metrics.BUSY.inc()
                raise Busy
            self._waiting += 1
        try:
            call = partial(self.run, actor, command_id, command, *args, **kwargs)
            return await _in(self._threads, self._in_time(call))
        finally:
            with self._lock:
                self._waiting -= 1

    def _in_time(self, call: Callable[[], R]) -> Callable[[], R]:
        asked = time.monotonic()

        def run() -> R:
            if time.monotonic() - asked > self._patience:  # a slow disk: say so while people wait
                metrics.BUSY.inc()
                raise Busy
            return call()

        return run

    def run(
        self,
        actor: Actor,
        command_id: str | UUID,
        command: Callable[Concatenate[Tx, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Carry out `command(tx, **kwargs)` once for this actor and command id.

        Returns what the command returned (ids, JSON-able), also when the same form comes again.
        Raises what the command raises, CommandReused, Busy after three lost races, DatabaseDown,
        DiskFull or DiskFailed. A commit that nobody heard of is found by its receipt when the form
        comes again.
        """
        if self.stopped:
            raise DiskFailed
        digest = digest_of(self._secret, command, args, kwargs)
        for tries in range(RERUNS + 1):
            self.pulse.check()
            try:
                with self._serial if self._serial else _nothing():
                    once = self._once(actor, str(command_id), digest, command, args, kwargs)
                    return cast(R, once)
            except SQLAlchemyError as problem:
                refusal = disk.refusal_of(problem, self._folder)
                if isinstance(refusal, DiskFull) and tries < RERUNS and self.make_room():
                    continue
                if refusal:
                    self._stop_after(refusal)
                    raise refusal from problem
                again = self.pulse.met(problem, first=tries == 0)
                if not again and not _worth_a_rerun(problem):
                    raise
                if tries == RERUNS:
                    if isinstance(problem, IntegrityError):
                        raise
                    raise Busy from problem
        raise AssertionError("unreachable")

    def _once(
        self,
        actor: Actor,
        command_id: str,
        digest: str,
        command: Callable[..., Any],
        args: Any,
        kwargs: Any,
    ) -> Any:
        with metrics.COMMANDS.time(), Session(self.engine, expire_on_commit=False) as session:
            db = session.connection()
            form = {"actor": actor.user_id, "command": command_id}
            claim = form | {"digest": digest, "at": now()}
            if db.execute(claiming(db.dialect.name), claim).first() is None:
                receipt = session.get_one(Receipt, (actor.user_id, command_id))
                if receipt.digest != digest:
                    raise CommandReused
                return receipt.result
            tx = Tx(session, actor)
            with under_way(session):
                result = command(tx, *args, **kwargs)
            tx.number_events()
            db.execute(ANSWERED, form | {"answer": result})
            if db.dialect.name == "postgresql":
                for stream in tx.streams:
                    db.execute(_RING, {"channel": DOORBELL, "stream": stream})
            with metrics.COMMITS.time():
                session.commit()
        if tx.streams:
            self.doorbell(tx.streams)
        return result

    def _look(self) -> None:
        with self._serial if self._serial else _nothing(), self.engine.begin() as db:
            db.execute(_LOOK)

    def _stop_after(self, refusal: DiskFull | DiskFailed) -> None:
        """Write no more where SQLite's file failed; PostgreSQL sees to its own."""
        if isinstance(refusal, DiskFailed) and self._serial and not self.stopped:
            self.stopped = True
            metrics.STOPPED.set(1)
            log.critical("the disk failed: nothing is written until this process is started again")

    def close(self) -> None:
        """Finish what is under way and let go of the database."""
        self.pulse.close()
        self._threads.shutdown(wait=True)
        self.engine.dispose()


async def _in(threads: ThreadPoolExecutor, call: Callable[[], R]) -> R:
    """Run `call` on one of `threads`, with this request's language."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, context.run, call)


@contextmanager
def _nothing() -> Iterator[None]:
    yield


class Reader:
    """Reads, each in one transaction, on threads of their own."""

    def __init__(self, settings: Settings, *, patient: bool = True) -> None:
        """`patient`: a statement may take long; not where people wait for pages."""
        self.engine = connect(settings, read_only=True, patient=patient)
        self.pulse = Pulse(self._look)
        # data_version counts for one connection, so this one is kept aside.
        self._watcher: PoolProxiedConnection | None = None
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def submit(
        self, query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a query from the event loop."""
        return await _in(self._threads, partial(self.run, query, *args, **kwargs))

    def run(
        self, query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `query(db, ...)` in one read transaction and return what it returns.

        Raises DatabaseDown or Busy where the database does not answer.
        """
        for first in (True, False):
            self.pulse.check()
            try:
                with Session(self.engine, expire_on_commit=False) as db, db.begin(), under_way(db):
                    return query(db, *args, **kwargs)
            except SQLAlchemyError as problem:
                if not self.pulse.met(problem, first=first):
                    raise
        raise AssertionError("unreachable")

    def _look(self) -> None:
        with self.engine.begin() as db:
            db.execute(_LOOK)

    async def data_version(self) -> int:
        """Return SQLite's counter of the commits that other connections have made."""
        return await _in(self._threads, self._data_version)

    def _data_version(self) -> int:
        if self._watcher is None:
            self._watcher = self.engine.raw_connection()
        cursor = self._watcher.cursor()
        cursor.execute("PRAGMA data_version")
        row = cursor.fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Let go of threads and database."""
        self.pulse.close()
        self._threads.shutdown(wait=True)
        if self._watcher is not None:
            self._watcher.close()
        self.engine.dispose()


def seqs(db: Session, streams: list[str]) -> dict[str, int]:
    """Return how far each of `streams` has come, as this transaction sees it (0: not begun)."""
    rows = db.connection().execute(_SEQS, {"streams": streams}).all()
    found = {name: seq for name, seq in rows}
    return {stream: found.get(stream, 0) for stream in streams}
