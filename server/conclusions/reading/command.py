"""`python -m server read-notice FILE`: the tasks that a notice gives; stores nothing."""

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import TextIO

from server.conclusions.reading.errors import UnreadableNotice
from server.conclusions.reading.notice import read_notice
from server.conclusions.reading.sources import paragraphs_of, read_paragraphs
from server.kernel.i18n import say
from server.kernel.workdays import DAYS_FILE, read_working_days
from server.programmes.reading.bodies import read_catalogue
from server.programmes.reading.command import BODIES_FILE


def command(
    file: str,
    *,
    issued_on: str | None = None,
    day_before: bool = False,
    bodies_file: Path = BODIES_FILE,
    days_file: Path = DAYS_FILE,
    source: TextIO | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Print one JSON line a task to `out` (stdout) and what looks odd to `err` (stderr).

    `file` "-" is text on `source` (stdin); `issued_on` is an ISO date; `day_before` is the
    office's rule for "trước ngày X" (WorkingDays). Returns 0; 1 where the file or the catalogue
    cannot be read, with a sentence on `err`; 2 for a date that is none.
    """
    out, err = out or sys.stdout, err or sys.stderr
    try:
        day = date.fromisoformat(issued_on) if issued_on else None
    except ValueError:
        print(f"--date {issued_on}: {say('notice-date-unreadable')}", file=err)
        return 2
    try:
        catalogue, days = (
            read_catalogue(bodies_file),
            read_working_days(days_file, day_before=day_before),
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        print(f"{bodies_file}, {days_file}: {problem}", file=err)
        return 1
    try:
        if file == "-":
            paragraphs = paragraphs_of((source or sys.stdin).read())
        else:
            paragraphs = read_paragraphs(Path(file))
    except UnreadableNotice as problem:
        print(f"{file}: {say(problem.code, **problem.params)}", file=err)
        return 1
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else say("notice-other-format")
        print(f"{file}: {reason}", file=err)
        return 1
    notice = read_notice(paragraphs, bodies=catalogue, issued_on=day, days=days)
    for n, task in enumerate(notice.tasks, 1):
        print(task.as_json(), file=out)
        for note in task.notes:
            print(f"{file}:{n}: {note.sentence}", file=err)
    return 0
