"""Which stored files rows still name, and the end of those of a withdrawn paper."""

from datetime import timedelta
from uuid import uuid4

import pysqlite3
import structlog
from sqlmodel import Session, col, select

from server.kernel.blobs import Blobs
from server.kernel.db import SYSTEM, Reader, Writer
from server.kernel.jobs import Workshop, periodic
from server.kernel.settings import Settings
from server.kernel.types import now
from server.materials.models import UrgentWithdrawal
from server.materials.urgent import finish_withdrawal
from server.migrations import metadata

log = structlog.get_logger("stored")

LATE_MINUTES = 10.0  # until then a view of the last moment may still be written down


def referenced_blobs(db: Session) -> set[str]:
    """Return every hash that a row names, for a caller that looks after files.

    A blob's hash stands in a column called sha256 or …_sha256, whichever feature's table it is: so
    no feature can forget to say that it keeps files.
    """
    columns = [
        column
        for table in metadata().sorted_tables
        for column in table.columns
        if column.name == "sha256" or column.name.endswith("_sha256")
    ]
    found: set[str] = set()
    for column in columns:
        found.update(db.execute(select(column).where(column.is_not(None))).scalars())
    return found


def clear(settings: Settings, writer: Writer, reader: Reader, blobs: Blobs) -> int:
    """Remove the files of withdrawn papers that no other row names; returns how many.

    Done right after the commit of a withdrawal, and again by the worker: a crash between the two
    leaves the hashes in the register. Blocks for the files' store.
    """
    removed = 0
    for key, hashes in reader.run(_to_clear):
        named = reader.run(referenced_blobs)
        for sha256 in hashes:
            if sha256 not in named:
                blobs.remove(sha256)
                removed += 1
        writer.run(SYSTEM, uuid4().hex, finish_withdrawal, key=key)
        if hashes and not settings.database_url:
            _forget_log(settings)
    return removed


@periodic(minute="*/2")
def clear_withdrawn(shop: Workshop) -> None:
    """Finish withdrawals that were cut off, and note views that were written down late."""
    removed = clear(shop.settings, shop.writer, shop.reader, shop.blobs)
    if removed:
        log.warning("files of a withdrawn paper removed late", count=removed)


def _to_clear(db: Session) -> list[tuple[str, list[str]]]:
    """Keys and hashes of the withdrawals that are not finished, or may still hear of a view."""
    rows = db.exec(
        select(UrgentWithdrawal).where(
            col(UrgentWithdrawal.cleared_at).is_(None)
            | (col(UrgentWithdrawal.at) > now() - timedelta(minutes=LATE_MINUTES))
        )
    )
    return [(str(row.key), row.blobs) for row in rows.all()]


def _forget_log(settings: Settings) -> None:
    """Empty SQLite's write-ahead log, whose old pages still bear what was deleted."""
    connection = pysqlite3.connect(settings.data_dir / "plenum.db", timeout=5)
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    if busy:
        log.warning("the write-ahead log could not be emptied yet")
