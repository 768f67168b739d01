"""`python -m server read-programme FILE`: what the reader makes of a file; stores nothing."""

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import TextIO

from server.kernel.i18n import say
from server.programmes.reading.bodies import read_catalogue
from server.programmes.reading.errors import UnreadableProgramme
from server.programmes.reading.programme import read_programme
from server.programmes.reading.sheet import Remark, as_json_lines

BODIES_FILE = Path(__file__).parents[3] / "programmes" / "bodies.toml"


def command(
    file: Path,
    *,
    bodies_file: Path = BODIES_FILE,
    today: date | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Print one JSON line an item to `out` (stdout) and remarks to `err` (stderr).

    Returns 0, or 1 where the file or the catalogue cannot be read, with a sentence on `err`.
    """
    out, err = out or sys.stdout, err or sys.stderr
    try:
        catalogue = read_catalogue(bodies_file)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        print(f"{bodies_file}: {problem}", file=err)
        return 1
    try:
        sheet = read_programme(file, catalogue, today=today or date.today())
    except UnreadableProgramme as problem:
        print(f"{file}: {say(problem.code, **problem.params)}", file=err)
        return 1
    except OSError as problem:
        print(f"{file}: {problem.strerror}", file=err)
        return 1
    if sheet.title.text:
        print(f"{file.name}: {sheet.title.text}", file=err)
    for remark in sheet.remarks:
        print(f"{_place(file, remark)}: {remark.note.sentence}", file=err)
    for line in as_json_lines(sheet):
        print(line, file=out)
    return 0


def _place(file: Path, remark: Remark) -> str:
    parts = [file.name, remark.sheet, str(remark.row or "")]
    return ":".join(part for part in parts if part)
