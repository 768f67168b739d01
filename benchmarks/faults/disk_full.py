"""A full disk: DATA_DIR on an ext4 file system of 256 MB of its own (mkfs.ext4, root)."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.faults.ground import need, served

DISK_BYTES, RESERVE_BYTES = 256 * 1024**2, 32 * 1024**2


@contextmanager
def disk() -> Iterator[Path]:
    """Mount a small ext4 file system; yields its folder."""
    if os.geteuid() != 0:
        sys.exit("only root may mount a disk")
    with tempfile.TemporaryDirectory(prefix="plenum-disk-") as name:
        image, folder = Path(name) / "image", Path(name) / "disk"
        folder.mkdir()
        with image.open("wb") as file:
            file.truncate(DISK_BYTES)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
        subprocess.run(["mount", "-o", "loop", str(image), str(folder)], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(filler: Path) -> None:
    """Let `filler` grow until not a byte more goes onto the disk."""
    with filler.open("ab", buffering=0) as file:
        for size in (2**20, 2**12):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
        os.fsync(file.fileno())


def main() -> None:
    """Measure and print."""
    need("mkfs.ext4", "mount")
    paper = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
    with (
        disk() as folder,
        served(folder=folder, more={"DISK_RESERVE_BYTES": str(RESERVE_BYTES)}) as ground,
    ):
        time.sleep(1)
        filler = folder / "filler"
        reserve = (folder / "reserve").exists()
        fill(filler)
        on_reserve = [ground.write() for _ in range(20)]
        upload = ground.upload([paper], announced=False)
        fill(filler)
        refused = [ground.write("x" * 900)]
        while refused[-1][0] == 200 and len(refused) < 2000:
            refused.append(ground.write("x" * 900 + str(len(refused))))
        lost = ground.form("Gửi lại")
        refused.append(ground.send(lost))
        pushed = ground.reads(50)
        filler.unlink()
        began = time.perf_counter()
        again = ground.send(lost)
        while ground.upload([paper], announced=False)[0] == 507:
            time.sleep(0.1)
        figures = {
            "reserve_taken": reserve,
            "writes_on_reserve": [status for status, _ in on_reserve],
            "upload_on_reserve": upload[0],
            "without_reserve": refused[-1][0],
            "longest_answer_ms": round(max(s for _, s in (*on_reserve, *refused)) * 1000, 1),
            "same_form_after_freeing": again[0],
            "papers_again_after_ms": round((time.perf_counter() - began) * 1000),
            "half_files": len([*(folder / "uploads").iterdir(), *folder.rglob("*.part")]),
        }
        print(json.dumps(figures | pushed))


if __name__ == "__main__":
    main()
