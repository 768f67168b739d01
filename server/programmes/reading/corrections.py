"""What a person said of a file's columns and rows: the reader takes it before what it sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from server.programmes.reading.fields import FIELDS
from server.programmes.reading.words import plain_heading

ROW_KINDS = ("item", "section", "remark")


@dataclass(frozen=True)
class Corrections:
    """Columns and rows read by hand.

    `columns` maps a heading as it is compared (Column.key: plain, or "<sheet>!<letter>" where
    there is no heading) to one of FIELDS, or to "" to keep the column under its own heading.
    `rows` maps (sheet, row) to one of ROW_KINDS. What the file does not have is passed over.
    Raises ValueError for another field or kind.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        strange = {*self.columns.values()} - {*FIELDS, ""} | {*self.rows.values()} - {*ROW_KINDS}
        if strange:
            raise ValueError(f"neither a field nor a kind of row: {sorted(strange)}")

    def of_sheet(self, sheet: str) -> dict[int, str]:
        """The kinds of the rows of one sheet."""
        return {row: kind for (name, row), kind in self.rows.items() if name == sheet}

    def letters(self, sheet: str) -> dict[int, str]:
        """The fields of a sheet's columns that are named by their letter, by where they stand."""
        found: dict[int, str] = {}
        for key, said in self.columns.items():
            letter = key.removeprefix(f"{sheet}!")
            if letter != key and letter.isascii() and letter.isupper() and len(letter) <= 3:
                index = 0
                for char in letter:
                    index = index * 26 + ord(char) - 64
                found[index] = said
        return found

    def begins(self, text: str) -> bool:
        """Whether a cell's text is a corrected heading, or the upper part of one."""
        return plain_heading(text) in self._upper

    def holds(self, text: str) -> bool:
        """Whether a cell's text is a corrected heading, or any part of one."""
        return bool(self.columns) and plain_heading(text) in self._parts

    @cached_property
    def _upper(self) -> frozenset[str]:
        return frozenset(self.columns) | {key.partition(" / ")[0] for key in self.columns}

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(self.columns) | {p for key in self.columns for p in key.split(" / ")}


NONE = Corrections()
