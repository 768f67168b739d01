"""The passing of time for people: sessions fall idle, memberships begin and end at midnight."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import uuid4

import structlog

from server.kernel.db import SYSTEM, Writer
from server.kernel.i18n import today
from server.kernel.settings import Settings
from server.kernel.types import now
from server.people.commands import keep_sessions, turn_day

log = structlog.get_logger("activity")
EVERY_SECONDS = 60.0


class Activity:
    """Notes which sessions are in use and, once a minute, ends those that no longer are."""

    def __init__(
        self, settings: Settings, writer: Writer, open_pages: Callable[[], Iterable[str]]
    ) -> None:
        """`open_pages()` gives the session keys of the pages that are open now."""
        self._writer, self._open_pages = writer, open_pages
        self._longest = timedelta(hours=settings.session_hours)
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._seen: set[str] = set()
        self._task = asyncio.create_task(self._run(), name="activity")

    def note(self, session_key: str) -> None:
        """A request came from this session."""
        self._seen.add(session_key)

    async def round(self) -> None:
        """Write down who was here, end what is idle, and turn the day where a new one began."""
        seen = self._seen | set(self._open_pages())
        moment = now()
        await self._writer.submit(
            SYSTEM,
            uuid4(),
            keep_sessions,
            seen=sorted(seen),
            idle_since=moment - self._idle,
            ends_by=moment + self._longest,
        )
        self._seen -= seen
        day = today(now())  # the same id in every process: done once
        await self._writer.submit(SYSTEM, f"turn-day-{day}", turn_day, day=day)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.round()
            except Exception:
                log.exception("round missed")

    async def close(self) -> None:
        """Stop."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
