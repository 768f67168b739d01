"""The headings over items: which row is one, how they nest, what time or year they give.

Offices number headings in Roman figures or letters, write them in capitals, or head a month or a
day; which kind stands inside which is told by the order in which the kinds first appear.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from server.programmes.reading.times import Around, Reading, read_time
from server.programmes.reading.timewords import find_times
from server.programmes.reading.words import plain, upper_case

_PART = re.compile(r"(?:phan|chuong|muc|part|chapter|section)\s+(?:thu\s+\w+|[ivx]+|\d+|[a-z])\b")
_ROMAN = re.compile(r"([IVXLC]+)\s*(?:[.:)–-]+\s*|/\s+)(?=\S)")
_LETTER = re.compile(r"([A-ZĐ])\s*(?:[.:)–-]+\s*|/\s+)(?=\S)")
_ROMAN_ALONE = re.compile(r"([IVXLC]+)\s*[.:)/–-]?")
_LETTER_ALONE = re.compile(r"([A-ZĐ])\s*[.:)/–-]?")
_VALID_ROMAN = re.compile(r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})|C")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LETTERS = "ABCDĐEFGHIJKLMNOPQRSTUVWXYZ"
_TIMES = ("time:year", "time:part", "time:quarter", "time:month", "time:week", "time:day")
_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_WORD_OF_TIME = re.compile(
    r"cac|noi|dung|cong|viec|trong|den|tu|ngay|thang|nam|quy|tuan|thu|chu|nhat|buoi|sang|chieu"
)


@dataclass(frozen=True)
class Heading:
    """A heading as written, its kind (part, letter, roman, number, capitals, time:month, words ...)
    and its place in its kind's order, 0 where it has none."""

    text: str
    kind: str
    ordinal: int = 0


def roman(figure: str) -> int:
    """The value of a Roman figure up to 100, 0 for what is none."""
    if not figure or not _VALID_ROMAN.fullmatch(figure):
        return 0
    values = [_VALUES[char] for char in figure]
    return sum(-v if v < max(values[n + 1 :], default=0) else v for n, v in enumerate(values))


def marked(text: str, number: str | None, before: dict[str, int]) -> Heading | None:
    """The heading that a text with its own number ("I. ...") or number cell is, or None.

    `before` holds the last ordinal of each kind: after B., C. is a letter and no hundred.
    """
    shown = text if number is None else f"{number}{'.' * number[-1].isalnum()} {text}"
    if number is None and _PART.match(plain(text)):
        return Heading(text, "part")
    as_roman = _ROMAN_ALONE.fullmatch(number) if number else _ROMAN.match(text)
    as_letter = _LETTER_ALONE.fullmatch(number) if number else _LETTER.match(text)
    figure = roman(as_roman[1]) if as_roman else 0
    letter = _LETTERS.index(as_letter[1]) + 1 if as_letter else 0
    if figure and letter:  # C, I, L, V or X alone
        if figure == before.get("roman", 0) + 1:
            letter = 0
        else:
            figure = 0
    if figure:
        return Heading(shown, "roman", figure)
    return Heading(shown, "letter", letter) if letter else None


def by_hand(text: str, number: str | None, before: dict[str, int]) -> Heading:
    """The heading that a person says a row is."""
    shown = text if number is None else f"{number} {text}"
    return marked(text, number, before) or drawn(text) or Heading(shown, "words")


def drawn(text: str) -> Heading | None:
    """The heading that a text is by how it is written: a time, or capitals; None for neither."""
    if unit := time_unit(text):
        return Heading(text, f"time:{unit}")
    return Heading(text, "capitals") if upper_case(text) else None


def time_unit(text: str) -> str | None:
    """day, month, quarter, part or year where a text says nothing but a time, else None."""
    found = find_times(text)
    if not found.points or len(text) > 60:
        return None
    rest = list(found.words)
    for point in found.points:
        rest[point.begin : point.end] = " " * (point.end - point.begin)
    left = re.findall(r"[a-z]+|\d+", "".join(rest))
    return found.points[0].unit if all(map(_WORD_OF_TIME.fullmatch, left)) else None


def _ends(kind: str, other: str) -> bool:
    """Whether a heading of one kind ends one of another: its own kind, or a shorter time."""
    if kind in _TIMES and other in _TIMES:
        return _TIMES.index(kind) <= _TIMES.index(other)
    return kind == other


class Sections:
    """The headings in force while a table is read downwards."""

    def __init__(self, outer: tuple[str, ...] = ()) -> None:
        """`outer` are headings over the whole table: the sheet's name, a later table's title."""
        self._outer = outer
        self._open: list[tuple[Heading, int]] = []
        self._trail = outer
        self.last: dict[str, int] = {}
        self.empty: dict[int, str] = {}  # row -> text of the headings without an item so far

    def add(self, heading: Heading, row: int) -> None:
        """Put a heading in force: it ends its own kind and what stood inside that."""
        kinds = [opened.kind for opened, _ in self._open]
        ended = next((n for n, kind in enumerate(kinds) if _ends(heading.kind, kind)), None)
        if ended is not None:
            del self._open[ended:]
            kinds = kinds[:ended]
            self.last = {kind: n for kind, n in self.last.items() if kind in kinds}
        self._open.append((heading, row))
        self._trail = self._outer + tuple(opened.text for opened, _ in self._open)
        self.empty[row] = heading.text
        self.last[heading.kind] = heading.ordinal

    def over_item(self) -> tuple[str, ...]:
        """The headings that apply to an item here, outermost first."""
        if self.empty:
            for _, row in self._open:
                self.empty.pop(row, None)
        return self._trail


@lru_cache(maxsize=1024)
def time_of(trail: tuple[str, ...], around: Around) -> tuple[Around, Reading | None]:
    """What the headings say of time: the year for their items, and the innermost heading's time.

    The Reading is given only where a heading is nothing but a time ("THÁNG 5") or ends with one
    in brackets ("Kỳ họp thường lệ (Tháng 7/2026)").
    """
    reading = None
    for text in trail:
        bare = _without_mark(text)
        if time_unit(bare):
            said = bare
        elif (brackets := _BRACKETS.search(text)) and time_unit(brackets[1]):
            said = brackets[1]
        else:
            years = {point.year for point in find_times(text).points if point.year}
            if len(years) == 1:
                around = replace(around, year=years.pop(), source="section")
            continue
        reading = read_time(said, around)
        if reading.year is not None:
            around = replace(around, year=reading.year, source="section")
        points = find_times(said).points
        if reading.time_from and len(points) == 1:
            day = date.fromisoformat(reading.time_from[:10])
            around = replace(
                around,
                day=day if points[0].unit == "day" else None,
                month=day.month if points[0].unit in {"day", "month"} else None,
            )
    return around, reading


def _without_mark(text: str) -> str:
    mark = _ROMAN.match(text) or _LETTER.match(text)
    return text[mark.end() :] if mark else text
