"""Rows of a table -> headings, items and what is neither. No row is lost, none is made up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from server.programmes.reading.columns import Table
from server.programmes.reading.grid import Cell, column_letter
from server.programmes.reading.marks import MANY, NEXT_IN_LIST, ROUND, Row
from server.programmes.reading.sections import Heading, Sections, drawn, marked, time_unit
from server.programmes.reading.sections import by_hand as heading_by_hand
from server.programmes.reading.words import Note, upper_case


@dataclass
class RawItem:
    """An item as its row shows it. `cells`: by column, several where it goes on over a merged
    range's rows; `merged`: cells said of it and drawn further up; `mark` is marks.Row.mark."""

    row: int
    trail: tuple[str, ...]
    number: str | None
    level: int
    cells: dict[int, list[Cell]]
    notes: list[Note] = field(default_factory=list)
    merged: dict[int, str] = field(default_factory=dict)
    mark: str = ""
    joined: bool = False


@dataclass(frozen=True)
class RawRemark:
    """A row, or a cell of it, that belongs to no item."""

    row: int
    note: Note


class TableRows:
    """Reads the rows of one table; `read` gives headings' effect, items and remarks in order."""

    def __init__(
        self, table: Table, rows: list[int], sections: Sections, said: Mapping[int, str]
    ) -> None:
        """`rows` are those below the headings, of all pages; `sections` holds what is over all;
        `said` is the kind of the rows that a person read (corrections.ROW_KINDS)."""
        self.table = table
        self.sections = sections
        self.said = said
        self.guessed: set[int] = set()  # rows taken for headings by what stands round them
        self.kinds: dict[int, str] = {}  # of each row read: item, section or remark
        text, number = table.column("text"), table.column("number")
        if text is None:
            raise ValueError("a table without a column of items")
        self.text_column = text.index
        self.number_column = number.index if number else None
        self.times = {column.index for column in table.times}
        self.apart = [row for row in rows if said.get(row) == "remark"]
        self.rows = [self._look(row) for row in rows if said.get(row) != "remark"]
        self.numbered = any(r.mark in {"number", "many", "dash"} for r in self.rows)
        self.end = self._last_item()

    def read(self) -> Iterator[RawItem | RawRemark]:
        """Give items and remarks from top to bottom, those made by hand first."""
        for number in self.apart:
            yield self._remark(number, "row-by-hand")
        owner: RawItem | None = None  # the item that a sub-item stands under
        numbers: set[str] = set()  # of the items of this section
        item: RawItem | None = None
        for n, row in enumerate(self.rows):
            said = self.said.get(row.row)
            if n > self.end and said is None:
                yield self._remark(row.row, "row-below-table")
                continue
            if row.joins and item is not None:
                self._join(item, row)
                self.kinds[row.row] = "item"
                continue
            if heading := self._heading(row, self.rows[n + 1] if n < self.end else None):
                if item is not None:
                    yield item
                owner, item, numbers = None, None, set()
                self.sections.add(heading, row.row)
                self.kinds[row.row] = "section"
                if row.row in self.guessed:
                    note = Note("heading-guessed", {"text": heading.text})
                    yield RawRemark(row.row, note)
                for column, cell in row.others.items():
                    yield RawRemark(row.row, self._cell_note("heading-cell", row, column, cell))
                continue
            if said is None and (row.text is None or row.aside):
                yield self._remark(row.row, "row-not-read")
                continue
            if item is not None:
                yield item
            level = self._level(row, owner, numbers)
            item = self._item(row, level)
            self.kinds[row.row] = "item"
            if level == 1 and row.mark not in {"dash", "small"}:
                owner = item
            numbers.add((row.number or "").strip(ROUND))
        if item is not None:
            yield item
        for empty, text in self.sections.empty.items():
            yield RawRemark(empty, Note("heading-empty", {"text": text}))

    # --- looking ------------------------------------------------------------------------------

    def _look(self, row: int) -> Row:
        grid = self.table.grid
        own = dict(grid.rows[row])
        text = own.pop(self.text_column, None)
        number = own.pop(self.number_column, None) if self.number_column else None
        over = grid.merge_at(row, self.text_column)
        wide = joins = False
        if text is not None:
            wide = over is not None and over.right > over.left and not own and number is None
            if number is None and not wide and self.number_column:
                number = grid.shown(row, self.number_column)  # one number drawn over its rows
        elif over is not None and over.top < row and over.left == self.text_column:
            joins = number is None
            text = None if joins else grid.shown(row, self.text_column)
        elif (banner := self._banner(row)) is not None:
            text, number, wide = grid.rows[row][banner], None, True
            own.pop(banner, None)
        if row in self.said:
            joins = False
            text = text or grid.shown(row, self.text_column)
            if text is None:  # what a person calls an item or a heading has a text somewhere
                text, number = (own.pop(min(own)), number) if own else (number, None)
        return Row(row, number.text if number else None, text, own, wide, joins)

    def _banner(self, row: int) -> int | None:
        """The column of a text that stands over the table: drawn across, or alone at the left."""
        cells = self.table.grid.rows[row]
        column = min(cells)
        merge = self.table.grid.merge_at(row, column)
        if merge is not None and merge.left <= self.text_column <= merge.right:
            return column
        if len(cells) > 1 or column > self.text_column:
            return None
        text = cells[column].text
        if column in self.times:
            return column if time_unit(text) else None
        named = any(
            c.index == column and c.field not in {None, "number"} for c in self.table.columns
        )
        return None if named or not re.search(r"[^\W\d_]{2}", text) else column

    def _last_item(self) -> int:
        """The index of the last row that is surely the table's; below it notes and signatures."""
        ends = [-1]
        for n, row in enumerate(self.rows):
            footer = row.footer
            sure = (
                row.text is not None
                and not row.wide
                and (
                    bool(row.number)
                    or row.mark in {"number", "many"}
                    or (bool(row.others) and not footer)
                    or (row.mark in {"dash", "small"} and ends[-1] == n - 1 and not footer)
                )
            )
            if sure or (row.joins and ends[-1] == n - 1):
                ends.append(n)
        surely = max(
            (
                n
                for n, row in enumerate(self.rows)
                if row.mark in {"number", "many"} or (not self.numbered and len(row.others) > 1)
            ),
            default=-1,
        )
        for n in range(surely + 1, ends[-1] + 1):  # a signature block may fill two columns
            if self.rows[n].footer:
                return max(end for end in ends if end < n)
        return ends[-1]

    # --- deciding -----------------------------------------------------------------------------

    def _heading(self, row: Row, below: Row | None) -> Heading | None:
        """The heading that a row is, or None."""
        if (said := self.said.get(row.row)) and row.text is not None:
            heading = heading_by_hand(row.text.text, row.number, self.sections.last)
            return heading if said == "section" else None
        if row.text is None or row.aside:
            return None
        text, before = row.text.text, self.sections.last
        if row.mark and not row.wide:
            if row.others or row.mark != "number" or not row.number or not upper_case(text):
                return None
            number = row.number.strip(ROUND)
            inside = below is not None and (below.number or "").startswith(f"{number}.")
            return Heading(f"{number}. {text}", "number") if inside else None
        known = marked(text, row.number, before)
        if row.number:
            only_time = set(row.others) <= self.times
            deeper = below is not None and below.mark in {"number", "many", "dash", "small"}
            over = not row.others or (deeper and (only_time or upper_case(text)))
            return known if self.numbered and over else None
        if row.others:
            return (known or drawn(text)) if row.wide else None
        if row.mark == "dash":
            return None
        if found := known or drawn(text):
            return found
        if row.wide or row.text.bold or self._starts_numbers(row, below):
            return None if text.isdecimal() else Heading(text, "words")
        return None

    def _starts_numbers(self, row: Row, below: Row | None) -> bool:
        """Whether a text alone stands over numbers: first of all, where they start again, or as
        another one did above. That is a guess, and said."""
        if not self.number_column or below is None or not below.number or below.mark != "number":
            return False
        first = not self.kinds or below.number.strip(ROUND + "0") == "1"
        if first or self.guessed:
            self.guessed.add(row.row)
            return True
        return False

    def _level(self, row: Row, owner: RawItem | None, numbers: set[str]) -> int:
        """2 for what stands under an item of this section: 1.2 under 1, a) and dashes under any."""
        if row.mark == "many":
            mark = row.number or (row.text.text.split()[0] if row.text else "")
            found = MANY.fullmatch(mark)
            above = {(owner.number or "").strip(ROUND)} | numbers if owner else numbers
            return 2 if found and any(found[1].split(".")[0] == n for n in above) else 1
        return 2 if row.mark in {"dash", "small"} and owner is not None else 1

    def _item(self, row: Row, level: int) -> RawItem:
        number = row.number
        if number is None and self.number_column is None and row.mark not in {"", "dash"}:
            words = row.text.text if row.text else ""
            number = None if NEXT_IN_LIST.search(words) else words.split()[0]
        item = RawItem(row.row, self.sections.over_item(), number, level, {}, mark=row.mark)
        if row.text is not None:
            item.cells[self.text_column] = [row.text]
        for column, cell in row.others.items():
            item.cells[column] = [cell]
        if self.table.grid.merged(row.row):
            self._add_merged(item, row)
        if not row.others and not row.number and not row.mark:
            item.notes.append(Note("item-bare"))
        elif self.numbered and self.number_column and not row.number and not row.mark:
            item.notes.append(Note("item-unnumbered"))
        if NEXT_IN_LIST.search(row.text.text if row.text else ""):
            item.notes.append(Note("item-several", {}, "text"))
        if row.row in self.table.grid.hidden_rows:
            item.notes.append(Note("row-hidden"))
        return item

    def _add_merged(self, item: RawItem, row: Row) -> None:
        """What is drawn over several rows is said of each of them; over several columns, once."""
        grid = self.table.grid
        over = grid.merge_at(row.row, self.number_column) if self.number_column else None
        if over is not None and over.top < row.row and self.number_column:
            item.merged[self.number_column] = f"{column_letter(over.left)}{over.top}"
        for column in grid.columns(row.row):
            merge = grid.merge_at(row.row, column)
            if merge is None or column in {self.text_column, self.number_column}:
                continue
            cell = row.others.get(column)
            if cell is None and merge.top < row.row:
                item.merged[column] = f"{column_letter(column)}{merge.top}"
                if merge.left == column and (cell := grid.shown(row.row, column)):
                    item.cells[column] = [cell]
            if merge.right > merge.left and column == merge.left and cell:
                item.notes.append(self._cell_note("cell-over-columns", row, column, cell))

    def _join(self, item: RawItem, row: Row) -> None:
        item.joined = True
        for column, cell in row.others.items():
            item.cells.setdefault(column, []).append(cell)
        if row.others:
            item.notes.append(Note("item-goes-on", {"row": str(row.row)}))

    # --- saying -------------------------------------------------------------------------------

    def _remark(self, row: int, code: str) -> RawRemark:
        self.kinds[row] = "remark"
        return RawRemark(row, Note(code, {"text": line(self.table, row)}))

    def _cell_note(self, code: str, row: Row, column: int, cell: Cell) -> Note:
        return Note(code, {"cell": f"{column_letter(column)}{row.row}", "text": cell.text})


def line(table: Table, row: int) -> str:
    """All cells of a row, each with its address, so that none is lost."""
    cells = table.grid.rows[row]
    if len(cells) == 1:
        return next(iter(cells.values())).text
    return "; ".join(f"{column_letter(c)}{row}: {cell.text}" for c, cell in cells.items())
