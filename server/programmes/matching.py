"""Which line of a corrected file is which line of the programme that is there.

Pure: two lists of lines in, pairs out. The same words in the same section come first, then what
stands at the same place of a section, then what is alike; what moved to another section last. Every
line of both lists comes exactly once. Lines that are wholly alike keep their order, and nothing
compares everything with everything (likeness.candidates).
"""

import json
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from server.kernel.i18n import fold
from server.programmes.arranging import arranged, increasing
from server.programmes.likeness import (
    Vocabulary,
    candidates,
    hints,
    likeness,
)
from server.programmes.reading.bodies import toneless_place

SECTION, PLACE, TEXT, LEVEL = "section", "place", "text", "level"
# How alike two texts must be (0 to 100): half of all pairs of other items reach 26, a tenth 38.
SAME_PLACE, SAME_SECTION, ANYWHERE = 40, 55, 72
_NEAR = 3  # so far from its place a line is looked for whatever it says
_FAR = _NEAR + 1
_Near = Mapping[int, Sequence[tuple[int, int]]]  # old place -> new ones there, and how far off


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its headings joined by " / ", number, level (1 or 2), text, and its other cells as
    written by a name of the caller's."""

    section: str
    number: str
    level: int
    text: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the old list, of the new one, or of both, by its place there from 0.

    `kind`: same, changed, added (no old) or gone (no new). `fields` are the names of what differs
    in a changed one: SECTION, PLACE (another order in its section), LEVEL, TEXT and names of
    Row.words. A number alone makes no difference: one line put in renumbers all behind it.
    """

    old: int | None
    new: int | None
    kind: str
    fields: tuple[str, ...] = ()


def compare(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Pair two lists of lines: in the order of `new`, what is gone standing at its old place."""
    found = _Matching(old, new)
    moved = found.moved()
    joined = arranged(
        [row.section for row in old], [row.section for row in new], found.old_of, moved
    )
    return [
        Pair(was, None, "gone") if now is None else _pair(old, new, was, now, now in moved)
        for was, now in joined
    ]


def same_words(was: str, now: str) -> bool:
    """Whether two cells say the same: spaces, and where a word bears its tone, do not count."""
    return was == now or _plain(was) == _plain(now)


def _plain(text: str) -> list[str]:
    return [_tone_last(word) for word in text.split()]


_tone_last = lru_cache(maxsize=16_384)(toneless_place)


def _pair(old: Sequence[Row], new: Sequence[Row], was: int | None, now: int, moved: bool) -> Pair:
    if was is None:
        return Pair(None, now, "added")
    before, after = old[was], new[now]
    fields = [SECTION] if not same_words(before.section, after.section) else []
    fields += [PLACE] if moved and not fields else []
    fields += [LEVEL] if before.level != after.level else []
    fields += [TEXT] if not same_words(before.text, after.text) else []
    fields += [
        name
        for name in dict.fromkeys((*before.words, *after.words))
        if not same_words(before.words.get(name, ""), after.words.get(name, ""))
    ]
    return Pair(was, now, "changed" if fields else "same", tuple(fields))


