"""In which order the lines of a programme and of its corrected file stand together.

Pure. Lines are named by their place in the old list and in the new one, from 0.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set

Joined = tuple[int | None, int | None]


def arranged(
    old: Sequence[str],
    new: Sequence[str],
    old_of: Mapping[int, int],
    moved: Set[int],
    left_out: Set[int] = frozenset(),
) -> list[Joined]:
    """Return every line as (old place or None, new place or None), in the order of the new list.

    `old` and `new` are the lines' headings, `old_of` the old place of a new line that has one,
    `moved` the new lines that do not keep their order. A line of the old list alone stands at its
    old place: behind the line before it in its section, or before the one after it, or where its
    section stood. `left_out` are places of the new list that do not come.
    """
    kept = {now: was for now, was in old_of.items() if now not in left_out}
    new_of = {was: now for now, was in kept.items()}
    homes = _homes(old, new, kept)
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    anchors: dict[str, int] = {}
    waiting: dict[str, list[int]] = defaultdict(list)
    for was, section in enumerate(old):
        now = new_of.get(was)
        if now is None:
            if section in anchors:
                after[anchors[section]].append(was)
            else:
                waiting[section].append(was)
        elif now not in moved and new[now] == homes[section]:
            anchors[section] = now
            before[now] += waiting.pop(section, [])
    ends = {section: now for now, section in enumerate(new) if now not in left_out}
    for was in sorted(was for places in waiting.values() for was in places):
        after[_end_before(old, was, homes, ends)].append(was)
    found: list[Joined] = [(was, None) for was in after.pop(-1, [])]
    for now in range(len(new)):
        found += ((was, None) for was in before.get(now, ()))
        if now not in left_out:
            found.append((kept.get(now), now))
        found += ((was, None) for was in after.get(now, ()))
    return found


def _homes(old: Sequence[str], new: Sequence[str], old_of: Mapping[int, int]) -> dict[str, str]:
    """Return what each old section is called in the new list: where most of its lines stand."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for now, was in sorted(old_of.items()):
        votes[old[was]][new[now]] += 1
    return {
        section: section if section in found else found.most_common(1)[0][0]
        for section, found in votes.items()
    }


def _end_before(
    old: Sequence[str], was: int, homes: Mapping[str, str], ends: Mapping[str, int]
) -> int:
    """Return the last new line of the nearest section before an old line, -1 for none."""
    for other in range(was - 1, -1, -1):
        home = homes.get(old[other])
        if home is not None and home in ends:
            return ends[home]
    return -1


def increasing(values: Sequence[int]) -> set[int]:
    """Return the places of a longest increasing run of values: what kept its order."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        where = bisect_left(tails, value)
        before.append(at[where - 1] if where else -1)
        tails[where : where + 1] = [value]
        at[where : where + 1] = [place]
    kept: set[int] = set()
    place = at[-1] if at else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept
