"""Jobs: the reading renditions, and what they leave behind when something goes wrong."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import structlog
from sqlmodel import Session, col, select

from server.kernel.confine import confined
from server.kernel.db import SYSTEM
from server.kernel.errors import NotFound
from server.kernel.jobs import Workshop, enqueue, job, periodic
from server.kernel.types import now
from server.materials.commands import claim_rendition, finish_rendition
from server.materials.models import PaperVersion
from server.materials.stored import referenced_blobs

log = structlog.get_logger("renditions")

WALL_SECONDS = 120.0
LEASE_SECONDS = 300.0  # longer than the child may live
STALE_MINUTES = 2.0  # a worker that is up has taken a new paper on by then


@job
def make_rendition(shop: Workshop, key: str) -> None:
    """Derive the rendition of a paper's version. May run twice: the second time does nothing.

    A file that cannot be rewritten is noted as failed, and readers get the original.
    """
    source = shop.writer.run(
        SYSTEM, _new_id(), claim_rendition, key=key, lease_seconds=LEASE_SECONDS
    )
    if source is None:
        return
    with tempfile.TemporaryDirectory(dir=shop.settings.upload_dir) as folder:
        target = Path(folder).resolve() / "rendition.pdf"
        made = None
        with suppress(NotFound), shop.blobs.local(source) as path:  # gone since: there is none
            made = confined(
                "server.materials.rewriting", str(path), str(target), seconds=WALL_SECONDS
            )
        pages = shop.reader.run(_pages, key)
        right = made is not None and made["pages"] == pages
        sha256 = shop.blobs.put(target) if right else None
    if sha256 is None:
        log.warning("no rendition", version=key)
    wanted = shop.writer.run(SYSTEM, _new_id(), finish_rendition, key=key, sha256=sha256)
    if sha256 and not wanted and sha256 not in shop.reader.run(referenced_blobs):
        shop.blobs.remove(sha256)  # the paper was withdrawn meanwhile


@periodic(minute="*/2")
def ask_again(shop: Workshop) -> None:
    """Ask again for the renditions that nobody is at."""
    for key in shop.reader.run(stale):
        enqueue(shop.settings, make_rendition, key)


def stale(db: Session) -> list[str]:
    """Return keys of the versions whose rendition has waited too long."""
    moment = now()
    rows = db.exec(
        select(PaperVersion.key)
        .where(PaperVersion.rendition_state == "pending")
        .where(col(PaperVersion.uploaded_at) < moment - timedelta(minutes=STALE_MINUTES))
        .where(
            col(PaperVersion.rendition_lease).is_(None)
            | (col(PaperVersion.rendition_lease) < moment)
        )
    )
    return [str(key) for key in rows.all()]


def _pages(db: Session, key: str) -> int | None:
    return db.scalar(select(PaperVersion.page_count).where(PaperVersion.key == UUID(key)))


def _new_id() -> str:
    return uuid4().hex
