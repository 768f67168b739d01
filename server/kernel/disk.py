"""The disk under the server: what its errors mean, a reserve, an alarm.

`DATA_DIR/reserve` keeps room that nobody else takes. When the disk is full the server gives it up,
so that an open session can still be written; papers are refused from then on. It is taken again
as soon as there is room for twice as much.
"""

import asyncio
import errno
import os
import shutil
from pathlib import Path
from typing import Any

import structlog

from server.kernel import metrics
from server.kernel.errors import DiskFailed, DiskFull
from server.kernel.settings import Settings

log = structlog.get_logger("disk")

LOOK_SECONDS = 10.0
# SQLite says "disk I/O error" also when its index of the log cannot grow on a full disk.
_NO_ROOM_BYTES = 256 * 1024
_FULL: set[Any] = {errno.ENOSPC, errno.EDQUOT, "SQLITE_FULL", "53100"}
_FAILED: set[Any] = {errno.EIO, errno.EROFS, "SQLITE_IOERR", "SQLITE_READONLY", "58030"}


def refusal_of(problem: Exception, folder: Path) -> DiskFull | DiskFailed | None:
    """Return what an error says of the disk that `folder` lies on; None: nothing.

    `problem` is what a file operation raised, or SQLAlchemy of either database.
    """
    error = getattr(problem, "orig", None) or problem
    known = {getattr(error, name, None) for name in ("errno", "sqlite_errorname", "sqlstate")}
    if known & _FULL:
        return DiskFull()
    if known & _FAILED:
        return DiskFull() if shutil.disk_usage(folder).free < _NO_ROOM_BYTES else DiskFailed()
    return None


class Disk:
    """The disk that DATA_DIR lies on, looked at every few seconds."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir
        self._file = settings.data_dir / "reserve"
        self._reserve = settings.disk_reserve_bytes
        self._alarm = settings.disk_alarm_percent / 100
        self._alarmed = False

    def look(self) -> None:
        """Take the reserve where it is missing and there is room; say when room gets scarce."""
        if self._reserve and not self._file.exists():
            self._take()
        disk = shutil.disk_usage(self._folder)
        metrics.DISK_FREE.set(disk.free)
        metrics.DISK_FREE_RATIO.set(disk.free / disk.total)
        alarmed = disk.free < self._alarm * disk.total
        if alarmed and not self._alarmed:
            log.error("disk almost full", free_bytes=disk.free, total_bytes=disk.total)
        elif self._alarmed and not alarmed:
            log.info("disk has room again", free_bytes=disk.free, total_bytes=disk.total)
        self._alarmed = alarmed

    def _take(self) -> None:
        if shutil.disk_usage(self._folder).free < 2 * self._reserve:
            return
        half = self._file.with_suffix(f".{os.getpid()}.part")
        try:
            with half.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._reserve)
            half.rename(self._file)
        except OSError as problem:
            half.unlink(missing_ok=True)
            log.warning("no reserve", problem=str(problem))

    def give_up(self) -> bool:
        """Let go of the reserve; returns whether there was one. Any thread may call it."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        log.error("disk full: the reserve is given up, papers are refused", bytes=self._reserve)
        return True

    def admit_paper(self) -> None:
        """Raise DiskFull while the reserve is given up: what is left is the session's. Blocks."""
        self.look()
        if self._reserve and not self._file.exists():
            raise DiskFull

    async def watch(self) -> None:
        """Look, until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except OSError:
                log.exception("disk")
            await asyncio.sleep(LOOK_SECONDS)
