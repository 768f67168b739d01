"""Items of a programme that may be one matter registered twice, said differently.

Pure. What tells two matters apart decides first (wording.apart); then how much of what the shorter
one is about the other says too. Words that one of them only adds count little ("a part of the
other"); words that stand instead of others count much.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from itertools import islice, pairwise

from server.programmes.likeness import Vocabulary, likeness
from server.programmes.wording import SAYS_LITTLE, Wording, apart, periods_apart, wording

ENOUGH = 68  # a pair is shown from this likeness on, 0 to 100
TYPED = 45  # what is typed is not yet all
_INSTEAD, _ADDED = 1.1, 0.15  # what a word instead of another takes off, and one that is only added
_SWAPPED = 1.5  # for a word that stands behind the same word as the other's
_LEAST = 1.5  # words two lines must share
_LETTERS = 0.2  # what letters and their order count, beside what the lines are about
_RAREST = 10  # words of a line that are looked up
_LOOKED_AT = 300  # lines of one period that are looked at for a line
_NEAREST = 15  # candidates of a line


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered item: its text and, as written, its time."""

    text: str
    time: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The words two lines share and those that one of them only says, as written."""

    common: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries by place (`a` < `b`) that may be one matter; `likeness` is 0 to 100."""

    a: int
    b: int
    likeness: float
    why: Why


@dataclass(frozen=True, slots=True)
class Like:
    """An entry by its place that is like what is typed; `likeness` is 0 to 100."""

    place: int
    likeness: float
    why: Why


