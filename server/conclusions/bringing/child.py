"""The child process that reads what was sent: `python -m … ASKED`, a JSON file.

Asked: {path or text, name, bodies, document, issued_on}. Prints {kind, head, proposals}, or
{refused, params} with the code of an error. Its parsers run only here, under limits.
"""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from server.conclusions.bringing.errors import (
    NoTrackingTable,
    SourceTooLarge,
    TooManyTasks,
    UnreadableSource,
)
from server.conclusions.bringing.proposals import Proposal, of_notice, of_row
from server.conclusions.reading import (
    Paragraph,
    UnreadableNotice,
    paragraphs_of,
    read_notice,
    read_paragraphs,
)
from server.conclusions.reading.errors import NoticeTooLarge
from server.conclusions.reading.text import settle
from server.kernel.confine import limit
from server.kernel.i18n import nfc
from server.kernel.workdays import WorkingDays
from server.materials.marks import is_mark
from server.programmes.reading import BodyCatalogue, CatalogueBody, UnreadableProgramme
from server.programmes.reading.errors import NotAWorkbook, WorkbookTooLarge
from server.programmes.reading.grid import Grid, column_letter
from server.programmes.reading.source import read_source
from server.tasks.tracking import read_tracking
from server.tasks.tracking.sheet import tracks

MEMORY_BYTES = 768 * 1024**2
CPU_SECONDS = 20
MAX_FILE_BYTES = 20 * 1024**2
MAX_TASKS = 2000  # on one page, to be looked through by one person
_HEAD = 40  # paragraphs in which a notice says what it is
_NUMBER = re.compile(r"\s*số\s*:?\s*(\d+\w*\s*[-/]\s*[^\W\d_][^\s,;*]*)", re.IGNORECASE)
_SECRET = {"refused": "secret-mark", "params": {}}


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Read what was sent; returns what the module's docstring says."""
    try:
        return _read(asked)
    except (WorkbookTooLarge, NoticeTooLarge) as problem:
        return _refused(SourceTooLarge(**problem.params), asked)
    except (UnreadableProgramme, UnreadableNotice, UnreadableSource) as problem:
        return _refused(problem, asked)


def _refused(problem: Any, asked: dict[str, Any]) -> dict[str, Any]:
    kept = Path(asked.get("path", "")).name  # a reader names the file it was given, not the clerk's
    params = {
        name: asked["name"] if said == kept else said for name, said in problem.params.items()
    }
    return {"refused": problem.code, "params": params}


def _read(asked: dict[str, Any]) -> dict[str, Any]:
    bodies = BodyCatalogue(CatalogueBody(**body) for body in asked["bodies"])
    if "text" in asked:
        return _notice(paragraphs_of(asked["text"]), bodies, asked)
    path = Path(asked["path"])
    if path.stat().st_size > MAX_FILE_BYTES:
        raise SourceTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")
    with path.open("rb") as file:
        begin = file.read(1024).lstrip()
    if not begin.startswith(b"%PDF"):
        try:
            grids = read_source(path)
        except NotAWorkbook:  # a text, or nothing that is known
            return _notice(read_paragraphs(path), bodies, asked)
        if not _is_word(path) or tracks(grids):
            return _sheet(grids, bodies, _days(asked))
    return _notice(read_paragraphs(path), bodies, asked)


def _is_word(path: Path) -> bool:
    """Whether a package is a document: read_source has refused what is none of an office's."""
    try:
        read_paragraphs(path)
    except UnreadableNotice:
        return False
    return True


def _notice(
    paragraphs: Sequence[Paragraph], bodies: BodyCatalogue, asked: dict[str, Any]
) -> dict[str, Any]:
    if any(is_mark(paragraph.text) for paragraph in paragraphs[:_HEAD]):
        return _SECRET
    issued = date.fromisoformat(asked["issued_on"]) if asked.get("issued_on") else None
    notice = read_notice(paragraphs, bodies=bodies, issued_on=issued, days=_days(asked))
    document = asked.get("document") or _number(paragraphs)
    proposals = [
        of_notice(task, bodies, document=document, issued_on=notice.issued_on)
        for task in notice.tasks
    ]
    said = "\n".join(task.words for task in notice.tasks)
    rest = [
        {"sheet": "", "row": n, "text": paragraph.text}
        for n, paragraph in enumerate(paragraphs, 1)
        if not _gave(paragraph, notice.tasks, said)
    ]
    head = {
        "document": document,
        "issued_on": notice.issued_on and notice.issued_on.isoformat(),
        "rest": rest,
        "columns": [],
    }
    return _made("notice", head, proposals)


def _gave(paragraph: Paragraph, tasks: Sequence[Any], said: str) -> bool:
    """Whether a paragraph gave a task: one stands in the words of the other."""
    text = settle(paragraph.text).text
    return text in said or any(settle(task.words).text in text for task in tasks)


def _number(paragraphs: Sequence[Paragraph]) -> str:
    seen = (_NUMBER.match(nfc(paragraph.text)) for paragraph in paragraphs[:_HEAD])
    return next((found[1] for found in seen if found), "")


def _days(asked: dict[str, Any]) -> WorkingDays:
    calendar = {date.fromisoformat(day): works for day, works in asked["calendar"].items()}
    return WorkingDays(day_before=asked["day_before"]).corrected(calendar)


def _sheet(grids: Sequence[Grid], bodies: BodyCatalogue, days: WorkingDays) -> dict[str, Any]:
    found = read_tracking(grids, days)
    if found is None:
        raise NoTrackingTable(sheets=", ".join(grid.name for grid in grids))
    if any(is_mark(rest.text) for rest in found.rest):
        return _SECRET
    head = {
        "document": "",
        "issued_on": None,
        "rest": [asdict(rest) for rest in found.rest],
        "columns": [
            {
                "sheet": column.sheet,
                "letter": column_letter(column.index),
                "heading": column.heading,
                "field": column.field,
            }
            for column in found.columns
        ],
    }
    return _made("sheet", head, [of_row(row, bodies) for row in found.rows])


def _made(kind: str, head: dict[str, Any], proposals: Sequence[Proposal]) -> dict[str, Any]:
    if len(proposals) > MAX_TASKS:
        raise TooManyTasks(limit=str(MAX_TASKS))
    said = [proposal.as_json() for proposal in proposals]
    return {"kind": kind, "head": head | {"count": len(said)}, "proposals": said}


if __name__ == "__main__":
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    print(json.dumps(answer(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))))
