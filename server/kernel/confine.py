"""Strangers' files are parsed in a child process that has little memory and little time.

A broken or hostile PDF may crash a parser, fill the memory or never end; whatever happens to the
child, the server learns only that the file could not be read.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
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


def confined(module: str, *arguments: str, seconds: float) -> dict[str, Any] | None:
    """Run `python -m module arguments` and return the object it printed as JSON.

    None when it raised, was killed, ran longer than `seconds` on the wall clock, or printed
    anything else. Blocks: call it from a thread that may wait.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        child = subprocess.run(
            [sys.executable, "-B", "-m", module, *arguments],
            cwd=_ROOT,
            env=environment,
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
