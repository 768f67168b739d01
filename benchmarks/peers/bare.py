"""The `websockets` library's own broadcast. `python -m benchmarks.peers.bare PORT`."""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

listeners: set[ServerConnection] = set()


async def connected(connection: ServerConnection) -> None:
    """Keep a tablet, or broadcast what the control connection says."""
    assert connection.request is not None
    if connection.request.path == "/control":
        async for message in connection:
            broadcast(listeners, message)
        return
    listeners.add(connection)
    try:
        await connection.wait_closed()
    finally:
        listeners.discard(connection)


async def main(port: int) -> None:
    """Serve until stopped."""
    async with serve(connected, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
