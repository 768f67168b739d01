"""One encoded frame, written to many sockets.

ASGI's `send` costs a task switch and an encoding per socket. uvicorn takes the class of its
WebSocket protocol as a setting, so this subclass hands the socket itself to the endpoint.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Close, Frame, Opcode
from websockets.http11 import Request

EXTENSION = "plenum.wire"


class Wire(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, found in scope["extensions"] by the live endpoint."""

    paused_at: float | None = None
    on_writable: Callable[[], None] | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][EXTENSION] = self

    def pause_writing(self) -> None:
        super().pause_writing()
        self.paused_at = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.paused_at = None
        if self.on_writable is not None:
            self.on_writable()

    @property
    def ready(self) -> bool:
        """Whether the peer keeps up."""
        return self.paused_at is None and not self.transport.is_closing()

    def put(self, frame: bytes) -> None:
        """Hand a frame made by `encode` to the peer."""
        self.transport.write(frame)

    def cut(self, code: int) -> None:
        """Let go of a peer that does not read: a close frame if it fits, then the end."""
        self.transport.write(Frame(Opcode.CLOSE, Close(code, "").serialize()).serialize(mask=False))
        self.transport.abort()


def encode(text: str) -> bytes:
    """Return a text message as one unmasked frame."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
