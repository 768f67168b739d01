"""The term on one page: what is planned, done, late and moved, by row and by year and quarter."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.kernel.i18n import gettext as _
from server.overview.pictures.columns import Column, columns_of, period_name, quarter_of
from server.overview.pictures.drawing import (
    LINE,
    WIDTH,
    Box,
    Line,
    centred,
    lines_at,
    text_width,
    wrapped,
)

MOST_ROWS = 40
STATES = ("done", "late", "planned", "moved")
_LABEL_WIDTH = 168
_HEAD = 2 * LINE + 12
_PAD = 4  # round what stands in a cell
_TOKEN = 20  # height of one number in its box


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many items are in each state; an item is in one of them. Raises ValueError below 0."""

    done: int = 0
    late: int = 0
    planned: int = 0
    moved: int = 0

    def __post_init__(self) -> None:
        if min(self.done, self.late, self.planned, self.moved) < 0:
            raise ValueError("a count below 0")

    @property
    def total(self) -> int:
        """Items in all states."""
        return self.done + self.late + self.planned + self.moved

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The states that have items, in the order of STATES."""
        return tuple((state, getattr(self, state)) for state in STATES if getattr(self, state))


@dataclass(frozen=True)
class Token:
    """A number in the box of its state; `column` is the key of its column."""

    column: str
    state: str
    box: Box
    number: Line


@dataclass(frozen=True)
class Cell:
    """What a row has in one column, by its key and in words; only where it has something.

    `box` is its place in the picture, None in the table.
    """

    key: str
    period: str
    counts: Counts
    box: Box | None = None


@dataclass(frozen=True)
class Row:
    """A row as drawn; the last may stand for `folded` rows that had no room."""

    name: str
    box: Box
    label: tuple[Line, ...]
    tokens: tuple[Token, ...]
    total: Line
    cells: tuple[Cell, ...]
    counts: Counts
    folded: int = 0


@dataclass(frozen=True)
class TableRow:
    """A row of the table beside the picture: every row and every period there was."""

    name: str
    cells: tuple[Cell, ...]
    counts: Counts


@dataclass(frozen=True)
class Head:
    """A column's head; `now` marks the period that is on."""

    column: Column
    box: Box
    word: Line
    now: bool


@dataclass(frozen=True)
class TermPicture:
    """The drawn term. `years` are the heads above the columns, `sums` the line below the rows."""

    width: int
    height: int
    heads: tuple[Head, ...]
    years: tuple[tuple[Box, Line], ...]
    rows: tuple[Row, ...]
    sums: tuple[Line, ...]
    total_head: Line
    sum_total: Line
    sum_label: Line
    table: tuple[TableRow, ...]
    counts: Counts


def term_picture(items: Iterable[tuple[str, str, Counts]], *, now: str) -> TermPicture:
    """Draw (row, period, counts): rows are fields or lead bodies, in the order they first come.

    Periods are those of server/programmes/periods.py; `now` is the one that is on, for example
    "2027-Q2". A month counts to its quarter; what comes twice is added up. Of more than MOST_ROWS
    rows the largest are drawn and the rest share the last one; the table has them all. Raises
    ValueError for a wrong period.
    """
    parts: dict[str, dict[str, list[Counts]]] = {}
    for name, period, counts in items:
        if counts.total:
            parts.setdefault(name, {}).setdefault(quarter_of(period), []).append(counts)
    rows = {
        name: {when: _sum(those) for when, those in cells.items()} for name, cells in parts.items()
    }
    now = quarter_of(now)
    columns, place = columns_of((p for cells in rows.values() for p in cells), now)
    table = tuple(
        TableRow(
            name,
            tuple(Cell(p, period_name(p), cells[p]) for p in sorted(cells)),
            _sum(cells.values()),
        )
        for name, cells in rows.items()
    )
    drawn = [
        (name, folded, _in_columns(cells, place, columns)) for name, folded, cells in _folded(rows)
    ]
    current = place.get(now) or _nearest(now, columns)
    return _laid_out(columns, drawn, table, current)


def _folded(
    rows: dict[str, dict[str, Counts]],
) -> list[tuple[str, int, list[tuple[str, Counts]]]]:
    """The rows to draw: their name, how many they stand for where more than themselves, cells."""
    size = {name: _sum(cells.values()).total for name, cells in rows.items()}
    kept = set(rows)
    if len(rows) > MOST_ROWS:
        kept = set(sorted(rows, key=lambda name: -size[name])[: MOST_ROWS - 1])
    found = [(name, 0, list(cells.items())) for name, cells in rows.items() if name in kept]
    rest = [cells for name, cells in rows.items() if name not in kept]
    if rest:
        together = [cell for cells in rest for cell in cells.items()]
        found.append((_("Other (%(count)s)") % {"count": len(rest)}, len(rest), together))
    return found


