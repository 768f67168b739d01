"""What passes to another body when a body is merged or ends: each feature says its own part.

The people feature knows no feature above it, so they register here, at import; the reorganisation
(reorganising.py) calls all of them in its one transaction, always in the same order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from server.kernel.db import Tx


@dataclass(frozen=True)
class Takeover:
    """One kind of thing that hangs on a body.

    `name` is what the catalogues are asked for. `open_of(db, body_id, day)` counts what is still
    open; `hand_over(tx, old_id, new_id, day)` gives it to the other body and returns how much that
    was. Done twice, the second finds nothing. What is done with stays where it is.
    """

    name: str
    open_of: Callable[[Session, int, date], int]
    hand_over: Callable[[Tx, int, int, date], int]


_takeovers: dict[str, Takeover] = {}


def takes_over(takeover: Takeover) -> None:
    """Make a kind known, at import."""
    _takeovers[takeover.name] = takeover


def takeovers() -> tuple[Takeover, ...]:
    """Return every kind, in the order they are handed over in: by name."""
    return tuple(_takeovers[name] for name in sorted(_takeovers))
