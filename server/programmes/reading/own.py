"""The headings and words of the sheets this product writes: in them every row says what it is.

A table is one of ours where its headings name the subject and "Cấp" ("Level"), and every cell under
the latter is a level of an item ("1", "2") or a depth of a heading ("Đề mục 1"). All else in such a
table is known by these very headings too, and any other column is the office's own.
"""

import re
from collections.abc import Container, Mapping

from server.kernel.i18n import fold
from server.programmes.reading.grid import Grid

HEADINGS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "number": "STT",
        "text": "Nội dung",
        "kind": "Loại việc",
        "lead": "Cơ quan chủ trì",
        "coordinating": "Cơ quan phối hợp",
        "participants": "Thành phần",
        "field": "Lĩnh vực",
        "leader": "Lãnh đạo phụ trách",
        "watcher": "Chuyên viên theo dõi",
        "product": "Sản phẩm",
        "considers": "Cấp trình",
        "issuer": "Cấp ban hành",
        "time_text": "Thời gian",
        "time_from": "Từ ngày",
        "time_to": "Đến ngày",
        "basis": "Căn cứ",
        "note": "Ghi chú",
        "milestones": "Các mốc",
        "level": "Cấp",
        "kind_said": "Phân loại",
        "key": "Mã",
        "parent": "Thuộc mục",
        "origin": "Nguồn",
    },
    "en": {
        "number": "No.",
        "text": "Content",
        "kind": "Type of work",
        "lead": "Lead body",
        "coordinating": "Coordinating bodies",
        "participants": "Participants",
        "field": "Field",
        "leader": "Leader in charge",
        "watcher": "Specialist",
        "product": "Product",
        "considers": "Considered by",
        "issuer": "Issued by",
        "time_text": "Time",
        "time_from": "From date",
        "time_to": "To date",
        "basis": "Basis",
        "note": "Notes",
        "milestones": "Milestones",
        "level": "Level",
        "kind_said": "Class",
        "key": "Key",
        "parent": "Continues",
        "origin": "Origin",
    },
}
OURS = ("milestones", "level", "kind_said", "key", "parent", "origin")  # behind the office's own
KINDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "submission": "Nội dung trình",
        "activity": "Hoạt động",
        "meeting": "Cuộc họp",
        "document": "Văn bản ban hành",
    },
    "en": {
        "submission": "Submission",
        "activity": "Activity",
        "meeting": "Meeting",
        "document": "Document",
    },
}
ORIGINS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "term": "Toàn khóa",
        "year": "Năm",
        "quarter": "Quý",
        "superior": "Văn bản cấp trên",
        "conclusion": "Kết luận",
        "unscheduled": "Đột xuất",
    },
    "en": {
        "term": "Term",
        "year": "Year",
        "quarter": "Quarter",
        "superior": "Superior document",
        "conclusion": "Conclusion",
        "unscheduled": "Unscheduled",
    },
}
DEPTH: Mapping[str, str] = {"vi": "Đề mục", "en": "Heading"}
NONE = "–"  # "there is none", where an empty cell would leave it to be read from other cells

_KIND_WORDS = {fold(word): kind for words in KINDS.values() for kind, word in words.items()}
_LEVEL = re.compile(rf"([12])|(?:{'|'.join(DEPTH.values())}) (\d)")
_LAST_ROW = 50  # titles and notes above a table of ours take less
WORDS = {
    field: {word.casefold(): value for words in said.values() for value, word in words.items()}
    for field, said in (("kind_said", KINDS), ("origin", ORIGINS))
}
WORDS["kind_said"][NONE] = ""


def own_heading(grid: Grid) -> tuple[int, dict[int, str]] | None:
    """The heading row of a table of ours and the fields of its columns, or None."""
    for row, cells in grid.rows.items():
        if row > _LAST_ROW:
            return None
        for headings in HEADINGS.values():
            named = {heading: field for field, heading in headings.items()}
            fields: dict[str, int] = {}
            for column, cell in cells.items():
                if (field := named.get(cell.text)) and (field in OURS or field not in fields):
                    fields[field] = column  # the office's own columns stand before ours
            if {"text", "level"} <= fields.keys() and _says_levels(grid, row, fields["level"]):
                return row, {column: field for field, column in fields.items()}
    return None


def _says_levels(grid: Grid, heading: int, column: int) -> bool:
    said = [
        cells[column].text for row, cells in grid.rows.items() if row > heading and column in cells
    ]
    return bool(said) and all(map(_LEVEL.fullmatch, said))


def is_own(fields: Container[str | None]) -> bool:
    """Whether a table with these fields is one of ours."""
    return "level" in fields


def kind_of(word: str | None) -> str:
    """Which of definition.KINDS an office's word or ours is, or ""."""
    return _KIND_WORDS.get(fold(word), "") if word else ""


def level_of(said: str) -> tuple[int, int]:
    """The level of an item or the depth of a heading, the other one 0, or (0, 0) for neither."""
    found = _LEVEL.fullmatch(said)
    return (int(found[1] or 0), int(found[2] or 0)) if found else (0, 0)


def meant(field: str, word: str) -> str | None:
    """What a word under "Phân loại" or "Nguồn" means: "" for a dash, None for an unknown one."""
    return WORDS[field].get(word.casefold())
