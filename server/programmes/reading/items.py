"""A row as drawn -> an item: each cell in its field, times and bodies understood, doubts named."""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from server.programmes.definition import FURTHER
from server.programmes.reading import own
from server.programmes.reading.bodies import BodyCatalogue, Resolved
from server.programmes.reading.columns import Column, Table
from server.programmes.reading.doubts import doubts_about
from server.programmes.reading.grid import Cell, column_letter
from server.programmes.reading.headings import is_tick
from server.programmes.reading.how import how_found, how_read, how_timed
from server.programmes.reading.roles import by_role
from server.programmes.reading.rows import RawItem
from server.programmes.reading.sections import time_of, time_unit
from server.programmes.reading.sheet import ItemRow
from server.programmes.reading.stated import STATED, stated_time
from server.programmes.reading.times import Around, Reading, read_time
from server.programmes.reading.timewords import find_times
from server.programmes.reading.words import Note, plain

_PART_OF_TIME = ("ngay", "gio", "buoi", "thu", "tuan", "date", "hour", "day")
_NEVER = "9999-12-31"
_UNITS = {
    "thang": "tháng ", "months?": "tháng ", "quy": "quý ", "quarters?": "quý ", "nam": "năm ",
    "years?": "năm ",
}  # fmt: skip
_BARE = re.compile(r"(?:\d{1,2}|[IV]{1,3})(?:\s*(?:[-–,;&/]|và|đến)\s*(?:\d{1,2}|[IV]{1,3}))*")
_NO_TIME = Reading()
_START = re.compile(r"\b(?:bat dau|tu|start|from)\b")
_MOVED = re.compile(
    r"\b(?:dieu chinh|de xuat lui|lui den|thay doi|gia han|adjusted|revised)\b(?! (?:truoc|lan))"
)
_UNSAID = re.compile(r"(?:chua|khong|bo|huy|none|n/a)\b|[-–.?…]+$")
_FINISH = re.compile(r"\b(?:ket thuc|den|hoan thanh|end|finish|to)\b")


@dataclass(frozen=True, eq=False)
class _When:
    """The time of a table's cells, as it stands around them: the same object for the same."""

    around: Around
    heading: Reading | None


@dataclass(frozen=True)
class _Time:
    """An item's time as written and as read, and what is not sure of it."""

    text: str | None = None
    reading: Reading = _NO_TIME
    notes: tuple[Note, ...] = ()

    @cached_property
    def how(self) -> dict[str, Note]:
        """How it was understood, by its part of an item."""
        note = how_timed(self.reading)
        return {} if note is None else {"time_from": note}