def _in_columns(
    cells: list[tuple[str, Counts]], place: dict[str, str], columns: tuple[Column, ...]
) -> dict[str, Counts]:
    found: dict[str, list[Counts]] = {column.key: [] for column in columns}
    for period, counts in cells:
        found[place[period]].append(counts)
    return {key: _sum(parts) for key, parts in found.items()}


def _sum(counts: Iterable[Counts]) -> Counts:
    those = list(counts)
    return Counts(**{state: sum(getattr(each, state) for each in those) for state in STATES})


def _nearest(now: str, columns: tuple[Column, ...]) -> str | None:
    """The drawn column that holds `now`: its quarter, else its year."""
    keys = {column.key for column in columns}
    return next((key for key in (now, now[:4]) if key in keys), None)


def _laid_out(
    columns: tuple[Column, ...],
    drawn: list[tuple[str, int, dict[str, Counts]]],
    table: tuple[TableRow, ...],
    current: str | None,
) -> TermPicture:
    sums = {c.key: _sum(cells[c.key] for _name, _n, cells in drawn) for c in columns}
    most = max((counts.total for counts in sums.values()), default=0)
    everything = _sum(sums.values())
    narrow = max(26, text_width(str(most)) + _PAD)
    widths = [narrow if c.quarter else max(narrow, text_width(c.head) + 6, 42) for c in columns]
    total_width = max(text_width(_("Total")), text_width(str(everything.total))) + 8
    label = max(_LABEL_WIDTH, WIDTH - sum(widths) - total_width)
    edges = [label + sum(widths[:n]) for n in range(len(columns) + 1)]
    boxes = {
        c.key: Box(x, LINE + 6, width, LINE + 6)
        for c, x, width in zip(columns, edges, widths, strict=False)
    }
    width = edges[-1] + total_width
    rows: list[Row] = []
    y = _HEAD
    for name, folded, cells in drawn:
        row = _row(name, folded, cells, columns, boxes, Box(0, y, width, 0), label)
        rows.append(row)
        y += row.box.height
    foot = Box(0, y, width, LINE + 2 * _PAD)
    return TermPicture(
        width=width,
        height=foot.y + foot.height,
        heads=tuple(
            Head(c, boxes[c.key], centred(c.head, boxes[c.key]), c.key == current) for c in columns
        ),
        years=tuple(_years(columns, boxes)),
        rows=tuple(rows),
        sums=tuple(_foot(boxes[c.key], foot, sums[c.key].total) for c in columns),
        sum_total=Line(str(everything.total), width - _PAD, y + _PAD + 14),
        total_head=Line(_("Total"), width - _PAD, _HEAD - 7),
        sum_label=Line(_("Total"), _PAD, y + _PAD + 14),
        table=table,
        counts=everything,
    )


def _row(
    name: str,
    folded: int,
    cells: dict[str, Counts],
    columns: tuple[Column, ...],
    boxes: dict[str, Box],
    place: Box,
    label: int,
) -> Row:
    lines = wrapped(name, label - 3 * _PAD)
    most = max((len(counts.parts) for counts in cells.values()), default=0)
    height = max(len(lines) * LINE, most * (_TOKEN + 2) - 2) + 2 * _PAD
    tokens = []
    for key, counts in cells.items():
        for n, (state, count) in enumerate(counts.parts):
            top = place.y + _PAD + n * (_TOKEN + 2)
            box = Box(boxes[key].x + 1, top, boxes[key].width - 2, _TOKEN)
            tokens.append(Token(key, state, box, centred(count, box)))
    counts = _sum(cells.values())
    return Row(
        name,
        Box(0, place.y, place.width, height),
        lines_at(lines, _PAD, place.y + _PAD),
        tuple(tokens),
        Line(str(counts.total), place.width - _PAD, place.y + _PAD + 14),
        tuple(
            Cell(
                c.key,
                c.name,
                cells[c.key],
                Box(boxes[c.key].x, place.y, boxes[c.key].width, height),
            )
            for c in columns
            if cells[c.key].total
        ),
        counts,
        folded,
    )


def _foot(head: Box, foot: Box, total: int) -> Line:
    return centred(total, Box(head.x, foot.y, head.width, foot.height))


def _years(columns: tuple[Column, ...], boxes: dict[str, Box]) -> Iterable[tuple[Box, Line]]:
    """A head over the columns of each year."""
    for year in dict.fromkeys(c.year for c in columns if c.year is not None):
        under = [boxes[c.key] for c in columns if c.year == year]
        box = Box(under[0].x, 0, sum(each.width for each in under), LINE + 6)
        yield box, centred(year, box)
