"""A sheet that came back, on its way to be looked at: kept aside, read in a confined child."""

import asyncio
import hashlib
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from server.conclusions.sheets.child import MAX_FILE_BYTES
from server.conclusions.sheets.errors import SheetTooLarge, SheetUnknown, SheetUnreadable
from server.kernel.confine import confined
from server.materials.intake import SecretMark

WALL_SECONDS = 40.0
_readers = ThreadPoolExecutor(1, thread_name_prefix="sheet-reader")  # one child at a time
_REFUSALS = {kind.code: kind for kind in (SecretMark, SheetUnknown)}


def too_large() -> SheetTooLarge:
    """Return the refusal of a file over the limit."""
    return SheetTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")


async def read_returned(source: BinaryIO, folder: Path) -> tuple[str, dict[str, Any]]:
    """Read an uploaded sheet in a confined child, away from the loop: its SHA-256 and what child.py
    found. Raises a refusal with the sentence that fits."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_readers, _ask, source, folder)


def _ask(source: BinaryIO, folder: Path) -> tuple[str, dict[str, Any]]:
    source.seek(0)
    content = source.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise too_large()
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".sheet", delete=False) as target:
        path = Path(target.name).resolve()
        target.write(content)
    try:
        found = confined("server.conclusions.sheets.child", str(path), seconds=WALL_SECONDS)
    finally:
        path.unlink(missing_ok=True)
    if found is None:
        raise SheetUnreadable
    if "refused" in found:
        raise _REFUSALS.get(found["refused"], SheetUnreadable)
    return hashlib.sha256(content).hexdigest(), found
