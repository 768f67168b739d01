"""A tablet that follows a page as static/js/live.js does, and keeps a log of what it saw."""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import httpx2
import websockets
from lxml import html

from server.kernel.live import Order
from tests.live.history import Answered, Loaded, Log, Record, Seen, Told, at_rest
from tests.live.transports import Ended, opened

SILENCE, PING, POLL = 9.5, 8.0, 2.0  # seconds, as in a browser
LOST = (OSError, EOFError, TimeoutError, httpx2.HTTPError, websockets.WebSocketException)
PUT_OUT = (4401, 4404)


class Tablet:
    """One page of one reader, open over one of transports.TRANSPORTS."""

    def __init__(
        self,
        address: str,
        path: str,
        cookie: str,
        *,
        name: str,
        audience: Hashable,
        chance: random.Random,
        travel: str = "websocket",
    ) -> None:
        self.address, self.path, self.cookie, self.travel = address, path, cookie, travel
        self.log = Log(name, audience)
        self.since: dict[str, int] = {}
        self.connected = False
        self._chance = chance
        self.hello: dict[str, object] = {}
        self._newest: dict[tuple[str, str], int] = {}
        self._lists: dict[str, set[str]] = {}  # element with an id -> the ids right below it
        self._connection = self._tries = 0
        self._spread = 0.0  # seconds over which a restarting server wants pages to return

    def _note(self, make: type[Record], *fields: object) -> None:
        self.log.records.append(make(asyncio.get_running_loop().time(), *fields))  # type: ignore[arg-type]

    async def fetch(self, http: httpx2.AsyncClient) -> str | None:
        """Return the page as it is now; None where it was refused. Raises one of LOST."""
        answer = await http.get(self.address + self.path, headers={"cookie": self.cookie})
        asked = answer.headers.get("location", "")  # to sign in, if anything
        self._note(Answered, f"GET {self.path}", answer.status_code, asked)
        return answer.text if answer.status_code == 200 else None

    async def load(self, http: httpx2.AsyncClient) -> None:
        """Fetch the page, as often as it takes, and forget what was known."""
        while True:
            with suppress(*LOST):
                if page := await self.fetch(http):
                    break
            await asyncio.sleep(1 + 2 * self._chance.random())
        body = html.document_fromstring(page).body
        live = json.loads(body.get("data-live"))
        self.since = live["since"]
        self.hello = live
        self._newest.clear()
        self._lists = {
            parent.get("id"): {child.get("id") for child in parent if child.get("id")}
            for parent in body.xpath("//*[@id]")
        }
        self._note(Loaded, page, dict(self.since))

    async def follow(self, http: httpx2.AsyncClient) -> None:
        """Load the page and stay with it, until cancelled or put out."""
        await self.load(http)
        while True:
            code: int | None = None
            try:
                if await self._connection_lasts():
                    await self.load(http)
                    continue
            except Ended as end:
                code = end.code
            except websockets.InvalidStatus as refusal:
                code = refusal.response.status_code
            except LOST:
                pass
            finally:
                self.connected = False
            self._note(Answered, "the connection", code)
            if code in PUT_OUT:
                return
            self._tries += 1
            most = 3.0 if self._tries <= 5 else min(10.0, 3.0 * 2 ** (self._tries - 5))
            await asyncio.sleep(self._chance.random() * max(most, self._spread))
            self._spread = 0.0

    async def _connection_lasts(self) -> bool:
        """Follow one connection; returns True when told to load the page again. Raises LOST."""
        self._connection += 1
        async with AsyncExitStack() as stack:
            # A connection that comes to nothing is given up as one that fell silent.
            async with asyncio.timeout(SILENCE):
                live = await stack.enter_async_context(
                    opened(self.travel, self.address, self.cookie, self.hello, POLL)
                )
            if self.travel == "websocket":
                ping = asyncio.create_task(self._ping(live))
                stack.callback(ping.cancel)
            while True:
                async with asyncio.timeout(SILENCE):
                    message = json.loads(await live.recv())
                if "reload" in message:
                    return True
                if "restart" in message:
                    self._spread = float(message["restart"])
                if "seqs" in message:
                    self.since.update(message["seqs"])
                    self._tries, self.connected = 0, True
                    self._note(Told, self._connection, message["seqs"])
                elif "t" in message and self._lacks(message):
                    return True

    async def _ping(self, live: object) -> None:
        with suppress(*LOST):
            while True:
                await asyncio.sleep(PING)
                await live.send('{"p":1}')  # type: ignore[attr-defined]

    def _lacks(self, message: dict[str, object]) -> bool:
        """Note an element's state; True where a list names an element that is not there."""
        stream, seq, target = str(message["s"]), int(str(message["q"])), str(message["t"])
        order, said = message.get("o"), message.get("h") or {}
        state: str | Order
        if isinstance(order, list) and isinstance(said, dict):
            state = Order(tuple(order), {name: sys.intern(text) for name, text in said.items()})
        else:
            state = sys.intern(str(said))  # one text in memory, however many tablets got it
        self._note(Seen, self._connection, stream, seq, target, state)
        if seq < self._newest.get((stream, target), 0):
            return False
        self._newest[stream, target] = seq
        self.since[stream] = max(self.since.get(stream, 0), seq - 1)
        if not isinstance(state, Order) or target not in self._lists:
            return False
        there, self._lists[target] = self._lists[target], set(state.ids)
        return not set(state.ids) <= there | set(state.html)


@asynccontextmanager
async def seats(tablets: list[Tablet]) -> AsyncIterator[httpx2.AsyncClient]:
    """Let tablets follow their pages until the block ends; yields what they fetch pages with."""
    limits = httpx2.Limits(max_connections=20)  # a thousand at once would only wait on each other
    async with httpx2.AsyncClient(limits=limits, timeout=60) as http:
        following = [asyncio.create_task(tablet.follow(http)) for tablet in tablets]
        try:
            await all_are(tablets, lambda tablet: tablet.connected, seconds=180)
            yield http
        finally:
            for task in following:
                task.cancel()
            ended = await asyncio.gather(*following, return_exceptions=True)
        problems = [end for end in ended if isinstance(end, Exception)]
        assert problems == [], "a tablet's own code failed"


async def all_are(
    tablets: list[Tablet], wanted: Callable[[Tablet], bool], seconds: float = 60
) -> None:
    """Wait until every tablet is as wanted. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not all(wanted(tablet) for tablet in tablets):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def resting(tablets: list[Tablet], http: httpx2.AsyncClient) -> list[str]:
    """Compare what every tablet shows with its page as it is fetched now."""
    broken = []
    for tablet in tablets:
        fresh = await tablet.fetch(http)
        broken += at_rest(tablet.log, fresh) if fresh else [f"{tablet.log.name} got no page"]
    return broken
