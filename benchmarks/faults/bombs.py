"""Bombs among the PDFs: each one's verdict, time and memory, and what others notice meanwhile."""

import json
import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

from benchmarks.faults.ground import figures, served
from server.kernel.confine import confined
from server.materials.intake import WALL_SECONDS
from tests.materials.bombs import BOMBS


def look(bomb: bytes) -> tuple[str, float, float]:
    """Inspect a bomb as an upload is; returns verdict, seconds and the child's peak in MiB."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(bomb)
        file.flush()
        began = time.perf_counter()
        facts = confined("server.materials.inspection", file.name, "5000", seconds=WALL_SECONDS)
        took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    verdict = "unreadable-paper" if facts is None else facts.get("refused", "read")
    return verdict, took, peak


def main() -> None:
    """Measure and print."""
    found: dict[str, object] = {}
    with served() as ground:
        ground.reads(50)
        found["alone"] = ground.reads(200)
        # A process each: its children's peak is the bomb's own.
        with (
            ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1
            ) as one,
            ground.reading() as reads,
        ):
            for name, make in BOMBS.items():
                verdict, seconds, peak = one.submit(look, make()).result()
                found[name] = [verdict, round(seconds, 1), round(peak)]
        found |= figures(reads, "read_meanwhile")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
