"""What a corrected file would change of a programme, line by line, before anything changes.

Which line became which (`Matched`) is worked out once for a state of both and kept for the next
pages; what a page shows of it is read each time. A tick is named by the line it is about: "n12" is
line 12 of the file (changed or added, taken over unless somebody unticks it), "o" and a key is an
item that is gone (kept unless somebody ticks it).
"""

import json
from collections import Counter, OrderedDict
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import anyio.to_thread
from sqlalchemy import Table, func, select
from sqlmodel import Session, SQLModel, col

from server.kernel.confine import ChildFailed, confined_lines
from server.kernel.db import seqs
from server.kernel.errors import Busy
from server.people.access import Viewer
from server.programmes import access
from server.programmes.arranging import arranged
from server.programmes.definition import FURTHER
from server.programmes.errors import ImportIncomplete
from server.programmes.matching import PLACE, SECTION, Pair, Row, compare
from server.programmes.models import (
    LEFT,
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    StagedItem,
)

TEXTS = (
    *("kind_text", "lead", "coordinating", "participants", "product", "time_text"),
    *FURTHER,
)
EXTRA = "extra:"  # and a heading of the sheet's own
IN_PLACE = 2000  # lines that are compared here: 0.1 s; more of them in a process of their own
WALL_SECONDS = 60
KEPT = 8
MATCHING = "server.programmes.matching"


@dataclass(frozen=True)
class Sides:
    """A programme and a staged file as they stand; `seen` is another once one of them changed.

    `adopted`: the programme says what the file says already.
    """

    import_id: int
    programme_id: int
    seen: str
    adopted: bool


@dataclass(frozen=True)
class Lines:
    """All lines of a programme and of a file: the keys of its items, and both to be compared."""

    keys: list[UUID]
    old: list[Row]
    new: list[Row]


@dataclass(frozen=True)
class Ticks:
    """Which differences are to be taken over: those whose default was `flipped` are not."""

    flipped: frozenset[str] = frozenset()

    def __contains__(self, token: str) -> bool:
        return token.startswith("n") != (token in self.flipped)


