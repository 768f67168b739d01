"""The relay: a lane for what is rendered at once, one for what takes long.

A page that sums up twenty thousand rows takes a good part of a second. In a lane of its own it
keeps nobody waiting who follows the same streams, and what happens while it is rendered, or while
the lane rests, is rendered once.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from sqlmodel import Session

from server.kernel.db import Reader, Writer
from server.kernel.live import doorbell
from server.kernel.live.relay import Lane
from server.kernel.live.screens import Seat, takes_long
from server.kernel.settings import Settings

REST_ROUNDS = 3  # what takes long takes a quarter of the time at most


class Relay:
    """Keeps every socket's page right."""

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        writer: Writer,
        reseat: Callable[[Session, Any], "Seat | int"],
    ) -> None:
        """`reseat(db, socket)` derives a socket's seat again, or the code to close it with."""
        self._prompt = Lane(settings, reader, reseat)
        self._long = Lane(settings, reader, reseat, REST_ROUNDS)
        self._loop = asyncio.get_running_loop()
        self._tasks = [self._prompt.task, self._long.task]
        for bell in doorbell.bells(settings, reader, self.ring):
            self._tasks.append(asyncio.create_task(bell, name="doorbell"))
        writer.doorbell = self._rung_from_thread

    def _lane(self, socket: Any) -> Lane:
        return self._long if takes_long(socket.screen) else self._prompt

    def join(self, socket: Any, streams: Iterable[str], at: dict[str, int]) -> bool:
        """Let `socket` follow `streams`; `at` says where each stands now.

        Returns whether something behind `at` was handed to the others already.
        """
        lane = self._lane(socket)
        lane.join(socket, streams, at)
        return any(lane.position[stream] > seq for stream, seq in at.items())

    def leave(self, socket: Any) -> None:
        """Forget a socket."""
        self._lane(socket).leave(socket)

    def ring(self, streams: Iterable[str] | None = None) -> None:
        """Say that these streams (None: any of them) may have moved."""
        named = None if streams is None else list(streams)
        self._prompt.ring(named)
        self._long.ring(named)

    def _rung_from_thread(self, streams: list[str]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self.ring, streams)

    async def close(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
