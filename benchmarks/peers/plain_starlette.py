"""A plain Starlette loop: `for socket in sockets: await socket.send_text(text)`.

On the same uvicorn, event loop and WebSocket implementation as Plenum.
`python -m benchmarks.peers.plain_starlette PORT`.
"""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

sockets: set[WebSocket] = set()


async def tablet(socket: WebSocket) -> None:
    """Keep a tablet."""
    await socket.accept()
    sockets.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        sockets.discard(socket)


async def control(socket: WebSocket) -> None:
    """Broadcast what is said."""
    await socket.accept()
    async for text in socket.iter_text():
        for each in list(sockets):
            await each.send_text(text)


app = Starlette(routes=[WebSocketRoute("/tablet", tablet), WebSocketRoute("/control", control)])

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        log_level="error",
    )