@dataclass(frozen=True)
class Matched:
    """Which line became which. `pairs` name places from 0; `keys` are those of the old lines."""

    keys: tuple[UUID, ...]
    pairs: tuple[Pair, ...]
    old_sections: tuple[str, ...]
    new_sections: tuple[str, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many lines are the same, changed, added, gone."""
        return Counter(pair.kind for pair in self.pairs)

    def token(self, pair: Pair) -> str:
        """The name of the tick about a pair."""
        if pair.new is not None:
            return f"n{pair.new + 1}"
        assert pair.old is not None
        return f"o{self.keys[pair.old].hex}"

    def whole(self, ticks: Ticks) -> bool:
        """Whether the programme will say all that the file says, and nothing else."""
        return all(pair.kind == "same" or self.token(pair) in ticks for pair in self.pairs)

    def planned(self, ticks: Ticks) -> tuple[str, list[str]]:
        """Return what is to be done: `lines` and `remove` of updating.update_from_import."""
        both = {p.new: p.old for p in self.pairs if p.new is not None and p.old is not None}
        chosen = {
            pair.new: pair.fields
            for pair in self.pairs
            if pair.new is not None and (pair.kind == "same" or self.token(pair) in ticks)
        }
        left_out = {
            pair.new
            for pair in self.pairs
            if pair.new is not None and pair.new not in chosen
            if pair.old is None or {PLACE, SECTION} & {*pair.fields}
        }
        remove = {
            pair.old
            for pair in self.pairs
            if pair.old is not None and pair.new is None and self.token(pair) in ticks
        }
        moved = {p.new for p in self.pairs if p.new is not None and PLACE in p.fields}
        joined = arranged(self.old_sections, self.new_sections, both, moved, left_out)
        lines = [
            (
                None if was is None else self.keys[was].hex,
                None if now not in chosen else now + 1,
                () if now is None else chosen.get(now, ()),
            )
            for was, now in joined
            if was is None or was not in remove
        ]
        return json.dumps(lines), [self.keys[was].hex for was in sorted(remove)]


# --- what is there -----------------------------------------------------------------------------


def look(
    db: Session, viewer: Viewer, import_key: str, programme_key: str
) -> tuple[Sides, Matched | Lines | None]:
    """Return a file and a programme to compare, and which line became which: all their lines,
    where that is not worked out yet. Raises NotFound, or ImportIncomplete."""
    staged = access.import_to_see(db, viewer, import_key)
    programme = access.programme_to_keep(db, viewer, programme_key)
    if already(programme, staged):
        return Sides(staged.id, programme.id, "", True), None
    found = Sides(staged.id, programme.id, state(db, programme, staged), False)
    return found, _kept.get(found.seen) or lines(db, found)


def already(programme: Programme, staged: ProgrammeImport) -> bool:
    """Whether a file became a programme, or the programme says what it says."""
    return staged.programme_id is not None or programme.source_digest == staged.digest


def state(db: Session, programme: Programme, staged: ProgrammeImport) -> str:
    """Return the state of what is compared, for a caller: another once anything has changed.

    Raises ImportIncomplete where the file is not wholly read.
    """
    own = col(StagedItem.import_id) == staged.id
    count = db.execute(select(func.count()).select_from(StagedItem).where(own)).scalar_one()
    if staged.state != "read" or count != staged.sheet["count"]:
        raise ImportIncomplete
    stream = f"programme:{programme.id}"
    return f"{programme.key} {seqs(db, [stream])[stream]} {staged.key} {staged.turn}"


def lines(db: Session, found: Sides) -> Lines:
    """Return all lines of both, in order, for a caller who may see them."""
    items, staged = table_of(ProgrammeItem).c, table_of(StagedItem).c
    names = ("key", "section", "number", "level", "text", *TEXTS, "extra")
    old = db.execute(
        select(*[items[name] for name in names])
        .where(items.programme_id == found.programme_id, items.state.not_in(LEFT))
        .order_by(items.position, items.id)
    ).all()
    new = db.execute(
        select(*[staged[name] for name in names])
        .where(staged.import_id == found.import_id)
        .order_by(staged.position)
    ).all()
    return Lines([row.key for row in old], [*map(row_of, old)], [*map(row_of, new)])


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model, for statements about many rows."""
    return model.__table__  # type: ignore[attr-defined,no-any-return]


def row_of(item: Any) -> Row:
    """Return a line as it is compared: of a table model, or of a row with its columns."""
    cells = {name: getattr(item, name) for name in TEXTS}
    cells |= {EXTRA + heading: text for heading, text in item.extra.items()}
    return Row(item.section, item.number, item.level, item.text, cells)


# --- which became which ------------------------------------------------------------------------

_kept: OrderedDict[str, Matched] = OrderedDict()  # by Sides.seen, the latest last


async def matched(found: Sides, both: Matched | Lines) -> Matched:
    """Return which line became which; what `look` did not know is worked out and kept.

    Raises Busy where that takes too long.
    """
    if isinstance(both, Lines):
        both = _kept[found.seen] = Matched(
            tuple(both.keys),
            tuple(await _compared(both)),
            tuple(row.section for row in both.old),
            tuple(row.section for row in both.new),
        )
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return both


async def _compared(both: Lines) -> list[Pair]:
    small = len(both.old) + len(both.new) <= IN_PLACE
    return await anyio.to_thread.run_sync(_work_out, both, small)


def _work_out(both: Lines, here: bool) -> list[Pair]:
    """Compare all lines; thousands take seconds, and not in a process that serves a hall."""
    if here:
        return compare(both.old, both.new)
    asked = json.dumps([[asdict(row) for row in rows] for rows in (both.old, both.new)])
    try:
        answer = "".join(confined_lines(MATCHING, asked, seconds=WALL_SECONDS))
    except ChildFailed:
        raise Busy from None
    return [Pair(old, new, kind, tuple(fields)) for old, new, kind, fields in json.loads(answer)]
