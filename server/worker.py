"""The worker: jobs of the features, and the sweeps that keep an instance small.

`python -m server work` is a process of its own beside the web server; several may run.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
import structlog
from sqlmodel import col, select

from server.kernel import i18n
from server.kernel.blobs import Blobs
from server.kernel.db import SYSTEM, Reader, Tx, Writer
from server.kernel.events import Receipt
from server.kernel.jobs import Workshop, periodic
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.kernel.types import now
from server.materials import renditions  # noqa: F401  # declares its jobs
from server.materials.stored import referenced_blobs
from server.overview.matters import job as matters_job  # noqa: F401  # declares its jobs
from server.people.models import OneTimeCode, SignInFailure, SignInSession
from server.programmes import import_job  # noqa: F401  # declares its jobs
from server.urging import jobs as urging_jobs  # noqa: F401  # declares its jobs

log = structlog.get_logger("worker")

ORPHAN_SECONDS = 24 * 3600.0  # a command has long written its row by then, or never will
KEPT_DAYS = 30.0  # ended sessions and used codes, for whoever asks what happened
FAILURE_DAYS = 2.0
_AT_ONCE = 2000  # rows; a command holds the Writer for 200 ms at most


@contextmanager
def workshop(settings: Settings) -> Iterator[Workshop]:
    """Open what jobs have at hand."""
    i18n.set_zone(settings.timezone)  # the days of jobs are the office's
    writer, reader = Writer(settings, instance_secret(settings)), Reader(settings)
    try:
        yield Workshop(settings, writer, reader, Blobs(settings))
    finally:
        writer.close()
        reader.close()


@periodic(hour="18", minute="20")  # 01:20 in Vietnam
def sweep(shop: Workshop) -> None:
    """Forget what nobody needs any more."""
    moment = now()
    days = shop.settings.receipt_days
    swept = {
        "receipts": forget(shop, "receipt", moment - timedelta(days=days)),
        "sessions": forget(shop, "sign_in_session", moment - timedelta(days=KEPT_DAYS)),
        "codes": forget(shop, "one_time_code", moment - timedelta(days=KEPT_DAYS)),
        "failures": forget(shop, "sign_in_failure", moment - timedelta(days=FAILURE_DAYS)),
        "uploads": sweep_uploads(shop),
        "blobs": sweep_blobs(shop),
    }
    log.info("swept", **swept)


_SWEPT = {
    "receipt": (Receipt, Receipt.at),
    "sign_in_session": (SignInSession, SignInSession.expires_at),
    "one_time_code": (OneTimeCode, OneTimeCode.expires_at),
    "sign_in_failure": (SignInFailure, SignInFailure.at),
}


def forget(shop: Workshop, table: str, before: datetime) -> int:
    """Delete the rows of a table that ended before a moment; returns how many."""
    count = 0
    while True:
        gone = shop.writer.run(SYSTEM, uuid4().hex, _forget, table=table, before=before)
        count += gone
        if gone < _AT_ONCE:
            return count


def _forget(tx: Tx, *, table: str, before: datetime) -> int:
    row, moment = _SWEPT[table]
    key = list(sa.inspect(row).primary_key)
    old = select(*key).where(col(moment) < before).limit(_AT_ONCE)
    gone = tx.session.execute(sa.delete(row).where(sa.tuple_(*key).in_(old)).returning(key[0]))
    return len(gone.all())


def sweep_uploads(shop: Workshop) -> int:
    """Remove uploads that were cut off more than a day ago; returns how many."""
    before = time.time() - ORPHAN_SECONDS
    old = [p for p in shop.settings.upload_dir.iterdir() if p.stat().st_mtime < before]
    for path in old:
        if path.is_dir():  # where a rendition was being written
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return len(old)


def sweep_blobs(shop: Workshop, older_seconds: float = ORPHAN_SECONDS) -> int:
    """Remove files that no row names; returns how many."""
    return shop.blobs.sweep(lambda: shop.reader.run(referenced_blobs), older_seconds)
