"""Years, quarters and months as a programme's rail shows them.

A period is written "2026", "2026-Q2" or "2026-05" in addresses, "none" for items without a date.
An item falls in the smallest of them that holds all of its time: "Quý I/2026" in the quarter,
"Tháng 3" in the month, "2026 - 2027" in none but the whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

NONE = "none"
_PERIOD = re.compile(r"((?:19|20)\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass
class Period:
    """A node of the rail: how many items lie wholly within it."""

    value: str
    count: int = 0
    parts: dict[str, "Period"] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The year it is, or lies in."""
        return int(self.value[:4])

    @property
    def quarter(self) -> int | None:
        """1 to 4 for a quarter, else None."""
        return int(self.value[6]) if "Q" in self.value else None

    @property
    def month(self) -> int | None:
        """1 to 12 for a month, else None."""
        return int(self.value[5:]) if len(self.value) == 7 and not self.quarter else None


def bounds(period: str) -> tuple[str, str] | None:
    """Return the first day of a period and of the next one, as ISO; None for what is no period."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    year = int(found[1])
    if found[3]:
        first, months = int(found[3]), 1
    elif found[2]:
        first, months = int(found[2]) * 3 - 2, 3
    else:
        first, months = 1, 12
    after = first + months
    end = f"{year + 1}-01-01" if after > 12 else f"{year}-{after:02d}-01"
    return f"{year}-{first:02d}-01", end


def tree(spans: Iterable[tuple[str, str, int]]) -> tuple[Period, ...]:
    """Return the years of (first month, last month, items), months as "2026-05", in order."""
    years: dict[str, Period] = {}
    for first, last, count in spans:
        node: dict[str, Period] = years
        for value, other in zip(_path(first), _path(last), strict=True):
            if value != other:
                break
            if value not in node:
                node[value] = Period(value)
            node[value].count += count
            node = node[value].parts
    return tuple(_sorted(years).values())


@lru_cache(maxsize=2**12)  # a programme of twenty years has 240 months
def _path(month: str) -> tuple[str, str, str]:
    """The periods that hold a month, from the year inwards."""
    return month[:4], f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}", month


def _sorted(parts: dict[str, Period]) -> dict[str, Period]:
    for part in parts.values():
        part.parts = _sorted(part.parts)
    return dict(sorted(parts.items()))
