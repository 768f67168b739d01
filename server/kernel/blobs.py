"""Papers by hash: kept once, never changed, never in the database.

A file is written, synced, renamed to its SHA-256 and its folder synced before any row names it:
a crash leaves an orphan for `sweep-blobs`, never a row without a file.
"""

import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

_NAME = re.compile(r"^[0-9a-f]{64}$")
CHUNK = 1024 * 1024


class Blobs:
    """Files under one folder, named by their SHA-256 in hexadecimal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where a blob lies. Raises FileNotFoundError for a name that cannot be one."""
        if not _NAME.match(sha256):
            raise FileNotFoundError(sha256)
        return self._folder / sha256[:2] / sha256

    def put(self, source: Path) -> str:
        """Take a finished file over (it is moved when on the same disk); return its SHA-256."""
        sha256 = digest(source)
        target = self.path(sha256)
        if self._still_wanted(target):
            source.unlink()
        else:
            target.parent.mkdir(exist_ok=True)
            # The half file is beside the target, so the rename cannot cross a disk.
            half = target.with_suffix(f".{uuid4().hex}.part")
            try:
                shutil.move(source, half)
                _sync(half)
                half.rename(target)
            except OSError:
                half.unlink(missing_ok=True)  # a full disk keeps no half file
                raise
        # Also where it was there: the put before may have failed just here.
        _sync(target.parent)
        _sync(self._folder)
        return sha256

    def all(self) -> Iterator[str]:
        """Yield the name of every blob."""
        for path in self._folder.glob("??/*"):
            if _NAME.match(path.name):
                yield path.name

    def remove(self, sha256: str) -> None:
        """Forget a blob; nothing happens if it is not there."""
        self.path(sha256).unlink(missing_ok=True)

    def sweep(self, referenced: Callable[[], set[str]], older_seconds: float) -> int:
        """Remove what no row names and nobody put for `older_seconds`; return how many files.

        `referenced()` reads the names that rows have; the age leaves a command the time to write
        its row. Half files of crashed puts go as well.
        """
        before = time.time() - older_seconds
        with self._locked():
            old = [p for p in self._folder.glob("??/*") if p.stat().st_mtime < before]
            kept = referenced()
            orphans = [path for path in old if path.name not in kept]
            for path in orphans:
                path.unlink(missing_ok=True)
        return len(orphans)

    def _still_wanted(self, target: Path) -> bool:
        """Whether a blob is here already; its age begins anew, so that no sweep takes it now."""
        with self._locked():
            try:
                os.utime(target)
            except FileNotFoundError:
                return False
            return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
    return sha256.hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