class ItemReader:
    """Understands the rows of one table, one after another. What cells say again is known."""

    def __init__(
        self, table: Table, bodies: BodyCatalogue, title: Around, planned: Reading
    ) -> None:
        """`title` holds the title's year and month where it names one, `planned` the whole time it
        plans for."""
        self.table, self.bodies, self.title, self.planned = table, bodies, title, planned
        self._columns = {c.index: (c.field, c.label) for c in table.columns}
        self._labels = {c.field: c.label for c in table.columns}
        self._stated = {c.index: c.field for c in table.columns if c.field in STATED}
        self._when: dict[tuple[str, ...], _When] = {}
        self._whens: dict[Around, _When] = {}
        self._times: dict[tuple[object, ...], _Time] = {}
        self._how: dict[tuple[object, ...], dict[str, Note]] = {}

    def read(self, raw: RawItem) -> ItemRow:
        """Understand one row."""
        texts, extra, labels = self._texts(raw)
        time = self._time(raw)
        if self._stated:
            time = self._stated_time(raw, time, extra)
        reading, text = time.reading, texts.get("text", "")
        said, unknown = self._own_words(texts, extra)
        named = _named(texts.get("lead", ""), texts.get("coordinating", ""), self.bodies)
        doubts = doubts_about(text, reading.time_from, reading.time_to)
        return ItemRow(
            sheet=self.table.grid.name,
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
            time_text=time.text,
            lead_bodies=named.lead,
            coordinating_bodies=named.coordinating,
            time_from=reading.time_from,
            time_to=reading.time_to,
            milestones=reading.milestones,
            extra=extra,
            warnings=(*raw.notes, *time.notes, *named.notes, *doubts, *unknown),
            how={**self._how_read(raw, labels), **time.how, **named.how},
            key=texts.get("key"),
            parent=texts.get("parent"),
            origin=said.get("origin"),
            kind_said=said.get("kind_said"),
            **{name: texts[name] for name in FURTHER if name in texts},
        )

    def _texts(self, raw: RawItem) -> tuple[dict[str, str], dict[str, str], dict[int, str]]:
        """The cells by field, those of unknown columns by heading, and each column's field or
        heading."""
        texts: dict[str, str] = {}
        extra: dict[str, str] = {}
        labels: dict[int, str] = {}
        for index, cells in sorted(raw.cells.items()):
            text = cells[0].text if len(cells) == 1 else "\n".join(cell.text for cell in cells)
            field, label = self._columns.get(index) or (None, column_letter(index))
            if field is not None:
                texts[field] = text
            else:
                label = label if label not in extra else f"{label} ({column_letter(index)})"
                extra[label] = text
            labels[index] = field or label
        return texts, extra, labels

    def _how_read(self, raw: RawItem, labels: dict[int, str]) -> dict[str, Note]:
        """How the cells were read: the same for all rows that fill the same ones."""
        if raw.merged or raw.joined:
            return how_read(self.table, raw, labels)
        key = (raw.number is None, raw.trail == (), raw.level, raw.mark, *labels.items())
        if (known := self._how.get(key)) is None:
            known = self._how[key] = how_read(self.table, raw, labels)
        return known

    def _time(self, raw: RawItem) -> _Time:
        """The time as written and as read, remembered: a programme says the same ones again."""
        when = self._when.get(raw.trail)
        if when is None:
            both = time_of(raw.trail, self.title)
            when = _When(*both) if both[1] else self._whens.setdefault(both[0], _When(*both))
            self._when[raw.trail] = when
        own = [raw.cells.get(column.index) for column in self.table.times]
        said = tuple([tuple(cells) if cells else None for cells in own])
        key = (when, raw.level > 1, said)
        if (known := self._times.get(key)) is None:
            known = self._times[key] = self._read_time(raw, when)
        return known

    def _read_time(self, raw: RawItem, when: _When) -> _Time:
        """From a heading, and said so, where the item has none."""
        around, heading = when.around, when.heading
        cells = [
            (column, raw.cells[column.index])
            for column in self.table.times
            if column.index in raw.cells
        ]
        if not cells:
            if heading is None or raw.level > 1 or not (heading.time_from or heading.time_to):
                return _Time()
            note = Note("time-from-heading", {}, "time_text")
            return _Time(None, heading, (*heading.notes, note))
        text = _one_text(cells)
        alone = cells[0][1][0] if len(cells) == 1 and len(cells[0][1]) == 1 else None
        unit = _unit_of(cells[0][0]) if alone and _BARE.fullmatch(text) else ""
        if len(cells) == 1 and len(self.table.times) == 2:
            unit = _side_of(cells[0][0]) + unit
        later = [(column, those) for column, those in cells if _moved(column)]
        # what it was moved to counts, and both stand as written
        said = _one_text(later) if later and len(later) < len(cells) else text
        reading = read_time(unit + said, around, alone.typed if alone and not unit else None)
        notes = list(reading.notes)
        first, last = reading.time_from, reading.time_to
        if heading is not None and _apart(first, last, heading):
            notes.append(Note("time-not-of-heading", {"text": text}, "time_text"))
        if around.source == "title" and _apart(first or last, last, self.planned):
            notes.append(Note("time-not-of-title", {"text": text}, "time_text"))
        return _Time(text, reading, tuple(notes))

    def _stated_time(self, raw: RawItem, read: _Time, extra: dict[str, str]) -> _Time:
        """The time as columns of its own state it, else as its words were read."""
        cells = {f: raw.cells[c][0] for c, f in self._stated.items() if f and c in raw.cells}
        told = own.is_own(self._labels) or "milestones" in self._labels
        before = replace(read.reading, notes=read.notes)
        stated = stated_time(cells, before, steps_told=told)
        if stated is None:
            return read
        for note in stated.notes:
            if note.code == "time-stated-unread" and note.field:
                extra[self._labels[note.field]] = note.params["text"]
        return _Time(read.text, stated, stated.notes)

    def _own_words(
        self, texts: dict[str, str], extra: dict[str, str]
    ) -> tuple[dict[str, str | None], list[Note]]:
        """What words of our own mean; one that is not known is kept under its heading, and said."""
        said: dict[str, str | None] = {}
        notes = []
        for field in own.WORDS.keys() & texts.keys():
            said[field] = own.meant(field, texts[field])
            if said[field] is None:
                notes.append(Note("word-unknown", {"text": texts[field]}, field))
                extra[self._labels[field]] = texts[field]
        return said, notes


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


def _side_of(column: Column) -> str:
    """What a start or an end stands for where the other one is empty."""
    leaf = plain(column.heading.rpartition(" / ")[2])
    return "từ " if _START.search(leaf) else "đến " if _FINISH.search(leaf) else ""


def _unit_of(column: Column) -> str:
    """The word a bare figure stands for: "tháng " under a heading of months, "" where unsure."""
    words = plain(column.heading)
    units = {said for word, said in _UNITS.items() if re.search(rf"\b{word}\b", words)}
    return units.pop() if len(units) == 1 and not re.search(r"\b(?:ngay|days?)\b", words) else ""


def _is_step(text: str) -> bool:
    """Whether a cell under a time is done then: a tick, or words that name no other time."""
    return is_tick(text) or not (find_times(text).points or _UNSAID.match(plain(text)))


def _moved(column: Column) -> bool:
    """Whether a column holds the time that items were moved to."""
    return bool(_MOVED.search(plain(column.heading)))


@lru_cache(maxsize=256)
def _names_time(heading: str) -> bool:
    """Whether a heading itself is a time ("Quý I" over a tick), not a word for times."""
    return time_unit(heading) is not None


def _one_text(cells: list[tuple[Column, list[Cell]]]) -> str:
    """The cells that say when, as one text: day and hour side by side, start - end, or labelled."""
    texts = ["\n".join(cell.text for cell in column_cells) for _, column_cells in cells]
    leaves = [column.heading.rpartition(" / ")[2] or column.label for column, _ in cells]
    if len(texts) == 1 and not (_names_time(leaves[0]) and _is_step(texts[0])):
        return texts[0]
    words = [plain(leaf) for leaf in leaves]
    if len(texts) == 2 and _START.search(words[0]) and _FINISH.search(words[1]):
        return " - ".join(texts)
    if len(texts) > 1 and all(leaf.startswith(_PART_OF_TIME) for leaf in words):
        return ", ".join(texts)
    return "; ".join(
        text if _names_time(leaf) and not _is_step(text) else f"{leaf}: {text}"
        for leaf, text in zip(leaves, texts, strict=True)
    )


def _apart(first: str | None, last: str | None, heading: Reading) -> bool:
    """Whether an item's time lies wholly outside its heading's; days in ISO 8601 sort as text."""
    if not (first or last):
        return False
    ends_before = (last or _NEVER)[:10] < (heading.time_from or "")[:10]
    return ends_before or (first or "")[:10] > (heading.time_to or _NEVER)[:10]
