"""The child process of `read-programme`: it may use so much memory and time, and no more.

It answers in lines of JSON: ["out", text], ["err", text], and last ["exit", code].
"""

import json
import sys
import tomllib
from datetime import date
from pathlib import Path

from server.kernel.confine import limit
from server.kernel.i18n import say
from server.programmes.reading.bodies import read_catalogue
from server.programmes.reading.errors import UnreadableProgramme
from server.programmes.reading.programme import read_programme
from server.programmes.reading.sheet import Remark, as_json_lines

# 10,000 rows take about 1 s and 150 MB; the limits leave room and still stop a bomb early.
MEMORY_BYTES = 768 * 1024**2
CPU_SECONDS = 20


def _told(name: str, bodies_file: Path, file: Path, today: date) -> int:
    """Tell what is read and what is remarked; returns the command's exit code."""
    try:
        catalogue = read_catalogue(bodies_file)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as problem:
        _tell("err", f"{bodies_file}: {problem}")
        return 1
    try:
        sheet = read_programme(file, catalogue, today=today)
    except UnreadableProgramme as problem:
        _tell("err", f"{name}: {say(problem.code, **problem.params)}")
        return 1
    except OSError as problem:
        _tell("err", f"{name}: {problem.strerror}")
        return 1
    if sheet.title.text:
        _tell("err", f"{file.name}: {sheet.title.text}")
    for remark in sheet.remarks:
        _tell("err", f"{_place(file, remark)}: {remark.note.sentence}")
    for line in as_json_lines(sheet):
        _tell("out", line)
    return 0


def _place(file: Path, remark: Remark) -> str:
    parts = [file.name, remark.sheet, str(remark.row or "")]
    return ":".join(part for part in parts if part)


def _tell(where: str, what: str | int) -> None:
    print(json.dumps([where, what]))


if __name__ == "__main__":
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    asked = json.load(sys.stdin)
    today = date.fromisoformat(asked["today"])
    _tell("exit", _told(asked["name"], Path(asked["bodies"]), Path(asked["file"]), today))
