"""Where the sentences of a paragraph begin and end."""

import re
from collections.abc import Iterator

from server.conclusions.reading.elsewhere import LABEL
from server.conclusions.reading.text import Settled, Span

_SENTENCE = re.compile(r"[.!?][”\")\]]?\s+(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[A-ZĐ]{1,3}|[Đđ]/c|[Tt]p|[Tt]x|[Tt]h[Ss]|v\.v|st)$|(?:^|[.;:,]\s|\()\d{1,3}$"
)
_MARK = re.compile(
    r"\s*(?:[-–—+•*●▪◦]|\(\d{1,2}\)|[①-⑳]|(?:\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*[.)/\-](?!\d)"
    r"|[a-zđ]\)|\d{1,2}(?:\.\d{1,2})+)\s*"
)


def sentences(settled: Settled) -> Iterator[Span]:
    """The sentences of a paragraph, without its list mark."""
    mark = _MARK.match(settled.text)
    start = mark.end() if mark else 0
    if not LABEL.search(settled.bare):  # "... Chủ trì: A. Phối hợp: B." is one
        for seen in _SENTENCE.finditer(settled.text, start):
            if _goes_on(settled, seen):
                continue
            yield start, seen.start()
            start = seen.end()
            if mark := _MARK.match(settled.text, start):
                start = mark.end()
    if settled.text[start:].strip(" ./"):
        yield start, len(settled.text)


def _goes_on(settled: Settled, seen: re.Match[str]) -> bool:
    after = settled.text[seen.end()]
    return (
        not (after.isupper() or after in '“"([-+' or after.isdecimal())
        or settled.bare[seen.start()] == "\x00"
        or bool(_ABBREVIATED.search(settled.text, 0, seen.start()))
    )
