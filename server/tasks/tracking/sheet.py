"""A tracking sheet's grids -> its rows, as written and as understood, and what is no task."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from server.kernel.workdays import WorkingDays
from server.programmes.reading.columns import Column, Table
from server.programmes.reading.grid import Cell, Grid
from server.programmes.reading.headings import find_tables
from server.programmes.reading.rows import RawItem, TableRows, line
from server.programmes.reading.sections import Sections
from server.programmes.reading.title import line_of
from server.programmes.reading.words import Note, plain
from server.tasks.tracking.cells import (
    DeadlineRead,
    Evidence,
    day_of,
    read_deadline_cells,
    read_evidence,
    read_progress,
)
from server.tasks.tracking.names import TRACKING

TELLING = {"progress", "result", "code", "updated", "documents"}  # no other table has these
# Fields that are kept as written; `text` is the work.
WRITTEN = (
    "session", "document", "watcher", "field", "lead", "field_detail", "kind_text", "progress",
    "result", "documents", "code", "coordinating", "product",
)  # fmt: skip
# Lines below the work that this product's own sheets write: its columns have no place for them.
LABELS = {
    "product": "Sản phẩm", "coordinating": "Cơ quan phối hợp", "receiver": "Nơi nhận sản phẩm",
    "condition": "Điều kiện",
}  # fmt: skip
_SESSION = re.compile(r"(?:[ivx\d]+[.)]\s*)?(?:hoi nghi|phien hop|cuoc hop|ky hop)\b")
_DOCUMENT = re.compile(r"\d+\s*[-/]\s*[^\W\d_]{2,}[^\s,;()]*")


@dataclass(frozen=True)
class Tracked:
    """A row of a tracking sheet. Texts are as written, "" where the cell is empty.

    `written` holds the texts by the names in WRITTEN. `closed` is what its progress says (see
    cells.read_progress). `extra` are columns nobody knows, by heading; `notes` what looks odd.
    """

    sheet: str
    row: int
    work: str
    written: dict[str, str]
    issued_text: str
    issued_on: date | None
    deadline_cell: str
    deadline: DeadlineRead
    closed: str
    evidence: Evidence | None
    updated_text: str
    updated_on: date | None
    receiver: str = ""
    condition: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Rest:
    """A row, or a sheet without a table, that is no task; `row` None for what has no row."""

    sheet: str
    row: int | None
    text: str


@dataclass(frozen=True)
class Tracking:
    """All that a tracking file says. `columns` are those of its tables, in order."""

    rows: tuple[Tracked, ...]
    rest: tuple[Rest, ...]
    columns: tuple[Column, ...]


def read_tracking(grids: Iterable[Grid], days: WorkingDays | None = None) -> Tracking | None:
    """Read tracking sheets; None where no sheet has a table of tasks with a column that tracks."""
    days = days or WorkingDays()
    rows: list[Tracked] = []
    rest: list[Rest] = []
    columns: list[Column] = []
    for grid in grids:
        tables = [table for table in find_tables(grid, names=TRACKING) if _is_list(table)]
        read = {row for table in tables for row in range(table.top, table.bottom + 1)}
        for table, below in _grouped(grid, tables):
            columns += table.columns
            reader = TableRows(table, below, Sections(), {})
            found = list(reader.read())
            items = [item for item in found if isinstance(item, RawItem)]
            rows += (_tracked(table, item, days) for item in items)
            read |= {row for row, kind in reader.kinds.items() if kind == "item"}
        rest += (
            Rest(grid.name, row, line(tables[0], row) if tables else line_of(grid, row))
            for row in grid.rows
            if row not in read
        )
        rest += (Rest(grid.name, row, note.sentence) for row, note in grid.remarks)
    if not {column.field for column in columns} & (TELLING | {"deadline", "lead"}):
        return None
    return Tracking(tuple(rows), tuple(rest), tuple(columns))


def tracks(grids: Iterable[Grid]) -> bool:
    """Whether a document's tables track tasks, and are no annex of a notice."""
    return any(
        len(known & TELLING) >= 1 and len(known) >= 4
        for grid in grids
        for table in find_tables(grid, names=TRACKING)
        if (known := {column.field for column in table.columns if column.field})
    )


