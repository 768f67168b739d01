"""What of a year's programme comes again the next year, and how it is said then.

Pure. Half of a real annual programme recurs: a duty is known by its words ("hằng quý", "sơ kết"),
by standing in the year before as well, or by the starter programme of that kind of body. Its date
moves by a year as it is written: "Tháng 3" stays the month of March, and the days off around it
are another year's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from server.kernel.i18n import fold
from server.programmes.duplicates import ENOUGH, Entry, Known, like

# In folded text: what an office does again and again.
_AGAIN = re.compile(
    r"\b(?:hang (?:tuan|thang|quy|nam)|(?:dinh|thuong) ky|thuong (?:nien|le)|giao ban"
    r"|(?:so|tong) ket (?:cong tac )?(?:\d+ thang|nam|quy|thang)|[69] thang|(?:dau|cuoi|giua) nam"
    r"|ket qua (?:\w+ ){0,8}(?:thang|quy|nam)|nhiem vu trong tam|danh gia,? xep loai"
    r"|(?:chuong trinh|ke hoach) (?:\w+ ){0,6}nam (?:19|20)\d\d"
    r"|(?:hoi nghi|phien hop) (?:\w+ ){0,7}(?:quy|thang|nam)"
    r"|tet nguyen dan|chuc tet|nam hoc|tiep xuc cu tri|tiep cong dan"
    r"|annual|quarterly|monthly|weekly|half-year)\b"
)
_ALONE = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?![\d/])")
# A year that stands alone, or behind a quarter or a month ("quý I/2026"); a day's is a date's.
_YEAR = re.compile(
    r"(?:(?<![\d/.])|(?<=quý I/)|(?<=quý II/)|(?<=quý III/)|(?<=quý IV/)|(?<=quý \d/)"
    r"|(?<=tháng \d/)|(?<=tháng \d\d/))(?:19|20)\d\d(?![\d/])",
    re.IGNORECASE,
)
# Years that name a document or a long period are not the year's own.
_FIXED = re.compile(
    r"(?:nhiệm kỳ|giai đoạn|thời kỳ|khóa|tầm nhìn|đến năm|từ năm)[^,;.()]{0,12}?(?:19|20)\d\d"
    r"(?:\s*[-–—]\s*(?:19|20)\d\d)?"
    r"|\d+[-/](?:(?:19|20)\d\d[-/])?[A-ZĐ][\w/-]*|ngày \d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d",
    re.IGNORECASE,
)
_WRITTEN_DATE = re.compile(r"(\d{1,2}[/.-])((?:19|20)\d\d)\b")
_FAR = 1  # a year further away than this is said for its own sake


@dataclass(frozen=True)
class Recurrence:
    """Why an item is taken for one that comes again: words, twice (in both years), starter."""

    why: str


def recurrences(
    items: Sequence[Entry], year: int, before: Iterable[Entry], starter: Iterable[Entry]
) -> dict[int, Recurrence]:
    """Return which items of `year` recur, by place, with the reason.

    `before` are the items of the year before, `starter` those of a starter read for `year`.
    """
    earlier = Known(Entry(moved_text(e.text, year - 1), moved_time(e.time)) for e in before)
    usual = Known(starter)
    found = {}
    for place, item in enumerate(items):
        if _is_like(item, earlier):
            found[place] = Recurrence("twice")
        elif _is_like(item, usual):
            found[place] = Recurrence("starter")
        elif _AGAIN.search(fold(f"{item.text} {item.time}")):
            found[place] = Recurrence("words")
    return found


def _is_like(item: Entry, known: Known) -> bool:
    best = like(item.text, known, time=item.time, limit=1)
    return bool(best) and best[0].likeness >= ENOUGH


def moved_text(text: str, year: int) -> str:
    """Return what an item of `year` says a year later.

    Years next to `year` move on; those of documents, dates and terms stay.
    """
    fixed = [match.span() for match in _FIXED.finditer(text)]

    def move(match: re.Match[str]) -> str:
        said = int(match[0])
        kept = any(first <= match.start() < last for first, last in fixed)
        return match[0] if kept or abs(said - year) > _FAR else str(said + 1)

    return _YEAR.sub(move, text)


def moved_time(time: str) -> str:
    """Return a time as written, a year later."""
    later = _WRITTEN_DATE.sub(lambda m: f"{m[1]}{int(m[2]) + 1}", time)
    return _ALONE.sub(lambda m: str(int(m[0]) + 1), later)


def moved_day(moment: str | None) -> str | None:
    """Return an ISO day, or day with its hour, a year later; a month's end stays one."""
    if moment is None:
        return None
    day = date.fromisoformat(moment[:10])
    if (day.month, day.day) in ((2, 28), (2, 29)):
        last = date(day.year + 1, 3, 1).toordinal() - 1
        return date.fromordinal(last).isoformat() + moment[10:]
    return day.replace(year=day.year + 1).isoformat() + moment[10:]
