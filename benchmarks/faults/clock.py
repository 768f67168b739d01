"""The clock of a running server jumps by +3 hours, -2 hours and +400 days (libfaketime)."""

import json
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.faults.ground import need, served

JUMPS = {"ahead_3_h": "+3h", "back_2_h": "-2h", "back_again_2_h": "-4h", "right_again": "+0"}
HOURS_LATER = "+13h"  # longer than any session


def _library() -> str:
    """Return where libfaketime lies, as the `faketime` command itself finds it."""
    command = ["faketime", "-f", "+0s", "env"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
    return found["LD_PRELOAD"]


def main() -> None:
    """Measure and print."""
    need("faketime")
    found: dict[str, object] = {}
    with tempfile.NamedTemporaryFile("w", suffix=".clock") as clock:
        file = Path(clock.name)
        file.write_text("+0\n")
        environment = {
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": clock.name,
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
        with served(more=environment) as ground:
            ground.pushes(3)  # warm
            for name, offset in JUMPS.items():
                file.write_text(f"{offset}\n")
                time.sleep(2.5)
                ground.http.get("/healthz")
                time.sleep(1.1)  # uvicorn makes the Date header once a second
                date = ground.http.get("/healthz").headers["date"]
                status, seconds = ground.write(name)
                pushes = ground.pushes(3)
                found[name] = {
                    "servers_date": date,
                    "write": status,
                    "write_ms": round(seconds * 1000, 1),
                    "pushes": len(pushes),
                    "signed_in": ground.http.get(ground.page).status_code == 200,
                }
            file.write_text(f"{HOURS_LATER}\n")
            time.sleep(2.5)
            found["sessions_end_after_13_h"] = ground.http.get(ground.page).status_code != 200
    print(json.dumps(found))


if __name__ == "__main__":
    main()
