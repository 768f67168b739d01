"""Raises what following up asks a session to look at, once a night."""

from uuid import uuid4

import structlog
from sqlmodel import Session

from server.kernel.db import SYSTEM, Tx, seqs
from server.kernel.events import Cursor
from server.kernel.jobs import Workshop, periodic
from server.overview.matters.commands import raise_found
from server.overview.matters.finding import Finding, to_raise
from server.tasks.events import STREAM

READER = "matters"
log = structlog.get_logger("matters")


@periodic(hour="22", minute="40")  # 05:40 in Vietnam, before the office opens
def raise_matters(shop: Workshop) -> None:
    """Raise each matter once, whatever restarts."""
    found, reached = shop.reader.run(look)
    raised = 0
    for finding in found:
        key = shop.writer.run(SYSTEM, uuid4().hex, raise_found, finding=finding)
        raised += key is not None
    # Only now: what a crash left unraised is found again, and raised once.
    shop.writer.run(SYSTEM, uuid4().hex, keep_reached, seq=reached)
    log.info("raised", matters=raised)


def look(db: Session) -> tuple[list[Finding], int]:
    """Return what is to be raised, and how far the stream of tasks was then, for the worker."""
    row = db.get(Cursor, (READER, STREAM))
    reached = seqs(db, [STREAM]).get(STREAM, 0)
    return to_raise(db, row.seq if row else None), reached


def keep_reached(tx: Tx, *, seq: int) -> int:
    """Note up to where the stream of tasks was looked at. Returns that."""
    tx.session.merge(Cursor(reader=READER, stream=STREAM, seq=seq))
    return seq
