"""kill -9 under a full hall: how soon after the port is open again everybody is back and right.

The tablets come back as pages do: at a moment of their own within three seconds, saying how far
they were. Meanwhile the log has moved on without them. Server and tablets have a core each.
"""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.processes import CORES, free_port, running
from benchmarks.room import entrances, office, percentile
from benchmarks.tablets import Hall as Tablets
from benchmarks.tablets import Tablet
from server.demo.hall import Hall
from server.kernel.settings import Settings
from server.meetings.commands import edit_item

TABLETS = 1000
SPREAD_SECONDS = 3.0  # static/js/live.js


class Returning(Tablets):
    """Tablets that note when they were greeted."""

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address)
        self.greeted_at: list[float] = []
        self._expected = 0
        self._all_back = asyncio.Event()

    def heard(self, tablet: Tablet, frame: bytes) -> None:
        """Note a greeting: what a page lacks comes before it."""
        before = self.greeted
        super().heard(tablet, frame)
        if self.greeted > before:
            self.greeted_at.append(time.perf_counter())
        if self.greeted == self._expected:
            self._all_back.set()

    async def come_back(self, places: list[tuple[str, str]]) -> None:
        """Connect every tablet at a moment of its own, and wait until the last is greeted."""
        loop, chance, self._expected = asyncio.get_running_loop(), random.Random(1), len(places)

        async def one(cookie: str, hello: str) -> None:
            await asyncio.sleep(chance.uniform(0, SPREAD_SECONDS))
            await loop.create_connection(
                lambda: Tablet(self, "/live", cookie, hello), *self.address
            )

        await asyncio.gather(*(one(cookie, hello) for cookie, hello in places))
        async with asyncio.timeout(60):
            await self._all_back.wait()


def main() -> None:
    """Measure and print."""
    folder = Path(tempfile.mkdtemp(prefix="plenum-faults-"))
    settings = Settings(data_dir=folder, database_url=None)
    office(settings)
    hall = Hall(settings, delegates=TABLETS, audiences=3, items=20, papers=0)
    environment = {"DATA_DIR": str(folder), "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "server", "serve"]
    os.sched_setaffinity(0, {CORES[-1]})
    places = entrances(hall)
    port = free_port()
    with running(command, port, PORT=str(port), **environment) as process:
        everybody = Tablets(("localhost", port))
        asyncio.run(_sit(everybody, places))
        process.kill()
    for number in range(20):
        fields: dict[str, Any] = hall.fields(f"Renamed while nobody served {number}")
        del fields["command_id"]
        hall.run(edit_item, key=hall.renamed, **fields | {"version": int(fields["version"])})
    began = time.perf_counter()
    with running(command, port, PORT=str(port), **environment):
        opened = time.perf_counter()
        back = Returning(("localhost", port))
        asyncio.run(back.come_back(places))
        found = sorted(moment - opened for moment in back.greeted_at)
    hall.close()
    print(
        json.dumps(
            {
                "tablets": TABLETS,
                "port_open_after_s": round(opened - began, 2),
                "back_p50_s": round(percentile(found, 0.5), 2),
                "back_p99_s": round(percentile(found, 0.99), 2),
                "back_last_s": round(found[-1], 2),
            }
        )
    )


async def _sit(everybody: Tablets, places: list[tuple[str, str]]) -> None:
    await everybody.fill("/live", places)


if __name__ == "__main__":
    main()