class Known:
    """A programme's entries, read once for `near` and any number of `like`."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        places: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
        read: dict[tuple[str, frozenset[str]], Wording] = {}
        self.entries = tuple(entries)
        for place, entry in enumerate(self.entries):
            said = wording(entry.text, entry.time)
            places[said.plain, said.due].append(place)
            read.setdefault((said.plain, said.due), said)
        keys = sorted(places, key=lambda key: (key[0], sorted(key[1])))
        self.said = [read[key] for key in keys]
        self.places = [self._ordered(places[key]) for key in keys]
        self._lines: dict[tuple[str, str], dict[str, list[int]]] = {}
        for place, said in enumerate(self.said):
            words = self._lines.setdefault(_period(said), defaultdict(list))
            for word in (*said.words, *said.documents):
                words[word].append(place)

    def _ordered(self, places: list[int]) -> list[int]:
        return sorted(places, key=lambda n: (self.entries[n].time, self.entries[n].text, n))

    def candidates(self, said: Wording, *, every_period: bool = False) -> list[int]:
        """Return the places in `said` of lines that share rare words with a line, best first."""
        year, part = _period(said)
        periods = self._lines if every_period else {(year, part), ("", part), (year, ""), ("", "")}
        found: dict[int, float] = defaultdict(float)
        for period in periods:
            lines = self._lines.get(period, {})
            words = [word for word in (*said.words, *said.documents) if word in lines]
            words.sort(key=lambda word: (len(lines[word]), word))
            seen = 0
            for word in words[:_RAREST]:
                if seen and seen + len(lines[word]) > _LOOKED_AT:
                    break
                seen += len(lines[word])
                for other in lines[word]:
                    found[other] += 1 / (len(lines[word]) + 4)
        best = sorted((-weight, other) for other, weight in found.items())
        alike = (n for _, n in best if not periods_apart(said, self.said[n]))
        return list(islice(alike, _NEAREST))


def near(entries: Iterable[Entry] | Known) -> list[Pair]:
    """Return the pairs of entries that may be one matter, the most alike first.

    Entries of the very same words (and years of their time) are told as a chain: each with the
    next, and another line that is like them with the first of them.
    """
    known = entries if isinstance(entries, Known) else Known(entries)
    score = _Scorer(ENOUGH)
    found = []
    for n, said in enumerate(known.said):
        same = known.places[n]
        found += [(100.0, pair, said, said) for pair in pairwise(same)]
    tried = set()
    for n, said in enumerate(known.said):
        for other in known.candidates(said):
            both = (min(n, other), max(n, other))
            if n == other or both in tried:
                continue
            tried.add(both)
            a, b = known.said[both[0]], known.said[both[1]]
            if alike := score(a, b):
                found.append((alike, (known.places[both[0]][0], known.places[both[1]][0]), a, b))
    pairs_found = [
        Pair(a, b, alike, _why(x, y)) if a < b else Pair(b, a, alike, _why(y, x))
        for alike, (a, b), x, y in found
    ]
    return sorted(pairs_found, key=lambda pair: (-pair.likeness, pair.a, pair.b))


def like(
    text: str, entries: Iterable[Entry] | Known, *, time: str = "", limit: int = 8
) -> list[Like]:
    """Return the entries like a text that is being typed, best first; a Known answers at once."""
    known = entries if isinstance(entries, Known) else Known(entries)
    said = wording(text, time)
    score = _Scorer(TYPED)
    found = [
        (score(said, known.said[n]), n)
        for n in known.candidates(said, every_period=not (said.year or said.part))
    ]
    best = sorted((-alike, n) for alike, n in found if alike)
    return [
        Like(place, -alike, _why(said, known.said[n]))
        for alike, n in best
        for place in known.places[n]
    ][:limit]


def score(a: Entry, b: Entry) -> float:
    """Return how alike two entries are, 0 to 100; 0 where something tells them apart."""
    return _Scorer(0)(wording(a.text, a.time), wording(b.text, b.time))


def _period(said: Wording) -> tuple[str, str]:
    return said.year or said.span, said.part


class _Scorer:
    """How alike two lines are, 0 to 100; 0 for less than `enough`."""

    def __init__(self, enough: float) -> None:
        self._enough = enough
        self._vocabulary = Vocabulary()

    def __call__(self, a: Wording, b: Wording) -> float:
        if a.plain == b.plain:
            return 100.0
        if apart(a, b):
            return 0.0
        common = a.words.keys() & b.words.keys()
        mine = a.words.keys() - common - b.opening
        theirs = b.words.keys() - common - a.opening
        _spell_out(a, mine, b, theirs)
        _spell_out(b, theirs, a, mine)
        if mine & a.names and theirs & b.names:
            return 0.0
        both = _weight(common, a.little & b.little)
        if both < _LEAST:
            return 0.0
        swapped = len(_before(a, mine) & _before(b, theirs))
        left = sorted((_weight(mine, a.little), _weight(theirs, b.little)))
        about = (
            100
            * both
            / (both + 2 * _INSTEAD * left[0] + _SWAPPED * swapped + _ADDED * (left[1] - left[0]))
        )
        if about * (1 - _LETTERS) + 100 * _LETTERS < self._enough:
            return 0.0
        traits = [self._vocabulary.traits(said.plain, "", {}) for said in (a, b)]
        alike = about * (1 - _LETTERS) + likeness(*traits) * _LETTERS
        return alike if alike >= self._enough else 0.0


def _spell_out(short: Wording, mine: set[str], full: Wording, theirs: set[str]) -> None:
    """Take out of what differs an abbreviation of one line that the other spells out."""
    spelt = full.plain.split()
    initials = "".join(word[0] for word in spelt)
    for word in [w for w in mine if len(w) > 2 and short.words[w][1].isupper()]:
        if (at := initials.find(word)) >= 0:
            mine.discard(word)
            theirs.difference_update(spelt[at : at + len(word)])


def _before(said: Wording, words: Set[str]) -> set[str]:
    """The words that `words` come behind, of those that say something."""
    strong = said.words.keys() - said.little
    return {
        before for before, word in pairwise(said.words) if word in words and word in strong
    } - words


def _weight(words: Collection[str], little: frozenset[str]) -> float:
    return len(words) - (1 - SAYS_LITTLE) * len(little.intersection(words))


def _why(a: Wording, b: Wording) -> Why:
    common = a.words.keys() & b.words.keys()
    return Why(
        _phrases(a, common),
        _phrases(a, a.words.keys() - common),
        _phrases(b, b.words.keys() - common),
    )


def _phrases(said: Wording, words: Iterable[str]) -> tuple[str, ...]:
    """The words as written, those that stand side by side as one."""
    phrases: list[list[str]] = []
    last = -2
    for place, written in sorted(said.words[word] for word in words):
        if place != last + 1:
            phrases.append([written])
        elif phrases[-1][-1] != written:
            phrases[-1].append(written)
        last = place
    return tuple(" ".join(phrase) for phrase in phrases)
