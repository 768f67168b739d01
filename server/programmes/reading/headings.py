"""Where a table begins and what its columns are, told by their headings.

Headings are known by what offices call them, in any order, over one to three rows, merged or not;
a column nobody knows keeps its own heading.
"""

import re
from dataclasses import dataclass, replace

from server.programmes.reading.columns import Column, Table
from server.programmes.reading.corrections import NONE, Corrections
from server.programmes.reading.fields import PROGRAMME, FieldNames
from server.programmes.reading.grid import Grid
from server.programmes.reading.own import HEADINGS
from server.programmes.reading.sections import time_unit
from server.programmes.reading.timewords import find_times
from server.programmes.reading.words import plain

MAX_HEADING_LENGTH = 120  # letters; a longer cell is an item, not a heading
MAX_HEADING_ROWS = 4
_STATED = {  # an item's first and last day, where another column has the words for its time
    headings[field]: field for headings in HEADINGS.values() for field in ("time_from", "time_to")
}
_TICKS = frozenset("xvXV✓✔✗•●*+")  # a mark in a column of a month or quarter


@dataclass(frozen=True)
class _Told:
    """By what the columns are told: what this kind of table calls them, and what a person said."""

    names: FieldNames
    by_hand: Corrections


def find_tables(
    grid: Grid, corrections: Corrections = NONE, names: FieldNames = PROGRAMME
) -> list[Table]:
    """Every table of a grid, in order; a heading that is repeated makes one table more.

    `names` says what the columns of this kind of table are called; it has a field "text".
    """
    told = _Told(names, corrections)
    found: list[Table] = []
    by_hand = corrections.of_sheet(grid.name)
    done = 0
    for row in grid.rows:
        if row <= done or row in by_hand or not _is_heading(grid, row, told):
            continue
        if table := _table_at(grid, row, told):
            found.append(table)
            done = table.bottom
    return found or _without_headings(grid, told)


def _without_headings(grid: Grid, told: _Told) -> list[Table]:
    """The table of columns that a person named by their letters where no heading was found."""
    letters = told.by_hand.letters(grid.name)
    if "text" not in letters.values():
        return []
    for row, cells in grid.rows.items():
        filled = {letters.get(column, "") for column in cells} - {""}
        if "text" in filled and len(filled) >= min(2, len(letters)):
            table = _with_guesses(_table(grid, row, row - 1, {}, told), told)
            return [table] if table else []
    return []


def _is_heading(grid: Grid, row: int, told: _Told) -> bool:
    """Whether a row's cells name two fields or more, or a person named what they head."""
    texts = [cell.text for cell in grid.rows[row].values()]
    if not told.by_hand.columns:
        return _recognised(texts, told) >= 2
    by_hand = [text for text in texts if told.by_hand.begins(text)]
    others = [text for text in texts if text not in by_hand]
    counted = any(text.rstrip(".").isdecimal() for text in others)
    if by_hand and not counted and max(map(len, texts)) <= MAX_HEADING_LENGTH:
        known = sum(told.names.of(text) is not None for text in others)
        items = "text" in {told.by_hand.columns.get(plain(text)) for text in by_hand}
        if len(by_hand) + known >= 2 or (items and len(texts) > 1):
            return True
    return _recognised(texts, told) >= 2


def _recognised(texts: list[str], told: _Told) -> int:
    """How many fields a row's cells name; 0 where it cannot be a row of headings."""
    if len(texts) < 2:
        return 0
    for text in texts:
        if len(text) > MAX_HEADING_LENGTH or (len(text) < 4 and text.rstrip(".").isdecimal()):
            return 0  # "1 | Nội dung thẩm tra | Cơ quan ..." is an item with its number
    texts = sorted(texts, key=len)
    known: set[str] = set()
    left = len(texts)  # that may still name a field
    for text in texts:  # the short ones first: most rows are told by them to be none
        if named := told.names.of(text):
            known.add(named[0])
        elif (left := left - 1) * 2 < len(texts) - 1:
            return 0
    if len(known) * 2 < len(texts) - 1:
        return 0
    return len(known) if len(known - told.names.further) > 1 else 0


def _table_at(grid: Grid, top: int, told: _Told) -> Table | None:
    by_hand = told.by_hand.of_sheet(grid.name)
    limit = min((row - 1 for row in by_hand if row > top), default=top + MAX_HEADING_ROWS)
    bottom = _last_heading_row(grid, top, limit, told)
    paths: dict[int, list[str]] = {}
    heading_rows = range(top, bottom + 1)
    for column in sorted({column for row in heading_rows for column in grid.columns(row)}):
        path = paths.setdefault(column, [])
        for row in heading_rows:
            cell = grid.shown(row, column)
            if cell and cell.text not in path[-1:]:
                path.append(cell.text)
    over: str | None = None  # a heading centred over several columns, not merged
    for column, path in paths.items():
        if head := grid.shown(top, column):
            alone = grid.merge_at(top, column) is None
            over = head.text if alone and len(path) > 1 else None
        elif over and path:
            path.insert(0, over)
    if bottom < limit:
        bottom = _skip_column_numbers(grid, bottom, paths)
    return _with_guesses(_table(grid, top, bottom, paths, told), told)


