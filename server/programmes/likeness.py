"""How alike two lines of programmes are: letters and words of their text, and what else speaks.

Pure. A likeness is a number from 0 to 100 of the texts alone; what else two lines share (number,
lead, time, place) only tips the balance between candidates. Two lines that name other figures ("quý
I", "quý II") are often two items: they count as less alike.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from server.kernel.i18n import fold

SHARED = {"lead": 3, "time_text": 2, "product": 1}  # other cells, and what each counts
SAME_NUMBER = 3
OTHER_FIGURES = 6
_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+|\b[IVX]+\b")
_COMMON = 60  # a word in more lines than these says little about which line it is
_RAREST = 8  # words of a line that are looked up
_NEAREST = 8  # candidates of a line


@dataclass(frozen=True, slots=True)
class Traits:
    """A line as it is compared: `text` folded, `words` one character a word, `shared` the cells
    of SHARED with what they count."""

    text: str
    words: str
    figures: tuple[str, ...]
    number: str
    shared: tuple[tuple[str, int], ...]


@dataclass
class Vocabulary:
    """Gives each word a character, so that sequences of words are compared as fast as letters."""

    letters: dict[str, str] = field(default_factory=dict)

    def traits(self, text: str, number: str, words: Mapping[str, str]) -> Traits:
        """Return what is compared of a line; `words` are its other cells by field."""
        folded = fold(text)
        letters = self.letters
        spelt = [
            letters.setdefault(word, chr(0x10000 + len(letters))) for word in _WORD.findall(folded)
        ]
        return Traits(
            folded,
            "".join(spelt),
            tuple(_FIGURE.findall(text)),
            number.strip().rstrip(".)"),
            tuple((words.get(name, ""), weight) for name, weight in SHARED.items()),
        )


def likeness(old: Traits, new: Traits) -> float:
    """Return how alike two texts are, 0 to 100: the mean of their letters and of their words."""
    ratio, words = _scorers()
    return (ratio(old.text, new.text) + 100 * words(old.words, new.words)) / 2


@cache
def _scorers() -> tuple[Callable[[str, str], float], Callable[[str, str], float]]:
    """Loaded when something is compared: no other command or page needs them."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    return fuzz.ratio, Indel.normalized_similarity


def hints(old: Traits, new: Traits) -> int:
    """Return what the other cells of two lines add to their likeness, or take from it."""
    found = SAME_NUMBER if old.number and old.number == new.number else 0
    for mine, theirs in zip(old.shared, new.shared, strict=True):
        if mine == theirs and mine[0]:
            found += mine[1]
    return found - (OTHER_FIGURES if old.figures != new.figures else 0)


def candidates(old: Mapping[int, Traits], new: Mapping[int, Traits]) -> Iterator[tuple[int, int]]:
    """Return the pairs (old, new) that share rare words: at most _NEAREST for each new line.

    No comparison of everything with everything: thousands of lines take tens of thousands of pairs.
    """
    lines: dict[str, list[int]] = defaultdict(list)
    for place, traits in old.items():
        for word in set(traits.words):
            lines[word].append(place)
    for place, traits in new.items():
        found: dict[int, float] = defaultdict(float)
        known = sorted({w for w in traits.words if w in lines}, key=lambda w: (len(lines[w]), w))
        for word in known[:_RAREST]:
            there = lines[word]
            if len(there) > _COMMON:
                break
            for other in there:
                found[other] += 1 / len(there)
        best = sorted(found, key=lambda other: (-found[other], other))[:_NEAREST]
        yield from ((other, place) for other in best)
