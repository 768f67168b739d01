"""How each cell of an item was read, and why: what a preview shows on tap."""

from collections.abc import Iterable
from datetime import date

from server.programmes.reading.bodies import Resolved
from server.programmes.reading.columns import Column, Table
from server.programmes.reading.rows import RawItem
from server.programmes.reading.times import Reading
from server.programmes.reading.words import Note


def how_read(table: Table, raw: RawItem, labels: dict[int, str]) -> dict[str, Note]:
    """A note for every part of an item that has something, by its name in ItemRow.

    `labels` says in which part, or under which heading of `extra`, a column's cells went. Level
    and section have notes of their own; for the time see how_timed, for bodies how_found.
    """
    found: dict[str, Note] = {}
    number = table.column("number")
    if raw.number is not None:
        own = number is not None and number.index not in raw.merged
        found["number"] = table.how[number.index] if number and own else Note("how-own-number")
        if number is not None and not own:
            found["number"] = _merged(number, raw.merged[number.index])
    for index, label in labels.items():
        column = table.by_index.get(index)
        if column is None:
            found[label] = Note("how-no-heading", {"column": label})
        elif index in raw.merged:
            found[label] = _merged(column, raw.merged[index])
        elif len(raw.cells[index]) > 1:
            found[label] = Note("how-joined", {"column": column.label}, column.field)
        else:
            found[label] = table.how[index]
    if raw.trail:
        found["section"] = Note("how-section", {}, "section")
    if raw.level > 1:
        found["level"] = Note(f"how-level-{raw.mark}", {}, "level")
    return found


def _merged(column: Column, cell: str) -> Note:
    return Note("how-merged", {"column": column.label, "cell": cell}, column.field)


def how_timed(time: Reading) -> Note | None:
    """How a time was understood, None where it has no day."""
    first, last = (_shown(moment) if moment else "" for moment in (time.time_from, time.time_to))
    params = {"first": first, "last": last}
    if time.milestones:
        count = str(len(time.milestones))
        return Note("how-time-milestones", params | {"count": count}, "time_text")
    if first and last:
        code = "how-time-moment" if first == last else "how-time-span"
        return Note(code, params, "time_text")
    if not first and not last:
        return None
    return Note("how-time-since" if first else "how-time-until", params, "time_text")


def _shown(moment: str) -> str:
    day, _, hour = moment.partition("T")
    return f"{hour} {date.fromisoformat(day):%d/%m/%Y}".strip()


def how_found(bodies: Iterable[Resolved], field: str) -> Note:
    """Each as written, and the name it was found under where that is another."""
    said = [
        f"{body.as_written} → {body.name}" if body.name != body.as_written else body.name
        for body in bodies
        if body.sure
    ]
    if not said:
        return Note("how-bodies-none", {}, field)
    return Note("how-bodies", {"names": "; ".join(said)}, field)
