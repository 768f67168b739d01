"""An upload of 2 GB, announced and not: the answer, the server's memory, what others notice."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.ground import Ground, figures, served

TOTAL_BYTES = 2 * 1024**3
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'


class Body:
    """A body that counts what was taken of it."""

    def __init__(self) -> None:
        self.sent = 0

    def __iter__(self) -> Iterator[bytes]:
        piece = HEAD
        while self.sent < TOTAL_BYTES:
            self.sent += len(piece)
            yield piece
            piece = bytes(256 * 1024)


def _peak_mib(ground: Ground) -> float:
    status = Path(f"/proc/{ground.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _try(ground: Ground, *, announced: bool) -> dict[str, float]:
    Path(f"/proc/{ground.process.pid}/clear_refs").write_text("5")  # the peak begins anew
    before, body = ground.memory_mib(), Body()
    with ground.reading() as reads:
        time.sleep(0.2)  # the announced one is over at once
        status, seconds = ground.upload(iter(body), announced=announced)
    return figures(reads, "read_meanwhile") | {
        "status": status,  # 0: the connection was cut before all was sent
        "seconds": round(seconds, 2),
        "taken_mib": round(body.sent / 1024**2, 1),
        "memory_growth_mib": round(_peak_mib(ground) - before, 1),
        "left_in_upload_folder": len(list(ground.settings.upload_dir.iterdir())),
    }


def main() -> None:
    """Measure and print."""
    with served() as ground:
        ground.reads(50)
        found = {
            "alone": ground.reads(200),
            "announced": _try(ground, announced=True),
            "chunked": _try(ground, announced=False),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
