"""A table of tasks in a notice's annex -> a paragraph a row, in the words of a labelled order.

"- Rà soát quỹ đất. Chủ trì: Sở Tài chính. Phối hợp: UBND xã. Thời hạn: trước ngày 30/8/2026."
"""

from collections.abc import Iterator, Sequence

from server.conclusions.reading.paragraph import Paragraph
from server.programmes.reading.words import folded, pattern

Row = dict[int, list[str]]  # the paragraphs of each cell, by column

_COLUMNS = {
    "beside": pattern(r"phối hợp"),
    "lead": pattern(r"chủ trì|(?:cơ quan|đơn vị)\s+(?:thực hiện|được giao)|đầu mối"),
    "when": pattern(r"thời hạn|thời gian|hạn (?:hoàn thành|xử lý)|tiến độ"),
    "work": pattern(r"nhiệm vụ|nội dung|công việc"),
}
_HEADING_ROWS = 3


def task_rows(rows: Sequence[Row]) -> list[Paragraph] | None:
    """Return a paragraph for each task of a table; None where no columns of work and lead stand.

    A row of one cell only is a heading and stays as written.
    """
    columns: dict[str, int] = {}
    last = -1
    for n, row in enumerate(rows[:_HEADING_ROWS]):
        if last >= 0 and "work" in columns and "lead" in columns and not _heads(row):
            break
        for column, cell in row.items():
            name = _named(" ".join(cell))
            if name and (name not in columns or name in ("lead", "beside")):
                columns[name], last = column, n
    if not {"work", "lead"} <= columns.keys():
        return None
    return list(_paragraphs(rows[last + 1 :], columns))


def _heads(row: Row) -> bool:
    """Whether a row is a second line of headings: short cells that name columns, and no others."""
    filled = [" ".join(cell) for cell in row.values() if cell]
    return bool(filled) and all(len(cell) < 40 and _named(cell) for cell in filled)


def _named(cell: str) -> str | None:
    low = folded(cell)
    if len(low) > 60:
        return None
    return next((name for name, shape in _COLUMNS.items() if shape.search(low)), None)


def _paragraphs(rows: Sequence[Row], columns: dict[str, int]) -> Iterator[Paragraph]:
    for row in rows:
        filled = [cell for cell in row.values() if cell]
        if len(filled) == 1:
            yield Paragraph(" ".join(filled[0]), in_table=True)
            continue
        said = {name: row.get(column, []) for name, column in columns.items()}
        if not said["work"]:
            continue
        parts = [" ".join(said["work"]).rstrip(" .;:")]
        for label, name in (("Chủ trì", "lead"), ("Phối hợp", "beside"), ("Thời hạn", "when")):
            words = "; ".join(said.get(name, [])).strip(" .;-–/")
            if words:
                parts.append(f"{label}: {words}")
        yield Paragraph(f"- {'. '.join(parts)}.", in_table=True)
