"""A year's load: how much falls in each month, and on whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.kernel.i18n import gettext as _
from server.overview.pictures.drawing import (
    LINE,
    WIDTH,
    Box,
    Line,
    centred,
    lines_at,
    scaled,
    text_width,
    wrapped,
)

MOST_ROWS = 25
TONES = 4  # from little to most; the number stands in every cell
_LABEL_WIDTH = 150
_BAR = 48  # the longest to the right
_TALL = 72  # the highest above a month
_PAD = 4
_ROW = 24


@dataclass(frozen=True)
class Bar:
    """A sum drawn as a bar, with its number."""

    box: Box
    number: Line
    count: int


@dataclass(frozen=True)
class Month:
    """A column: 1 to 12, or None for what has no month; its head, and its sum as a bar above."""

    month: int | None
    name: str
    head: Line
    bar: Bar


@dataclass(frozen=True)
class LoadCell:
    """What falls on a body in a month; `tone` 1 to TONES by the largest cell of a single body.

    0 in the line that many share: next to it the load of one body would look like nothing.
    """

    month: str
    number_of_month: int | None
    count: int
    tone: int
    box: Box
    number: Line


@dataclass(frozen=True)
class LoadRow:
    """A lead body as drawn, its sum as a bar.

    The last may stand for `folded` bodies that had no room: numbers only, no bar.
    """

    name: str
    box: Box
    label: tuple[Line, ...]
    cells: tuple[LoadCell, ...]
    bar: Bar
    folded: int = 0


@dataclass(frozen=True)
class LoadTableRow:
    """A line of the table: the body, one number a column of the picture, their sum."""

    name: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class LoadPicture:
    """The drawn year. `table` has every body; `sums` is its last line, of all bodies."""

    year: int
    width: int
    height: int
    months: tuple[Month, ...]
    rows: tuple[LoadRow, ...]
    total: Line
    table: tuple[LoadTableRow, ...]
    sums: LoadTableRow


def load_picture(items: Iterable[tuple[str, int | None, int]], *, year: int) -> LoadPicture:
    """Draw (lead body, month or None, items): bodies by size, the busiest first.

    What comes twice is added up. Of more than MOST_ROWS bodies the largest are drawn and the rest
    share the last line; the table has them all. Raises ValueError for a month that is none and
    for a count below 0.
    """
    bodies: dict[str, dict[int | None, int]] = {}
    for name, month, count in items:
        if count < 0 or (month is not None and not 1 <= month <= 12):
            raise ValueError(f"no load: {month!r}, {count!r}")
        if count:
            months = bodies.setdefault(name, {})
            months[month] = months.get(month, 0) + count
    keys: list[int | None] = list(range(1, 13))
    if any(None in months for months in bodies.values()):
        keys.append(None)
    table = sorted(
        (_line(name, [months.get(key, 0) for key in keys]) for name, months in bodies.items()),
        key=lambda line: -line.total,
    )
    drawn = [(line, 0) for line in table]
    if len(table) > MOST_ROWS:
        rest = table[MOST_ROWS - 1 :]
        name = _("Other (%(count)s)") % {"count": len(rest)}
        drawn = [*drawn[: MOST_ROWS - 1], (_together(name, rest, len(keys)), len(rest))]
    return _laid_out(year, keys, drawn, tuple(table))


def _line(name: str, counts: list[int]) -> LoadTableRow:
    return LoadTableRow(name, tuple(counts), sum(counts))


def _together(name: str, lines: list[LoadTableRow], columns: int) -> LoadTableRow:
    return _line(name, [sum(line.counts[n] for line in lines) for n in range(columns)])


def _laid_out(
    year: int,
    keys: list[int | None],
    drawn: list[tuple[LoadTableRow, int]],
    table: tuple[LoadTableRow, ...],
) -> LoadPicture:
    sums = _together(_("Total"), list(table), len(keys))
    cell_width = max(30, text_width(str(max(sums.counts))) + _PAD)
    last = max(cell_width, text_width(_("No month")) + _PAD) if None in keys else 0
    number = text_width(str(sums.total)) + 2 * _PAD
    total = _("Total %(count)s") % {"count": sums.total}
    number = max(number, text_width(total) - _BAR)
    grid = 12 * cell_width + last
    label = max(_LABEL_WIDTH, WIDTH - grid - _BAR - number - _PAD)
    bars_at = label + grid + _PAD
    width = bars_at + _BAR + number
    top = LINE + _TALL  # the foot of the bars of the months
    boxes = [
        Box(label + cell_width * n, top, last if key is None else cell_width, LINE + 6)
        for n, key in enumerate(keys)
    ]
    months = tuple(
        _month(key, box, count, max(sums.counts))
        for key, box, count in zip(keys, boxes, sums.counts, strict=True)
    )
    tallest = max((count for line in table for count in line.counts), default=0)
    longest = max((line.total for line in table), default=0)
    rows: list[LoadRow] = []
    y = top + LINE + 6 + _PAD
    for line, folded in drawn:
        lines = wrapped(line.name, label - 3 * _PAD)
        place = Box(0, y, width, max(len(lines) * LINE + _PAD, _ROW) + _PAD)
        most = 0 if folded else tallest
        cells = tuple(
            _cell(month, count, most, Box(box.x + 1, y + 2, box.width - 2, _ROW))
            for month, box, count in zip(months, boxes, line.counts, strict=True)
            if count
        )
        length = 0 if folded else scaled(line.total, longest, _BAR)
        bar = Bar(
            Box(bars_at, y + 6, length, _ROW - 8),
            Line(str(line.total), bars_at + length + _PAD, y + 19),
            line.total,
        )
        rows.append(LoadRow(line.name, place, lines_at(lines, _PAD, y + 4), cells, bar, folded))
        y += place.height
    return LoadPicture(
        year, width, y, months, tuple(rows), Line(total, bars_at, top + 17), table, sums
    )


def _month(month: int | None, place: Box, count: int, most: int) -> Month:
    height = scaled(count, most, _TALL)
    box = Box(place.x + 4, place.y - height, place.width - 8, height)
    middle = place.x + place.width // 2
    bar = Bar(box, Line(str(count), middle, place.y - height - 4), count)
    if month is None:
        return Month(None, _("No month"), centred(_("No month"), place), bar)
    name = _("Month %(month)s") % {"month": month}
    return Month(month, name, centred(month, place), bar)


def _cell(month: Month, count: int, most: int, box: Box) -> LoadCell:
    tone = -(-count * TONES // most) if most else 0
    return LoadCell(month.name, month.month, count, tone, box, centred(count, box))
