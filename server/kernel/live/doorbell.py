"""How the relay hears that something was committed elsewhere: it is rung, or it looks.

A bell may be lost, the log may not; so a ring only says where to look. Within its own process the
Writer rings by itself.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any

import psycopg

from server.kernel.db import DOORBELL, Reader
from server.kernel.engine import Listening, libpq_url
from server.kernel.settings import Settings

log = logging.getLogger(__name__)
POLL_SECONDS = 0.1  # SQLite: PRAGMA data_version, for writes of other processes
SLOW_POLL_SECONDS = 2.0  # whatever doorbell was lost
AGAIN_SECONDS = 0.5  # after LISTEN has failed

Ring = Callable[[Iterable[str] | None], None]  # streams that may have moved; None: any of them


def bells(settings: Settings, reader: Reader, ring: Ring) -> list[Coroutine[Any, Any, None]]:
    """Return what to run, for as long as the relay does."""
    if settings.database_url:
        return [_listen(settings, ring), _look(ring)]
    return [_watch(reader, ring)]


async def _watch(reader: Reader, ring: Ring) -> None:
    """SQLite: other processes write too; data_version tells when they have."""
    seen, polls = -1, 0
    while True:
        polls += 1
        with suppress(Exception):
            version = await reader.data_version()
            if version != seen or polls * POLL_SECONDS >= SLOW_POLL_SECONDS:
                seen, polls = version, 0
                ring(None)
        await asyncio.sleep(POLL_SECONDS)


async def _look(ring: Ring) -> None:
    """PostgreSQL: look now and then, since a notification may be lost."""
    while True:
        await asyncio.sleep(SLOW_POLL_SECONDS)
        ring(None)


async def _listen(settings: Settings, ring: Ring) -> None:
    """PostgreSQL: LISTEN; one outage is logged once."""
    heard = True
    while True:
        try:
            async for _ in _notices(settings, ring):
                if not heard:
                    log.info("doorbell heard again")
                heard = True
        except (psycopg.Error, OSError) as problem:
            if heard:
                log.warning("doorbell lost: %s", problem)
                ring(None)  # a look tells at once whether all of the database is gone
            heard = False
            await asyncio.sleep(AGAIN_SECONDS)


async def _notices(settings: Settings, ring: Ring) -> AsyncIterator[None]:
    """Ring at every notification; yields each time the connection proves to be there."""
    listener = await Listening.connect(libpq_url(settings), autocommit=True, connect_timeout=2)
    try:
        await listener.execute(f"LISTEN {DOORBELL}")
        ring(None)  # what was committed while nobody listened
        while True:
            yield
            async for notice in listener.notifies(timeout=SLOW_POLL_SECONDS):
                ring([notice.payload])
            await listener.execute("SELECT 1")  # one that hangs is as silent as an idle one
    finally:
        await listener.close()
