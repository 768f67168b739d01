"""Papers by hash: kept once, never changed, never in the database.

They lie in a folder of `DATA_DIR`, or in an S3-compatible store (`BLOBS_URL`), as `ab/abcdef…`. A
file is whole and safe under its SHA-256 before any row names it: a crash leaves an orphan for
`sweep-blobs`, never a row without a file. Reading, listing and removing are obstore's for both.
Putting is not: obstore's local store never syncs, so on disk a file is written, synced, renamed and
its folders synced here; to a store it is sent in parts, read back, and only then given its name.

Whatever asks the store may raise StoreDown: no single request takes longer than twice
`BLOBS_TIMEOUT_SECONDS`.
"""

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from server.kernel.errors import DomainError, NotFound
from server.kernel.settings import Settings
from server.kernel.types import now

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

log = structlog.get_logger("blobs")

_NAME = re.compile(r"^[0-9a-f]{64}$")
_OURS = re.compile(r"^[0-9a-f]{2}/[0-9a-f]{64}(\.[0-9a-f]+\.part)?$")  # a bucket may hold more
CHUNK = 1024 * 1024
PART = 5 * CHUNK  # the smallest that S3 takes


class StoreDown(DomainError):
    """The store of papers does not answer, or not as it should; `reason` is for the operator."""

    status, code = 503, "store-down"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return f"the store of papers does not answer: {self.reason}"


