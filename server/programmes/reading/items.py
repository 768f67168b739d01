"""A row as drawn -> an item: each cell in its field, times and bodies understood, doubts named."""

import re
from dataclasses import dataclass
from functools import lru_cache

from server.programmes.reading.bodies import BodyCatalogue, Resolved
from server.programmes.reading.doubts import doubts_about
from server.programmes.reading.grid import Cell, column_letter
from server.programmes.reading.headings import Column, Table, is_tick
from server.programmes.reading.how import how_found, how_read
from server.programmes.reading.roles import by_role
from server.programmes.reading.rows import RawItem
from server.programmes.reading.sections import time_of, time_unit
from server.programmes.reading.sheet import ItemRow
from server.programmes.reading.times import Around, Reading, read_time
from server.programmes.reading.words import Note, plain

_PART_OF_TIME = ("ngay", "gio", "buoi", "thu", "tuan", "date", "hour", "day")
_NEVER = "9999-12-31"
_UNITS = {
    "thang": "tháng ", "months?": "tháng ", "quy": "quý ", "quarters?": "quý ", "nam": "năm ",
    "years?": "năm ",
}  # fmt: skip
_BARE = re.compile(r"(?:\d{1,2}|[IV]{1,3})(?:\s*(?:[-–,;&/]|và|đến)\s*(?:\d{1,2}|[IV]{1,3}))*")
_START = re.compile(r"\b(?:bat dau|tu|start|from)\b")
_FINISH = re.compile(r"\b(?:ket thuc|den|hoan thanh|end|finish|to)\b")


def make_item(
    table: Table, raw: RawItem, bodies: BodyCatalogue, title: Around, planned: Reading
) -> ItemRow:
    """Understand one row. `title` holds the title's year and month where it names one, `planned`
    the whole time it plans for."""
    texts, extra, labels = _texts(table, raw)
    notes = list(raw.notes)
    time_text, reading = _time(table, raw, title, planned, notes)
    text = texts.get("text", "")
    named = _named(texts.get("lead", ""), texts.get("coordinating", ""), bodies)
    notes += named.notes
    notes += doubts_about(text, reading.time_from, reading.time_to)
    return ItemRow(
        sheet=table.grid.name,
        row=raw.row,
        sections=raw.trail,
        number=raw.number,
        level=raw.level,
        text=text,
        kind=texts.get("kind"),
        lead=texts.get("lead"),
        coordinating=texts.get("coordinating"),
        participants=texts.get("participants"),
        product=texts.get("product"),
        time_text=time_text,
        lead_bodies=named.lead,
        coordinating_bodies=named.coordinating,
        time_from=reading.time_from,
        time_to=reading.time_to,
        milestones=reading.milestones,
        extra=extra,
        warnings=tuple(notes),
        how=how_read(table, raw, labels, reading) | named.how,
    )


@dataclass(frozen=True)
class _Named:
    """The bodies of an item, what is not sure of them, and how they were found."""

    lead: tuple[Resolved, ...]
    coordinating: tuple[Resolved, ...]
    notes: tuple[Note, ...]
    how: dict[str, Note]


@lru_cache(maxsize=2048)
def _named(lead: str, coordinating: str, bodies: BodyCatalogue) -> _Named:
    """The bodies that an item's cells name; a programme names the same ones again and again."""
    leading, helping, told = by_role(lead, bodies)
    those = {
        "lead": leading,
        "coordinating": tuple(dict.fromkeys((*helping, *bodies.resolve(coordinating)))),
    }
    notes = [Note("roles-in-cell", {}, "lead")] if told else []
    notes += [
        Note("body-unknown", {"name": body.as_written}, field)
        for field, found in those.items()
        for body in found
        if not body.sure
    ]
    how = {f"{field}_bodies": how_found(found, field) for field, found in those.items() if found}
    return _Named(leading, those["coordinating"], tuple(notes), how)


