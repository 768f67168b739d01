"""What may be one matter registered twice: proposals among each other, and beside the draft's items
and those of the programme above. What is read is kept for as long as the programme stands as it is.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import seqs
from server.kernel.differences import Piece, compared
from server.people.models import Body
from server.programmes.duplicates import ENOUGH, Entry, Known, like
from server.programmes.models import LIVE, Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposing import OPEN

_KEPT = 8  # programmes whose entries are kept read
_SHOWN = 6  # of what is like one text
_MORE = 20  # looked at for them: a text's own entry and what was kept apart fall out


@dataclass(frozen=True)
class Side:
    """A proposal, an item of the draft, or one `above` (of the programme above), by `kind`.

    `body` asks for it, or leads it as written; `names` are the keys it was known by, those of
    proposals that became this item too; `apart` are keys of what was said to be another matter.
    """

    kind: str  # proposal, item, above
    key: UUID
    version: int
    text: str
    time_text: str
    body: str
    body_id: int | None
    names: frozenset[str]
    apart: frozenset[str]

    def kept_apart(self, other: "Side") -> bool:
        """Whether somebody said that the two are not one matter."""
        return not (self.apart.isdisjoint(other.names) and other.apart.isdisjoint(self.names))


@dataclass(frozen=True)
class Alike:
    """Something like an asked text: `pieces` lead from its words to those of the other `side`."""

    side: Side
    likeness: float
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Twice:
    """An open proposal, and what may be the same matter."""

    proposal: Side
    other: Alike


class Pool:
    """Entries that were read once, for any number of questions. Of one programme as it stood."""

    def __init__(self, sides: Iterable[Side]) -> None:
        self.sides = tuple(sides)
        self.known = Known(Entry(side.text, side.time_text) for side in self.sides)

    def like(
        self, text: str, time: str, *, at_least: float = 0, but: Side | None = None
    ) -> tuple[Alike, ...]:
        """Return what is like a text, the most alike first, but `but` and what stands apart."""
        found = []
        for near in like(text, self.known, time=time, limit=_MORE) if text else ():
            side = self.sides[near.place]
            same = but is not None and (side.key == but.key or side.kept_apart(but))
            if near.likeness >= at_least and not same:
                found.append(Alike(side, near.likeness, compared(text, side.text)))
        return tuple(found[:_SHOWN])

    @cached_property
    def twice(self) -> tuple[Twice, ...]:
        """Each pair of an open proposal and another one, or an item, that may be one matter."""
        found: dict[frozenset[UUID], Twice] = {}
        for side in self.sides:
            if side.kind == "proposal":
                for other in self.like(side.text, side.time_text, at_least=ENOUGH, but=side):
                    both = frozenset((side.key, other.side.key))
                    found.setdefault(both, Twice(side, other))
        return tuple(sorted(found.values(), key=lambda pair: -pair.other.likeness))


def pool_of(db: Session, programme: Programme, bodies: frozenset[int] | None = None) -> Pool:
    """Return the items and the open proposals of a programme; with `bodies` their proposals alone.

    For a caller that knows who asks.
    """
    seq = seqs(db, [stream := f"programme:{programme.id}"])[stream]
    return _kept((programme.key, seq, bodies), lambda: _own(db, programme, bodies))


def pool_above(db: Session, programme: Programme) -> Pool:
    """Return the items of the programme above, for a caller that may see it."""
    above = db.get(Programme, programme.parent_id) if programme.parent_id else None
    if above is None:
        return Pool(())
    seq = seqs(db, [stream := f"programme:{above.id}"])[stream]
    return _kept((above.key, seq, "above"), lambda: _items(db, above.id, "above", {}))


_pools: OrderedDict[Any, Pool] = OrderedDict()
_lock = Lock()


def _kept(key: Any, read: Any) -> Pool:
    with _lock:
        if (found := _pools.get(key)) is not None:
            _pools.move_to_end(key)
            return found
    pool = Pool(read())
    with _lock:
        for old in [k for k in _pools if (k[0], k[2]) == (key[0], key[2])]:
            del _pools[old]  # as it stood before
        _pools[key] = pool
        while len(_pools) > _KEPT:
            _pools.popitem(last=False)
    return pool


def _own(db: Session, programme: Programme, bodies: frozenset[int] | None) -> list[Side]:
    asked = (
        select(ProgrammeProposal, Body.name)
        .outerjoin(Body, col(Body.id) == col(ProgrammeProposal.body_id))
        .where(ProgrammeProposal.programme_id == programme.id)
        .where(ProgrammeProposal.kind == "register")
        .order_by(col(ProgrammeProposal.id))
    )
    if bodies is not None:
        asked = asked.where(col(ProgrammeProposal.body_id).in_(bodies))
    became: dict[int, list[ProgrammeProposal]] = {}
    sides = []
    for proposal, body in db.exec(asked):
        if proposal.item_id is not None:
            became.setdefault(proposal.item_id, []).append(proposal)
        if proposal.state in OPEN:
            sides.append(
                Side(
                    "proposal",
                    proposal.key,
                    proposal.version,
                    proposal.words["text"],
                    proposal.words.get("time_text", ""),
                    body or "",
                    proposal.body_id,
                    frozenset((str(proposal.key),)),
                    frozenset(proposal.apart),
                )
            )
    return sides + (_items(db, programme.id, "item", became) if bodies is None else [])


def _items(
    db: Session, programme_id: int, kind: str, became: dict[int, list[ProgrammeProposal]]
) -> list[Side]:
    rows = db.exec(
        select(
            ProgrammeItem.id,
            ProgrammeItem.key,
            ProgrammeItem.version,
            ProgrammeItem.text,
            ProgrammeItem.time_text,
            ProgrammeItem.lead,
        )  # type: ignore[call-overload]
        .where(ProgrammeItem.programme_id == programme_id)
        .where(col(ProgrammeItem.state).in_(LIVE))
        .order_by(col(ProgrammeItem.position))
    )
    return [
        Side(
            kind,
            key,
            version,
            text,
            time_text,
            lead,
            None,
            frozenset((str(key), *(str(p.key) for p in became.get(item_id, ())))),
            frozenset(name for p in became.get(item_id, ()) for name in p.apart),
        )
        for item_id, key, version, text, time_text, lead in rows
    ]
