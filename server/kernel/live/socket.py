"""The endpoint of live pages: who it is, what it follows, how long it stays.

A client names a kind of page and its subject; everything else is derived here and again on each
change of rights. docs/live-protocol.md describes the messages.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlmodel import Session
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.kernel.db import Reader, seqs
from server.kernel.errors import NotFound
from server.kernel.events import CHANGES_RIGHTS
from server.kernel.live.mailbox import Entry, Mailbox
from server.kernel.live.relay import MAX_EVENTS, Relay, happened_since, render
from server.kernel.live.screens import Seat, screen_named
from server.kernel.live.wire import EXTENSION, Wire, encode
from server.kernel.settings import Settings
from server.kernel.types import now

SIGNED_OUT, NOT_THERE, TOO_MANY, STALLED, BAD = 4401, 4404, 1008, 1013, 1007
MESSAGES_PER_SECOND = 20
SILENT_SECONDS = 30.0  # a page says something at least every ten seconds
HELLO_SECONDS = 10.0


class Socket:
    """One open page."""

    def __init__(self, wire: Wire, token: str, screen: str, subject: str) -> None:
        self.wire, self.token = wire, token
        self.screen, self.subject = screen, subject
        self.seat = Seat((), None)
        self.viewer: Any = None
        self.mailbox = Mailbox()
        self.at: dict[str, int] = {}  # how far each stream was delivered
        self.joining: list[tuple[str, int, Iterable[Entry]]] | None = []
        self.heard = wire.loop.time()
        self.done = False
        wire.on_writable = self.flush

    @property
    def group(self) -> tuple[str, Any]:
        """What the page sees is the same for all sockets of a group."""
        return self.screen, self.seat.audience

    def deliver(self, stream: str, seq: int, entries: Iterable[Entry]) -> None:
        """Hand over what changed in `stream` up to `seq`."""
        if self.done:
            return
        if self.joining is not None:
            self.joining.append((stream, seq, entries))
            return
        self.at[stream] = seq
        ready = self.wire.ready and not self.mailbox
        for entry in entries:
            if ready:
                self.wire.put(entry.frame)
                ready = self.wire.ready
            else:
                self.mailbox.put(entry)
        if self.mailbox.overflowed:
            self.reload("behind")

    def flush(self) -> None:
        """Send what waits, as far as the peer takes it."""
        for entry in self.mailbox.drain():
            self.wire.put(entry.frame)
            if not self.wire.ready:
                return

    def say(self, **message: Any) -> None:
        """Send a message that is about the page itself."""
        if self.wire.ready:
            self.wire.put(encode(json.dumps(message, separators=(",", ":"))))

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
            self.wire.queue.put_nowait({"type": "websocket.disconnect", "code": code})


class LiveEndpoint:
    """Accepts pages, keeps them alive and lets go of the silent ones."""

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        relay: Relay,
        authenticate: Callable[[Session, str], Any],
        build: str,
    ) -> None:
        """`authenticate(db, token)` returns the viewer of a session, or None."""
        self._settings, self._reader, self._relay = settings, reader, relay
        self._authenticate, self._build = authenticate, build
        self.sockets: set[Socket] = set()
        self._heart = asyncio.create_task(self._beat(), name="heartbeat")

    async def serve(self, websocket: WebSocket, token: str | None) -> None:
        """Run one page's socket from hello to the end."""
        await websocket.accept()
        try:
            hello = json.loads(await asyncio.wait_for(websocket.receive_text(), HELLO_SECONDS))
            screen, subject = str(hello["screen"]), str(hello["subject"])
            since = {str(s): int(q) for s, q in dict(hello.get("since") or {}).items()}
            screen_named(screen)
        except (KeyError, TypeError, ValueError, TimeoutError):
            await websocket.close(BAD)
            return
        except WebSocketDisconnect:
            return
        wire: Wire = websocket.scope["extensions"][EXTENSION]
        socket = Socket(wire, token or "", screen, subject)
        entered = await self._reader.submit(self._enter, socket)
        if isinstance(entered, int):
            await websocket.close(entered)
            return
        if hello.get("build") not in (None, self._build):
            socket.say(reload="version")
        try:
            await self._join(socket, since, entered)
            self.sockets.add(socket)
            code = await self._hear(websocket, socket)
        finally:
            socket.done = True
            self.sockets.discard(socket)
            self._relay.leave(socket)
        if code is not None:
            await websocket.close(code)

    def _enter(self, db: Session, socket: Socket) -> dict[str, int] | int:
        """Seat a socket; returns how far its streams are, or the code to close it with."""
        outcome = self.reseat(db, socket)
        if isinstance(outcome, int):
            return outcome
        socket.seat = outcome
        return seqs(db, list(outcome.streams))

    async def _join(self, socket: Socket, since: dict[str, int], at: dict[str, int]) -> None:
        """Bring the socket up to date; what comes meanwhile waits in `joining`."""
        self._relay.join(socket, socket.seat.streams, at)
        caught_up: dict[str, tuple[int, list[Entry]]] | None
        if all(since.get(s) == q and self._relay.position[s] <= q for s, q in at.items()):
            caught_up = {stream: (seq, []) for stream, seq in at.items()}
        else:
            caught_up = await self._reader.submit(self._missed, socket, since)
        waiting, socket.joining = socket.joining or [], None
        if caught_up is None:
            socket.reload("behind")
            return
        for stream, (seq, missed) in caught_up.items():
            socket.deliver(stream, seq, missed)
        for stream, seq, entries in waiting:
            if seq > socket.at.get(stream, 0):
                socket.deliver(stream, seq, entries)
        socket.say(hello=1, heartbeat=self._settings.live_heartbeat_seconds, seqs=socket.at)

    def _missed(
        self, db: Session, socket: Socket, since: dict[str, int]
    ) -> dict[str, tuple[int, list[Entry]]] | None:
        """Render what the page lacks; None where it had better be fetched again."""
        missed: dict[str, tuple[int, list[Entry]]] = {}
        if self.reseat(db, socket) != socket.seat:
            return None
        group = socket.group
        for stream, seq in seqs(db, list(socket.seat.streams)).items():
            known = since.get(stream, -1)
            if known > seq or known < 0:
                return None
            entries: list[Entry] = []
            if known < seq:
                happened = happened_since(db, stream, known)
                if len(happened) > MAX_EVENTS:
                    return None
                if any(h.name in CHANGES_RIGHTS for h in happened):
                    return None  # the page may show what its reader no longer sees
                entries = render(db, stream, seq, happened, [group])[group]
            missed[stream] = (seq, entries)
        return missed

    async def _hear(self, websocket: WebSocket, socket: Socket) -> int | None:
        """Read until the page leaves; return the code to close with, if it is for us to close."""
        second, count = 0, 0
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return message["code"] if socket.done else None
            this_second = int(socket.wire.loop.time())
            second, count = this_second, count + 1 if this_second == second else 1
            if count > MESSAGES_PER_SECOND:
                return TOO_MANY
            try:
                json.loads(message.get("text") or "")
            except ValueError:
                return BAD
            socket.heard = socket.wire.loop.time()

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

    async def _beat(self) -> None:
        """Say every few seconds how far each page is, and let go of the silent."""
        while True:
            await asyncio.sleep(self._settings.live_heartbeat_seconds)
            moment = asyncio.get_running_loop().time()
            for socket in list(self.sockets):
                paused = socket.wire.paused_at
                if paused is not None and moment - paused > self._settings.live_stall_seconds:
                    socket.wire.cut(STALLED)
                elif moment - socket.heard > SILENT_SECONDS:
                    socket.finish(STALLED)
                elif socket.viewer.session_ends <= now():
                    socket.finish(SIGNED_OUT)
                elif not socket.mailbox and socket.joining is None:
                    socket.say(seqs=socket.at)

    async def close(self) -> None:
        """Stop the heartbeat; uvicorn closes the sockets with 1012."""
        self._heart.cancel()
        await asyncio.gather(self._heart, return_exceptions=True)
