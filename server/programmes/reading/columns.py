"""A table as it was found in a grid: where it stands, and what its columns are."""

from dataclasses import dataclass
from functools import cached_property

from server.programmes.reading.grid import Grid, column_letter
from server.programmes.reading.words import Note, plain, plain_heading


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `heading` is as written (parts of a two-row heading joined by " / "), "" where there is none;
    `field` is one of its kind of table's, time_from, time_to, in a table of ours of own.HEADINGS,
    or None (kept under its own heading). `how` says why: "hand" (a person said so), "heading",
    "numbers" (no heading, but numbers in it), "longest" (no heading for the items was known, and
    this column holds the longest texts), "ticks" (the heading is a time, and ticks or times below
    it), "second" (another column has that field), "unknown".
    """

    sheet: str
    index: int
    heading: str
    field: str | None
    how: str

    @property
    def label(self) -> str:
        """What to call the column: its heading, else its letter."""
        return self.heading or column_letter(self.index)

    @property
    def open(self) -> bool:
        """Whether nobody knows yet what the column is."""
        return self.field is None and self.how != "hand"

    @property
    def key(self) -> str:
        """What a correction names the column by."""
        return plain_heading(self.heading) or f"{self.sheet}!{column_letter(self.index)}"


@dataclass(frozen=True)
class Table:
    """A table of a grid: heading rows `top` to `bottom`, and its columns from left to right."""

    grid: Grid
    top: int
    bottom: int
    columns: tuple[Column, ...]

    @cached_property
    def by_index(self) -> dict[int, Column]:
        """The columns by where they stand."""
        return {column.index: column for column in self.columns}

    @cached_property
    def times(self) -> list[Column]:
        """The columns that say when: mostly one."""
        return [c for c in self.columns if c.field == "time_text"]

    @cached_property
    def how(self) -> dict[int, Note]:
        """How each column was known, by where it stands: what its cells say of themselves."""
        return {c.index: Note(f"how-{c.how}", {"column": c.label}, c.field) for c in self.columns}

    def repeats(self, other: "Table") -> bool:
        """Whether this is the next page of `other`: its headings stand where those did."""
        return [(c.index, plain(c.heading)) for c in self.columns] == [
            (c.index, plain(c.heading)) for c in other.columns
        ]

    def column(self, field: str) -> Column | None:
        """The column of a field, or None."""
        return next((c for c in self.columns if c.field == field), None)
