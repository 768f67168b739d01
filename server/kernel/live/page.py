"""One open page: what carries its messages, what it has, what waits for it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Protocol

from server.kernel.live.mailbox import Batch, Entry, Mailbox, Message
from server.kernel.live.screens import Seat, screen_named

SIGNED_OUT, NOT_THERE, TOO_MANY, STALLED, BAD, RESTART = 4401, 4404, 1008, 1013, 1007, 1012
MESSAGES_PER_SECOND = 20
PAUSED = {"paused": True}


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
    """What a page says first: what it is, what it is about, how far it is, for whom it was made."""

    def __init__(self, said: Any) -> None:
        """Raises KeyError, TypeError or ValueError for what no page says."""
        self.screen, self.subject = str(said["screen"]), str(said["subject"])
        since = said.get("since")  # None: from now on
        self.since = None if since is None else {str(s): int(q) for s, q in dict(since).items()}
        self.build, self.seat = said.get("build"), said.get("seat")
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
