"""The starter programmes that come with the product, by kind of body and level.

They are templates of programmes/*.toml, part of the program like its words: read once a process
for each year, never written.
"""

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

from server.people.models import Body
from server.programmes.definition import ItemDefinition, ProgrammeDefinition, read_definition

FOLDER = Path(__file__).parents[2] / "programmes"
_FILES = (
    *("party-year", "commune-year", "council-year", "board-year"),
    *("standing-month", "council-standing-month"),
)


@cache
def starter(name: str, day: date) -> ProgrammeDefinition:
    """Return a starter programme as it is for the period that begins on `day`.

    Raises KeyError for a name that is none.
    """
    if name not in _FILES:
        raise KeyError(name)
    month = day.month if name.endswith("-month") else None
    return read_definition(FOLDER / f"{name}.toml", year=day.year, month=month)


def starters_for(level: str) -> tuple[str, ...]:
    """Return the names of the starters of a level."""
    return tuple(name for name in _FILES if name.endswith(f"-{level}"))


def usual_starter(level: str, body: Body) -> str:
    """Return the starter for a body of this kind and level, "" for none."""
    if level == "year":
        if body.vocabulary != "party":
            return f"{body.vocabulary}-year"
        return "commune-year" if _of_a_commune(body) else "party-year"
    if level == "month" and body.kind == "standing":
        return "council-standing-month" if body.vocabulary == "council" else "standing-month"
    return ""


def _of_a_commune(body: Body) -> bool:
    words = f" {body.name.lower()} "
    return any(f" {place} " in words for place in ("xã", "phường", "đặc khu"))


def token(item: ItemDefinition) -> str:
    """Return what names an item of a starter in a form."""
    said = f"{item.text}\n{item.time_text or ''}\n{item.section or ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
