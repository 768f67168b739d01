"""What is only noted, pushed to nobody: refusals, failed sign-ins, views of documents.

Changes write their own audit rows (kernel.events). These notes change nothing, so they wait in
memory and are written together each second, on the stream `audit`.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import insert

from server.kernel.db import SYSTEM, Tx, Writer
from server.kernel.errors import Busy, DatabaseDown
from server.kernel.events import EventRow, Stream
from server.kernel.types import now

log = structlog.get_logger("audit")
STREAM = "audit"
EVERY_SECONDS = 1.0
BATCH = 2000  # rows in one transaction: a few milliseconds
MOST_WAITING = 100_000  # while the database does not answer


def store_notes(tx: Tx, *, notes: Sequence[dict[str, Any]]) -> int:
    """Write notes as events of the stream `audit`; returns how many."""
    tx.lock(STREAM)
    stream = tx.session.get(Stream, STREAM) or tx.add(Stream(name=STREAM))
    rows = [
        note
        | {"at": datetime.fromisoformat(note["at"]), "stream": STREAM, "seq": stream.seq + place}
        for place, note in enumerate(notes, 1)
    ]
    stream.seq += len(rows)
    tx.session.execute(insert(EventRow), rows)
    return len(rows)


class Audit:
    """Collects notes and writes them; loses none when the server stops in order."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[dict[str, Any]] = []
        # What is being written, under one command id until it surely is: written once.
        self._batch: tuple[str, list[dict[str, Any]]] | None = None
        self._writing = asyncio.Lock()
        self._stop = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="audit")

    def note(self, name: str, actor_id: int, source: str, **ids: str | int | None) -> None:
        """Remember that `actor_id` (0: nobody known) did `name` from the address `source`.

        `ids` hold no text that only some may read. Any thread may call it.
        """
        if len(self._waiting) >= MOST_WAITING:
            log.error("audit note lost", name=name, actor=actor_id, source=source, ids=ids)
            return
        self._waiting.append(
            {
                "name": name,
                "ids": ids,
                "detail": {},
                "actor_id": actor_id,
                "source": source,
                "at": now().isoformat(),
            }
        )

    async def flush(self) -> None:
        """Write what waits. Raises what the database raises; the notes are then kept."""
        async with self._writing:
            while self._waiting or self._batch:
                if self._batch is None:
                    self._batch = uuid4().hex, self._waiting[:BATCH]
                    del self._waiting[:BATCH]
                command_id, notes = self._batch
                await self._writer.submit(SYSTEM, command_id, store_notes, notes=notes)
                self._batch = None

    async def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), EVERY_SECONDS)
            try:
                await self.flush()
            except (DatabaseDown, Busy):
                continue  # said once, where it was found
            except Exception:
                log.exception("audit notes wait", count=len(self._waiting))

    async def close(self) -> None:
        """Write the rest, and stop."""
        self._stop.set()
        await self._task
