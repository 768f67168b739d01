"""Slow heads, bodies and readers, 200 at a time (slowhttptest), and what others notice."""

import json
import re
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.faults.ground import figures, need, read, served
from server.kernel.static import STATIC

HELD = 200
SECONDS = 45
ATTACKS = {
    "slow_head": ["-H", "-i", "5"],
    "slow_body": ["-B", "-i", "5"],
    "slow_read": ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"],
}


def _sockets(pid: int) -> int:
    """Return how many sockets a process holds."""
    held = 0
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            held += link.readlink().name.startswith("socket:")
    return held


def _largest(page: str) -> str:
    """Return the address of the largest file that is served as it lies."""
    file = max((f for f in STATIC.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
    build = re.search(r"/static/[^/]+/", page)
    assert build
    return build.group() + str(file.relative_to(STATIC))


def main() -> None:
    """Measure and print."""
    need("slowhttptest")
    found: dict[str, object] = {}
    with served() as ground, ground.client() as http:
        ground.reads(50)
        found["alone"] = ground.reads(200)
        largest = _largest(http.get(ground.page).text)
        for name, how in ATTACKS.items():
            command = ["slowhttptest", *how, "-c", str(HELD), "-r", "100", "-l", str(SECONDS)]
            path = largest if name == "slow_read" else "/sign-in"
            command += ["-p", "3", "-u", ground.origin + path]
            before = _sockets(ground.process.pid)
            attack = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            waits: list[float] = []
            sockets: list[int] = []
            began, free = time.monotonic(), None
            while attack.poll() is None or (sockets[-1] and time.monotonic() - began < 2 * SECONDS):
                waits.append(read(http, ground.page))
                sockets.append(_sockets(ground.process.pid) - before)
                if free is None and max(sockets) > HELD / 2 and sockets[-1] <= 1:
                    free = round(time.monotonic() - began, 1)
                time.sleep(0.05)
            found[name] = figures(waits, "read") | {
                "most_held": max(sockets),
                "all_let_go_after_seconds": free,
                "held_at_the_end": sockets[-1],
            }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
