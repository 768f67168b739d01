"""Days that columns of their own state beside the words for a time: they are what holds.

"Từ ngày" and "Đến ngày" ("From date", "To date") are the first and the last day, "Các mốc"
("Milestones") the steps with theirs. Where both days are empty the words are read as ever; a dash
says that there is no day at all.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from server.programmes.definition import Milestone
from server.programmes.reading.grid import Cell
from server.programmes.reading.own import NONE
from server.programmes.reading.times import Reading, read_time
from server.programmes.reading.words import Note

STATED = ("time_from", "time_to", "milestones")
_OPEN = "…"  # an end that is not set
_MOMENT = r"(?:\d\d:\d\d )?\d\d/\d\d/\d{4}"
_EXACT = re.compile(r"(?:(\d\d:\d\d) )?(\d\d)/(\d\d)/(\d{4})")
_STEP = re.compile(rf"(.+?) \[({_MOMENT}|{_OPEN}) – ({_MOMENT}|{_OPEN})\](?:\n|$)", re.DOTALL)


def shown(moment: str) -> str:
    """An ISO day or minute as cells state it: "05/03/2026", "07:30 05/03/2026"."""
    day, _, hour = moment.partition("T")
    return f"{hour} {'/'.join(reversed(day.split('-')))}".strip()


def shown_steps(steps: Iterable[Milestone]) -> str:
    """Milestones as one cell states them, a line a step: "Dự thảo [01/10/2026 – 31/12/2026]"."""
    return "\n".join(f"{s.text} [{_end(s.time_from)} – {_end(s.time_to)}]" for s in steps)


def _end(moment: str | None) -> str:
    return shown(moment) if moment else _OPEN


def stated_time(cells: Mapping[str, Cell], read: Reading, *, steps_told: bool) -> Reading | None:
    """The time that the cells of time_from, time_to and milestones state, None for none.

    `read` is what the words say. `steps_told`: the table has a column of milestones, so that none
    there is none. A cell that is not understood, or ends before it begins, is named in a note, and
    the words hold.
    """
    if not cells:
        return None
    ends: dict[str, str | None] = {}
    for side in ("time_from", "time_to"):
        if side in cells and cells[side].text != NONE:
            ends[side] = _moment(cells[side], side)
            if ends[side] is None:
                return _not_read(cells[side].text, side, read)
    first, last = ends.get("time_from"), ends.get("time_to")
    if first and last and first[:10] > last[:10]:
        words = f"{cells['time_from'].text} – {cells['time_to'].text}"
        return _with_note(read, Note("time-reversed", {"text": words}))
    days = "time_from" in cells or "time_to" in cells
    steps = () if steps_told and days else read.milestones
    if "milestones" in cells:
        text = cells["milestones"].text
        found = [*_STEP.finditer(text)]
        if _STEP.sub("", text) or not all(map(_is_sound, found)):
            return _not_read(text, "milestones", read)
        steps = tuple(
            Milestone(text=f[1], time_from=_exact(f[2]), time_to=_exact(f[3])) for f in found
        )
    if not days:
        return replace(read, milestones=steps)
    return Reading(first, last, steps)


def _not_read(text: str, field: str, read: Reading) -> Reading:
    return _with_note(read, Note("time-stated-unread", {"text": text}, field))


def _with_note(read: Reading, note: Note) -> Reading:
    return replace(read, notes=(*read.notes, note))


def _is_sound(step: re.Match[str]) -> bool:
    return all(end == _OPEN or _exact(end) for end in step.group(2, 3))


def _exact(text: str) -> str | None:
    if found := _EXACT.fullmatch(text):
        hour, day, month, year = found.groups()
        with suppress(ValueError):
            iso = date(int(year), int(month), int(day)).isoformat()
            if hour is None:
                return iso
            return datetime.fromisoformat(f"{iso}T{hour}").isoformat(timespec="minutes")
    return None


def _moment(cell: Cell, side: str) -> str | None:
    """A day as stated, or the end of a longer time that somebody has written ("3/2026")."""
    if cell.typed is None and (exact := _exact(cell.text)):
        return exact
    read = read_time(cell.text, typed=cell.typed)
    return read.time_from if side == "time_from" else read.time_to