def _is_list(table: Table) -> bool:
    known = {column.field for column in table.columns}
    return bool(known & (TELLING | {"deadline", "lead", "kind_text"}))


def _grouped(grid: Grid, tables: list[Table]) -> Iterator[tuple[Table, list[int]]]:
    """Each table with the rows below its headings, those of its next pages too."""
    first: Table | None = None
    below: list[int] = []
    for n, table in enumerate(tables):
        end = tables[n + 1].top if n + 1 < len(tables) else None
        own = [row for row in grid.rows if row > table.bottom and (end is None or row < end)]
        if first is not None and table.repeats(first):
            below += own
            continue
        if first is not None:
            yield first, below
        first, below = table, own
    if first is not None:
        yield first, below


def _tracked(table: Table, item: RawItem, days: WorkingDays) -> Tracked:
    cells = {c: _joined(item.cells[c]) for c in item.cells}
    by_field = {
        column.field: cells[column.index]
        for column in table.columns
        if column.field and column.index in cells
    }
    written = {name: by_field[name].text if name in by_field else "" for name in WRITTEN}
    work, labelled = _unlabelled(by_field["text"].text)
    for name in ("product", "coordinating"):
        written[name] = written[name] or labelled.get(name, "")
    _from_headings(written, item.trail)
    issued = by_field.get("issued")
    issued_on = day_of(issued)
    if issued is None:
        issued_on = _day_beside(written["document"])
    phrase = next(
        (
            cells[c.index].text
            for c in table.columns
            if c.how == "second" and c.index in cells and _names_deadline(c)
        ),
        "",
    )
    deadline = read_deadline_cells(
        written["kind_text"], by_field.get("deadline"), issued_on, days, phrase
    )
    says = written["progress"]
    if table.column("progress") is None:
        says = written["result"]  # the only column that could say it
    closed = read_progress(says)
    evidence = read_evidence(written["result"])
    if not closed and evidence:
        closed = "unclear"  # a result, and nobody says that it is the end
    updated = by_field.get("updated")
    return Tracked(
        sheet=table.grid.name,
        row=item.row,
        work=work,
        written=written,
        issued_text=issued.text if issued else "",
        issued_on=issued_on,
        deadline_cell=by_field["deadline"].text if "deadline" in by_field else "",
        deadline=deadline,
        closed=closed,
        evidence=evidence,
        updated_text=updated.text if updated else "",
        updated_on=day_of(updated),
        receiver=labelled.get("receiver", ""),
        condition=labelled.get("condition", ""),
        extra={
            column.label: cells[column.index].text
            for column in table.columns
            if column.field is None and column.index in cells
        },
        notes=tuple(note for note in item.notes if note.code in _ODD),
    )


_ODD = {"row-hidden", "item-several", "cell-over-columns", "item-goes-on"}


def _joined(parts: list[Cell]) -> Cell:
    """One cell of those that an item goes on over."""
    return parts[0] if len(parts) == 1 else Cell("\n".join(part.text for part in parts))


def _names_deadline(column: Column) -> bool:
    named = TRACKING.of(column.heading.rpartition(" / ")[2])
    return named is not None and named[0] == "deadline"


def _unlabelled(text: str) -> tuple[str, dict[str, str]]:
    """The work, and what stands below it in lines of their own under a label of LABELS."""
    lines = text.split("\n")
    found: dict[str, str] = {}
    while len(lines) > 1:
        label, colon, said = lines[-1].partition(":")
        name = next((n for n, known in LABELS.items() if plain(known) == plain(label.strip())), "")
        if not colon or not name or name in found:
            break
        found[name] = said.strip()
        lines.pop()
    return "\n".join(lines).strip(), found


def _from_headings(written: dict[str, str], trail: tuple[str, ...]) -> None:
    """A heading over rows says of them what their own cells leave open."""
    for text in trail:
        if _SESSION.match(plain(text)):
            name = "session"
        else:
            name = "document" if _DOCUMENT.search(text) else "field"
        written[name] = written[name] or text


def _day_beside(document: str) -> date | None:
    """The day in "45-TB/TU ngày 02/3/2026", where no column of days stands."""
    _, word, rest = document.rpartition("ngày")
    return day_of(Cell(rest.strip())) if word and rest.strip() else None
