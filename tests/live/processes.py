"""Several real server processes, a proxy before them, and pages that stay open through faults."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager, suppress
from itertools import cycle
from pathlib import Path

import httpx2
from lxml import html

from server.kernel.live.screens import Order
from tests.live.harness import arrange, by_id, replace, shape
from tests.live.transports import Ended, opened

ROOT = Path(__file__).parents[2]
LATER = 1013
METRICS_TOKEN = "a-token-of-the-test"


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Process:
    """One `python -m server VERB` on an instance; its log lines are kept."""

    def __init__(self, settings, verb, folder, **more):
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self._log = folder / f"{verb}-{self.port}.log"
        environment = os.environ | {
            "DATABASE_URL": str(settings.database_url),
            "DATA_DIR": str(settings.data_dir),
            "PORT": str(self.port),
            "LIVE_HEARTBEAT_SECONDS": "1",
        }
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", verb], env=environment, stderr=log
            )

    def wait(self, seconds=60.0):
        """Wait until it serves."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self._process.poll() is None, self._log.read_text()
            with suppress(httpx2.HTTPError):
                if httpx2.get(f"{self.address}/readyz").status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("it does not serve")

    def said(self, event):
        """Return the log lines whose event begins so."""
        lines = [json.loads(line) for line in self._log.read_text().splitlines()]
        return [line for line in lines if line["event"].startswith(event)]

    def errors(self):
        """Return the log lines that name an exception."""
        lines = [json.loads(line) for line in self._log.read_text().splitlines()]
        return [line for line in lines if "exception" in line]

    @property
    def alive(self):
        """Whether it still runs."""
        return self._process.poll() is None

    def end(self):
        """Tell it to end, as an operator does."""
        self._process.terminate()
        self._process.wait(15)


@asynccontextmanager
async def proxy(*ports):
    """Hand each connection to the next of `ports`; yields the one address people know."""
    turns, writers = cycle(ports), []

    async def pump(reader, writer):
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def connected(reader, writer):
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", next(turns))
        writers.extend((writer, to_writer))
        await asyncio.gather(pump(reader, to_writer), pump(to_reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for writer in writers:
            writer.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 2)


class Page:
    """A page that somebody has open: kept as live.js keeps it, through whatever happens."""

    def __init__(self, client, cookie, path, travel):
        self.client, self.cookie, self.path, self.travel = client, cookie, path, travel
        self.heard = []
        self.code = None

    @property
    def paused(self):
        """Whether the page now says that the server has paused."""
        told = [m for m in self.heard if "paused" in m or "seqs" in m]
        return bool(told) and told[-1].get("paused", False)

    async def get(self):
        """Fetch the page; returns it parsed."""
        answer = await self.client.get(self.path, headers={"cookie": self.cookie})
        assert answer.status_code == 200
        return html.document_fromstring(answer.text)

    async def follow(self, address):
        """Follow the page at `address` until it is ended for good."""
        self.document = await self.get()
        hello = json.loads(self.document.body.get("data-live"))
        while self.code is None:
            try:
                async with opened(self.travel, address, self.cookie, hello) as live:
                    while True:
                        self._hear(json.loads(await live.recv()), hello)
            except Ended as end:
                if self.travel == "poll" and end.code == LATER:
                    await asyncio.sleep(0.3)  # a poll that was refused is asked again
                else:
                    self.code = end.code

    def _hear(self, message, hello):
        self.heard.append(message)
        hello["since"] |= message.get("seqs", {})
        if "t" not in message:
            return
        element = by_id(self.document, message["t"])
        if element is None:
            return
        if "o" in message:
            arrange(self.document, element, Order(tuple(message["o"]), message["h"]))
        else:
            replace(element, message["h"])

    async def right(self):
        """Whether it shows what a fresh one shows."""
        return list(shape(self.document.body)) == list(shape((await self.get()).body))


async def until(true, seconds, what):
    """Wait until `true()` holds; returns the seconds it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        answer = true()
        if await answer if asyncio.iscoroutine(answer) else answer:
            return time.monotonic() - began
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class Served:
    """`python -m server serve` on a port that stays the same, killed and started at will."""

    def __init__(self, settings, **more):
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.said = settings.data_dir / "server.log"
        self._environment = {
            "DATA_DIR": str(settings.data_dir),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
            "METRICS_TOKEN": METRICS_TOKEN,
            **({"DATABASE_URL": settings.database_url} if settings.database_url else {}),
            **more,
        }
        self._process = None

    async def start(self):
        """Start it; returns when its port was open, on the loop's clock."""
        with self.said.open("ab") as said:
            self._process = subprocess.Popen(  # noqa: ASYNC220
                [sys.executable, "-m", "server", "serve"],
                cwd=ROOT,
                env=os.environ | self._environment,
                stderr=said,
                stdout=said,
            )
        async with asyncio.timeout(60):
            while True:
                with suppress(OSError):
                    _, stream = await asyncio.open_connection("127.0.0.1", self.port)
                    stream.close()
                    return asyncio.get_running_loop().time()
                assert self._process.poll() is None, self.said.read_text()
                await asyncio.sleep(0.02)

    def kill(self):
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def sockets(self):
        """Return how many tablets the server holds open."""
        headers = {"authorization": f"Bearer {METRICS_TOKEN}"}
        text = httpx2.get(f"{self.address}/metrics", headers=headers).text
        found = [line for line in text.splitlines() if line.startswith("plenum_sockets{")]
        return sum(float(line.rpartition(" ")[2]) for line in found)


@asynccontextmanager
async def served(settings, **more):
    """Serve the database of `settings` by a process, until the block ends."""
    server = Served(settings, **more)
    await server.start()
    try:
        yield server
    finally:
        server.kill()
