"""The same messages where WebSockets are blocked: a stream of events, else short polls.

`GET /live/events` answers with server-sent events, `GET /live/poll` with what a page lacks and
nothing more. What a page says first over a WebSocket stands in the query: screen, subject, seat,
since (JSON) and build.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from server.kernel.live.mailbox import Batch
from server.kernel.live.page import BAD, Hello, Socket
from server.kernel.live.socket import LiveEndpoint

FULL_BYTES = 64 * 1024  # what may wait for a reader before it is told to wait
HEADERS = {"x-accel-buffering": "no"}  # a proxy that gathers the answer would hold it back


class Events:
    """What carries a page's messages over an ordinary answer; a Wire."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.ready, self.paused_at = True, None  # type: bool, float | None
        self.code: int | None = None  # why it was closed
        self.page: Socket | None = None
        self._texts: list[str] = []
        self._size = 0
        self._wake = asyncio.Event()

    def put(self, batch: Batch) -> None:
        """Keep messages until the answer takes them."""
        for message in batch.messages:
            self._texts.append(message.text)
            self._size += len(message.text)
        if self._size > FULL_BYTES and self.ready:
            self.ready, self.paused_at = False, self.loop.time()
        self._wake.set()

    def close(self, code: int) -> None:
        """End the answer once what waits has left."""
        self.ready, self.code = False, code
        self._wake.set()

    def cut(self, code: int) -> None:
        """End the answer; what waits is forgotten."""
        self._texts.clear()
        self.close(code)

    def taken(self) -> list[str]:
        """Return and forget what waits."""
        texts, self._texts, self._size = self._texts, [], 0
        return texts

    async def stream(self) -> AsyncIterator[str]:
        """Yield what comes, as events, until it is closed; a yield returns once it was sent."""
        assert self.page is not None
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                if texts := self.taken():
                    yield _events(texts)
                if self.code is not None:
                    yield _close(self.code)
                    return
                self.page.heard = self.loop.time()
                if not self.ready:
                    self.ready, self.paused_at = True, None
                    self.page.resumed()
        finally:
            self.page.gone()


Answer = Callable[[Events, Socket | int], Response]


def endpoint(
    live: Callable[[Request], LiveEndpoint], token: Callable[[Request], str | None], answer: Answer
) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that opens a page on `Events` and answers with them."""

    async def route(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return PlainTextResponse("foreign-origin", status_code=403)
        query = request.query_params
        names = ("screen", "subject", "seat", "build")
        said = {name: query[name] for name in names if name in query}
        wire = Events()
        try:
            hello = Hello(said | {"since": json.loads(query.get("since", "null"))})
        except (KeyError, TypeError, ValueError):
            return answer(wire, BAD)
        return answer(wire, await live(request).open(wire, token(request), hello))

    return route


def events(wire: Events, opened: Socket | int) -> Response:
    """Answer with events, as long as the page is open."""
    if isinstance(opened, int):
        text = _events(wire.taken()) + _close(opened)
        return PlainTextResponse(text, media_type="text/event-stream", headers=HEADERS)
    wire.page = opened
    return StreamingResponse(wire.stream(), media_type="text/event-stream", headers=HEADERS)


def _events(texts: list[str]) -> str:
    return "".join(f"data: {text}\n\n" for text in texts)


def _close(code: int) -> str:
    return f"event: close\ndata: {code}\n\n"


def poll(wire: Events, opened: Socket | int) -> Response:
    """Answer with what the page lacks, and let go of it: {"messages": […], "close": code}."""
    code = opened if isinstance(opened, int) else wire.code
    if isinstance(opened, Socket):
        opened.gone()
    messages = [json.loads(text) for text in wire.taken()]
    return JSONResponse({"messages": messages, "close": code})