def _texts(table: Table, raw: RawItem) -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
    """The cells by field, those of unknown columns by heading, and each column's field or
    heading."""
    columns = table.by_index
    texts: dict[str, str] = {}
    extra: dict[str, str] = {}
    labels: dict[int, str] = {}
    for index, cells in sorted(raw.cells.items()):
        column = columns.get(index)
        text = cells[0].text if len(cells) == 1 else "\n".join(cell.text for cell in cells)
        if column is None or column.field is None:
            label = column.label if column else column_letter(index)
            labels[index] = label if label not in extra else f"{label} ({column_letter(index)})"
            extra[labels[index]] = text
        else:
            labels[index] = column.field
            texts[column.field] = text
    return texts, extra, labels


def _time(
    table: Table, raw: RawItem, title: Around, planned: Reading, notes: list[Note]
) -> tuple[str | None, Reading]:
    """The time as written and as read; from a heading, and said so, where the item has none."""
    around, heading = time_of(raw.trail, title)
    cells = [
        (column, raw.cells[column.index]) for column in table.times if column.index in raw.cells
    ]
    if not cells:
        if heading is None or raw.level > 1 or not (heading.time_from or heading.time_to):
            return None, Reading()
        notes += [*heading.notes, Note("time-from-heading", {}, "time_text")]
        return None, heading
    text = _one_text(cells)
    alone = cells[0][1][0] if len(cells) == 1 and len(cells[0][1]) == 1 else None
    unit = _unit_of(cells[0][0]) if alone and _BARE.fullmatch(text) else ""
    if len(cells) == 1 and len(table.times) == 2:
        unit = _side_of(cells[0][0]) + unit
    reading = read_time(unit + text, around, alone.typed if alone and not unit else None)
    notes += reading.notes
    first, last = reading.time_from, reading.time_to
    if heading is not None and _apart(first, last, heading):
        notes.append(Note("time-not-of-heading", {"text": text}, "time_text"))
    if around.source == "title" and _apart(first or last, last, planned):
        notes.append(Note("time-not-of-title", {"text": text}, "time_text"))
    return text, reading


def _side_of(column: Column) -> str:
    """What a start or an end stands for where the other one is empty."""
    leaf = plain(column.heading.rpartition(" / ")[2])
    return "từ " if _START.search(leaf) else "đến " if _FINISH.search(leaf) else ""


def _unit_of(column: Column) -> str:
    """The word a bare figure stands for: "tháng " under a heading of months, "" where unsure."""
    words = plain(column.heading)
    units = {said for word, said in _UNITS.items() if re.search(rf"\b{word}\b", words)}
    return units.pop() if len(units) == 1 and not re.search(r"\b(?:ngay|days?)\b", words) else ""


@lru_cache(maxsize=256)
def _names_time(heading: str) -> bool:
    """Whether a heading itself is a time ("Quý I" over a tick), not a word for times."""
    return time_unit(heading) is not None


def _one_text(cells: list[tuple[Column, list[Cell]]]) -> str:
    """The cells that say when, as one text: day and hour side by side, start - end, or labelled."""
    texts = ["\n".join(cell.text for cell in column_cells) for _, column_cells in cells]
    leaves = [column.heading.rpartition(" / ")[2] or column.label for column, _ in cells]
    if len(texts) == 1 and not (is_tick(texts[0]) and _names_time(leaves[0])):
        return texts[0]
    words = [plain(leaf) for leaf in leaves]
    if len(texts) == 2 and _START.search(words[0]) and _FINISH.search(words[1]):
        return " - ".join(texts)
    if len(texts) > 1 and all(leaf.startswith(_PART_OF_TIME) for leaf in words):
        return ", ".join(texts)
    return "; ".join(
        text if _names_time(leaf) and not is_tick(text) else f"{leaf}: {text}"
        for leaf, text in zip(leaves, texts, strict=True)
    )


def _apart(first: str | None, last: str | None, heading: Reading) -> bool:
    """Whether an item's time lies wholly outside its heading's; days in ISO 8601 sort as text."""
    if not (first or last):
        return False
    ends_before = (last or _NEVER)[:10] < (heading.time_from or "")[:10]
    return ends_before or (first or "")[:10] > (heading.time_to or _NEVER)[:10]
