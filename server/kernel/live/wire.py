"""What carries a page's messages: a WebSocket taken over from ASGI, its frames encoded once.

ASGI's `send` costs a task switch and an encoding a socket, and a waiting ASGI call keeps the
handshake, its headers and a stack of middlewares alive: some 20 KiB a page. uvicorn takes the
class of its WebSocket protocol as a setting, so this subclass lets the endpoint take the socket
over: the call returns, and what is left are the socket, a frame parser and the page.
"""

from typing import Any, Protocol

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Close, Frame, Opcode
from websockets.http11 import Request

from server.kernel.live.mailbox import Batch

EXTENSION = "plenum.wire"
LOST = 1006  # nobody said why
INVALID = 1007
CLOSING_SECONDS = 5.0  # what a peer gets to take what waits and answer the close


class Page(Protocol):
    """What a wire tells the page it carries."""

    def hear(self, text: str) -> None:
        """The reader's side has said something."""

    def resumed(self) -> None:
        """The peer takes messages again."""

    def gone(self) -> None:
        """The connection has ended."""


class Nowhere:
    """Stands for the queue of ASGI messages once nobody reads it."""

    def put_nowait(self, message: object) -> None:
        """Forget a message."""


NOWHERE: Any = Nowhere()


class Wire(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, found in scope["extensions"] by the live endpoint.

    `ready`: whether the peer keeps up; `paused_at`: since when it does not, on the loop's clock.
    """

    page: Page | None = None
    ready = True
    paused_at: float | None = None

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][EXTENSION] = self

    async def run_asgi(self) -> None:
        """Run the endpoint; when it has taken the socket over, leave that open."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except Exception:
            self.logger.exception("live")
            self.send_500_response()
        if self.page is not None:
            self._forget_the_handshake()
        elif self.close_timer is None:
            self.transport.close()

    def take(self, page: Page) -> None:
        """Let `page` hear what comes from now on, and first what has come already."""
        self.page = page
        waiting: list[ASGIReceiveEvent] = []
        while not self.queue.empty():
            waiting.append(self.queue.get_nowait())
        self.queue = NOWHERE
        for message in waiting:
            if message["type"] == "websocket.receive":
                page.hear(message.get("text") or "")
            else:
                page.gone()
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        if self.ready:
            page.resumed()

    def _forget_the_handshake(self) -> None:
        del self.scope, self.request, self.response
        self.__dict__.pop("writable", None)

    # --- what comes in ------------------------------------------------------------------

    def send_receive_event_to_app(self) -> None:
        if self.page is None:
            super().send_receive_event_to_app()
            return
        data, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return
        try:
            self.page.hear(data.decode())
        except UnicodeDecodeError:
            self.close(INVALID)

    def pause_writing(self) -> None:
        self.ready, self.paused_at = False, self.loop.time()
        if self.page is None:
            super().pause_writing()

    def resume_writing(self) -> None:
        self.ready, self.paused_at = not self.close_sent, None
        if self.page is None:
            super().resume_writing()
        else:
            self.page.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ready = False
        if self.page is None:
            super().connection_lost(exc)
            return
        self.connections.discard(self)
        self.disconnected = True
        if self.close_timer is not None:
            self.close_timer.cancel()
        self.page.gone()

    # --- what goes out ------------------------------------------------------------------

    def put(self, batch: Batch) -> None:
        """Hand messages to the peer."""
        self.transport.write(batch.frames)

    def close(self, code: int) -> None:
        """Begin the closing handshake; a peer that does not answer, or not even read, is let go."""
        if self.close_sent or self.transport.is_closing():
            return
        self.ready, self.close_sent = False, True
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_timer = self.loop.call_later(CLOSING_SECONDS, self.transport.abort)

    def cut(self, code: int) -> None:
        """Let go of a peer that does not read: a close frame if it fits, then the end."""
        self.ready = False
        self.transport.write(Frame(Opcode.CLOSE, Close(code, "").serialize()).serialize(mask=False))
        self.transport.abort()