class _Matching:
    """Pairs found so far: `new_of` by place in the old list, `old_of` by place in the new one.

    Whatever has two sides has the old one first.
    """

    def __init__(self, old: Sequence[Row], new: Sequence[Row]) -> None:
        self.new_of: dict[int, int] = {}
        self.old_of: dict[int, int] = {}
        self._rows = old, new
        folded = {section: fold(section) for section in {row.section for row in (*old, *new)}}
        self._sections = [[folded[row.section] for row in rows] for rows in self._rows]
        self._cells = [
            [frozenset(cell for cell in row.words.items() if cell[1]) for row in rows]
            for rows in self._rows
        ]
        self._match_as_written()
        vocabulary = Vocabulary()
        self._traits = [
            {n: vocabulary.traits(rows[n].text, rows[n].number, rows[n].words) for n in left}
            for rows, left in zip(self._rows, (self._left(0), self._left(1)), strict=True)
        ]
        self._match_the_same()
        self._rename_sections()
        self._match_the_same()
        self._match_unique()
        near = self._neighbours()
        for olds, news in self._blocks():
            self._match_alike(olds, news, near)
        self._match_alike(self._left(0), self._left(1))
        self._uncross()

    # --- the same words --------------------------------------------------------------------

    def _match_as_written(self) -> None:
        """Pair wholly equal lines of a section: most lines of most files, by a look."""
        rows, sections, cells = self._rows, self._sections, self._cells
        self._take(lambda s, n: (sections[s][n], rows[s][n].text, cells[s][n], rows[s][n].number))
        self._take(lambda s, n: (sections[s][n], rows[s][n].text, cells[s][n]))

    def _match_the_same(self) -> None:
        """Pair lines of a section whose texts are the same but for marks and case."""
        traits, sections, cells = self._traits, self._sections, self._cells
        self._take(lambda s, n: (sections[s][n], traits[s][n].text, cells[s][n]))
        self._take(lambda s, n: (sections[s][n], traits[s][n].text, traits[s][n].number))
        self._take(lambda s, n: (sections[s][n], traits[s][n].text))

    def _take(self, key: Callable[[int, int], Hashable]) -> None:
        """Pair what has the same key(side, place), in its order."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for place in self._left(0):
            waiting[key(0, place)].append(place)
        for place in self._left(1):
            if there := waiting.get(key(1, place)):
                self._join(there.popleft(), place)

    def _match_unique(self) -> None:
        """Pair lines whose text stands once in each list, wherever."""
        counts = [Counter(row.text for row in rows) for rows in self._rows]
        once: list[dict[str, int]] = [{}, {}]
        for side in (0, 1):
            left = [n for n in self._left(side) if counts[side][self._rows[side][n].text] == 1]
            folded = Counter(self._traits[side][n].text for n in left)
            for place in left:
                if folded[text := self._traits[side][place].text] == 1 and text:
                    once[side][text] = place
        for text, place in once[1].items():
            if text in once[0]:
                self._join(once[0][text], place)

    def _rename_sections(self) -> None:
        """Let a new heading over the lines of one that is no more stand for it."""
        known = set(self._sections[0]), set(self._sections[1])
        texts: dict[str, set[str]] = defaultdict(set)
        for place in self._left(0):
            if (section := self._sections[0][place]) not in known[1]:
                texts[self._traits[0][place].text].add(section)
        shared: Counter[tuple[str, str]] = Counter()
        for place in self._left(1):
            if (section := self._sections[1][place]) not in known[0]:
                others = texts.get(self._traits[1][place].text, ())
                shared.update((section, other) for other in sorted(others))
        renamed: dict[str, str] = {}
        for (section, other), _count in shared.most_common():
            if section not in renamed and other not in renamed.values():
                renamed[section] = other
        self._sections[1] = [renamed.get(section, section) for section in self._sections[1]]

    # --- what is alike ---------------------------------------------------------------------

    def _match_alike(self, olds: list[int], news: list[int], near: _Near | None = None) -> None:
        """Pair what is left of a section, the most alike first; of the whole without `near`.

        What has other figures in another section (the month's report of each month) is another.
        """
        old = {place: self._traits[0][place] for place in olds}
        new = {place: self._traits[1][place] for place in news}
        looked = dict.fromkeys(candidates(old, new), _FAR)
        if near is not None:
            looked |= {(was, now): off for was in olds for now, off in near.get(was, ())}
        scored: list[tuple[float, int, int, int]] = []
        for (was, now), off in looked.items():
            if near is None and old[was].figures != new[now].figures:
                continue
            least = ANYWHERE if near is None else SAME_SECTION if off == _FAR else SAME_PLACE
            if (score := likeness(old[was], new[now])) >= least:
                score += hints(old[was], new[now]) + 2 * (_FAR - off)
                scored.append((-score, off, now, was))
        for _score, _off, now, was in sorted(scored):
            if was not in self.new_of and now not in self.old_of:
                self._join(was, now)

    def _blocks(self) -> list[tuple[list[int], list[int]]]:
        """Return what is left of each section that has something left in both lists."""
        blocks: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side in (0, 1):
            for place in self._left(side):
                blocks[self._sections[side][place]][side].append(place)
        return list(blocks.values())

    def _neighbours(self) -> _Near:
        """Return for each old line what stands at about its place between the same two paired
        lines of its section, and how far off."""
        gaps: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, pairs in enumerate((self.new_of, self.old_of)):
            last: dict[str, int] = {}
            for place, section in enumerate(self._sections[side]):
                if place not in pairs:
                    gaps[section, last.get(section)][side].append(place)
                else:
                    last[section] = place if side else pairs[place]
        return {
            was: [
                (news[other], abs(other - rank))
                for other in range(max(0, rank - _NEAR), min(len(news), rank + _NEAR + 1))
            ]
            for olds, news in gaps.values()
            for rank, was in enumerate(olds)
        }

    def _uncross(self) -> None:
        """Let wholly alike lines keep their order."""
        for side, mine, theirs in ((0, self.new_of, self.old_of), (1, self.old_of, self.new_of)):
            alike: dict[Hashable, list[int]] = defaultdict(list)
            for place, other in sorted(mine.items()):
                text, cells = self._rows[side][place].text, self._cells[side][place]
                sections = self._sections[side][place], self._sections[1 - side][other]
                alike[sections, text, cells].append(place)
            for places in alike.values():
                for place, other in zip(places, sorted(mine[p] for p in places), strict=True):
                    mine[place], theirs[other] = other, place

    # --- what there is ---------------------------------------------------------------------

    def moved(self) -> set[int]:
        """Return the new places of pairs in one section that do not stand in the old order."""
        sections: dict[str, list[int]] = defaultdict(list)
        for now, was in sorted(self.old_of.items()):
            if self._sections[0][was] == self._sections[1][now]:
                sections[self._sections[1][now]].append(now)
        found: set[int] = set()
        for places in sections.values():
            kept = increasing([self.old_of[now] for now in places])
            found |= {now for rank, now in enumerate(places) if rank not in kept}
        return found

    def _join(self, was: int, now: int) -> None:
        self.new_of[was], self.old_of[now] = now, was

    def _left(self, side: int) -> list[int]:
        taken = (self.new_of, self.old_of)[side]
        return [place for place in range(len(self._rows[side])) if place not in taken]


if __name__ == "__main__":  # comparing.py asks: two lists of rows in, pairs out
    asked = [[Row(**row) for row in rows] for rows in json.load(sys.stdin)]
    print(json.dumps([(p.old, p.new, p.kind, p.fields) for p in compare(*asked)]))
