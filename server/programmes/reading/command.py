"""`python -m server read-programme FILE`: what the reader makes of a file; stores nothing."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TextIO

from server.kernel.confine import ChildFailed, confined_lines
from server.kernel.i18n import say
from server.programmes.reading.errors import UnreadableProgramme

BODIES_FILE = Path(__file__).parents[3] / "programmes" / "bodies.toml"
WALL_SECONDS = 40


def command(
    file: Path,
    *,
    bodies_file: Path = BODIES_FILE,
    today: date | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Print one JSON line an item to `out` (stdout) and remarks to `err` (stderr).

    The file is read in a child process with limits. Returns 0, or 1 where the file or the
    catalogue cannot be read, or takes too much memory or time, with a sentence on `err`.
    """
    to = {"out": out or sys.stdout, "err": err or sys.stderr}
    asked = {
        "name": str(file),
        "file": str(file.absolute()),
        "bodies": str(bodies_file.absolute()),
        "today": (today or date.today()).isoformat(),
    }
    code = 1
    try:
        module = "server.programmes.reading.child"
        for line in confined_lines(module, json.dumps(asked), seconds=WALL_SECONDS):
            where, what = json.loads(line)
            if where == "exit":
                code = what
            else:
                print(what, file=to[where])
    except ChildFailed:
        print(f"{file}: {say(UnreadableProgramme.code)}", file=to["err"])
        return 1
    return code
