"""Rows of a table of ours -> items and headings: what each row is, it says itself (own.py)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from server.programmes.reading.columns import Column, Table
from server.programmes.reading.corrections import NONE, Corrections
from server.programmes.reading.grid import Cell, Grid, column_letter
from server.programmes.reading.marks import Row
from server.programmes.reading.own import level_of, own_heading
from server.programmes.reading.rows import RawItem, RawRemark, line
from server.programmes.reading.words import Note


def own_tables(grid: Grid, corrections: Corrections = NONE) -> list[Table]:
    """The table of ours in a grid, alone, or nothing where there is none."""
    if (found := own_heading(grid)) is None:
        return []
    top, fields = found
    texts = {column: cell.text for column, cell in grid.rows[top].items()}
    places = {column for row, cells in grid.rows.items() if row >= top for column in cells}
    columns = []
    for c in sorted(places):
        field, how = fields.get(c), "heading" if c in fields else "unknown"
        column = Column(grid.name, c, texts.get(c, ""), field, how)
        said = corrections.columns.get(column.key)
        if said is not None and field not in {"text", "level"}:
            column = replace(column, field=said or None, how="hand")
        columns.append(column)
    return [Table(grid, top, top, tuple(columns))]


class OwnRows:
    """Reads the rows of one table of ours; a row somebody has added without a level is an item
    where it has a subject, and a heading where a text stands alone."""

    def __init__(self, table: Table, rows: list[int], by_hand: Mapping[int, str]) -> None:
        """`by_hand` is the kind of the rows that a person read (corrections.ROW_KINDS)."""
        self.table, self.rows, self.by_hand = table, rows, by_hand
        self.kinds: dict[int, str] = {}  # of each row read: item, section or remark
        by_field = {c.field: c.index for c in table.columns}
        self.text, self.level = by_field["text"], by_field["level"]
        self.number, self.key = by_field.get("number"), by_field.get("key")

    def read(self) -> Iterator[RawItem | RawRemark]:
        """Give items and remarks from top to bottom."""
        trail: tuple[str, ...] = ()
        keys: set[str] = set()
        for row in self.rows:
            cells = dict(self.table.grid.rows[row])
            said = cells.pop(self.level, None)
            level, depth = level_of(said.text) if said else (0, 0)
            alone = len(cells) == 1 and (self.text not in cells or self._wide(row))
            hand = self.by_hand.get(row)
            if hand == "section" or (not hand and ((said and not level) or (not said and alone))):
                text = next((cell.text for cell in cells.values()), "")
                depth = depth if said and not hand else 1
                trail = (*trail[: depth - 1], text) if depth and text else ()
                self.kinds[row] = "section"
                if said is None and not hand:
                    yield RawRemark(row, Note("heading-guessed", {"text": text}))
                continue
            if self.text not in cells or hand == "remark":
                self.kinds[row] = "remark"
                yield RawRemark(row, Note("row-not-read", {"text": line(self.table, row)}))
                continue
            self.kinds[row] = "item"
            yield self._item(row, trail, level, cells, keys)

    def _wide(self, row: int) -> bool:
        merge = self.table.grid.merge_at(row, self.text)
        return merge is not None and merge.right > merge.left

    def _item(
        self, row: int, trail: tuple[str, ...], level: int, cells: dict[int, Cell], keys: set[str]
    ) -> RawItem:
        number = cells.pop(self.number, None) if self.number else None
        notes = []
        if self.key and (key := cells.get(self.key)):
            if key.text in keys:  # a row that was copied with its key
                where = f"{column_letter(self.key)}{row}"
                notes.append(Note("key-again", {"text": key.text, "cell": where}))
                del cells[self.key]
            keys.add(key.text)
        mark = "said"
        if not level:
            seen = Row(row, number.text if number else None, cells[self.text], {}, False, False)
            level, mark = (2, seen.mark) if seen.mark in {"dash", "small"} else (1, "")
        if row in self.table.grid.hidden_rows:
            notes.append(Note("row-hidden"))
        own = {column: [cell] for column, cell in cells.items()}
        return RawItem(row, trail, number.text if number else None, level, own, notes, mark=mark)
