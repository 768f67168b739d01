"""`serve`, whose disk fails when it is told so: `python -m tests.faults.failing_server FILE`.

As soon as FILE is there, the kernel answers every fsync and fdatasync of this process with EIO
(a seccomp filter on all its threads): what a dying disk does. There is no way back but a restart.
"""

import ctypes
import errno
import os
import struct
import sys
import threading
import time
from pathlib import Path

from server.cli import main

# machine: (audit number, seccomp, fsync, fdatasync)
_NUMBERS = {"x86_64": (0xC000003E, 317, 74, 75), "aarch64": (0xC00000B7, 277, 82, 83)}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NO_NEW_PRIVILEGES, _MODE_FILTER, _ALL_THREADS = 38, 1, 1


def fail_syncs() -> None:
    """Let every sync of this process fail from now on."""
    machine, seccomp, *syncs = _NUMBERS[os.uname().machine]
    steps = [
        (_LOAD, 0, 0, 4),  # which machine
        (_EQUAL, 0, 3, machine),
        (_LOAD, 0, 0, 0),  # which call
        (_EQUAL, 2, 0, syncs[0]),
        (_EQUAL, 1, 0, syncs[1]),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EIO),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.syscall(seccomp, _MODE_FILTER, _ALL_THREADS, program):
        raise OSError(ctypes.get_errno(), "seccomp")


def _wait(file: Path) -> None:
    while not file.exists():
        time.sleep(0.02)
    fail_syncs()
    file.with_suffix(".done").touch()


if __name__ == "__main__":
    threading.Thread(target=_wait, args=[Path(sys.argv[1])], daemon=True).start()
    sys.argv = ["server", "serve"]
    sys.exit(main())
