"""The log read in order, rendered once per audience, handed to the sockets.

A doorbell says that something was committed; it may be lost, the log may not. A lane of the
relay (lanes.py) takes one stream at a time: one read transaction finds the events since it last
looked, asks each kind of open page which elements they may have changed, loads each element once
and renders it once per audience. Only bytes cross to the event loop.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from server.kernel import metrics
from server.kernel.db import Reader
from server.kernel.errors import Busy, DatabaseDown, NotFound
from server.kernel.events import EventRow, Stream
from server.kernel.i18n import speaking
from server.kernel.live.mailbox import Batch, Entry
from server.kernel.live.screens import Fragment, Happened, Seat, rights_of, screen_named
from server.kernel.settings import Settings

log = logging.getLogger(__name__)
AT_ONCE = 250  # sockets served in one step of the loop
MAX_EVENTS = 500  # a reader further behind reloads
AGAIN_SECONDS = 0.5  # after the database has failed
MOST_REST_SECONDS = 1.0  # rights hold within two seconds on every page
OVERLAP_SECONDS = 30.0  # longer than any transaction

Group = tuple[str, Any]  # (screen's name, audience): what is rendered once


@dataclass
class Change:
    """What became of one stream, for each group of readers."""

    seq: int
    entries: dict[Group, list[Entry]]
    reseated: dict[Any, "Seat | int"]  # socket -> its new seat, or the close code
    too_many: bool = False


_EVENTS = (
    select(EventRow.seq, EventRow.name, EventRow.ids)  # type: ignore[call-overload]
    .where(col(EventRow.stream) == bindparam("of"))
    .where(col(EventRow.seq) > bindparam("since"))
    .order_by(col(EventRow.seq))
    .limit(MAX_EVENTS + 1)
)


# Which streams have moved, from the log itself: a hall has a thousand streams, few of them move.
_MOVED = (
    select(EventRow.stream, func.max(EventRow.seq), func.max(EventRow.id))  # type: ignore[call-overload]
    .where(col(EventRow.id) > bindparam("after"))
    .group_by(col(EventRow.stream))
)


def moved_since(db: Session, after: int | None) -> tuple[dict[str, int], int]:
    """Return how far the streams are that have events behind id `after`, and the newest id.

    None: lately; pages that were opened before that are none of a process that begins.
    """
    if after is None:
        after = (db.scalar(select(func.max(EventRow.id))) or 0) - MAX_EVENTS
    rows = db.connection().execute(_MOVED, {"after": after}).all()
    return {stream: seq for stream, seq, _ in rows}, max((newest for *_, newest in rows), default=0)


def happened_since(db: Session, stream: str, since: int) -> list[Happened]:
    """Return a stream's events after `since`, at most one more than MAX_EVENTS."""
    rows = db.connection().execute(_EVENTS, {"of": stream, "since": since}).all()
    return [Happened(stream, seq, name, ids) for seq, name, ids in rows]


def render(
    db: Session, stream: str, seq: int, happened: list[Happened], groups: Iterable[Group]
) -> dict[Group, list[Entry]]:
    """Render what `happened` changed, once per screen, element and part of the audience."""
    entries: dict[Group, list[Entry]] = {}
    by_screen: dict[str, list[Any]] = defaultdict(list)
    for name, audience in groups:
        by_screen[name].append(audience)
    for name, audiences in by_screen.items():
        fragments = {f.target: f for f in screen_named(name).fragments(happened)}
        # One query a fragment, shared by all of the screen's audiences.
        rendered: dict[tuple[str, Hashable], Entry | None] = {}
        for fragment in fragments.values():
            try:
                loaded = fragment.load(db)
            except NotFound:
                continue
            for audience in audiences:
                key = (fragment.target, fragment.depends(audience))
                if key not in rendered:
                    rendered[key] = _entry(fragment, loaded, audience, stream, seq)
        for audience in audiences:
            own = [rendered.get((f.target, f.depends(audience))) for f in fragments.values()]
            entries[name, audience] = [entry for entry in own if entry is not None]
    return entries


def _entry(fragment: Fragment, loaded: Any, audience: Any, stream: str, seq: int) -> Entry | None:
    with speaking(audience.locale), suppress(NotFound):
        state = fragment.render(loaded, audience)
        if state is not None:
            return Entry.of(stream, seq, fragment.target, state, fragment.within)
    return None


def _by_turn(followers: Mapping[Group, list[Any]]) -> list[tuple[Group, list[Any]]]:
    """Return who follows a stream, by what they see: secretariat and chair first."""
    return sorted(followers.items(), key=lambda each: int(each[0][1].priority))