def _table(grid: Grid, top: int, bottom: int, paths: dict[int, list[str]], told: _Told) -> Table:
    """The table with its columns as their headings, or a person, name them."""
    letters = told.by_hand.letters(grid.name).keys() & set().union(*grid.rows.values())
    named = {c: _name(path, told) for c, path in paths.items() if path}
    columns = {
        c: Column(grid.name, c, " / ".join(paths.get(c, ())), None, "unknown")
        for c in {*named, *letters}
    }
    by_hand = {c for c in columns if columns[c].key in told.by_hand.columns}
    for c in by_hand:
        said = told.by_hand.columns[columns[c].key]
        named[c] = (said, -1) if said else None  # surer than any heading
        columns[c] = replace(columns[c], how="hand")
    for field in told.names.fields:
        fits = sorted((n[1], c) for c, n in named.items() if n and n[0] == field)
        for place, (rank, c) in enumerate(fits):
            # all columns of the surest kind may say when ("Trình BTV", "Trình BCH"); else one
            taken = place == 0 or (field == "time_text" and rank == fits[0][0])
            how = "second" if not taken else "hand" if c in by_hand else "heading"
            stated = None if taken else _STATED.get(columns[c].heading)
            how = "heading" if stated else how
            columns[c] = replace(columns[c], field=field if taken else stated, how=how)
    return Table(grid, top, bottom, tuple(columns[c] for c in sorted(columns)))


def _name(path: list[str], told: _Told) -> tuple[str, int] | None:
    """The last heading speaks for itself ("Phối hợp"), else with those above it; these make it
    surer ("Thời gian" over "Bắt đầu")."""
    own = told.names.of(path[-1])
    whole = told.names.of(" ".join(path)) if len(path) > 1 else None
    if own is None or (whole is not None and whole[0] == own[0]):
        return min(filter(None, (own, whole)), key=lambda named: named[1], default=None)
    return own


def _last_heading_row(grid: Grid, top: int, limit: int, told: _Told) -> int:
    bottom = top
    for column in grid.rows[top]:
        if merge := grid.merge_at(top, column):
            bottom = max(bottom, min(merge.bottom, top + MAX_HEADING_ROWS - 1))
    limit = min(limit, top + MAX_HEADING_ROWS - 1)
    bottom = min(bottom, limit)
    while bottom < limit and _goes_on(grid, top, bottom, bottom + 1, told):
        bottom += 1
    return bottom


def _goes_on(grid: Grid, top: int, bottom: int, row: int, told: _Told) -> bool:
    """Whether a row still belongs to the headings: it only fills in under wide or empty ones."""
    cells = grid.rows.get(row)
    if not cells or len(cells) < 2:
        return False
    known = 0
    for column, cell in cells.items():
        merge = grid.merge_at(bottom, column)
        wide = merge is not None and merge.right > merge.left
        if not wide and column + 1 in cells and told.names.of(cell.text):  # centred, not merged
            wide = not any(grid.shown(r, column + 1) for r in range(top, bottom + 1))
        above = any(grid.shown(r, column) for r in range(top, bottom + 1))
        if (above and not wide) or len(cell.text) > MAX_HEADING_LENGTH or cell.text.isdecimal():
            return False
        known += bool(told.names.of(cell.text)) or told.by_hand.holds(cell.text) or wide
    return known >= 1


def _skip_column_numbers(grid: Grid, bottom: int, paths: dict[int, list[str]]) -> int:
    """Skip a row of "(1) (2) (3)" under the headings: it numbers the columns."""
    cells = grid.rows.get(bottom + 1, {})
    marks = [cell.text.strip("()") for cell in cells.values()]
    wanted = sum(bool(path) for path in paths.values())
    counting = [mark.partition("=")[0] for mark in marks if mark[:1].isdecimal()]
    counts = counting == [str(n) for n in range(1, len(counting) + 1)]
    if counts and len(marks) >= max(3, wanted - 1) and len(counting) >= max(2, len(marks) - 2):
        return bottom + 1
    return bottom


def _with_guesses(table: Table, told: _Told) -> Table | None:
    """Find the numbers' and the items' columns where no heading names them, or give up."""
    columns = {column.index: column for column in table.columns}
    below = [row for row in table.grid.rows if row > table.bottom]
    if table.column("number") is None:
        for c in range(1, min(columns, default=1)):
            texts = [cell.text for row in below if (cell := table.grid.rows[row].get(c))]
            if texts and sum(map(_is_number, texts)) * 2 > len(texts):
                columns[c] = Column(table.grid.name, c, "", "number", "numbers")
                break
    if table.column("text") is None:
        free = [c for c, column in columns.items() if column.open and column.heading]
        by_hand = any(column.how == "hand" for column in table.columns)
        if not free or (len([c for c in table.columns if c.field]) < 3 and not by_hand):
            return None

        def length(c: int) -> int:
            return sum(len(cell.text) for row in below if (cell := table.grid.rows[row].get(c)))

        best = max(free, key=length)
        columns[best] = Column(table.grid.name, best, columns[best].heading, "text", "longest")
    headed: dict[str, list[int]] = {}  # columns headed by a time, by the heading over them
    for c, column in columns.items():
        over, _, leaf = column.heading.rpartition(" / ")
        if column.open and time_unit(leaf):
            headed.setdefault(over, []).append(c)
    by_hand = any(c.how == "hand" and c.field == "time_text" for c in table.columns)
    if by_hand or "time_text" not in told.names.fields:
        headed.clear()
    for those in headed.values():
        cells = [cell.text for c in those for row in below if (cell := table.grid.rows[row].get(c))]
        say_when = sum(is_tick(text) or bool(find_times(text).points) for text in cells)
        # a step in words under each of several quarters or months says when as a tick does
        in_words = sum(any(map(str.isalpha, text)) for text in cells)
        if say_when * 2 > len(cells) or (len(those) > 2 and in_words * 2 > len(cells)):
            for c in those:
                columns[c] = Column(table.grid.name, c, columns[c].heading, "time_text", "ticks")
    return Table(table.grid, table.top, table.bottom, tuple(columns[c] for c in sorted(columns)))


def is_tick(text: str) -> bool:
    """Whether a cell holds a mark alone."""
    return text in _TICKS


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*[.)]?|[IVXL]{1,6}[.)]?", text))
