"""What stands between a tablet and the server, and fails: TCP passed on, swallowed or cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Passes connections on to a port of this machine until told otherwise."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._there = asyncio.Event()
        self._there.set()
        self._open: set[asyncio.Task[None]] = set()
        self._half_open: set[asyncio.Task[None]] = set()

    def lose(self) -> None:
        """Lose the network: nobody hears of it, what is sent is gone, who calls waits."""
        self._there.clear()
        self._half_open |= self._open

    def restore(self) -> None:
        """Let new connections through; those that were open stay dead, as after a new address."""
        self._there.set()

    def cut(self) -> None:
        """Close every connection."""
        for task in self._open:
            task.cancel()

    async def pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        mine = asyncio.current_task()
        assert mine is not None
        with suppress(OSError, asyncio.CancelledError):
            self._open.add(mine)
            await self._there.wait()
            far, near = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pipe(mine, reader, near))
                    both.create_task(self._pipe(mine, far, writer))
            finally:
                near.close()
        self._open.discard(mine)
        writer.close()

    async def _pipe(
        self, mine: "asyncio.Task[None]", source: asyncio.StreamReader, to: asyncio.StreamWriter
    ) -> None:
        while data := await source.read(65536):
            if mine not in self._half_open:
                to.write(data)
                await to.drain()
        if mine in self._half_open:
            await asyncio.Event().wait()  # the other side does not hear of the end either
        to.close()


@asynccontextmanager
async def in_front_of(port: int) -> AsyncIterator[tuple[Proxy, str]]:
    """Yield a proxy and its address, until the block ends."""
    proxy = Proxy(port)
    server = await asyncio.start_server(proxy.pass_on, "127.0.0.1", 0)
    try:
        yield proxy, f"http://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        proxy.cut()
        await asyncio.sleep(0)
