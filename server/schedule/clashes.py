"""Where two things of one day want the same room, leader, post, body or vehicle.

Pure: what was read comes in, what clashes goes out. Nothing is forbidden by it.

Two things clash while their times overlap. One without an end counts until the end of its half day
(12:00, 18:00, midnight), one without an hour for all of its half, one without a half for the day.
A clash is sure (*Trùng*), or possible (*Có thể trùng*): a post that several people hold, somebody
who holds several posts, a group, since another may go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, groupby

from server.kernel.i18n import fold

KINDS = ("room", "vehicle", "body", "leader", "post")
_NOON, _EVENING, _MIDNIGHT = 12 * 60, 18 * 60, 24 * 60  # minutes of a day
_HALVES = {"morning": (0, _NOON), "afternoon": (_NOON, _EVENING), "": (0, _MIDNIGHT)}


@dataclass(frozen=True)
class Who:
    """Somebody as written. `holders` are the accounts that may be meant; `sure`: it is that one.

    `post`: the words are a post or a group, not a name.
    """

    words: str
    holders: frozenset[int] = frozenset()
    sure: bool = False
    post: bool = True


@dataclass(frozen=True)
class Busy:
    """Something that takes time of people and places. `starts` and `ends` are "HH:MM" or "";
    `part` is morning, afternoon or "" (the whole day), and counts where no hour is said."""

    key: str
    day: date
    starts: str = ""
    ends: str = ""
    part: str = ""
    place: str = ""
    vehicle: str = ""
    body_id: int | None = None
    people: tuple[Who, ...] = ()


@dataclass(frozen=True)
class Clash:
    """What somebody or something else has at the same time: with `other`, over `names`.

    `kind` is one of KINDS; `names` are this side's words: the room, or who is wanted twice.
    """

    other: str
    kind: str
    sure: bool
    names: tuple[str, ...] = field(default=())


def minutes(clock: str) -> int:
    """Return the minute of the day of "HH:MM"."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)


def span(busy: Busy) -> tuple[int, int]:
    """Return the minutes of the day that something takes: from, up to."""
    first, last = _HALVES[busy.part]
    if busy.starts:
        first = minutes(busy.starts)
        last = next(end for end in (_NOON, _EVENING, _MIDNIGHT) if end > first)
    return first, minutes(busy.ends) if busy.ends else last


def overlap(one: Busy, other: Busy) -> bool:
    """Whether two things take the same time."""
    (a, b), (c, d) = span(one), span(other)
    return one.day == other.day and a < d and c < b


def clashes(busy: Iterable[Busy]) -> dict[str, tuple[Clash, ...]]:
    """Return what clashes with each thing, by its key; a key without clashes is not there.

    Whatever is said of one side is said of the other. A few dozen things a day are compared each
    with each.
    """
    found: dict[str, list[Clash]] = {}
    by_day = sorted(busy, key=lambda each: each.day)
    for _day, things in groupby(by_day, key=lambda each: each.day):
        for one, other in combinations(things, 2):
            if overlap(one, other):
                for kind, sure, mine, theirs in _between(one, other):
                    found.setdefault(one.key, []).append(Clash(other.key, kind, sure, mine))
                    found.setdefault(other.key, []).append(Clash(one.key, kind, sure, theirs))
    return {key: tuple(all_of) for key, all_of in found.items()}


_Shared = tuple[str, bool, tuple[str, ...], tuple[str, ...]]


def _between(one: Busy, other: Busy) -> Iterator[_Shared]:
    """Yield (kind, sure, words of one, words of the other) of what both want."""
    for kind, mine, theirs in (
        ("room", one.place, other.place),
        ("vehicle", one.vehicle, other.vehicle),
    ):
        if mine and fold(mine) == fold(theirs):
            yield kind, True, (mine,), (theirs,)
    if one.body_id is not None and one.body_id == other.body_id:
        yield "body", True, (), ()
    shared: dict[tuple[str, bool], tuple[dict[str, None], dict[str, None]]] = {}
    certain: set[int] = set()
    pairs = [(x, y) for x in one.people for y in other.people]
    for x, y in sorted(pairs, key=lambda pair: not (pair[0].sure and pair[1].sure)):
        both = (x.holders & y.holders) - certain
        unknown = not x.holders and not y.holders and fold(x.words) == fold(y.words)
        if not both and not unknown:
            continue
        sure = unknown or (x.sure and y.sure)
        if sure:
            certain |= both
        kind = "post" if x.post or y.post else "leader"
        mine_, theirs_ = shared.setdefault((kind, sure), ({}, {}))
        mine_[x.words] = theirs_[y.words] = None
    for (kind, sure), (mine_, theirs_) in shared.items():
        yield kind, sure, tuple(mine_), tuple(theirs_)