class Blobs:
    """Files named by their SHA-256 in hexadecimal. What cannot be such a name is NotFound."""

    def __init__(self, settings: Settings) -> None:
        self._aside = settings.upload_dir
        self._aside.mkdir(parents=True, exist_ok=True)
        self._folder = None if settings.blobs_url else settings.blob_dir
        self._store: LocalStore | S3Store
        if self._folder:
            self._folder.mkdir(exist_ok=True)
            self._store = LocalStore(self._folder.resolve())
        else:
            self._store = _s3(settings)

    # --- reading ------------------------------------------------------------------------------

    def check(self) -> None:
        """Ask whether the store answers and has our bucket. Raises StoreDown. Blocks."""
        with _answered():
            obstore.list(self._store, prefix="ready").collect()

    async def size(self, sha256: str) -> int:
        """Return how many bytes a blob has. Raises NotFound."""
        try:
            with _answered():
                return (await obstore.head_async(self._store, _key(sha256)))["size"]
        except NotFound:
            log.error("a row names a file that is not there", sha256=sha256)
            raise

    async def chunks(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Yield bytes `start` to before `end`, some at a time: no more is ever in memory.

        Each chunk is a request of its own, so that a slow reader keeps no connection open.
        """
        for at in range(start, end, CHUNK):
            with _answered():
                chunk = await obstore.get_range_async(
                    self._store, _key(sha256), start=at, end=min(at + CHUNK, end)
                )
            yield chunk.to_bytes()

    def fetch(self, sha256: str, target: Path) -> None:
        """Copy a blob into a new file. Raises NotFound, and then there is none."""
        with _answered():
            size = obstore.head(self._store, _key(sha256))["size"]
        with target.open("xb") as file:
            for chunk in self._bytes(_key(sha256), size):
                file.write(chunk)

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """Give a blob as a file of this machine: only to be read, and only inside the block."""
        if self._folder:
            yield self._folder.resolve() / _key(sha256)
            return
        with tempfile.TemporaryDirectory(dir=self._aside) as folder:
            path = Path(folder).resolve() / sha256
            self.fetch(sha256, path)
            yield path

    def all(self) -> Iterator[str]:
        """Yield the name of every blob."""
        for key, _modified in self._keys():
            if _NAME.match(_name(key)):
                yield _name(key)

    # --- writing ------------------------------------------------------------------------------

    def put(self, source: Path) -> str:
        """Take a finished file over (`source` is gone afterwards); return its SHA-256."""
        sha256 = digest(source)
        key = _key(sha256)
        waiting = f"{key}.{uuid4().hex}.part"
        with self._locked(fcntl.LOCK_SH):
            if self._folder:
                self._put_on_disk(self._folder, source, key, waiting)
            else:
                self._put_in_store(source, key, waiting)
        source.unlink(missing_ok=True)
        return sha256

    def remove(self, sha256: str) -> None:
        """Forget a blob; nothing happens if it is not there."""
        with suppress(NotFound), _answered():
            obstore.delete(self._store, _key(sha256))

    def sweep(self, referenced: Callable[[], set[str]], older_seconds: float) -> int:
        """Remove what no row names and nobody put for `older_seconds`; return how many files.

        `referenced()` reads the names that rows have; the age leaves a command the time to write
        its row. Half files of crashed puts go as well.
        """
        before = now() - timedelta(seconds=older_seconds)
        with self._locked(fcntl.LOCK_EX):
            old = [key for key, modified in self._keys() if modified < before]
            kept = referenced()
            orphans = [key for key in old if _name(key) not in kept]
            for key in orphans:
                with suppress(NotFound), _answered():
                    # Other machines share no lock: one may have put it again since it was listed.
                    if obstore.head(self._store, key)["last_modified"] < before:
                        obstore.delete(self._store, key)
        return len(orphans)

    # --- inside -------------------------------------------------------------------------------

    def _put_on_disk(self, folder: Path, source: Path, key: str, waiting: str) -> None:
        target, half = folder / key, folder / waiting
        try:
            os.utime(target)  # its age begins anew, so that no sweep takes it now
        except FileNotFoundError:
            target.parent.mkdir(exist_ok=True)
            # The half file is beside the target, so the rename cannot cross a disk.
            try:
                shutil.move(source, half)
                _sync(half)
                half.rename(target)
            except OSError:
                half.unlink(missing_ok=True)  # a full disk keeps no half file
                raise
        # Also where it was there: the put before may have failed just here.
        _sync(target.parent)
        _sync(folder)

    def _put_in_store(self, source: Path, key: str, waiting: str) -> None:
        try:
            with _answered():
                obstore.copy(self._store, key, waiting)  # there already: its age begins anew
        except NotFound:
            self._send(source, key, waiting)
        with _answered():
            obstore.rename(self._store, waiting, key)

    def _send(self, source: Path, key: str, waiting: str) -> None:
        try:
            with _answered():
                # One part at a time: each has the whole line, and its time, to itself.
                obstore.put(self._store, waiting, source, chunk_size=PART, max_concurrency=1)
        except NotFound as problem:
            raise StoreDown("it has no such bucket") from problem
        arrived = hashlib.sha256()
        for chunk in self._bytes(waiting, source.stat().st_size):
            arrived.update(chunk)
        if arrived.hexdigest() != _name(key):
            with _answered():
                obstore.delete(self._store, waiting)
            raise StoreDown(f"{key} did not arrive as it was sent")

    def _bytes(self, key: str, size: int) -> Iterator[obstore.Bytes]:
        for at in range(0, size, CHUNK):
            with _answered():
                yield obstore.get_range(self._store, key, start=at, end=min(at + CHUNK, size))

    def _keys(self) -> Iterator[tuple[str, datetime]]:
        with _answered():
            for found in obstore.list(self._store):
                for meta in found:
                    if _OURS.match(meta["path"]):
                        yield meta["path"], meta["last_modified"]

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Keep puts (shared) and sweeps of this machine apart."""
        handle = os.open(self._aside, os.O_RDONLY)
        try:
            fcntl.flock(handle, how)
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


def _key(sha256: str) -> str:
    if not _NAME.match(sha256):
        raise NotFound
    return f"{sha256[:2]}/{sha256}"


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _s3(settings: Settings) -> S3Store:
    assert settings.blobs_url
    patience = timedelta(seconds=settings.blobs_timeout_seconds)
    client: ClientConfig = {"timeout": patience, "connect_timeout": patience, "allow_http": True}
    if settings.blobs_ca:
        client["root_certificate"] = settings.blobs_ca.read_bytes()
    config: S3Config = {"region": settings.blobs_region, "virtual_hosted_style_request": False}
    if settings.blobs_endpoint:
        config["endpoint"] = settings.blobs_endpoint
    if settings.blobs_access_key and settings.blobs_secret_key:
        config["access_key_id"] = settings.blobs_access_key
        config["secret_access_key"] = settings.blobs_secret_key.get_secret_value()
    return S3Store.from_url(
        settings.blobs_url,
        config=config,
        client_options=client,
        retry_config={"max_retries": 2, "retry_timeout": patience},
    )


@contextmanager
def _answered() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as problem:
        raise NotFound from problem
    except BaseError as problem:
        reason = str(problem).partition("\n")[0]
        log.warning("the store of papers does not answer", reason=reason)
        raise StoreDown(reason) from problem


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
