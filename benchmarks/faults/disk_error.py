"""A disk that answers EIO: to one server's syncs, to another's writes (strace, root)."""

import json
import subprocess
import sys

from benchmarks.faults.ground import Ground, need, served, traced


def _look(ground: Ground, inject: str) -> dict[str, object]:
    before = [ground.write(f"Trước {n}")[0] for n in range(5)]
    lost = ground.form("Mất")
    with traced(ground.process, inject):
        failing = [ground.send(lost) for _ in range(3)]
        reads = ground.reads(20)
    after = ground.write("Sau khi ổ đĩa lành lại")[0]
    ready = ground.http.get("/readyz").status_code
    return reads | {
        "before": before,
        "failing": [status for status, _ in failing],
        "longest_refusal_ms": round(max(seconds for _, seconds in failing) * 1000, 1),
        "after_the_fault_without_restart": after,
        "readyz": ready,
    }


def _restarted(ground: Ground) -> dict[str, object]:
    """Check the database file that the failed server left."""
    command = "PRAGMA integrity_check"
    code = (
        "import server, pysqlite3, sys;"
        f"print(pysqlite3.connect(sys.argv[1]).execute('{command}').fetchone()[0])"
    )
    file = str(ground.settings.data_dir / "plenum.db")
    found = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True)
    return {"integrity": found.stdout.strip()}


def main() -> None:
    """Measure and print."""
    need("strace")
    found: dict[str, object] = {}
    for name, inject in (
        ("sync", "fdatasync,fsync:error=EIO"),
        ("write", "pwrite64:error=EIO"),
    ):
        with served() as ground:
            found[name] = _look(ground, inject) | _restarted(ground)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
