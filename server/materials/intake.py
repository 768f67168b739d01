"""An uploaded file on its way to a paper: kept aside, looked into, stored under its hash.

Errors: NotDeclared, NoFile, TooLargePaper, NotPdf, UnreadablePaper, LockedPaper, TooManyPages,
SecretMark, and the kernel's DiskFull and DiskFailed. After any of them nothing has been stored.
"""

import asyncio
import os
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from server.kernel import i18n
from server.kernel.blobs import CHUNK, Blobs
from server.kernel.confine import confined
from server.kernel.errors import DomainError
from server.kernel.settings import Settings

WALL_SECONDS = 20.0
_MOST_NAME_BYTES = 240  # what file systems take, so that a tablet can save it again
# Two at a time: each may take half a gigabyte and a processor for ten seconds.
_inspectors = ThreadPoolExecutor(2, thread_name_prefix="inspector")


class NotDeclared(DomainError):
    """Nobody declared that the file holds no state secret."""

    status, code = 422, "not-declared"


class NoFile(DomainError):
    """The form came without a file, or with an empty one."""

    status, code = 422, "no-file"


class TooLargePaper(DomainError):
    """More than settings.max_upload_bytes; `most` is that limit in MB."""

    status, code = 413, "too-large-paper"


class NotPdf(DomainError):
    """Whatever its name says, the file is no PDF."""

    status, code = 422, "not-pdf"


class UnreadablePaper(DomainError):
    """Damaged, cut off, or more than a reader can take."""

    status, code = 422, "unreadable-paper"


class LockedPaper(DomainError):
    """Encrypted: it asks for a password, or forbids what readers do."""

    status, code = 422, "locked-paper"


class TooManyPages(DomainError):
    """More than settings.max_pages, which is `most`."""

    status, code = 422, "too-many-pages"


class SecretMark(DomainError):
    """A page bears a secrecy mark: it never goes onto a networked server."""

    status, code = 422, "secret-mark"


_REFUSALS = {e.code: e for e in (NotPdf, UnreadablePaper, LockedPaper, TooManyPages, SecretMark)}


@dataclass(frozen=True)
class Arrived:
    """A file that was accepted and stored: its hash and what was found in it."""

    sha256: str
    size_bytes: int
    page_count: int
    scanned_pages: int


async def take_in(file: BinaryIO, settings: Settings, blobs: Blobs) -> Arrived:
    """Look into an uploaded file and store it. `file` is at byte 0.

    The row that refers to it is still to be written; without one the blob is an orphan.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_inspectors, _take_in, file, settings, blobs)


def _take_in(file: BinaryIO, settings: Settings, blobs: Blobs) -> Arrived:
    handle, name = tempfile.mkstemp(dir=settings.upload_dir, suffix=".pdf")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy:
            shutil.copyfileobj(file, copy, CHUNK)
        size = path.stat().st_size
        if size == 0:
            raise NoFile
        if size > settings.max_upload_bytes:
            raise too_large(settings)
        facts = inspect(path, settings.max_pages)
        return Arrived(blobs.put(path), size, *facts)
    finally:
        path.unlink(missing_ok=True)


def inspect(path: Path, max_pages: int) -> tuple[int, int]:
    """Return how many pages a PDF has and how many of them are scans, from a confined child."""
    facts = confined(
        "server.materials.inspection", str(path.resolve()), str(max_pages), seconds=WALL_SECONDS
    )
    if facts is None:
        raise UnreadablePaper
    if "refused" in facts:
        raise _REFUSALS[facts["refused"]](most=max_pages)
    return facts["pages"], facts["scanned"]


def too_large(settings: Settings) -> TooLargePaper:
    """Return the refusal of a file over the limit."""
    return TooLargePaper(most=settings.max_upload_bytes // 1024**2)


# --- names ------------------------------------------------------------------------------------


def clean_name(name: str | None) -> str:
    """Return an upload's file name without folders and control characters, composed, not long.

    It is shown and sent back, and never becomes part of a path on the server.
    """
    last = re.split(r"[/\\]", i18n.nfc(name or ""))[-1]
    plain = "".join(c for c in last if c.isprintable()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or ending.casefold() != "pdf":
        stem = plain
    while len(stem.encode()) > _MOST_NAME_BYTES:
        stem = stem[:-1]
    return f"{stem.strip(' .') or 'tai-lieu'}.pdf"


def title_of(file_name: str) -> str:
    """Return the title that a cleaned file name suggests."""
    return re.sub(r"[_\s]+", " ", file_name.removesuffix(".pdf")).strip() or file_name


_KIND_WORDS = {
    "appraisal": r"(bao cao )?tham (tra|dinh)",
    "draft": r"du thao",
    "appendix": r"phu luc|bieu( so)? \d",
    "submission": r"to trinh|ttr",
    "report": r"bao cao|bc",
}


def kind_of(title: str) -> str:
    """Return the kind of paper that a title names first, else "reference"."""
    plain = re.sub(r"\W+", " ", i18n.fold(title))
    found = {
        kind: match.start()
        for kind, word in _KIND_WORDS.items()
        if (match := re.search(rf"\b({word})\b", plain))
    }
    return min(found, key=lambda kind: found[kind], default="reference")
