"""Whether the file of a session is whole and as it was made: by itself, without a server."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from server.overview.filing.packing import FORMAT, MANIFEST, SUMS

_MOST_BYTES = 64 * 1024**2  # of the list itself; documents are read piece by piece


def problems(path: Path) -> list[str]:
    """Return what is wrong with the ZIP at `path`, a line each, in English; [] for nothing.

    Every document is hashed and compared with both lists, and nothing else may lie in the ZIP.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_compared(archive))
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as problem:
        return [f"not the file of a session: {problem}"]


def _compared(archive: zipfile.ZipFile) -> Iterator[str]:
    names = [info.filename for info in archive.infolist()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"twice: {name}"
    manifest = json.loads(_small(archive, MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    sums = dict(_sums(_small(archive, SUMS).decode()))
    listed = {str(line["path"]): line for line in manifest["documents"]}
    there = {name for name in names if name != SUMS}
    for name in sorted(there - sums.keys()):
        yield f"not in {SUMS}: {name}"
    for name in sorted(there - listed.keys() - {MANIFEST}):
        yield f"not in {MANIFEST}: {name}"
    for name in sorted((sums.keys() | listed.keys()) - there):
        yield f"missing: {name}"
    for name in sorted(there):
        yield from _document(archive, name, sums.get(name), listed.get(name))


def _document(
    archive: zipfile.ZipFile, name: str, summed: str | None, line: dict[str, Any] | None
) -> Iterator[str]:
    try:
        with archive.open(name) as file:
            sha256, size = _digest(file)
    except zipfile.BadZipFile:
        yield f"damaged: {name}"
        return
    if summed not in (None, sha256) or (line and line["sha256"] != sha256):
        yield f"changed: {name}"
    elif line and line["size_bytes"] != size:
        yield f"of another size: {name}"


def _digest(file: Any) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    while chunk := file.read(1024 * 1024):
        found.update(chunk)
        size += len(chunk)
    return found.hexdigest(), size


def sha256_of(path: Path) -> str:
    """Return the hash of the whole file. Raises OSError."""
    file: BinaryIO
    with path.open("rb") as file:
        return _digest(file)[0]


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _sums(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        sha256, _, name = line.partition("  ")
        yield name, sha256
