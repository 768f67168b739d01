"""Backup and restore, the same on both engines: rows as JSON lines, papers by hash.

A backup is a folder: `manifest.json` (schema revision, rows a table, hash of each file),
`rows/TABLE.jsonl` and `blobs/HASH`. It is read in one transaction, so the server may go on
meanwhile; papers are copied after the rows that name them, and are never changed. That it was taken
is remembered, so that an urgent withdrawal can say which backups hold the paper. Restoring needs an
empty database, of either engine, and refuses a backup that is not whole. Papers may lie
on disk or in a store, before and after: the backup is the same.
"""

import base64
import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    Connection,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy import column as sa_column
from sqlalchemy import table as sa_table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from server import migrations
from server.kernel.blobs import Blobs, digest
from server.kernel.db import SYSTEM, Reader, Writer, sqlite_url
from server.kernel.errors import NotFound
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.materials.stored import referenced_blobs
from server.materials.urgent import remember_backup

BATCH = 2000


class BackupProblem(Exception):
    """What stopped a backup or a restore, as a sentence for the operator."""


def backup(settings: Settings, target: Path) -> dict[str, Any]:
    """Write a backup into `target`, a new folder. Returns the manifest. Raises BackupProblem,
    StoreDown.
    """
    if target.exists() and any(target.iterdir()):
        raise BackupProblem(f"{target} is not empty")
    (target / "rows").mkdir(parents=True)
    (target / "blobs").mkdir()
    _remember(settings, target.resolve().name)
    reader = Reader(settings)
    try:
        manifest, named = reader.run(partial(_read, folder=target / "rows"))
    finally:
        reader.close()
    blobs = Blobs(settings)
    for name in blobs.all():
        if name not in named:
            continue  # arrived since, or nobody's: perhaps what was withdrawn a moment ago
        try:
            blobs.fetch(name, target / "blobs" / name)
        except NotFound:
            continue  # removed meanwhile
        if digest(target / "blobs" / name) != name:
            raise BackupProblem(f"the stored file {name} is damaged")
    manifest["blobs"] = sorted(path.name for path in (target / "blobs").iterdir())
    manifest["state"] = _state(manifest["tables"])
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return manifest


def _remember(settings: Settings, folder: str) -> None:
    """Note the backup before it reads: even one that fails half-way may hold a paper."""
    writer = Writer(settings, instance_secret(settings))
    try:
        writer.run(SYSTEM, uuid4().hex, remember_backup, folder=folder)
    except DBAPIError as problem:
        raise BackupProblem(f"the backup could not be noted: {problem.orig}") from problem
    finally:
        writer.close()


def _read(db: Session, folder: Path) -> tuple[dict[str, Any], set[str]]:
    """Write all rows into `folder`; return the beginning of the manifest, and what rows name."""
    revision = migrations.current(db.connection())
    tables = _dump_tables(db.connection(), folder)
    return {"revision": revision, "tables": tables}, referenced_blobs(db)


