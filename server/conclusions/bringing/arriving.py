"""What was pasted or chosen, on its way to proposals: kept aside, read in a confined child."""

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from server.conclusions.bringing.child import MAX_FILE_BYTES
from server.conclusions.bringing.errors import SourceTooLarge, UnreadableSource
from server.conclusions.reading import UnreadableNotice
from server.kernel.confine import confined
from server.kernel.errors import DomainError
from server.kernel.workdays import WorkingDays
from server.materials.intake import SecretMark
from server.programmes.reading import CatalogueBody, UnreadableProgramme

WALL_SECONDS = 40.0
_ROWS_AT_ONCE = 250  # one command stores them
_readers = ThreadPoolExecutor(1, thread_name_prefix="task-reader")  # one child at a time


@dataclass(frozen=True)
class Said:
    """What a person says of a notice beside its text: number and symbol, date of issue; and the
    name of the file, for a refusal."""

    document: str = ""
    issued_on: date | None = None
    file_name: str = ""


@dataclass(frozen=True)
class Arrived:
    """What the child made of what was sent: `kind`, `head` as JSON, and `rows`, a few hundred each:
    their JSON and how many they are."""

    kind: str
    head: str
    rows: tuple[tuple[str, int], ...]


def digest_of(source: BinaryIO | str, about: Said) -> str:
    """The SHA-256 of what was sent, with what was said of it. Blocks where it is a file.

    Raises SourceTooLarge.
    """
    digest, size = hashlib.sha256(f"{about.document}\n{about.issued_on or ''}\n".encode()), 0
    if isinstance(source, str):
        digest.update(source.encode())
        return digest.hexdigest()
    source.seek(0)
    while chunk := source.read(1024 * 1024):
        digest.update(chunk)
        if (size := size + len(chunk)) > MAX_FILE_BYTES:
            raise too_large()
    return digest.hexdigest()


def too_large() -> SourceTooLarge:
    """Return the refusal of a file over the limit."""
    return SourceTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")


async def read_sent(
    source: BinaryIO | str,
    folder: Path,
    bodies: Iterable[CatalogueBody],
    about: Said,
    days: WorkingDays,
) -> Arrived:
    """Read a pasted text or an uploaded file in a confined child, away from the loop.

    `days` are the office's, as its calendar is now.

    Raises a refusal with the sentence that fits; a file that makes the child fail, grow too large
    or take too long is an UnreadableSource.
    """
    asked: dict[str, Any] = {
        "day_before": days.day_before,
        "calendar": {day.isoformat(): works for day, works in days.corrections.items()},
        "bodies": [asdict(body) for body in bodies],
        "document": about.document,
        "name": about.file_name,
        "issued_on": about.issued_on.isoformat() if about.issued_on else None,
    }
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_readers, _ask, source, folder, asked)
    rows = found["proposals"]
    return Arrived(
        found["kind"],
        json.dumps(found["head"]),
        tuple(
            (json.dumps(some), len(some))
            for n in range(0, len(rows), _ROWS_AT_ONCE)
            if (some := rows[n : n + _ROWS_AT_ONCE])
        ),
    )


def _ask(source: BinaryIO | str, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    if isinstance(source, str):
        return _answered(asked | {"text": source}, folder)
    source.seek(0)
    with _kept(folder, source.read(MAX_FILE_BYTES + 1)) as path:
        return _answered(asked | {"path": str(path)}, folder)


def _answered(asked: dict[str, Any], folder: Path) -> dict[str, Any]:
    with _kept(folder, json.dumps(asked).encode()) as path:
        found = confined("server.conclusions.bringing.child", str(path), seconds=WALL_SECONDS)
    if found is None:
        raise UnreadableSource
    if "refused" in found:
        raise _refusal(found["refused"])(**found["params"])
    return found


@contextmanager
def _kept(folder: Path, content: bytes) -> Iterator[Path]:
    """A file of its own for a moment."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".bring", delete=False) as target:
        path = Path(target.name).resolve()
        target.write(content)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _refusal(code: str) -> type[DomainError]:
    kinds: list[type[DomainError]] = [SecretMark, *UnreadableSource.__subclasses__()]
    kinds += [*UnreadableProgramme.__subclasses__(), *UnreadableNotice.__subclasses__()]
    return next((kind for kind in kinds if kind.code == code), UnreadableSource)
