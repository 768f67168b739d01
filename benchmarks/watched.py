"""The product's own server, watched: `python -m benchmarks.watched FILE` serves as `serve` does.

Writes to FILE, when it ends, a line for each commit of a command (`commit SECONDS`, on the
machine's monotonic clock) and for each look at the event loop (`lag SECONDS LATE`: how late a timer
of 5 ms was then).
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from server.cli import main
from server.kernel.db import Writer
from server.kernel.live.lanes import Relay

EVERY_SECONDS = 0.005


def watch(path: Path) -> None:
    """Remember commits and the loop's lag, and write them to `path` at the end."""
    once, begin, close = Writer._once, Relay.__init__, Relay.close
    commits: list[float] = []
    lags: list[tuple[float, float]] = []

    def noted(self: Writer, *args: Any) -> Any:
        result = once(self, *args)
        commits.append(time.perf_counter())
        return result

    async def look() -> None:
        while True:
            due = time.perf_counter() + EVERY_SECONDS
            await asyncio.sleep(EVERY_SECONDS)
            moment = time.perf_counter()
            lags.append((moment, moment - due))

    def begun(self: Relay, *args: Any) -> None:
        begin(self, *args)
        self._tasks.append(asyncio.create_task(look(), name="watched"))

    async def closed(self: Relay) -> None:
        await close(self)
        lines = [f"commit {moment}" for moment in commits]
        lines += [f"lag {moment} {late}" for moment, late in lags]
        path.write_text("\n".join(lines))  # noqa: ASYNC240 - nobody is served any more

    setattr(Writer, "_once", noted)  # noqa: B010
    setattr(Relay, "__init__", begun)  # noqa: B010
    setattr(Relay, "close", closed)  # noqa: B010


def notes(path: Path, began: float, ended: float) -> tuple[list[float], list[float]]:
    """Return the moments of the commits, and the loop's lags, between two moments."""
    commits, lags = [], []
    for line in path.read_text().splitlines():
        what, moment, *late = line.split()
        if began <= float(moment) <= ended:
            if what == "commit":
                commits.append(float(moment))
            else:
                lags.append(float(late[0]))
    return commits, lags


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    sys.argv = ["server", "serve"]
    sys.exit(main())
