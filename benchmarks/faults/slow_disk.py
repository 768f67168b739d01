"""A slow disk: every sync of a running server takes 50 ms, then every write as well (strace)."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.faults.ground import Ground, figures, need, served, traced

SECRETARIES = 8  # who write at once
WRITES = 60
FLOOD = 300  # more than settings.writer_queue


def _write_together(ground: Ground, number: int, at_once: int) -> dict[str, float]:
    forms = [ground.form("Nội dung") for _ in range(number)]
    with ThreadPoolExecutor(at_once) as threads:
        found = list(threads.map(ground.send, forms))
    kept = [seconds for status, seconds in found if status in (200, 409)]
    longest = max(seconds for _, seconds in found)
    return figures(kept, "write") | {
        "written": len(kept),
        "refused_503": sum(status == 503 for status, _ in found),
        "longest_answer_ms": round(longest * 1000, 1),
    }


def _look(ground: Ground) -> dict[str, float]:
    ground.reads(20)  # warm
    with ground.reading() as reads:
        together = _write_together(ground, WRITES, SECRETARIES)
        time.sleep(1)
    last = ground.pushes(10)
    return figures(reads, "read") | together | figures(last, "push_after_answer")


def main() -> None:
    """Measure and print."""
    need("strace")
    with served() as ground:
        found: dict[str, object] = {"quick": _look(ground)}
        with traced(ground.process, "fdatasync,fsync:delay_enter=50000"):
            found["sync_50_ms"] = _look(ground)
            with ground.reading() as reads:
                flood = _write_together(ground, FLOOD, FLOOD)
            found["flood"] = flood | figures(reads, "read")
        with traced(ground.process, "fdatasync,fsync,pwrite64:delay_enter=50000"):
            found["every_write_50_ms"] = _look(ground)
    print(json.dumps(found | {"cores": os.cpu_count()}))


if __name__ == "__main__":
    main()
