"""Strangers' files are parsed in a child process that has little memory and little time.

A broken or hostile file may crash a parser, fill the memory or never end; whatever happens to the
child, the server learns only that the file could not be read.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from threading import Timer
from typing import Any

_ROOT = Path(__file__).parents[2]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH")  # never the database's address or another secret


def limit(*, memory_bytes: int, cpu_seconds: int, file_bytes: int = 0) -> None:
    """Bind this process; the first thing a child does, before it imports a parser.

    `file_bytes` is the largest file it may write.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class ChildFailed(Exception):
    """A confined child raised, was killed, or took too long."""


def confined(module: str, *arguments: str, seconds: float) -> dict[str, Any] | None:
    """Run `python -m module arguments` and return the object it printed as JSON.

    None when it raised, was killed, ran longer than `seconds` on the wall clock, or printed
    anything else. Blocks: call it from a thread that may wait.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-B", "-m", module, *arguments],
            cwd=_ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
        )
        answer = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def confined_lines(module: str, asked: str, *, seconds: float) -> Generator[str, None, None]:
    """Run `python -m module` with `asked` on its standard input and yield each line it prints.

    Raises ChildFailed, after what it printed, when it raised, was killed, or ran longer than
    `seconds` on the wall clock. Blocks.
    """
    child = subprocess.Popen(
        [sys.executable, "-B", "-m", module],
        cwd=_ROOT,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert child.stdin
    assert child.stdout
    timer = Timer(seconds, child.kill)
    timer.start()
    try:
        try:
            with child.stdin as given:
                given.write(asked)
            yield from (line.rstrip("\n") for line in child.stdout)
        except (OSError, ValueError):  # it ended before it had listened, or printed no text
            raise ChildFailed from None
        if child.wait():
            raise ChildFailed
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        child.stdout.close()


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
