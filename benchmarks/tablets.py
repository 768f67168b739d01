"""Many tablets in one process: sockets that only note when a message came.

A plain asyncio protocol, so that the client costs the same, and little, whoever serves.
"""

import asyncio
import base64
import json
import os
import time
from collections.abc import Sequence

UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nOrigin: http://{host}:{port}\r\n"
    "{cookie}\r\n"
)


class Tablet(asyncio.Protocol):
    """One socket of a hall."""

    def __init__(self, hall: "Hall", path: str, cookie: str, hello: str) -> None:
        self._hall, self._path, self._cookie, self._hello = hall, path, cookie, hello
        self._buffer = bytearray()
        self._upgraded = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        cookie = f"Cookie: {self._cookie}\r\n" if self._cookie else ""
        host, port = self._hall.address
        transport.write(
            UPGRADE.format(path=self._path, host=host, port=port, key=key, cookie=cookie).encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head:
                raise RuntimeError(head[:80].decode())
            self._upgraded, self._buffer = True, bytearray(rest)
            if self._hello:
                self.transport.write(masked(self._hello))
        for frame in self._frames():
            self._hall.heard(self, frame)

    def _frames(self) -> list[bytes]:
        frames = []
        buffer = self._buffer
        while len(buffer) >= 2:
            length, start = buffer[1] & 127, 2
            if length == 126:
                length, start = int.from_bytes(buffer[2:4], "big"), 4
            elif length == 127:
                length, start = int.from_bytes(buffer[2:10], "big"), 10
            if len(buffer) < start + length:
                break
            frames.append(bytes(buffer[start : start + length]))
            del buffer[: start + length]
        return frames

    def connection_lost(self, problem: Exception | None) -> None:
        self._hall.lost += 1


def masked(text: str) -> bytes:
    """Return a client's text frame."""
    data = text.encode()
    length = len(data)
    head = bytes([0x81])
    if length < 126:
        head += bytes([0x80 | length])
    else:
        head += bytes([0x80 | 126]) + length.to_bytes(2, "big")
    return head + b"\0\0\0\0" + data


class Hall:
    """All tablets of a run."""

    def __init__(self, address: tuple[str, int], greeting: str = '{"hello"') -> None:
        """Tablets are greeted with what begins with `greeting`; empty: not at all."""
        self.address = address
        self._greeting = greeting.encode()
        self.tablets: list[Tablet] = []
        self.lost = 0
        self.greeted = 0
        self.bytes = 0
        self.messages = 0
        self._mark = b""
        self._left = 0
        self._last = asyncio.Event()
        self.last_at = 0.0

    async def fill(self, path: str, entrances: Sequence[tuple[str, str]]) -> None:
        """Connect a tablet for each (cookie, hello), and wait until each was greeted."""
        loop = asyncio.get_running_loop()
        for start in range(0, len(entrances), 50):
            made = await asyncio.gather(
                *(
                    loop.create_connection(
                        lambda c=cookie, h=hello: Tablet(self, path, c, h),  # type: ignore[misc]
                        *self.address,
                    )
                    for cookie, hello in entrances[start : start + 50]
                )
            )
            self.tablets += [tablet for _transport, tablet in made]
        async with asyncio.timeout(120):
            while self._greeting and self.greeted < len(self.tablets):
                if self.lost:
                    raise RuntimeError(f"{self.lost} tablets were refused")
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)

    def heard(self, tablet: Tablet, frame: bytes) -> None:
        """Note a message."""
        self.bytes += len(frame)
        if self._mark and self._mark in frame:
            self.messages += 1
            self._left -= 1
            if not self._left:
                self.last_at = time.perf_counter()
                self._last.set()
        elif self._greeting and frame.startswith(self._greeting):
            self.greeted += 1
        elif b'"reload"' in frame[:12]:
            raise RuntimeError(f"a tablet was told to reload: {json.loads(frame)}")

    def expect(self, mark: str, count: int) -> None:
        """Wait from now on for `count` messages that contain `mark`."""
        self._mark, self._left = mark.encode(), count
        self._last.clear()

    async def last(self, seconds: float = 30.0) -> float:
        """Return when the last expected message came (perf_counter)."""
        async with asyncio.timeout(seconds):
            await self._last.wait()
        return self.last_at

    def ping(self) -> None:
        """Say that everybody is still there, as a page does every few seconds."""
        for tablet in self.tablets:
            tablet.transport.write(masked('{"p":1}'))

    def close(self) -> None:
        """Hang up."""
        for tablet in self.tablets:
            tablet.transport.abort()
