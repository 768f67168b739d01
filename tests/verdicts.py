"""How well a reader read a labelled set: right, asked or silently wrong, a field at a time."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

VERDICTS = ("right", "asked", "silent")
Counts = dict[str, Counter[str]]  # by field


class Judged(Protocol):
    """One field of one item or task. `verdict` is one of VERDICTS."""

    @property
    def field(self) -> str: ...
    @property
    def verdict(self) -> str: ...


def counted(findings: Iterable[Judged], fields: Iterable[str]) -> Counts:
    """How many of each verdict a field has, in the order of `fields`."""
    counts: Counts = {field: Counter() for field in fields}
    for one in findings:
        counts[one.field][one.verdict] += 1
    return counts


def shares(counts: Counts) -> dict[str, dict[str, float]]:
    """The share of each verdict of a field, 0 to 1, to four places."""
    return {
        field: {v: round(count[v] / (count.total() or 1), 4) for v in VERDICTS}
        for field, count in counts.items()
    }


def table(counts: Counts) -> str:
    """Numbers and shares to read: a line a field."""
    lines = [f"{'field':<20}" + "".join(f"{v:>8}{'%':>7}" for v in VERDICTS)]
    for field, share in shares(counts).items():
        cells = (f"{counts[field][v]:>8}{100 * share[v]:>7.1f}" for v in VERDICTS)
        lines.append(f"{field:<20}" + "".join(cells))
    return "\n".join(lines)


def above_floor(counts: Counts, file: Path) -> dict[str, tuple[int, int]]:
    """The fields that are silently wrong more often than the file allows: found and allowed.

    The file's table `silent` has a number a field; what it does not name is allowed none.
    """
    allowed = tomllib.loads(file.read_text(encoding="utf-8"))["silent"]
    return {
        field: (count["silent"], allowed.get(field, 0))
        for field, count in counts.items()
        if count["silent"] > allowed.get(field, 0)
    }
