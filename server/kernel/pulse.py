"""Whether the database answers, and what everybody is told while it does not.

The first transaction that finds the database gone or hung has waited for it; those behind it are
refused at once, and one thread looks again until it answers. Nothing needs a restart.
"""

import threading
from collections.abc import Callable

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from server.kernel.engine import Silent
from server.kernel.errors import Busy, DatabaseDown, DomainError

log = structlog.get_logger("database")
AGAIN_SECONDS = 0.25

# SQLSTATEs of a database that takes nobody: connection lost, shutting down, starting, full.
_DOWN = ("08", "57P01", "57P02", "57P03", "53300")
_HELD_UP = ("55P03", "57014")  # a lock, or a statement, took longer than a page may


def outage(problem: SQLAlchemyError) -> type[DomainError] | None:
    """Return what people are told of a database error that no statement is to blame for."""
    if not isinstance(problem, DBAPIError):
        return None
    if isinstance(problem.orig, psycopg.Error):
        state = problem.orig.sqlstate
        if problem.connection_invalidated or (state and state.startswith(_DOWN)):
            return DatabaseDown
        if state in _HELD_UP:
            return Busy
        never_connected = isinstance(problem.orig, psycopg.OperationalError) and state is None
        return DatabaseDown if never_connected else None
    # pysqlite3's errors carry no code: a database that another process holds says so in words.
    return Busy if "locked" in str(problem.orig) else None


class Pulse:
    """What one engine's database is like; any thread may ask."""

    def __init__(self, look: Callable[[], object]) -> None:
        """`look()` runs the least transaction there is; it raises while the database is away."""
        self._look = look
        self._problem: type[DomainError] | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self.on_change: Callable[[], None] = lambda: None

    @property
    def stopped(self) -> bool:
        """Whether the database does not answer now."""
        return self._problem is not None

    def check(self) -> None:
        """Raise what the last transaction met if the database has not answered since."""
        problem = self._problem
        if problem is not None:
            raise problem

    def met(self, problem: SQLAlchemyError, *, first: bool) -> bool:
        """Judge what a transaction met.

        Returns whether it was the `first` try and met a connection from before a restart: another
        try has a new one. False: the database is not to blame. Raises DatabaseDown or Busy.
        """
        why = outage(problem)
        if why is None:
            return False
        cause = problem.orig if isinstance(problem, DBAPIError) else None
        broken = isinstance(problem, DBAPIError) and problem.connection_invalidated
        if first and broken and not isinstance(cause, Silent):
            return True
        if getattr(cause, "sqlstate", None) not in _HELD_UP:
            self._stop(why, problem)
        raise why from problem

    def _stop(self, why: type[DomainError], problem: Exception) -> None:
        with self._lock:
            if self._problem is not None or self._closed.is_set():
                return
            self._problem = why
        log.error("the database does not answer", problem=str(problem).partition("\n")[0])
        threading.Thread(target=self._until_it_answers, name="pulse", daemon=True).start()
        self.on_change()

    def _until_it_answers(self) -> None:
        while not self._closed.wait(AGAIN_SECONDS):
            try:
                self._look()
            except SQLAlchemyError:
                continue
            self._problem = None
            log.info("the database answers again")
            self.on_change()
            return

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
