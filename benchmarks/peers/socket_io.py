"""socket.io: an asynchronous server's own emit. `python -m benchmarks.peers.socket_io PORT`."""

import sys
from typing import Any

import socketio
import uvicorn

server: Any = socketio.AsyncServer(async_mode="asgi", ping_interval=600, cors_allowed_origins="*")


@server.event  # type: ignore[untyped-decorator]
async def say(sid: str, text: str) -> None:
    """Broadcast what is said."""
    await server.emit("said", text, skip_sid=sid)


if __name__ == "__main__":
    uvicorn.run(
        socketio.ASGIApp(server),
        port=int(sys.argv[1]),
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        log_level="error",
    )
