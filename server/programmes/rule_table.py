"""Lines of an authority matrix out of a table that was pasted: from Word or Excel, tabs between.

A row of headings says what the columns are; without one they are matter, who decides, article and
kind of work, after a number where there is one.
"""

import re
from dataclasses import dataclass

from sqlmodel import Session, select

from server.kernel.errors import DomainError
from server.kernel.i18n import fold, nfc
from server.people.models import Body
from server.people.queries import body_catalogue
from server.programmes.bodies import catalogue
from server.programmes.reading.own import kind_of

MAX_ROWS = 500
_HEADINGS = {
    "matter": r"noi dung.*|(?:ten |the )?loai (?:van ban|viec)?.*van ban|van de.*|linh vuc"
    r"|matters?|subjects?",
    "body": r"(?:cap|co quan|noi)? ?(?:tham quyen )?(?:quyet dinh|giai quyet|ban hanh).*"
    r"|tham quyen.*|decided by|decides|who decides",
    "article": r"dieu.*|khoan.*|can cu.*|quy dinh tai.*|article.*|clause.*",
    "kind": r"loai (?:viec|cong viec)|phan loai|kind.*",
    "": r"s?tt|so tt|no\.?",
}
_ORDER = ("matter", "body", "article", "kind")


class BadTable(DomainError):
    """A pasted table cannot be taken over; `rows` are the first of its `count` rows in doubt."""

    status, code = 422, "authority-table"


@dataclass(frozen=True)
class TableRow:
    """A line as it was pasted; `body_id` decides."""

    matter: str
    body_id: int
    article: str
    kind: str


def read_table(db: Session, text: str) -> list[TableRow]:
    """Return the lines of a table, for a caller.

    Raises BadTable naming each row that lacks its matter or who decides, or whose body or kind of
    work nobody knows; nothing is guessed.
    """
    drawn = [_cells(line) for line in nfc(text).splitlines() if line.strip()]
    order: tuple[str, ...] = _ORDER
    first = 0
    if drawn and (named := _heading(drawn[0])):
        order, first = named, 1
    rows, wrong = [], []
    bodies = catalogue(db, body_catalogue(db))
    ids = {str(key): body_id for key, body_id in db.exec(select(Body.key, Body.id))}
    for place, cells in enumerate(drawn[first:], first + 1):
        if not first and re.fullmatch(r"\d{1,3}[.)]?", cells[0]):
            cells = cells[1:]
        said = dict(zip(order, cells, strict=False))
        found = bodies.resolve(said.get("body", ""))
        kind = kind_of(said.get("kind", ""))
        known = len(found) == 1 and found[0].sure and found[0].key in ids
        if not said.get("matter") or not known or (said.get("kind") and not kind):
            wrong.append(f"{place}: {' | '.join(cells)}"[:120])
            continue
        body_id = ids[str(found[0].key)]
        rows.append(TableRow(said["matter"], body_id, said.get("article", ""), kind))
    if wrong or not rows or len(rows) > MAX_ROWS:
        raise BadTable(rows="; ".join(wrong[:5]) or "–", count=len(wrong))
    return rows


def _cells(line: str) -> list[str]:
    sign = next((sign for sign in ("\t", "|", ";") if sign in line), "\t")
    return [cell.strip() for cell in line.strip(" |").split(sign)]


def _heading(cells: list[str]) -> tuple[str, ...] | None:
    named = tuple(
        next((name for name, said in _HEADINGS.items() if re.fullmatch(said, fold(cell))), "?")
        for cell in cells
    )
    return named if {"matter", "body"} <= set(named) else None
