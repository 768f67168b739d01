"""A drawn table as people see it: the one shape every source (XLSX, XLS, ODS, DOCX) is turned into.

Rows and columns count from 1. A grid is sparse: a cell that shows nothing is not there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from server.programmes.reading.words import Note

MAX_MERGED_COLUMNS = 50  # a merged cell is not looked at further to the right


@dataclass(frozen=True, slots=True)
class Typed:
    """A date or hour typed as such. `shows` says which parts its format shows, of "ymdh"."""

    moment: datetime
    shows: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows: NFC, ends trimmed, never empty."""

    text: str
    bold: bool = False
    typed: Typed | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells drawn as one; all four bounds belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Grid:
    """One sheet or table. What a merged range hides is not in `rows`."""

    def __init__(
        self,
        name: str,
        rows: Mapping[int, Mapping[int, Cell]],
        merges: Iterable[Merge] = (),
        *,
        hidden_rows: Iterable[int] = (),
        unread: Iterable[tuple[int, int]] = (),
        remarks: Iterable[tuple[int | None, Note]] = (),
    ) -> None:
        """`hidden_rows` exist but are not shown; `unread` are formulas saved without a value;
        `remarks` say what the source holds and a grid does not, with the row it stands at."""
        self.name = name
        self.hidden_rows = frozenset(hidden_rows)
        self.unread = tuple(unread)
        self.remarks = tuple(remarks)
        numbers = sorted(row for row, cells in rows.items() if cells)
        self._merges: dict[int, list[Merge]] = {}
        for merge in merges:
            inside = numbers[bisect_left(numbers, merge.top) : bisect_right(numbers, merge.bottom)]
            for row in inside:
                self._merges.setdefault(row, []).append(merge)
        self.rows: dict[int, dict[int, Cell]] = {}
        for row in numbers:
            seen = dict(sorted(rows[row].items()))
            if row in self._merges:
                seen = {
                    column: cell
                    for column, cell in seen.items()
                    if not self._hides(self.merge_at(row, column), row, column)
                }
            if seen:
                self.rows[row] = seen

    @staticmethod
    def _hides(merge: Merge | None, row: int, column: int) -> bool:
        return merge is not None and (row, column) != (merge.top, merge.left)

    def merged(self, row: int) -> bool:
        """Whether a merged range covers a cell of a row that shows something."""
        return row in self._merges

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merged range that covers a cell of a row that shows something, or None."""
        for merge in self._merges.get(row, ()):
            if merge.left <= column <= merge.right:
                return merge
        return None

    def shown(self, row: int, column: int) -> Cell | None:
        """What stands at a place: the cell's own, or that of the merged range over it."""
        merge = self.merge_at(row, column)
        if merge is not None:
            row, column = merge.top, merge.left
        return self.rows.get(row, {}).get(column)

    def columns(self, row: int) -> list[int]:
        """The columns in which a row has a cell of its own or part of a merged one, in order."""
        found = set(self.rows.get(row, {}))
        for merge in self._merges.get(row, ()):
            found.update(range(merge.left, min(merge.right, merge.left + MAX_MERGED_COLUMNS) + 1))
        return sorted(found)


def column_letter(column: int) -> str:
    """The letters a spreadsheet shows over a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