class Lane:
    """Follows the streams that its sockets have open, and keeps each one's page right."""

    def __init__(
        self,
        settings: Settings,
        reader: Reader,
        reseat: Callable[[Session, Any], "Seat | int"],
        rest_rounds: int = 0,
    ) -> None:
        """`reseat(db, socket)` derives a socket's seat again, or the code to close it with.

        After a round it rests `rest_rounds` times as long as that took, MOST_REST_SECONDS at most;
        what happens meanwhile is one round.
        """
        self._reader = reader
        self._reseat = reseat
        self._rest_rounds = rest_rounds
        # Followers by what they see, so that a thousand equal ones are looked up once.
        self._sockets: dict[str, dict[Group, set[Any]]] = {}
        self._newcomers: dict[str, list[Any]] = {}  # who joins a stream while it is rendered
        self.position: dict[str, int] = {}
        self._rung: set[str] = set()
        self._all_rung = False
        self._bell = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        # (when, newest event id seen then), oldest first; what is older than it was looked at.
        self._looked: deque[tuple[float, int | None]] = deque([(self._loop.time(), None)])
        self._overlap = OVERLAP_SECONDS if settings.database_url else 0.0
        self.task = asyncio.create_task(self._run(), name="relay")

    # --- who follows what ---------------------------------------------------------------

    def join(self, socket: Any, streams: Iterable[str], at: dict[str, int]) -> None:
        """Let `socket` follow `streams`; `at` says where each stands now."""
        for stream in streams:
            groups = self._sockets.setdefault(stream, {})
            groups.setdefault(socket.group, set()).add(socket)
            self.position.setdefault(stream, at[stream])
            if stream in self._newcomers:
                self._newcomers[stream].append(socket)

    def leave(self, socket: Any) -> None:
        """Forget a socket."""
        for stream in socket.seat.streams:
            groups = self._sockets.get(stream, {})
            groups.get(socket.group, set()).discard(socket)
            if not groups.get(socket.group):
                groups.pop(socket.group, None)
            if not groups:
                self._sockets.pop(stream, None)
                self.position.pop(stream, None)

    # --- the doorbell -------------------------------------------------------------------

    def ring(self, streams: Iterable[str] | None = None) -> None:
        """Say that these streams (None: any of them) may have moved."""
        if streams is None:
            self._all_rung = True
        else:
            self._rung.update(streams)
        self._bell.set()

    # --- the work -----------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await self._bell.wait()
            self._bell.clear()
            rung, self._rung = self._rung, set()
            everything, self._all_rung = self._all_rung, False
            if not self._sockets:
                continue
            began = self._loop.time()
            try:
                if everything:
                    at = await self._moved()
                    rung |= {s for s, seq in at.items() if seq != self.position.get(s)}
                for stream in sorted(rung & self._sockets.keys()):
                    with metrics.RELAYED.time():
                        await self._advance_or_reload(stream)
            except (DBAPIError, DatabaseDown, Busy) as problem:
                if isinstance(problem, DBAPIError):  # the others are logged once, where found
                    log.exception("relay")
                self.ring()
                await asyncio.sleep(AGAIN_SECONDS)
            took = self._loop.time() - began
            await asyncio.sleep(min(took * self._rest_rounds, MOST_REST_SECONDS))

    async def _moved(self) -> dict[str, int]:
        """Return how far every stream is that has moved lately.

        PostgreSQL gives events their ids before they are committed, so a look goes back by more
        than any transaction lasts; SQLite has one writer, and each look begins where the last one
        ended.
        """
        at, newest = await self._reader.submit(moved_since, self._looked[0][1])
        moment = self._loop.time()
        self._looked.append((moment, max(newest, self._looked[-1][1] or 0)))
        while len(self._looked) > 1 and self._looked[1][0] <= moment - self._overlap:
            self._looked.popleft()
        return at

    async def _advance_or_reload(self, stream: str) -> None:
        """Advance a stream; pages of one that cannot be rendered are fetched again instead."""
        try:
            await self._advance(stream)
        except (DBAPIError, DatabaseDown, Busy):
            raise
        except Exception:
            log.exception("relay", extra={"stream": stream})
            for sockets in self._sockets.get(stream, {}).values():
                for socket in list(sockets):
                    socket.reload("behind")

    async def _advance(self, stream: str) -> None:
        groups = self._sockets.get(stream, {})
        followers = _by_turn({group: list(sockets) for group, sockets in groups.items()})
        since, late = self.position.get(stream), False
        try:
            while since is not None and followers:
                newcomers: list[Any] = []
                self._newcomers[stream] = newcomers
                change = await self._reader.submit(self.change, stream, since, followers)
                # Who is served later may get more; only what everybody got is behind us.
                if not late and stream in self._sockets:
                    self.position[stream] = change.seq
                for group, sockets in followers:
                    await self._hand_over(stream, change, group, sockets)
                # Who joined meanwhile is served from the same start.
                joined: dict[Group, list[Any]] = defaultdict(list)
                for socket in newcomers:
                    joined[socket.group].append(socket)
                followers, late = _by_turn(joined), True
        finally:
            self._newcomers.pop(stream, None)

    async def _hand_over(
        self, stream: str, change: Change, group: Group, sockets: list[Any]
    ) -> None:
        """Give a group's sockets what changed, and the loop a breath after every few hundred."""
        entries, reseated = change.entries.get(group, []), change.reseated
        batch = Batch(entry.message for entry in entries)
        for start in range(0, len(sockets), AT_ONCE):
            for socket in sockets[start : start + AT_ONCE]:
                if reseated and (outcome := reseated.get(socket, socket.seat)) != socket.seat:
                    socket.reseated(outcome)
                elif change.too_many:
                    socket.reload("behind")
                else:
                    socket.deliver(stream, change.seq, entries, batch)
            await asyncio.sleep(0)

    def change(
        self, db: Session, stream: str, since: int, followers: list[tuple[Group, list[Any]]]
    ) -> Change:
        """Read and render what happened to `stream`; runs on a reader's thread."""
        happened = happened_since(db, stream, since)
        seq = happened[-1].seq if happened else since
        change = Change(seq, {}, {}, too_many=len(happened) > MAX_EVENTS)
        if not happened or change.too_many:
            change.seq = db.scalar(select(Stream.seq).where(col(Stream.name) == stream)) or since  # type: ignore[call-overload]
            return change
        groups = [group for group, _sockets in followers]
        names = {h.name for h in happened}
        for group, sockets in followers:
            if names & rights_of(group[0]):
                change.reseated |= {socket: self._reseat(db, socket) for socket in sockets}
                if all(change.reseated[socket] != socket.seat for socket in sockets):
                    groups.remove(group)
        change.entries = render(db, stream, seq, happened, groups)
        return change
