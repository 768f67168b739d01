"""The endpoint of live pages: who it is, what it follows, how long it stays.

A client names a kind of page and its subject; everything else is derived here and again on each
change of rights. docs/live-protocol.md describes the messages.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlmodel import Session
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.kernel.db import Reader, Writer, seqs
from server.kernel.errors import Busy, DatabaseDown, NotFound
from server.kernel.live.lanes import Relay
from server.kernel.live.mailbox import Batch, Message
from server.kernel.live.missed import Lacking, Missed
from server.kernel.live.page import (
    BAD,
    NOT_THERE,
    PAUSED,
    RESTART,
    SIGNED_OUT,
    STALLED,
    Hello,
    Socket,
    Wire,
)
from server.kernel.live.screens import Seat, screen_named
from server.kernel.live.wire import EXTENSION
from server.kernel.settings import Settings
from server.kernel.types import now

LATER = 1013  # WebSocket's "try again later": the database does not answer
SILENT_SECONDS = 30.0  # a page says something at least every ten seconds
HELLO_SECONDS = 10.0
SLOTS = 20  # parts of a heartbeat's time, each for its share of the pages
BACK_PER_SECOND = 500  # pages that may return in a second after a planned restart


class LiveEndpoint:
    """Accepts pages, keeps them alive and lets go of the silent ones."""

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        writer: Writer,
        relay: Relay,
        authenticate: Callable[[Session, str], Any],
        build: str,
    ) -> None:
        """`authenticate(db, token)` returns the viewer of a session, or None."""
        self._settings, self._reader, self._relay = settings, reader, relay
        self._authenticate, self._build = authenticate, build
        self.sockets: set[Socket] = set()
        self._missed = Missed()
        self._pulses, self._paused = (reader.pulse, writer.pulse), False
        self._loop = asyncio.get_running_loop()
        for pulse in self._pulses:
            pulse.on_change = self._changed_from_thread
        self._slots: list[set[Socket]] = [set() for _ in range(SLOTS)]
        self._heart = asyncio.create_task(self._beat(), name="heartbeat")

    async def serve(self, websocket: WebSocket, token: str | None) -> None:
        """Bring one WebSocket from hello to its page; from then on the page is called back."""
        await websocket.accept()
        try:
            said = await asyncio.wait_for(websocket.receive_text(), HELLO_SECONDS)
            hello = Hello(json.loads(said))
        except (KeyError, TypeError, ValueError, TimeoutError):
            await websocket.close(BAD)
            return
        except WebSocketDisconnect:
            return
        wire = websocket.scope["extensions"][EXTENSION]
        socket = await self.open(wire, token, hello)
        if isinstance(socket, int):
            await websocket.close(socket)
        elif not socket.done:
            wire.take(socket)

    async def open(self, wire: Wire, token: str | None, hello: Hello) -> Socket | int:
        """Seat a page and bring it up to date; returns it, or the code to close with.

        It may be `done` already: told to fetch itself again.
        """
        socket = Socket(wire, token or "", hello, self._forget)
        try:
            return await self._opened(socket, hello)
        except (DatabaseDown, Busy):
            socket.say(paused=True)
            return LATER

    async def _opened(self, socket: Socket, hello: Hello) -> Socket | int:
        entered = await self._reader.submit(self._enter, socket, hello)
        if isinstance(entered, int):
            return entered
        if hello.build not in (None, self._build):
            socket.reload("version")
            return socket
        self.sockets.add(socket)
        min(self._slots, key=len).add(socket)
        try:
            await self._join(socket, *entered, hello)
        except BaseException:
            self._forget(socket)
            raise
        if socket.done:
            self._forget(socket)
        return socket

    def _forget(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        for slot in self._slots:
            slot.discard(socket)
        self._relay.leave(socket)

    def _enter(
        self, db: Session, socket: Socket, hello: Hello
    ) -> tuple[dict[str, int], Lacking | None] | int:
        """Seat a socket; returns how far its streams are and what it lacks, or the close code."""
        outcome = self.reseat(db, socket)
        if isinstance(outcome, int):
            return outcome
        socket.seat = outcome
        at = seqs(db, list(outcome.streams))
        same = hello.seat == outcome.mark
        return at, self._missed.lacking(db, socket.group, hello.since, at, same_seat=same)

    async def _join(
        self,
        socket: Socket,
        at: dict[str, int],
        lacking: Lacking | None,
        hello: Hello,
    ) -> None:
        """Bring the socket up to date; what comes meanwhile waits in `joining`."""
        if self._relay.join(socket, socket.seat.streams, at):
            # What came between reading and joining was handed to the others already.
            known = at if hello.since is None else hello.since
            lacking = await self._reader.submit(self._missed_again, socket, known, hello.seat)
        waiting, socket.joining = socket.joining or [], None
        if lacking is None:
            socket.reload("behind")
            return
        for stream, (seq, missed) in lacking.items():
            socket.deliver(stream, seq, missed, Batch(entry.message for entry in missed))
        for stream, seq, entries in waiting:
            if seq > socket.at.get(stream, 0):
                socket.deliver(stream, seq, entries, Batch(entry.message for entry in entries))
        paused = PAUSED if self._paused else {}
        every = self._settings.live_heartbeat_seconds
        socket.say(hello=1, heartbeat=every, seqs=socket.at, **paused)

    def _missed_again(
        self, db: Session, socket: Socket, since: dict[str, int], mark: str | None
    ) -> Lacking | None:
        """Return what a seated page lacks; None where it had better be fetched again."""
        if self.reseat(db, socket) != socket.seat:
            return None
        at, same = seqs(db, list(socket.seat.streams)), mark == socket.seat.mark
        return self._missed.lacking(db, socket.group, since, at, same_seat=same)

    def reseat(self, db: Session, socket: Socket) -> "Seat | int":
        """Derive a socket's seat again from nothing but its session."""
        viewer = self._authenticate(db, socket.token) if socket.token else None
        if viewer is None:
            return SIGNED_OUT
        socket.viewer = viewer
        try:
            return screen_named(socket.screen).seat(db, viewer, socket.subject)
        except NotFound:
            return NOT_THERE

    # --- while it is open ---------------------------------------------------------------

    async def _beat(self) -> None:
        """Say every few seconds how far each page is, and let go of the silent.

        Some pages at a time: a thousand at once would hold up what has just changed.
        """
        while True:
            for slot in self._slots:
                await asyncio.sleep(self._settings.live_heartbeat_seconds / SLOTS)
                for socket in list(slot):
                    self._look_at(socket)

    def _look_at(self, socket: Socket) -> None:
        moment, paused = socket.wire.loop.time(), socket.wire.paused_at
        if socket.done:
            return
        if paused is not None and moment - paused > self._settings.live_stall_seconds:
            socket.wire.cut(STALLED)
        elif moment - socket.heard > SILENT_SECONDS:
            socket.finish(STALLED)
        elif socket.viewer.session_ends <= now():
            socket.finish(SIGNED_OUT)
        elif not socket.waiting and socket.joining is None:
            socket.say(seqs=socket.at, **PAUSED if self._paused else {})

    # --- while the database is away -----------------------------------------------------

    def _changed_from_thread(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._pause)

    def _pause(self) -> None:
        """Tell every page when the database stops or begins to answer."""
        paused = any(pulse.stopped for pulse in self._pulses)
        if paused == self._paused:
            return
        self._paused = paused
        said = Batch([Message.of(paused=paused)])
        for socket in self.sockets:
            if socket.wire.ready and socket.joining is None:
                socket.wire.put(said)
        self._relay.ring()

    def restart(self) -> None:
        """Let everybody go for a planned restart, with a hint over how long to spread returning."""
        seconds = max(1.0, len(self.sockets) / BACK_PER_SECOND)
        for socket in list(self.sockets):
            socket.say(restart=round(seconds, 1))
            socket.finish(RESTART)

    async def close(self) -> None:
        """Stop the heartbeat."""
        self._heart.cancel()
        await asyncio.gather(self._heart, return_exceptions=True)
