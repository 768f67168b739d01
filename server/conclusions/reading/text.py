"""A paragraph as it is read: NFC, one space between words, and the way back to what was given."""

import re
import unicodedata
from dataclasses import dataclass, field

from server.programmes.reading.words import folded

_SPACES = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
_CLUSTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
_HIDDEN = re.compile(r"\([^()]*\)|\[[^\]]*\]|“[^”]*”|\"[^\"]*\"|«[^»]*»")
Span = tuple[int, int]


@dataclass(frozen=True)
class Settled:
    """`text` is settled, `low` folded and `bare` folded with brackets and quotations blanked.

    All three are as long as each other. `places` are the offsets in what was given, None where
    they are the same. `ends` remembers where bodies end, for the one catalogue it is read with.
    """

    text: str
    low: str
    bare: str
    places: tuple[int, ...] | None = None
    ends: dict[int, tuple[int, bool]] = field(default_factory=dict, compare=False, repr=False)

    def origin(self, span: Span) -> Span:
        """The span in what was given that `span` of the settled text stands for."""
        if self.places is None:
            return span
        return self.places[span[0]], self.places[span[1] - 1] + 1 if span[1] > span[0] else span[1]


def settle(given: str) -> Settled:
    """Settle a paragraph as typed, pasted or read from a file."""
    if unicodedata.is_normalized("NFC", given) and not re.search(
        r"[^\S ]|\s\s|[\x00-\x1f\x7f\u200b\ufeff]", given
    ):
        return _made(given, None)
    letters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(given):
        if spaces := _SPACES.match(given, at):
            piece, end = " ", spaces.end()
        else:
            cluster = _CLUSTER.match(given, at)
            end = cluster.end() if cluster else at + 1
            piece = unicodedata.normalize("NFC", given[at:end])
        letters.append(piece)
        places += [at] * (len(piece) - 1) + [end - 1 if len(piece) == 1 else at]
        if len(piece) == 1:
            places[-1] = at
        at = end
    return _made("".join(letters), tuple(places))


def _made(text: str, places: tuple[int, ...] | None) -> Settled:
    low = folded(text)
    return Settled(text, low, _HIDDEN.sub(lambda seen: "\x00" * len(seen[0]), low), places)


def trimmed(text: str, span: Span, edges: str = " ,.;:-–") -> Span:
    """The span without spaces and marks at its edges."""
    start, end = span
    while start < end and text[start] in edges:
        start += 1
    while end > start and text[end - 1] in edges:
        end -= 1
    return start, end
