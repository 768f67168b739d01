"""A file -> a ProgrammeSheet: grids, tables, rows, then what each cell means."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from server.programmes.reading.bodies import BodyCatalogue
from server.programmes.reading.columns import Column, Table
from server.programmes.reading.corrections import NONE, Corrections
from server.programmes.reading.doubts import numbered_again
from server.programmes.reading.errors import NoProgrammeTable
from server.programmes.reading.grid import Grid, column_letter
from server.programmes.reading.headings import find_tables
from server.programmes.reading.items import ItemReader
from server.programmes.reading.own import is_own
from server.programmes.reading.own_rows import OwnRows, own_tables
from server.programmes.reading.rows import RawItem, TableRows
from server.programmes.reading.sections import Heading, Sections, by_hand, drawn, marked
from server.programmes.reading.sheet import ItemRow, ProgrammeSheet, Remark
from server.programmes.reading.source import read_source
from server.programmes.reading.times import Around, Reading
from server.programmes.reading.title import Title, line_of, read_title, runs_on
from server.programmes.reading.words import Note, plain

_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]\s*\w")


def read_programme(
    path: Path, bodies: BodyCatalogue, *, today: date, corrections: Corrections = NONE
) -> ProgrammeSheet:
    """Read a work programme from an XLSX, XLS, ODS, DOCX, CSV or our own TOML file.

    `today` is the office's date: items whose time is over are counted in a remark. `corrections`
    are what a person said of columns and rows. CPU-bound, about 0.1 ms a row. Raises a subclass of
    UnreadableProgramme.
    """
    with uncollected():
        return read_grids(read_source(path), bodies, today=today, corrections=corrections)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing that is read here is garbage before the end: looking for some takes a third of the
    time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def read_grids(
    grids: list[Grid], bodies: BodyCatalogue, *, today: date, corrections: Corrections = NONE
) -> ProgrammeSheet:
    """Read a programme from its drawn tables, whatever they came from."""
    found = [(g, own_tables(g, corrections) or find_tables(g, corrections)) for g in grids]
    if not any(tables for _, tables in found):
        raise NoProgrammeTable(sheets=", ".join(grid.name for grid in grids))
    several = sum(bool(tables) for _, tables in found) > 1
    title: Title | None = None
    columns: list[Column] = []
    rows: list[ItemRow] = []
    remarks: list[Remark] = []
    kinds: dict[tuple[str, int], str] = {}
    for grid, tables in found:
        if not tables:
            kinds |= {(grid.name, row): "no-table" for row in grid.rows}
            if grid.rows:
                remarks.append(Remark(grid.name, None, Note("sheet-without-table")))
            continue
        outer = (grid.name,) if several else ()
        sheet = _Sheet(grid, tables, bodies, outer, corrections.of_sheet(grid.name))
        sheet.read(title or sheet.title)
        kinds |= {(grid.name, row): kind for row, kind in sheet.kinds.items()}
        if title is None or (title.kind is None and sheet.title.kind):
            title = sheet.title
        columns += sheet.columns
        rows += sheet.items
        remarks += sorted(sheet.remarks, key=lambda remark: remark.row or 0)
    over = [row for row in rows if row.time_to and row.time_to[:10] < today.isoformat()]
    if over:
        remarks.append(Remark("", None, Note("items-are-past", {"count": str(len(over))})))
    return ProgrammeSheet(title or Title(), tuple(columns), tuple(rows), tuple(remarks), kinds)


class _Sheet:
    """One grid on its way to items."""

    def __init__(
        self,
        grid: Grid,
        tables: list[Table],
        bodies: BodyCatalogue,
        outer: tuple[str, ...],
        said: dict[int, str],
    ) -> None:
        self.grid, self.tables, self.bodies, self.outer = grid, tables, bodies, outer
        self.said = said  # the kind of the rows that a person read
        self.columns: list[Column] = []
        self.items: list[ItemRow] = []
        self.remarks: list[Remark] = []
        self.kinds: dict[int, str] = {}
        above = [row for row in grid.rows if row < tables[0].top]
        self.title = read_title(grid, [row for row in above if row not in said])
        self.first = [row for row in above if said.get(row) == "item"]  # drawn above the headings
        self.headings = self._headings_of(above)  # of the first table, above it
        for row in above:
            if row not in {*self.title.rows, *self.headings, *self.first}:
                code = "row-by-hand" if row in said else "row-above-table"
                self._remark(row, Note(code, {"text": line_of(grid, row)}))
        self.kinds |= dict.fromkeys(self.title.rows, "title")
        self.kinds |= dict.fromkeys(self.headings, "section")
        for table in tables:
            inside = range(table.top, table.bottom + 1)
            self.kinds |= {row: "heading" for row in inside if row in grid.rows}
        if not self.title.text:
            self._remark(None, Note("title-missing"))
        for row, column in grid.unread:
            cell = f"{column_letter(column)}{row}"
            self._remark(row, Note("formula-without-value", {"cell": cell}))
        for place, note in grid.remarks:
            self._remark(place, note)

    def _headings_of(self, above: list[int]) -> dict[int, Heading]:
        """Rows below the title that are headings: by their marks ("I. NỘI DUNG TRÌNH"), or right
        above the table ("Tháng 01/2026", "1. Nội dung trình")."""
        found: dict[int, Heading] = {}
        before: dict[str, int] = {}
        for row in above:
            cells = list(self.grid.rows[row].values())
            if row in self.said:
                if self.said[row] == "section":
                    found[row] = by_hand(line_of(self.grid, row), None, before)
                    before[found[row].kind] = found[row].ordinal
                continue
            if row <= max(self.title.rows, default=0) or len(cells) > 1:
                continue
            text = cells[0].text
            heading = marked(text, None, before)
            if heading is None and row == self.tables[0].top - 1 and not runs_on(text):
                numbered = cells[0].bold or _NUMBERED.match(text)
                heading = drawn(text) or (Heading(text, "words") if numbered else None)
            if heading is not None:
                found[row] = heading
                before[heading.kind] = heading.ordinal
        return found

    def read(self, planned: Title) -> None:
        """Read every table; one that repeats the last one's headings is its next page.

        `planned` is the file's first title: it holds for a sheet whose own names no time.
        """
        self.planned = self.title if self.title.first else planned
        title: list[int] = []
        pages = self.first
        first = self.tables[0]
        for n, table in enumerate(self.tables):
            after = self.tables[n + 1] if n + 1 < len(self.tables) else None
            pages += [
                row
                for row in self.grid.rows
                if row > table.bottom and (after is None or row < after.top)
            ]
            if after is not None and after.repeats(first):
                continue
            next_title = self._title_of(pages) if after is not None else []
            self._read_table(first, title, pages[: len(pages) - len(next_title)])
            title, pages, first = next_title, [], after or first

    def _read_table(self, table: Table, title: list[int], rows: list[int]) -> None:
        self.columns += table.columns
        self._remark_columns(table)
        before = len(self.items)
        outer = self.outer + tuple(line_of(self.grid, row) for row in title)
        planned = self.planned
        month = planned.first.month if planned.kind == "month" and planned.first else None
        around = Around(planned.year, month=month)
        first, last = planned.first, planned.last
        whole = Reading(first.isoformat(), last.isoformat()) if first and last else Reading()
        sections = Sections(outer)
        for row, heading in self.headings.items():
            sections.add(heading, row)
        self.headings = {}
        self.kinds |= dict.fromkeys(title, "section")
        items = ItemReader(table, self.bodies, around, whole)
        reader: OwnRows | TableRows = TableRows(table, rows, sections, self.said)
        if is_own({column.field for column in table.columns}):
            reader = OwnRows(table, rows, self.said)
        for found in reader.read():
            if isinstance(found, RawItem):
                self.items.append(items.read(found))
            else:
                self._remark(found.row, found.note)
        self.kinds |= reader.kinds
        self.items[before:] = numbered_again(self.items[before:])
        if len(self.items) == before:
            for row in title:
                self._remark(row, Note("heading-empty", {"text": line_of(self.grid, row)}))

    def _title_of(self, rows: list[int]) -> list[int]:
        """The rows right above the next table that stand apart from the items: its title."""
        taken: list[int] = []
        for row in reversed(rows):
            if len(self.grid.rows[row]) > 1 or row in self.said:
                return taken
            taken.insert(0, row)
            if row - 1 not in self.grid.rows:
                return taken
        return taken

    def _remark(self, row: int | None, note: Note) -> None:
        self.remarks.append(Remark(self.grid.name, row, note))
        if row is not None:
            self.kinds.setdefault(row, "remark")

    def _remark_columns(self, table: Table) -> None:
        for column in table.columns:
            params = {"column": column.label}
            if column.how in {"second", "longest", "numbers", "ticks"}:
                self._remark(table.top, Note(f"column-{column.how}", params, column.field))
            elif column.open:
                self._remark(table.top, Note("column-unknown", params))
            words = plain(column.heading)
            if column.field == "lead" and "phoi hop" in words and "chu tri" in words:
                self._remark(table.top, Note("column-mixed", params, "lead"))
