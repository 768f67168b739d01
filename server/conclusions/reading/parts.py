"""One order, several duties: a list, separate orders, or each with a deadline of its own."""

import re
from collections.abc import Iterator
from itertools import pairwise

from server.conclusions.reading import words
from server.conclusions.reading.text import Settled, Span, trimmed
from server.programmes.reading.words import pattern
from server.tasks.phrases import find_deadlines

_ANEW = pattern(
    r";\s*(?:(?:đồng thời|ngoài ra|bên cạnh đó|cùng với đó)\s*,?\s*|(?=(?:trong )?trường hợp|nếu ))"
)
_BEGINS = re.compile(r";\s+$")
_AFTER_DATE = re.compile(r"\s*,?\s*")
_IF = pattern(r"(?:trong )?trường hợp|nếu ")
_LISTED = re.compile(
    r"(?:(?<=[;:.,]\s)|^)\s*(?:\(\d{1,2}\)|\([ivx]{1,4}\)|\(?[a-zđ]\)|\d{1,2}\)|[①-⑳])\s*"
)


def duty_parts(settled: Settled, span: Span) -> Iterator[Span]:
    """The duties of one order: a list, separate orders, or each with its own deadline."""
    start, end = span
    cuts = {start, end}
    skip: dict[int, int] = {}
    marks = list(_LISTED.finditer(settled.text, start, end))
    if len(marks) > 1 or (marks and settled.text[start : marks[0].start()].rstrip().endswith(";")):
        for mark in marks:
            cuts.add(mark.start())
            skip[mark.start()] = mark.end()
    for seen in _ANEW.finditer(settled.bare, start, end):
        if _IF.match(settled.low, seen.end()) and not find_deadlines(
            settled.text[start : seen.start()]
        ):
            continue  # a step of the duty before it, under one date
        cuts.add(seen.start())
        skip[seen.start()] = seen.end()
    for at in _own_dates(settled, start, end):
        cuts.add(at)
    ordered = sorted(cuts)
    for a, b in pairwise(ordered):
        span = trimmed(settled.text, (skip.get(a, a), b), " ,;")
        tells = a > start and a in skip and words.PAST.match(settled.low, span[0])
        if re.search(r"\w", settled.text[span[0] : span[1]]) and not tells:
            yield span


def _own_dates(settled: Settled, start: int, end: int) -> Iterator[int]:
    """Where another duty with a deadline of its own begins."""
    text = settled.bare[start:end]
    found = [d for d in find_deadlines(settled.text[start:end]) if d.kind != "ongoing"]
    if found and found[0].start and _BEGINS.search(text[: found[0].start]):
        after = _AFTER_DATE.match(text, found[0].end)
        if after and words.DUTY.match(text, after.end()):
            yield start + found[0].start  # "...; hằng tuần báo cáo ...": only what follows it
    for one, two in pairwise(found):
        if _ANEW.search(text, one.end, two.start):
            continue
        between = text[one.end : two.start]
        again = two.kind == "recurring" and not between.strip(" ,;")
        if again and "," in between and words.DUTY.match(text, two.end + 1):
            yield start + two.start  # "..., hằng tuần cập nhật ..."
            continue
        for seen in re.compile(r"\s*([,;])\s*(?:và\s+)?|\s+và\s+").finditer(
            text, one.end, two.start
        ):
            rest = text[seen.end() : two.start]
            if not words.DUTY.match(text, seen.end()) or not re.search(r"\w", rest):
                continue
            sent = words.TO_LEVEL.match(text, seen.end()) if seen[1] != ";" else None
            if sent and not (
                settled.text[start + sent.end()].isupper() or words.LEVEL.match(text, sent.end())
            ):
                sent = None  # "nộp tiền vào ...": to nobody
            if sent and not words.DUTY.search(text, sent.end(), two.start):
                break  # to prepare by one day and submit by another: steps of one duty
            if pattern(r"(?:hoàn thành|xong)\s*$").fullmatch(rest.strip()):
                break
            yield start + seen.start()
            break
