"""Secrecy marks: MẬT, TỐI MẬT or TUYỆT MẬT alone on a line at a page's head.

The stamp is a line, or a table's cell, of its own. A mention in running text ("bảo mật", "độ mật
của tài liệu"), a heading that breaks before the word ("… BẢO VỆ BÍ / MẬT NHÀ NƯỚC") and the heads
of a table that counts secret documents by degree are none.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# As Unicode spells it, and as the old fonts TCVN3 (.VnTimeH) and VNI spell it.
_MARKS = {"MẬT", "TỐIMẬT", "TUYỆTMẬT"}
_OLD_MARKS = {"MËT", "TÈIMËT", "TUYÖTMËT", "MAÄT", "TOÁIMAÄT", "TUYEÄTMAÄT"}
_FIRST_HALVES = ("BÍ", "BẢO", "CƠ", "CẨN")  # of words that end in "mật"
_HINT = re.compile("MẬT|MËT|MAÄT")


@dataclass(frozen=True)
class Piece:
    """Text that stands together: a line, or what is in one column of it.

    In points from the page's lower left corner.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float


def may_bear_mark(text: str) -> bool:
    """Whether a page's text has the letters of a mark at all: a quick first look."""
    return _HINT.search(_bare(text).upper()) is not None


def has_mark(pieces: Sequence[Piece], head: float) -> bool:
    """Whether a mark stands alone in the head of a page, which is what lies above `head`."""
    found = [p for p in pieces if is_mark(p.text) and (p.bottom + p.top) / 2 >= head]
    return any(
        not any(other is not mark and _same_line(other, mark) for other in found)
        and not _bare(_above(mark, pieces)).upper().endswith(_FIRST_HALVES)
        for mark in found
    )


def is_mark(text: str) -> bool:
    """Whether a text is a mark and nothing else."""
    bare = re.sub(r"^ĐỘMẬT(?=.)", "", re.sub(r"[\W\d_]", "", _bare(text)))
    return bare in _MARKS or bare.upper() in _OLD_MARKS


def _bare(text: str) -> str:
    """Return `text` composed and without white space: stamps are often spaced out."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def _same_line(one: Piece, other: Piece) -> bool:
    return one.bottom < (other.bottom + other.top) / 2 < one.top


def _above(piece: Piece, pieces: Sequence[Piece]) -> str:
    """Return the text of the line right above, where there is one over this piece."""
    height = piece.top - piece.bottom
    over = [
        p
        for p in pieces
        if p.left < piece.right
        and piece.left < p.right
        and piece.top - height / 2 < p.bottom < piece.top + 1.5 * height
    ]
    return min(over, key=lambda p: p.bottom).text if over else ""