def restore(settings: Settings, source: Path) -> dict[str, Any]:
    """Load a backup into an empty database and DATA_DIR. Returns the manifest of what is there now.

    Raises BackupProblem or StoreDown, and then no row is kept.
    """
    manifest = _checked(source)
    blobs = Blobs(settings)
    migrations.migrate(settings, manifest["revision"])
    engine = create_engine(settings.database_url or sqlite_url(settings), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                dbapi = connection.connection.dbapi_connection
                assert dbapi is not None
                dbapi.execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                _load_tables(connection, source / "rows")
                for name in manifest["blobs"]:  # before the commit: no row without its file
                    waiting = settings.upload_dir / f"{name}.restoring"
                    shutil.copyfile(source / "blobs" / name, waiting)
                    blobs.put(waiting)
    finally:
        engine.dispose()
    migrations.migrate(settings)
    reader = Reader(settings)
    try:
        state = reader.run(lambda db: state_of(db.connection()))
    finally:
        reader.close()
    if manifest["revision"] == migrations.head() and state != manifest["state"]:
        raise BackupProblem("what was restored is not what was backed up")
    return manifest | {"state": state}


def state_of(connection: Connection) -> str:
    """Return one hash of every row of every table."""
    return _state(
        {table.name: _hash_rows(connection, table, lambda line: None) for table in _tables()}
    )


def _tables() -> list[Table]:
    return list(migrations.metadata().sorted_tables)


def _state(tables: dict[str, dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


def _dump_tables(connection: Connection, folder: Path) -> dict[str, dict[str, Any]]:
    tables = {}
    for table in _tables():
        with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
            write = file.write
            tables[table.name] = _hash_rows(connection, table, lambda line, w=write: w(line))  # type: ignore[misc]
    return tables


def _hash_rows(connection: Connection, table: Table, write: Callable[[str], Any]) -> dict[str, Any]:
    order = list(table.primary_key.columns)
    hashed, count = hashlib.sha256(), 0
    for row in connection.execute(select(table).order_by(*order)).mappings():
        plain = {name: _plain(value) for name, value in row.items()}
        line = json.dumps(plain, ensure_ascii=False, sort_keys=True) + "\n"
        hashed.update(line.encode())
        write(line)
        count += 1
    return {"rows": count, "sha256": hashed.hexdigest()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, dict | list):
        return {"json": value}
    return value


def _typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    readers: dict[str, Callable[[Any], Any]] = {
        "moment": datetime.fromisoformat,
        "day": date.fromisoformat,
        "uuid": UUID,
        "bytes": base64.b64decode,
        "json": lambda v: v,
    }
    return readers[kind](inner)


def _checked(source: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((source / "manifest.json").read_text())
    except (OSError, ValueError) as problem:
        raise BackupProblem(f"{source} is not a backup: {problem}") from problem
    for name, facts in manifest["tables"].items():
        if digest(source / "rows" / f"{name}.jsonl") != facts["sha256"]:
            raise BackupProblem(f"rows/{name}.jsonl is damaged")
    for name in manifest["blobs"]:
        if digest(source / "blobs" / name) != name:
            raise BackupProblem(f"blobs/{name} is damaged")
    return manifest


def _load_tables(connection: Connection, folder: Path) -> None:
    later: list[tuple[Table, str, list[dict[str, Any]]]] = []
    # As they are at the backup's own revision: later tables and columns are not there yet.
    there = inspect(connection)
    known = set(there.get_table_names())
    tables = [table for table in _tables() if table.name in known]
    for table in tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise BackupProblem("the database is not empty")
    for table in tables:
        file = folder / f"{table.name}.jsonl"
        if not file.exists():
            continue
        names = {column["name"] for column in there.get_columns(table.name)}
        plain = (sa_column(c.name, c.type) for c in table.columns if c.name in names)
        into = sa_table(table.name, *plain)  # without the defaults of columns it lacks
        # A row may name another of its own table (a body its successor): set those afterwards.
        own = [fk.parent.name for fk in table.foreign_keys if fk.column.table is table]
        batch: list[dict[str, Any]] = []
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                row = {name: _typed(value) for name, value in json.loads(line).items()}
                for name in own:
                    if row.get(name) is not None:
                        later.append((table, name, [{"row": row["id"], "value": row[name]}]))
                        row[name] = None
                batch.append(row)
                if len(batch) == BATCH:
                    connection.execute(insert(into), batch)
                    batch.clear()
        if batch:
            connection.execute(insert(into), batch)
        if connection.dialect.name == "postgresql" and "id" in table.c:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'),"  # noqa: S608
                    f' (SELECT max(id) FROM "{table.name}")) WHERE pg_get_serial_sequence'
                    f"('\"{table.name}\"', 'id') IS NOT NULL"
                )
            )
    for table, name, values in later:
        for value in values:
            connection.execute(
                update(table).where(table.c.id == value["row"]).values({name: value["value"]})
            )


def report(problem: BackupProblem) -> int:
    """Tell the operator; returns the exit code."""
    print(problem, file=sys.stderr)
    return 1
