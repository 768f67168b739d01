"""A row as drawn -> an item: each cell in its field, times and bodies understood, doubts named."""

from datetime import date

from server.programmes.reading.bodies import BodyCatalogue, Resolved
from server.programmes.reading.doubts import doubts_about
from server.programmes.reading.grid import Cell, column_letter
from server.programmes.reading.headings import Column, Table
from server.programmes.reading.rows import RawItem
from server.programmes.reading.sections import time_of
from server.programmes.reading.sheet import ItemRow
from server.programmes.reading.times import Around, Reading, read_time
from server.programmes.reading.words import Note, plain

_PART_OF_TIME = ("ngay", "gio", "buoi", "thu", "tuan", "date", "hour", "day")
_START = ("bat dau", "tu", "start", "from")
_FINISH = ("ket thuc", "den", "hoan thanh", "end", "finish", "to")


def make_item(table: Table, raw: RawItem, bodies: BodyCatalogue, year: int | None) -> ItemRow:
    """Understand one row. `year` is the title's, None where it names none or several."""
    texts, extra = _texts(table, raw)
    notes = list(raw.notes)
    time_text, reading = _time(table, raw, year, notes)
    text = texts.get("text", "")
    lead = _bodies(bodies, texts.get("lead"), "lead", notes)
    coordinating = _bodies(bodies, texts.get("coordinating"), "coordinating", notes)
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
        lead_bodies=lead,
        coordinating_bodies=coordinating,
        time_from=reading.time_from,
        time_to=reading.time_to,
        milestones=reading.milestones,
        extra=extra,
        warnings=tuple(notes),
    )


def _texts(table: Table, raw: RawItem) -> tuple[dict[str, str], dict[str, str]]:
    """The cells by field, and those of unknown columns by heading."""
    columns = {column.index: column for column in table.columns}
    texts: dict[str, str] = {}
    extra: dict[str, str] = {}
    for index, cells in sorted(raw.cells.items()):
        column = columns.get(index)
        text = "\n".join(cell.text for cell in cells)
        if column is None or column.field is None:
            label = column.label if column else column_letter(index)
            extra[label if label not in extra else f"{label} ({column_letter(index)})"] = text
        elif column.field != "time_text":
            texts[column.field] = text
    return texts, extra


def _time(
    table: Table, raw: RawItem, year: int | None, notes: list[Note]
) -> tuple[str | None, Reading]:
    """The time as written and as read; from a heading, and said so, where the item has none."""
    around, heading = time_of(raw.trail, Around(year))
    cells = [
        (column, raw.cells[column.index]) for column in table.times() if column.index in raw.cells
    ]
    if not cells:
        if heading is None or raw.level > 1 or not (heading.time_from or heading.time_to):
            return None, Reading()
        notes += [*heading.notes, Note("time-from-heading", {}, "time_text")]
        return None, heading
    text = _one_text(cells)
    alone = cells[0][1][0] if len(cells) == 1 and len(cells[0][1]) == 1 else None
    reading = read_time(text, around, alone.typed if alone else None)
    notes += reading.notes
    if heading is not None and _apart(reading, heading):
        notes.append(Note("time-not-of-heading", {"text": text}, "time_text"))
    return text, reading


def _one_text(cells: list[tuple[Column, list[Cell]]]) -> str:
    """The cells that say when, as one text: day and hour side by side, start - end, or labelled."""
    texts = ["\n".join(cell.text for cell in column_cells) for _, column_cells in cells]
    leaves = [plain(column.heading.rpartition(" / ")[2] or column.label) for column, _ in cells]
    if len(texts) == 1:
        return texts[0]
    if all(leaf.startswith(_PART_OF_TIME) for leaf in leaves):
        return ", ".join(texts)
    if len(texts) == 2 and leaves[0].startswith(_START) and leaves[1].startswith(_FINISH):
        return " - ".join(texts)
    return "; ".join(
        f"{column.heading.rpartition(' / ')[2] or column.label}: {text}"
        for (column, _), text in zip(cells, texts, strict=True)
    )


def _apart(reading: Reading, heading: Reading) -> bool:
    """Whether an item's time lies wholly outside its heading's."""

    def day(moment: str | None, other: date) -> date:
        return date.fromisoformat(moment[:10]) if moment else other

    if not (reading.time_from or reading.time_to):
        return False
    return day(reading.time_to, date.max) < day(heading.time_from, date.min) or day(
        reading.time_from, date.min
    ) > day(heading.time_to, date.max)


def _bodies(
    bodies: BodyCatalogue, text: str | None, field: str, notes: list[Note]
) -> tuple[Resolved, ...]:
    if text is None:
        return ()
    resolved = tuple(bodies.resolve(text))
    for body in resolved:
        if not body.sure:
            notes.append(Note("body-unknown", {"name": body.as_written}, field))
    return resolved
