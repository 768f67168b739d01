"""From the secretary's form to the last of a thousand tablets, beside servers that broadcast.

`./dev bench room` starts a real server (its own process, SQLite, a fresh DATA_DIR), fills a hall
with the product's own `load-room` and renames an agenda item through the HTTP route, round after
round, waiting for the last tablet. Then each peer that is installed broadcasts as many bytes, in
the same run and to the same client. Where the machine has two cores, server and tablets have one
each. The last line printed is JSON.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import websockets

from benchmarks.peers import PEERS, Peer
from benchmarks.processes import CORES, cpu_seconds, free_port, resident_kib, running
from benchmarks.tablets import Hall as Tablets
from benchmarks.watched import notes
from server.demo.hall import Hall
from server.kernel.db import SYSTEM, Writer
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.migrations import migrate
from server.people.models import Instance

WARM_UP = 3
BREATH_SECONDS = 0.05  # between two rounds
GREET_EVERY = 40  # rounds; as pages do, so that nobody is taken for silent


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of `values` does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(len(ordered) * share) - 1))]


def office(settings: Settings) -> None:
    """Make an empty demonstration instance."""
    migrate(settings)
    writer = Writer(settings, instance_secret(settings))

    def found(tx: Any) -> None:
        tx.add(Instance(name="Đo tải", demonstration=True, created_at=tx.now))

    writer.run(SYSTEM, uuid4().hex, found)
    writer.close()


class Form:
    """The rename form, sent over one kept-alive connection as the secretary's browser does."""

    def __init__(self, hall: Hall, port: int, item_key: UUID | None = None) -> None:
        """`item_key`: which item is renamed; None is the one that all see."""
        self._headers = hall.described(f"http://localhost:{port}")["rename"]["headers"]
        self._hall, self._port, self._item_key = hall, port, item_key or hall.renamed
        self.fields = hall.fields("", item_key)

    async def open(self) -> None:
        """Connect, anew where it was."""
        self.reader, self.stream = await asyncio.open_connection("127.0.0.1", self._port)

    def request(self, title: str) -> bytes:
        """Return the request that renames the item to `title`, as the item stands."""
        return self._post(self._hall.fields(title, self._item_key))

    def request_from(self, base: str, title: str) -> bytes:
        """Return the request that renames the item from `base`, which its form was based on."""
        return self._post(
            self.fields | {"command_id": uuid4().hex, "base_title": base, "title": title}
        )

    def _post(self, fields: dict[str, str]) -> bytes:
        body = urllib.parse.urlencode(fields)
        headers = self._headers | {
            "Host": f"localhost:{self._port}",
            "Content-Length": str(len(body)),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        path = f"/agenda-items/{self._item_key}/edit"
        return f"POST {path} HTTP/1.1\r\n{head}\r\n{body}".encode()

    async def answer(self) -> float:
        """Read the answer and return when it was there; raises RuntimeError unless it is 200."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        if " 200 " not in head.splitlines()[0]:
            raise RuntimeError(head)
        for line in head.lower().splitlines():
            if line.startswith("content-length:"):
                await self.reader.readexactly(int(line.split(":")[1]))
        return time.perf_counter()


@dataclass
class Rounds:
    """Moments of each round (perf_counter), processor seconds of all, a tablet's bytes for one."""

    started: list[float] = field(default_factory=list)
    lasts: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    cpu: float = 0.0
    size: int = 0


async def rename(everybody: Tablets, form: Form, rounds: int, pid: int) -> Rounds:
    """Rename an item round after round, and wait each time until the last tablet has it."""
    found, tablets = Rounds(), len(everybody.tablets)
    for n in range(-WARM_UP, rounds):
        if n % GREET_EVERY == 0:
            everybody.ping()
        title = f"Renamed in round {n} {uuid4().hex}"
        request = form.request(title)
        everybody.expect(title, tablets)
        bytes_before, cpu_before = everybody.bytes, cpu_seconds(pid)
        began = time.perf_counter()
        form.stream.write(request)
        answered = asyncio.ensure_future(form.answer())
        last = await everybody.last()
        answered_at = await answered
        if n >= 0:
            found.started.append(began)
            found.lasts.append(last)
            found.answers.append(answered_at)
            found.cpu += cpu_seconds(pid) - cpu_before
            found.size = (everybody.bytes - bytes_before) // tablets
        await asyncio.sleep(BREATH_SECONDS)
    return found


async def plenum(settings: Settings, hall: Hall, rounds: int) -> tuple[dict[str, float], int]:
    """Measure Plenum; returns its figures and the length of one message."""
    port, tablets = free_port(), len(hall.delegates)
    log = settings.data_dir / "watched"
    environment = {
        "DATA_DIR": str(settings.data_dir),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, "-m", "benchmarks.watched", str(log)]
    with running(command, port, **environment) as process:
        everybody = Tablets(("localhost", port))
        form = Form(hall, port)
        await form.open()
        every = entrances(hall)
        await everybody.fill("/live", every[:1])
        alone = await rename(everybody, form, rounds, process.pid)
        memory = await fill(everybody, "/live", every[1:], process.pid)
        await form.open()  # a connection that rests is not kept for long
        found = await rename(everybody, form, rounds, process.pid)
        everybody.close()
        form.stream.close()
    started, lasts = found.started, found.lasts
    commits, lags = notes(log, started[0], lasts[-1])
    # Of each round the commit that came between its form and its last tablet.
    committed = [
        next(at for at in commits if began <= at <= last)
        for began, last in zip(started, lasts, strict=True)
    ]
    whole = [last - began for began, last in zip(started, lasts, strict=True)]
    behind = [last - at for at, last in zip(committed, lasts, strict=True)]
    return {
        "last_tablet_ms": statistics.median(whole) * 1000,
        "last_tablet_p99_ms": percentile(whole, 0.99) * 1000,
        "after_commit_ms": statistics.median(behind) * 1000,
        "after_commit_p99_ms": percentile(behind, 0.99) * 1000,
        "commit_ms": _median_gap(started, committed) * 1000,
        "answer_ms": _median_gap(started, found.answers) * 1000,
        "cpu_us_per_message": found.cpu / rounds / tablets * 1e6,
        "edit_cpu_ms": alone.cpu / rounds * 1000,
        "delivery_cpu_us_per_message": (found.cpu - alone.cpu) / rounds / (tablets - 1) * 1e6,
        "kib_per_connection": memory,
        "bytes_per_tablet": found.size,
        "loop_lag_p99_ms": percentile(lags, 0.99) * 1000,
    }, found.size


def _median_gap(first: Sequence[float], second: Sequence[float]) -> float:
    return statistics.median(b - a for a, b in zip(first, second, strict=True))


async def fill(
    everybody: Tablets, path: str, entrances: Sequence[tuple[str, str]], pid: int
) -> float:
    """Connect the tablets; returns by how many KiB the server grows with each.

    Counted on the second half: the first fills what the server's start has left free.
    """
    half = len(entrances) // 2
    await everybody.fill(path, entrances[:half])
    before = resident_kib(pid)
    await everybody.fill(path, entrances[half:])
    return (resident_kib(pid) - before) / (len(entrances) - half)


def entrances(hall: Hall) -> list[tuple[str, str]]:
    """Return (cookie, hello) of every tablet, up to date."""
    at = hall.streams()
    meeting = next(stream for stream in at if stream.startswith("meeting:"))
    found = []
    for account_id, _key, token in hall.delegates:
        own = f"user:{account_id}"
        since = {meeting: at[meeting], own: at[own]}
        hello = {"screen": "tablet", "subject": str(hall.meeting_key), "since": since}
        found.append((hall.cookie(token), json.dumps(hello)))
    return found


async def broadcast(
    peer: Peer, folder: Path, size: int, tablets: int, rounds: int
) -> dict[str, float] | None:
    """Measure a peer's broadcast of messages of `size` bytes; None where it is not installed."""
    port = free_port()
    command = peer.start(port, folder)
    if command is None:
        return None
    with running(command, port) as process:
        everybody = Tablets(("localhost", port), peer.greeting)
        memory = await fill(everybody, peer.tablet, [("", peer.hello)] * tablets, process.pid)
        lasts, cpu = [], 0.0
        address = f"ws://localhost:{port}{peer.control}"
        async with websockets.connect(address, ping_interval=None) as control:
            if peer.hello:
                await control.send(peer.hello)
            for n in range(-WARM_UP, rounds):
                mark = uuid4().hex
                everybody.expect(mark, tablets)
                cpu_before, began = cpu_seconds(process.pid), time.perf_counter()
                await control.send(peer.said(mark.ljust(size, "x")))
                last = await everybody.last()
                if n >= 0:
                    lasts.append(last - began)
                    cpu += cpu_seconds(process.pid) - cpu_before
                await asyncio.sleep(BREATH_SECONDS)
        everybody.close()
    return {
        "last_tablet_ms": statistics.median(lasts) * 1000,
        "last_tablet_p99_ms": percentile(lasts, 0.99) * 1000,
        "cpu_us_per_message": cpu / rounds / tablets * 1e6,
        "kib_per_connection": memory,
    }


def measure(
    tablets: int, rounds: int, *, items: int, audiences: int, papers: int, peers: Sequence[Peer]
) -> dict[str, float]:
    """Measure Plenum and the peers that are installed; figures of a peer bear its name."""
    folder = Path(tempfile.mkdtemp(prefix="plenum-bench-"))
    try:
        settings = Settings(data_dir=folder, database_url=None)
        office(settings)
        hall = Hall(settings, delegates=tablets, audiences=audiences, items=items, papers=papers)
        figures, size = asyncio.run(plenum(settings, hall, rounds))
        hall.close()
        for peer in peers:
            # Channels takes a hundred times as long: fewer rounds say as much.
            count = rounds if peer.name != "channels" else max(5, rounds // 5)
            found = asyncio.run(broadcast(peer, folder, size, tablets, count))
            if found is None:
                print(f"{peer.name} is not installed", file=sys.stderr)
                continue
            figures |= {f"{peer.name}_{name}": value for name, value in found.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures | ratios(figures) | {"tablets": tablets}


def ratios(figures: dict[str, float]) -> dict[str, float]:
    """Return Plenum's figures over those of the peers that were measured."""
    compared = {
        "ratio_last_tablet": ("last_tablet_ms", "bare_last_tablet_ms"),
        "ratio_to_nchan": ("last_tablet_ms", "nchan_last_tablet_ms"),
        "ratio_p99_to_nchan": ("after_commit_p99_ms", "nchan_last_tablet_p99_ms"),
        "ratio_to_channels": ("last_tablet_ms", "channels_last_tablet_ms"),
        "ratio_cpu": ("cpu_us_per_message", "starlette_cpu_us_per_message"),
        "ratio_delivery_cpu": ("delivery_cpu_us_per_message", "starlette_cpu_us_per_message"),
        "ratio_memory": ("kib_per_connection", "starlette_kib_per_connection"),
    }
    return {
        name: figures[ours] / figures[theirs]
        for name, (ours, theirs) in compared.items()
        if theirs in figures
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tablets", type=int, default=1000)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--audiences", type=int, default=3)
    parser.add_argument("--papers", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--peers", default=",".join(peer.name for peer in PEERS))
    args = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    figures = measure(
        args.tablets,
        args.rounds,
        items=args.items,
        audiences=args.audiences,
        papers=args.papers,
        peers=[peer for peer in PEERS if peer.name in args.peers.split(",")],
    )
    print(
        f"{args.tablets} tablets, {args.audiences} audiences, {args.items} items,"
        f" {args.papers} papers, {args.rounds} rounds, {len(CORES)} cores"
    )
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
