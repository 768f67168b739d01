"""The largest hall: 1,600 tablets of 8 audiences, 100 items, 300 papers; and a minute of edits.

`./dev bench hall` measures `room`'s rounds in the small room (1,000 tablets, 3 audiences, 20 items)
and in the large one, both on a server and core of their own, and compares what a socket costs.
Then 50 edits a second for a minute fall on the large one: what a tablet shows at its worst is as
old as `behind_ms` says. The last line printed is JSON.
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
from pathlib import Path
from typing import Any

from benchmarks.processes import CORES, free_port, resident_kib, running
from benchmarks.room import Form, entrances, measure, office, percentile
from benchmarks.tablets import Hall as Tablets
from benchmarks.watched import notes
from server.demo.hall import Hall
from server.kernel.settings import Settings

SMALL = {"tablets": 1000, "items": 20, "audiences": 3, "papers": 0}
LARGE = {"tablets": 1600, "items": 100, "audiences": 8, "papers": 300}
PING_SECONDS = 8.0
WRITERS = 8  # secretaries' browsers, each at an item of its own; the first at one that all see


class Behind(Tablets):
    """Tablets that note how long ago each title they get was sent off."""

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address)
        self.sent: dict[int, float] = {}  # number of the edit -> when
        self.late: list[float] = []
        self.newest: dict[int, int] = {}  # tablet -> the newest edit it has of the item all see
        self._final = -1
        self._everybody = asyncio.Event()

    def heard(self, tablet: Any, frame: bytes) -> None:
        """Note a message, and how old what it says is."""
        super().heard(tablet, frame)
        _, found, rest = frame.partition(b"Edit no. ")
        if found:
            number = int(rest[:7])
            self.late.append(time.perf_counter() - self.sent[number])
            if number % WRITERS == 0:
                self.newest[id(tablet)] = max(number, self.newest.get(id(tablet), -1))
            if number == self._final and self._are_right():
                self._everybody.set()

    def _are_right(self) -> bool:
        right = sum(number == self._final for number in self.newest.values())
        return right == len(self.tablets)

    async def all_have(self, number: int) -> None:
        """Wait until the last tablet has edit `number`. Raises TimeoutError."""
        self._final = number
        async with asyncio.timeout(30):
            if not self._are_right():
                await self._everybody.wait()


async def edits(settings: Settings, hall: Hall, each_second: int, seconds: int) -> dict[str, float]:
    """Rename items `each_second` times a second and watch how far tablets fall behind."""
    port = free_port()
    log = settings.data_dir / "watched-edits"
    environment = {
        "DATA_DIR": str(settings.data_dir),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "benchmarks.watched", str(log)]
    with running(command, port, **environment) as process:
        tablets = Behind(("localhost", port))
        await tablets.fill("/live", entrances(hall))
        keys = [hall.renamed, *[key for key in reversed(hall.items) if key != hall.renamed]]
        resident, answered = resident_kib(process.pid), 0
        count, last = each_second * seconds, -1
        began = time.perf_counter()

        async def write(place: int) -> None:
            nonlocal answered, last
            form = Form(hall, port, keys[place])
            await form.open()
            base = form.fields["base_title"]
            for number in range(place, count, WRITERS):
                await asyncio.sleep(max(0.0, began + number / each_second - time.perf_counter()))
                title = f"Edit no. {number:07d}"
                tablets.sent[number] = time.perf_counter()
                form.stream.write(form.request_from(base, title))
                await form.answer()
                answered, base = answered + 1, title
                last = number if place == 0 else last

        async def greet() -> None:
            while True:
                await asyncio.sleep(PING_SECONDS)
                tablets.ping()

        greeting = asyncio.create_task(greet())
        await asyncio.gather(*(write(place) for place in range(WRITERS)))
        took = time.perf_counter() - began
        await tablets.all_have(last)
        greeting.cancel()
        converged = time.perf_counter() - tablets.sent[last]
        grown = resident_kib(process.pid) - resident
        tablets.close()
    _, lags = notes(log, began, tablets.sent[last] + converged)
    return {
        "edits": answered,
        "edits_a_second": answered / took,
        "behind_median_ms": statistics.median(tablets.late) * 1000,
        "behind_p99_ms": percentile(tablets.late, 0.99) * 1000,
        "behind_max_ms": max(tablets.late) * 1000,
        "converged_ms": converged * 1000,
        "tablets_right": len(tablets.newest),
        "edits_memory_kib": grown,
        "edits_loop_lag_p99_ms": percentile(lags, 0.99) * 1000,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--edits", type=int, default=50)
    args = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    small = measure(rounds=args.rounds, peers=(), **SMALL)
    large = measure(rounds=args.rounds, peers=(), **LARGE)
    figures: dict[str, float] = {f"small_{name}": value for name, value in small.items()}
    figures |= {f"large_{name}": value for name, value in large.items()}
    for name in ("after_commit_ms", "cpu_us_per_message", "kib_per_connection"):
        each_small, each_large = small[name], large[name]
        if name == "after_commit_ms":  # for all tablets together; the others are a socket's
            each_small, each_large = each_small / SMALL["tablets"], each_large / LARGE["tablets"]
        figures[f"ratio_{name}_a_socket"] = each_large / each_small
    folder = Path(tempfile.mkdtemp(prefix="plenum-bench-"))
    try:
        settings = Settings(data_dir=folder, database_url=None)
        office(settings)
        hall = Hall(
            settings,
            delegates=LARGE["tablets"],
            audiences=LARGE["audiences"],
            items=LARGE["items"],
            papers=LARGE["papers"],
        )
        figures |= asyncio.run(edits(settings, hall, args.edits, args.seconds))
        hall.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
