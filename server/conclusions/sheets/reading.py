"""A filled sheet's grids -> what each row says. Pure; every cell stays as written beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.programmes.reading.grid import Cell, Grid
from server.programmes.reading.words import plain_heading
from server.tasks.tracking.cells import day_of

# What bodies fill in: field -> its heading. The rest of the columns are the office's own.
FILLED = {
    "word": "Tiến độ thực hiện",
    "result": "Kết quả thực hiện",
    "evidence_kind": "Loại minh chứng",
    "evidence_text": "Số, ký hiệu hoặc tên minh chứng",
    "evidence_day": "Ngày của minh chứng",
    "wanted": "Xin gia hạn đến ngày",
    "reason": "Lý do xin gia hạn",
}
PRINTED = {
    "number": "STT",
    "code": "Mã nhiệm vụ",
    "document": "Văn bản giao",
    "work": "Nội dung nhiệm vụ",
    "product": "Sản phẩm",
    "deadline": "Thời hạn",
    "state": "Tình trạng",
}
MARK = {"key": "Mã dòng (không sửa)"}
KIND_WORDS = {"document": "Văn bản", "minutes": "Biên bản", "figure": "Số liệu"}
SHEET_MARK = "Mã biểu"
_HEADINGS = {plain_heading(heading): name for name, heading in (PRINTED | FILLED | MARK).items()}
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_KINDS = {plain_heading(word): kind for kind, word in KIND_WORDS.items()}
_ENOUGH = 5  # known headings that make a row the table's head


@dataclass(frozen=True)
class Filled:
    """A row as it came back: `key` and `code` tell the task, `said` holds the cells of FILLED, ""
    where empty, `printed` those of PRINTED. Days are None for none, and for what is no day."""

    sheet: str
    row: int
    key: str
    code: str
    said: dict[str, str]
    printed: dict[str, str]
    evidence_kind: str
    evidence_on: date | None
    wanted_on: date | None


@dataclass(frozen=True)
class Returned:
    """A sheet that came back: its key, its rows, and what stands in it beside them."""

    key: str
    rows: tuple[Filled, ...]
    rest: tuple[tuple[str, int, str], ...]


def read_sheet(grids: Iterable[Grid]) -> Returned | None:
    """Read a filled sheet; None where no table has the sheet's own headings and its mark."""
    key, rows, rest = "", [], []
    for grid in grids:
        head = _head(grid)
        for row, cells in grid.rows.items():
            text = " ".join(cell.text for cell in cells.values())
            if plain_heading(SHEET_MARK) in plain_heading(text) and (found := _UUID.search(text)):
                key = key or found[0].lower()
            elif head is None or row < head[0]:
                rest.append((grid.name, row, text))
            elif row > head[0]:
                filled = _filled(grid, row, head[1])
                if filled.key or filled.code or any(filled.said.values()):
                    rows.append(filled)
                else:
                    rest.append((grid.name, row, text))
    return Returned(key, tuple(rows), tuple(rest)) if key and rows else None


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for row, cells in grid.rows.items():
        found = {
            name: column
            for column, cell in cells.items()
            if (name := _HEADINGS.get(plain_heading(cell.text)))
        }
        if len(found) >= _ENOUGH and {"key", "code"} & set(found):
            return row, found
    return None


def _filled(grid: Grid, row: int, columns: dict[str, int]) -> Filled:
    def cell(name: str) -> Cell | None:
        return grid.rows[row].get(columns[name]) if name in columns else None

    def text(name: str) -> str:
        found = cell(name)
        return found.text if found else ""

    mark = _UUID.search(text("key"))
    return Filled(
        sheet=grid.name,
        row=row,
        key=mark[0].lower() if mark else "",
        code=text("code"),
        said={name: text(name) for name in FILLED},
        printed={name: text(name) for name in PRINTED},
        evidence_kind=_KINDS.get(plain_heading(text("evidence_kind")), ""),
        evidence_on=day_of(cell("evidence_day")),
        wanted_on=day_of(cell("wanted")),
    )
