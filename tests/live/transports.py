"""The three ways in which a page's messages travel, for tests that ask the same of each."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx2
import websockets

TRANSPORTS = ("websocket", "events", "poll")


class Ended(Exception):
    """The server has ended the page; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class OverWebSocket:
    """A socket of the `websockets` library."""

    def __init__(self, socket):
        self.socket = socket

    async def recv(self):
        """Return the next message's text. Raises Ended."""
        try:
            return await self.socket.recv()
        except websockets.ConnectionClosed as end:
            raise Ended(end.rcvd.code if end.rcvd else None) from None

    async def send(self, text):
        """Say something to the server."""
        await self.socket.send(text)


class OverEvents:
    """A stream of server-sent events."""

    def __init__(self, lines):
        self.lines = lines

    async def recv(self):
        """Return the next message's text. Raises Ended."""
        closing = False
        async for line in self.lines:
            if line == "event: close":
                closing = True
            elif line.startswith("data: ") and closing:
                raise Ended(int(line[6:]))
            elif line.startswith("data: "):
                return line[6:]
        raise Ended(None)


class OverPolls:
    """Short polls, a `pause` of so many seconds after each that brought nothing."""

    def __init__(self, get, hello, pause):
        self.get, self.hello, self.pause = get, hello, pause
        self.waiting = []
        self.code = None
        self.quiet = False

    async def recv(self):
        """Return the next message's text. Raises Ended."""
        while not self.waiting:
            if self.code is not None:
                raise Ended(self.code)
            if self.quiet:
                await asyncio.sleep(self.pause)
            answer = (await self.get("/live/poll", params=query(self.hello))).json()
            self.waiting, self.code = answer["messages"], answer["close"]
            for message in self.waiting:
                self.hello["since"] |= message.get("seqs", {})
            self.quiet = not any("t" in message for message in self.waiting)
        return json.dumps(self.waiting.pop(0))


def query(hello):
    """What a page says first, as it stands in an address."""
    return hello | ({"since": json.dumps(hello["since"])} if "since" in hello else {})


@asynccontextmanager
async def opened(transport, address, cookie, hello, pause=0.05):
    """Open a page over one of TRANSPORTS; yields what its messages come from."""
    headers = {"cookie": cookie} if cookie else {}
    if transport == "websocket":
        url = address.replace("http", "ws") + "/live"
        async with websockets.connect(
            url,
            origin=address,
            additional_headers=headers,
            open_timeout=10,
            ping_interval=None,  # a browser has none
            close_timeout=0.5,  # a half-open one may never close
        ) as socket:
            await socket.send(json.dumps(hello))
            yield OverWebSocket(socket)
        return
    # Certificates, which plain http has no use for, would cost more than all the rest.
    async with httpx2.AsyncClient(
        base_url=address, headers=headers, timeout=30, verify=False
    ) as client:
        if transport == "poll":
            yield OverPolls(client.get, hello, pause)
            return
        async with client.stream("GET", "/live/events", params=query(hello)) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield OverEvents(answer.aiter_lines())
