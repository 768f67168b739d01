"""Two hundred tablets open the same scanned paper of 50 MB at the same moment.

Each reads as the viewer does: 64 KiB of the head, as much of the tail, then what lacks of the page.
The wire here is the loopback: a real one adds `first_page_mib` times the tablets over its speed.
"""

import asyncio
import io
import json
import os
import random
import re
import time

from PIL import Image

from benchmarks.faults.ground import Ground, figures, served
from benchmarks.processes import CORES

TABLETS = 200
CHUNK_BYTES = 65536
PAPER_BYTES = 50_000_000


def scanned() -> bytes:
    """Return a PDF of pages that are pictures of noise, some 200 KB each."""
    rng = random.Random(1)
    pages, size = [], 0
    while size < PAPER_BYTES:
        page = Image.frombytes("L", (560, 420), rng.randbytes(560 * 420))
        kept = io.BytesIO()
        page.save(kept, "JPEG", quality=90)
        size += kept.tell()
        pages.append(Image.open(kept))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], quality=90)
    return out.getvalue()


def hand_out(ground: Ground, paper: bytes) -> str:
    """Put a paper on the agenda and send it; returns the address of its file."""
    del ground.http.headers["content-type"]
    answer = ground.http.post(
        f"/agenda-items/{ground.hall.renamed}/papers",
        data={"command_id": os.urandom(16).hex(), "declared": "1"},
        files={"file": ("scan.pdf", paper, "application/pdf")},
        timeout=120,
    )
    answer.raise_for_status()
    address = f"/meetings/{ground.hall.meeting_key}/papers/send"
    versions = re.findall(r'name="versions" value="([^"]+)"', ground.http.get(address).text)
    ground.http.post(
        address,
        data={"command_id": os.urandom(16).hex(), "versions": versions, "scans_seen": "1"},
    ).raise_for_status()
    tablet = ground.http.get(ground.page).text
    return f"{re.findall(r'/papers/[0-9a-f-]{36}', tablet)[0]}/file"


class Reader:
    """One tablet's connection."""

    def __init__(self, port: int, address: str, cookie: str) -> None:
        self._port, self._address, self._cookie = port, address, cookie

    async def open(self) -> None:
        """Connect."""
        self._in, self._out = await asyncio.open_connection("127.0.0.1", self._port)

    async def fetch(self, begin: int, end: int) -> tuple[int, int]:
        """Read a range; returns (bytes read, the paper's size)."""
        self._out.write(
            f"GET {self._address} HTTP/1.1\r\nHost: localhost:{self._port}\r\n"
            f"Cookie: {self._cookie}\r\nRange: bytes={begin}-{end - 1}\r\n\r\n".encode()
        )
        head = (await self._in.readuntil(b"\r\n\r\n")).decode().lower()
        assert " 206 " in head.splitlines()[0], head
        length = int(re.findall(r"content-length: (\d+)", head)[0])
        await self._in.readexactly(length)
        return length, int(re.findall(r"content-range: bytes \d+-\d+/(\d+)", head)[0])

    async def first_page(self) -> tuple[float, int]:
        """Read what the viewer needs to show the first page; returns (seconds, bytes)."""
        began = time.perf_counter()
        read, size = await self.fetch(0, CHUNK_BYTES)
        read += (await self.fetch(size - CHUNK_BYTES, size))[0]
        read += (await self.fetch(CHUNK_BYTES, 4 * CHUNK_BYTES))[0]
        return time.perf_counter() - began, read


async def read_at_once(ground: Ground, address: str) -> tuple[list[float], int]:
    """Let every tablet open the paper; returns the seconds each took and the bytes of one."""
    hall = ground.hall
    cookies = [hall.cookie(token) for _, _, token in hall.delegates]
    readers = [Reader(ground.port, address, cookie) for cookie in cookies]
    for reader in readers:
        await reader.open()
    found = await asyncio.gather(*(reader.first_page() for reader in readers))
    return [seconds for seconds, _ in found], found[0][1]


def main() -> None:
    """Measure and print."""
    paper = scanned()
    with served(delegates=TABLETS) as ground:
        os.sched_setaffinity(0, {CORES[-1]})
        address = hand_out(ground, paper)
        alone = ground.reads(100)
        [one], _ = asyncio.run(_alone(ground, address))
        before = ground.memory_mib()
        with ground.reading() as reads:
            seconds, read = asyncio.run(read_at_once(ground, address))
        found = {
            "paper_mib": round(len(paper) / 1024**2, 1),
            "first_page_mib": round(read / 1024**2, 2),
            "one_tablet_ms": round(one * 1000, 1),
            "memory_growth_mib": round(ground.memory_mib() - before, 1),
            "pages_alone": alone,
        }
        found |= figures(seconds, "first_page") | figures(reads, "pages_meanwhile")
    print(json.dumps(found))


async def _alone(ground: Ground, address: str) -> tuple[list[float], int]:
    reader = Reader(ground.port, address, ground.hall.cookie(ground.hall.delegates[0][2]))
    await reader.open()
    seconds, read = await reader.first_page()
    return [seconds], read


if __name__ == "__main__":
    main()
