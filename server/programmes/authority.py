"""Who decides on what, by the working rules in force: pure.

A rule's matter ("đề án", "công tác cán bộ") is looked for in an item's words, whole words without
marks and case; the longest matter wins. Where it is not sure (the rule's kind is not known of the
item, its words stand apart, two rules say as much) the finding is not either. Nothing here forbids.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from server.kernel.i18n import fold


@dataclass(frozen=True)
class Rule:
    """One line: on a `matter` of a kind of work ("": any), the body decides."""

    matter: str
    kind: str
    body_id: int
    article: str = ""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the matter as they are compared."""
        return words_of(self.matter)


@dataclass(frozen=True)
class Rules:
    """A version of a body's working rules; days included, `until` None: open."""

    body_id: int
    title: str
    number: str
    since: date
    until: date | None
    lines: tuple[Rule, ...]

    def in_force(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)

    def concerns(self, body_ids: Iterable[int]) -> bool:
        """Whether it is about one of these bodies: its own, or one that it lets decide."""
        return not {self.body_id, *(line.body_id for line in self.lines)}.isdisjoint(body_ids)


@dataclass(frozen=True)
class Matter:
    """What is asked of an item: the programme's body, the one that it is put to, its words.

    `body_id` decides or puts up the programme, `considers_id` is to consider the item.
    """

    day: date
    body_id: int
    considers_id: int
    kind: str
    text: str
    product: str = ""


@dataclass(frozen=True)
class Finding:
    """The rule that another body decides by; `sure` is False where it only may be meant."""

    rules: Rules
    rule: Rule
    sure: bool


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared."""
    return tuple(re.findall(r"\w+", fold(text)))


def decided_elsewhere(versions: Iterable[Rules], matter: Matter) -> Finding | None:
    """Return the rule by which another body decides than the item is put to, or None.

    Of `versions` those in force on the item's day that concern its bodies are asked; of several of
    one body that overlap, the latest.
    """
    asked = (matter.body_id, matter.considers_id)
    latest: dict[int, Rules] = {}
    for version in sorted(versions, key=lambda version: version.since):
        if version.in_force(matter.day) and version.concerns(asked):
            latest[version.body_id] = version
    words = (words_of(matter.text), words_of(matter.product))
    found = [
        (len(rule.words), fit, version, rule)
        for version in latest.values()
        for rule in version.lines
        if rule.kind in ("", matter.kind) or not matter.kind
        if (fit := max(_fit(rule.words, text) for text in words))
    ]
    if not found:
        return None
    whole = [each for each in found if each[1] == _WHOLE]
    longest = max(length for length, *_ in whole or found)
    best = [each for each in whole or found if each[0] == longest]
    if any(rule.body_id == matter.considers_id for *_, rule in best):
        return None
    _length, fit, version, rule = best[0]
    alone = len({each[3].body_id for each in best}) == 1
    said = rule.kind in ("", matter.kind)
    return Finding(version, rule, sure=fit == _WHOLE and alone and said)


_WHOLE, _APART = 2, 1


def _fit(wanted: Sequence[str], words: Sequence[str]) -> int:
    """Whether words stand in a text side by side, or in their order with others between."""
    if not wanted or len(wanted) > len(words):
        return 0
    places = range(len(words) - len(wanted) + 1)
    if any(tuple(words[at : at + len(wanted)]) == tuple(wanted) for at in places):
        return _WHOLE
    if len(wanted) < 2:
        return 0
    at, reached = -1, []
    for word in wanted:
        try:
            at = words.index(word, at + 1)
        except ValueError:
            return 0
        reached.append(at)
    near = all(after - before <= _BETWEEN for before, after in pairwise(reached))
    return _APART if near else 0


_BETWEEN = 4  # words further apart than this are about something else
