"""How a row is marked: numbered, lettered, dashed; a note, a signature or a sum and no item."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from server.programmes.reading.grid import Cell
from server.programmes.reading.words import plain

_ARABIC = re.compile(r"\(?\d{1,4}[.):/–-]?")
MANY = re.compile(r"\(?(\d{1,3}(?:\.\d{1,3})*)\.(\d{1,3})[.):/–-]?")
_UNDER = re.compile(r"[A-ZĐ]{1,5}\.?\d{1,3}(?:\.\d{1,3})*[.):/–-]?")  # A.1, I.2, B1
_SMALL = re.compile(r"\(?[a-zđ][.):/–-]?")
ROUND = "().:/–-"  # what may stand round a number
_DASH = re.compile(r"[-–—−+•*●○▪■]+")
_MARKS = (
    ("many", MANY), ("many", _UNDER), ("number", _ARABIC), ("small", _SMALL), ("dash", _DASH),
)  # fmt: skip
_IN_TEXT = (
    ("dash", re.compile(r"[-–—−+•*●○▪■]\s*(?=\S)")),
    ("many", re.compile(r"\d{1,3}(?:\.\d{1,3})+[.):]?\s+(?=\S)")),
    ("number", re.compile(r"\d{1,3}[.):]\s*(?=[^\W\d])")),
    ("small", re.compile(r"[a-zđ][.)]\s*(?=\S)")),
)
_FOOTER = re.compile(
    r"noi nhan|ghi chu|luu y|chu thich|nguoi lap|notes?\b|\(?\*"
    r"|on behalf of\b|signed\b|distribution\b|recipients?\b"
    r"|t/m\b|tm\.|k/t\b|kt\.|t/l\b|tl\."
)
_ASIDE = re.compile(
    r"\(?(?:tiep theo|tiep trang|trang so|trang \d|page \d|continued)"
    r"|(?:tong cong|tong so|tong|cong|total)\s*(?:[(:]|$)"
)
NEXT_IN_LIST = re.compile(r"\n\s*\d{1,2}[.)]\s")


@lru_cache(maxsize=4096)
def _mark_of(number: str) -> str:
    for kind, pattern in _MARKS:
        if pattern.fullmatch(number):
            return kind
    return ""


@dataclass(slots=True)
class Row:
    """One row, looked at: its own number and text, and the other columns that are filled.

    `wide` is drawn as one cell over the columns of numbers and items; `joins` continues the item
    above: the item's own cell is merged down to here. `mark` is how the row is numbered: number,
    many (1.2), small (a), dash, or "".
    """

    row: int
    number: str | None
    text: Cell | None
    others: dict[int, Cell]
    wide: bool
    joins: bool
    mark: str = field(init=False)

    def __post_init__(self) -> None:
        if self.number:
            self.mark = _mark_of(self.number)
        else:
            text = self.text.text if self.text else ""
            self.mark = next((kind for kind, pattern in _IN_TEXT if pattern.match(text)), "")

    @property
    def footer(self) -> bool:
        """Whether it begins what stands below a table: notes, receivers, a signature."""
        if self.number and self.mark:
            return False
        texts = [cell.text for cell in (self.text, *self.others.values()) if cell]
        return any(_FOOTER.match(plain(text)) for text in (self.number or "", *texts))

    @property
    def aside(self) -> bool:
        """Whether a row with a text is no item: a figure alone, a page, a sum, a note between."""
        text = self.text.text if self.text else ""
        if not self.others and text.isdecimal():
            return True
        said = not self.number and _ASIDE.match(plain(text))
        return bool(said) or (self.wide and self.footer)
