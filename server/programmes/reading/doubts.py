"""What looks wrong in the source itself. It is named and never corrected."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from server.programmes.reading.sheet import ItemRow
from server.programmes.reading.words import Note, plain

_HALVES = re.compile(r"6 thang dau nam (\d{4}).*?6 thang cuoi nam (\d{4})")
_REVIEW = re.compile(
    r"(?:ket qua|danh gia|so ket|tong ket|kiem diem)[^;:]*?"
    r"(?<!dau )(?<!cuoi )nam (\d{4})(?!\s*[-–])"
)


def doubts_about(text: str, time_from: str | None, time_to: str | None) -> list[Note]:
    """Notes on years that do not agree, within the item's words or with its time."""
    words = plain(text)
    notes: list[Note] = []
    if "nam " not in words:
        return notes
    if (halves := _HALVES.search(words)) and halves[1] != halves[2]:
        notes.append(Note("doubt-half-years", {"first": halves[1], "second": halves[2]}, "text"))
    review = _REVIEW.search(words)
    if review and time_from and time_to:
        first, last = date.fromisoformat(time_from[:10]), date.fromisoformat(time_to[:10])
        if not first.year - 1 <= int(review[1]) <= last.year:
            notes.append(
                Note("doubt-review-year", {"said": review[1], "planned": str(last.year)}, "text")
            )
    return notes


def numbered_again(items: Iterable[ItemRow]) -> Iterator[ItemRow]:
    """The items; one that has the number of the item before it under the same heading says so."""
    before: ItemRow | None = None
    for item in items:
        if item.level > 1 or item.number is None:
            yield item
            continue
        if before and (before.number, before.sections) == (item.number, item.sections):
            again = Note("doubt-number-again", {"number": item.number}, "number")
            item = replace(item, warnings=(*item.warnings, again))
        before = item
        yield item
