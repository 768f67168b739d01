"""uvicorn's HTTP connection, which lets go of peers that hold it and do not move on.

uvicorn itself waits for ever: for a head that comes a byte a minute, for the rest of a body, for a
peer that does not read its answer. A slow line is none of these, as long as bytes come.
"""

import fcntl
import sys
import termios
from contextlib import suppress

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.kernel.settings import Settings

LEAST_BYTES = 1024  # a line that brings less in `slow_body_seconds` carries no paper
MOST_HEAD_BYTES = 64 * 1024  # httptools has no limit of its own


class Http(HttpToolsProtocol):
    """Looked at every second; costs a request no timer."""

    _heads = 0  # requests whose head has come
    _in_body = False
    _head_bytes = _body_bytes = 0
    _step: tuple[str, int] = ("", 0)
    _moved = 0
    _since = 0.0

    def on_headers_complete(self) -> None:
        self._heads += 1
        self._in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        heads, in_body = self._heads, self._in_body
        super().data_received(data)
        self._body_bytes += len(data)
        self._head_bytes += len(data)
        if in_body or self._in_body or self._heads != heads:
            self._head_bytes = 0
        elif self._head_bytes > MOST_HEAD_BYTES:
            self.transport.abort()

    def look(self, moment: float, settings: Settings) -> None:
        """Let go of the peer where what it owes has not moved on. `moment`: the loop's clock."""
        owed, moved = self._owed()
        step = owed, self._heads
        if step != self._step or abs(moved - self._moved) >= LEAST_BYTES:
            self._step, self._moved, self._since = step, moved, moment
            return
        patience = settings.slow_head_seconds if owed == "head" else settings.slow_body_seconds
        if owed and moment - self._since > patience:
            self.transport.abort()

    def _owed(self) -> tuple[str, int]:
        """Return what the peer has to do ("": nothing) and a figure that changes as it does."""
        if self.flow.write_paused or self.transport.is_closing():
            return "answer", self._unread()
        if self._in_body:
            return ("", 0) if self.flow.read_paused else ("body", self._body_bytes)
        if self.cycle is None or self.cycle.response_complete:
            # Between two requests uvicorn's own limit runs, until a first byte comes.
            return ("head", 0) if self.timeout_keep_alive_task is None else ("", 0)
        return "", 0

    def _unread(self) -> int:
        """Return how many bytes the peer has still to take, those that the kernel keeps included.

        The kernel may hold megabytes, which a slow line takes a minute for.
        """
        kept = bytearray(4)
        with suppress(OSError):  # only Linux tells
            fcntl.ioctl(self.transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, kept)
        return self.transport.get_write_buffer_size() + int.from_bytes(kept, sys.byteorder)
