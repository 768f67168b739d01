"""The endpoint of live pages: who it is, what it follows, how long it stays.

A client names a kind of page and its subject; everything else is derived here and again on each
change of rights. docs/live-protocol.md describes the messages.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from sqlmodel import Session
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.kernel.db import Reader, Writer, seqs
from server.kernel.errors import Busy, DatabaseDown, NotFound
from server.kernel.live.mailbox import Batch, Entry, Mailbox, Message
from server.kernel.live.missed import Lacking, Missed
from server.kernel.live.relay import Relay
from server.kernel.live.screens import Seat, screen_named
from server.kernel.live.wire import EXTENSION
from server.kernel.settings import Settings
from server.kernel.types import now

SIGNED_OUT, NOT_THERE, TOO_MANY, STALLED, BAD, RESTART = 4401, 4404, 1008, 1013, 1007, 1012
LATER = 1013  # WebSocket's "try again later": the database does not answer
MESSAGES_PER_SECOND = 20
SILENT_SECONDS = 30.0  # a page says something at least every ten seconds
HELLO_SECONDS = 10.0
PAUSED = {"paused": True}
SLOTS = 20  # parts of a heartbeat's time, each for its share of the pages
BACK_PER_SECOND = 500  # pages that may return in a second after a planned restart


class Wire(Protocol):
    """What carries a page's messages: a WebSocket, or a stream of events."""

    ready: bool
    paused_at: float | None
    loop: asyncio.AbstractEventLoop

    def put(self, batch: Batch) -> None:
        """Hand messages to the peer."""

    def close(self, code: int) -> None:
        """End it, saying why."""

    def cut(self, code: int) -> None:
        """End it at once."""


class Hello:
    """What a page says first: what it is, what it is about, how far it is."""

    def __init__(self, said: Any) -> None:
        """Raises KeyError, TypeError or ValueError for what no page says."""
        self.screen, self.subject = str(said["screen"]), str(said["subject"])
        since = said.get("since")  # None: from now on
        self.since = None if since is None else {str(s): int(q) for s, q in dict(since).items()}
        self.build = said.get("build")
        screen_named(self.screen)


class Socket:
    """One open page, however its messages travel."""

    __slots__ = (
        *("wire", "token", "screen", "subject", "seat", "viewer", "at", "joining", "heard"),
        *("done", "_mailbox", "_on_gone", "_second", "_count", "__weakref__"),
    )

    def __init__(
        self, wire: Wire, token: str, hello: Hello, on_gone: Callable[["Socket"], None]
    ) -> None:
        self.wire, self.token = wire, token
        self.screen, self.subject = hello.screen, hello.subject
        self.seat = Seat((), None)
        self.viewer: Any = None
        self.at: dict[str, int] = {}  # how far each stream was delivered
        self.joining: list[tuple[str, int, list[Entry]]] | None = []
        self.heard = wire.loop.time()
        self.done = False
        self._mailbox: Mailbox | None = None  # only who falls behind needs one
        self._on_gone = on_gone
        self._second = self._count = 0

    @property
    def group(self) -> tuple[str, Any]:
        """What the page sees is the same for all sockets of a group."""
        return self.screen, self.seat.audience

    @property
    def waiting(self) -> int:
        """How many elements wait until the peer takes them."""
        return len(self._mailbox) if self._mailbox else 0

    # --- what goes out ------------------------------------------------------------------

    def deliver(self, stream: str, seq: int, entries: list[Entry], batch: Batch) -> None:
        """Hand over what changed in `stream` up to `seq`; `batch` holds the entries' messages."""
        if self.done:
            return
        if self.joining is not None:
            self.joining.append((stream, seq, entries))
            return
        if seq <= self.at.get(stream, -1):
            return  # read before this page was brought up to date, handed over after
        self.at[stream] = seq
        if not entries:
            return
        if self.wire.ready and not self._mailbox:
            self.wire.put(batch)
            return
        if self._mailbox is None:
            self._mailbox = Mailbox()
        for entry in entries:
            self._mailbox.put(entry)
        if self._mailbox.overflowed:
            self.reload("behind")

    def resumed(self) -> None:
        """Send what waits, as far as the peer takes it."""
        if self._mailbox is None:
            return
        for entry in self._mailbox.drain():
            self.wire.put(Batch([entry.message]))
            if not self.wire.ready:
                return
        self._mailbox = None

    def say(self, **said: Any) -> None:
        """Send a message that is about the page itself."""
        if self.wire.ready:
            self.wire.put(Batch([Message.of(**said)]))

    def reload(self, why: str) -> None:
        """Tell the page to fetch itself again, and let go of it."""
        self.say(reload=why)
        self.finish(1000)

    def reseated(self, outcome: "Seat | int") -> None:
        """Follow a change of rights: out, or the page as it now looks for this reader."""
        if isinstance(outcome, Seat):
            self.reload("rights")
        else:
            self.finish(outcome)

    def finish(self, code: int) -> None:
        """Close, once."""
        if not self.done:
            self.done = True
            self.wire.close(code)

    # --- what comes in ------------------------------------------------------------------

    def hear(self, text: str) -> None:
        """Note that the reader's side is there; it has nothing else to say."""
        self.heard = self.wire.loop.time()
        second = int(self.heard)
        self._count = self._count + 1 if second == self._second else 1
        self._second = second
        if self._count > MESSAGES_PER_SECOND:
            self.finish(TOO_MANY)
            return
        try:
            json.loads(text)
        except ValueError:
            self.finish(BAD)

    def gone(self) -> None:
        """The connection has ended."""
        self.done = True
        self._on_gone(self)


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
        entered = await self._reader.submit(self._enter, socket, hello.since)
        if isinstance(entered, int):
            return entered
        if hello.build not in (None, self._build):
            socket.reload("version")
            return socket
        self.sockets.add(socket)
        min(self._slots, key=len).add(socket)
        try:
            await self._join(socket, *entered, hello.since)
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
        self, db: Session, socket: Socket, since: dict[str, int] | None
    ) -> tuple[dict[str, int], Lacking | None] | int:
        """Seat a socket; returns how far its streams are and what it lacks, or the close code."""
        outcome = self.reseat(db, socket)
        if isinstance(outcome, int):
            return outcome
        socket.seat = outcome
        at = seqs(db, list(outcome.streams))
        return at, self._missed.lacking(db, socket.group, since, at)

    async def _join(
        self,
        socket: Socket,
        at: dict[str, int],
        lacking: Lacking | None,
        since: dict[str, int] | None,
    ) -> None:
        """Bring the socket up to date; what comes meanwhile waits in `joining`."""
        self._relay.join(socket, socket.seat.streams, at)
        if any(self._relay.position[stream] > seq for stream, seq in at.items()):
            # What came between reading and joining was handed to the others already.
            known = at if since is None else since
            lacking = await self._reader.submit(self._missed_again, socket, known)
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

    def _missed_again(self, db: Session, socket: Socket, since: dict[str, int]) -> Lacking | None:
        """Return what a seated page lacks; None where it had better be fetched again."""
        if self.reseat(db, socket) != socket.seat:
            return None
        return self._missed.lacking(db, socket.group, since, seqs(db, list(socket.seat.streams)))

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
