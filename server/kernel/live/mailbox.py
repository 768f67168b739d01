"""What waits for one tablet: the newest state of each element, never a queue of everything."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from websockets.frames import Frame, Opcode

from server.kernel.live.screens import Order

MAX_TARGETS = 500
MAX_BYTES = 1024 * 1024


class Message:
    """One text for a page, encoded once however many pages get it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, **said: object) -> "Message":
        """Make a message about the page itself: hello, heartbeat, reload."""
        return cls(json.dumps(said, separators=(",", ":")))

    @cached_property
    def frame(self) -> bytes:
        """The text as one unmasked WebSocket frame."""
        return Frame(Opcode.TEXT, self.text.encode()).serialize(mask=False)


@dataclass(frozen=True)
class Entry:
    """The state of one element at `seq` of `stream`, with its message.

    `within` is the list's element that it is a part of, if it is.
    """

    stream: str
    seq: int
    target: str
    state: str | Order
    message: Message
    within: str = ""

    @classmethod
    def of(
        cls, stream: str, seq: int, target: str, state: "str | Order", within: str = ""
    ) -> "Entry":
        """Encode a state once, for every page of its audience."""
        said: dict[str, object] = {"s": stream, "q": seq, "t": target}
        if isinstance(state, Order):
            said |= {"o": list(state.ids), "h": dict(state.html)}
        else:
            said["h"] = state
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return cls(stream, seq, target, state, Message(text), within)

    def at(self, seq: int) -> "Entry":
        """Return the same state, which is still the newest at a later `seq`."""
        return Entry.of(self.stream, seq, self.target, self.state, self.within)


class Batch:
    """Messages that leave together, encoded once however many pages get them."""

    def __init__(self, messages: Iterable[Message]) -> None:
        self.messages = tuple(messages)

    @cached_property
    def frames(self) -> bytes:
        """As WebSocket frames, one behind the other."""
        return b"".join(message.frame for message in self.messages)


class Mailbox:
    """Target id -> newest entry, oldest first; `overflowed` once it holds too much."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._bytes = 0
        self.overflowed = False

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, entry: Entry) -> None:
        """Keep `entry` in place of what it makes old.

        An overwritten entry moves to the end, so seqs leave in rising order; a list takes the
        waiting entries of its own elements along, since they must not arrive before it. Parts of
        an element that the list brings are in it; where it brings what an older list would have
        brought, its parts may be newer: they follow once more behind the list.
        """
        old = self._take(entry.target)
        if not isinstance(entry.state, Order):
            self._keep(entry)
            return
        fresh = entry.state.html
        entry = self._merged(entry, entry.state, old)
        assert isinstance(entry.state, Order)
        parts = [part for part in self._entries.values() if part.within in entry.state.html]
        for part in parts:
            self._take(part.target)
        self._keep(entry)
        for part in parts:
            if part.within not in fresh:
                self._keep(part.at(entry.seq))

    def _keep(self, entry: Entry) -> None:
        self._entries[entry.target] = entry
        self._bytes += len(entry.message.frame)
        if len(self._entries) > MAX_TARGETS or self._bytes > MAX_BYTES:
            self.overflowed = True
            self._entries.clear()
            self._bytes = 0

    def _merged(self, entry: Entry, order: Order, old: Entry | None) -> Entry:
        html = dict(old.state.html) if old and isinstance(old.state, Order) else {}
        for target in order.ids:
            waiting = self._take(target)
            if waiting and isinstance(waiting.state, str):
                html[target] = waiting.state
        html |= order.html
        html = {target: html[target] for target in order.ids if target in html}
        if html == order.html:
            return entry
        return Entry.of(entry.stream, entry.seq, entry.target, replace(order, html=html))

    def _take(self, target: str) -> Entry | None:
        entry = self._entries.pop(target, None)
        if entry:
            self._bytes -= len(entry.message.frame)
        return entry

    def drain(self) -> Iterator[Entry]:
        """Yield and forget the entries, oldest first; the caller stops when the peer is full."""
        while self._entries:
            entry = self._entries.pop(next(iter(self._entries)))
            self._bytes -= len(entry.message.frame)
            yield entry
