"""A grid while a source is being read: it takes cells and merges, and refuses what is too much."""

from server.programmes.reading.errors import TooManyCells
from server.programmes.reading.grid import Cell, Grid, Merge
from server.programmes.reading.words import Note

MAX_CELLS = 1_000_000
MAX_MERGES = 20_000
MAX_COVERED_ROWS = 1_000_000  # rows counted once for every merged range over them


class Allowance:
    """How many cells a whole file may still show."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS

    def take(self, cells: int = 1) -> None:
        """Raises TooManyCells when no cell is left."""
        self.cells -= cells
        if self.cells < 0:
            raise TooManyCells()


class Drawing:
    """One sheet or document on its way to a Grid."""

    def __init__(self, name: str, allowance: Allowance) -> None:
        self.name, self.allowance = name, allowance
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merges: list[Merge] = []
        self.hidden: set[int] = set()
        self.unread: list[tuple[int, int]] = []
        self.remarks: list[tuple[int | None, Note]] = []

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Raises TooManyCells."""
        self.allowance.take()
        self.rows.setdefault(row, {})[column] = cell

    def put_row(self, row: int, cells: dict[int, Cell]) -> None:
        """Raises TooManyCells."""
        if cells:
            self.allowance.take(len(cells))
            self.rows.setdefault(row, {}).update(cells)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Raises TooManyCells."""
        self.merges.append(Merge(top, left, bottom, right))
        if len(self.merges) > MAX_MERGES:
            raise TooManyCells()

    def grid(self) -> Grid:
        """The grid, its merges cut to the rows that exist; refuses one made of overlaps."""
        last = max(self.rows, default=0)
        cut = [Merge(m.top, m.left, min(m.bottom, last), m.right) for m in self.merges]
        if sum(max(0, m.bottom - m.top + 1) for m in cut) > MAX_COVERED_ROWS:
            raise TooManyCells()
        return Grid(
            self.name,
            self.rows,
            cut,
            hidden_rows=self.hidden,
            unread=self.unread,
            remarks=self.remarks,
        )
