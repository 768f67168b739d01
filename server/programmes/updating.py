"""A programme is brought up to a corrected file: *Cập nhật chương trình*.

What was ticked is done in bulk, and everything else of an item stays: its key, state, parent,
history, and what was put right by hand of a cell whose words are the same. From adoption on no row
goes: what is gone from the file is withdrawn, and all that a file changed is one amendment.
"""

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from server.kernel.db import Tx
from server.kernel.i18n import nfc
from server.programmes import access, comparing, ledger, staging
from server.programmes.arriving import settle_words
from server.programmes.bulk import insert_rows
from server.programmes.comparing import EXTRA
from server.programmes.errors import ItemsInUse, ProgrammeMoved
from server.programmes.events import ProgrammeUpdated
from server.programmes.import_commands import link_items
from server.programmes.matching import LEVEL, PLACE, SECTION, TEXT
from server.programmes.models import (
    LEFT,
    ItemWords,
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
)
from server.programmes.update_statements import BODIES, ITEMS, LINES, STAGED, Statements, parts
from server.programmes.views import Held
from server.programmes.withdrawing import items_held

_TIMES = ("time_from", "time_to", "milestones")
# What comes with the words of a cell: also what was understood of them. A heading may give the day.
_WITH = {
    SECTION: (SECTION, *_TIMES),
    PLACE: (),
    LEVEL: (LEVEL,),
    TEXT: (TEXT, "folded"),
    "kind_text": ("kind_text", "kind"),
    "time_text": ("time_text", *_TIMES),
}
_ROLES = ("lead", "coordinating")
_WORDS = tuple(ItemWords.model_fields)
_CHANGED = (SECTION, LEVEL, TEXT, "folded", "kind", *comparing.TEXTS, *_TIMES, "extra")
_STANDING = ("number", "source_row", "warnings")


def update_from_import(
    tx: Tx,
    *,
    key: UUID,
    programme_key: UUID,
    seen: str,
    lines: str,
    remove: list[str],
    whole: bool,
    reason: str = "",
) -> str:
    """Take over what was ticked of a staged file. Returns the programme's key.

    `seen` is the state that was compared (comparing.state). `lines` is JSON: every line that the
    programme will have, in order, as [item's key or null, line of the file or null, fields]: an
    item with a line of the file gets its number, its row and the cells of `fields`; a line without
    an item is added; an item without a line stays as it is. `remove` are the keys of all others.
    `reason` is kept with the amendments of an adopted programme. A file that was taken over as a
    `whole` changes nothing when it comes again; of another one the rest can still be taken over.
    Raises NotFound, ImportIncomplete, ProgrammeMoved where something changed since, or ItemsInUse.
    """
    tx.take_time()  # a statement each for thousands of lines
    staged = access.import_to_change(tx, key)
    programme = access.programme_to_change(tx, programme_key)
    if comparing.already(programme, staged):
        return str(programme.key)
    if comparing.state(tx.session, programme, staged) != seen:
        raise ProgrammeMoved
    plan = [(k and UUID(k), place, tuple(fields)) for k, place, fields in json.loads(lines)]
    gone = {UUID(k) for k in remove}
    update_ = _Update(tx, programme, staged)
    update_.check(plan, gone)
    own = col(ProgrammeItem.programme_id) == programme.id
    before = ledger.rows_of(tx.session, own) if programme.state == "adopted" else None
    update_.remove(gone, keep=before is not None)
    at = update_.places(plan)
    update_.change(plan, at)
    places = zip(plan, at, strict=True)
    added = update_.add([(place, at) for (k, place, _), at in places if not k])
    if before is not None:
        ledger.record_correction(tx, programme, before, staged.file_name, nfc(reason))
    link_items(tx, own)
    settle_words(tx, programme.id)
    staging.become(tx, staged, programme.id)
    programme.source_name = staged.file_name
    if whole:
        programme.source_digest = staged.digest
    tx.emit(
        ProgrammeUpdated(programme_id=programme.id),
        source=staged.file_name,
        digest=staged.digest,
        changed=update_.changed,
        added=added,
        removed=update_.removed,
    )
    return str(programme.key)


def held_of(db: Session, programme_id: int, gone: set[UUID]) -> list[Held]:
    """Return those of the items `gone` that cannot go, for a caller.

    An agenda has them, something hangs from them, or an item does that stays in the programme.
    """
    held = {item.key: item for item in items_held(db, programme_id) if item.key in gone}
    below, above = ITEMS, ITEMS.alias()
    continued = select(above.c.key, above.c.number, above.c.text, below.c.key).where(
        below.c.programme_id == programme_id, below.c.parent_id == above.c.id
    )
    for key, number, text, child in db.execute(continued):
        if key in gone and child not in gone:
            held.setdefault(key, Held(key, number, text))
    return list(held.values())


class _Update(Statements):
    """The statements of one update, and what they did."""

    def __init__(self, tx: Tx, programme: Programme, staged: ProgrammeImport) -> None:
        super().__init__(tx, programme, staged)
        self.changed = 0
        self.removed: list[str] = []
        own = select(ITEMS.c.key, ITEMS.c.id).where(ITEMS.c.programme_id == programme.id)
        there = self._db.execute(own.where(ITEMS.c.state.not_in(LEFT)))
        self._ids: dict[UUID, int] = {key: item_id for key, item_id in there}

    def check(self, plan: list[Any], gone: set[UUID]) -> None:
        """See that every item stands in the plan once, and that what goes may go."""
        kept = [key for key, _place, _fields in plan if key]
        if len(kept) + len(gone) != len(self._ids) or {*kept, *gone} != self._ids.keys():
            raise ProgrammeMoved
        if held := held_of(self._db, self._programme.id, gone):
            raise ItemsInUse(count=len(held), items="; ".join(item.called for item in held))

    def remove(self, gone: set[UUID], *, keep: bool) -> None:
        """Take items away, or withdraw those that are to be kept."""
        ids = [self._ids[key] for key in gone]
        for some in parts(ids):
            texts = select(ITEMS.c.text).where(ITEMS.c.id.in_(some)).order_by(ITEMS.c.position)
            self.removed += self._db.execute(texts).scalars()
        if keep:
            for row in self.found(ITEMS.c.id, ids):
                self.emit(row._mapping, state=(row.state, "withdrawn"))
            by = self._tx.actor.user_id or None
            self.write([{"of": n, "state": "withdrawn", "changed_by_id": by} for n in ids])
            return
        for some in parts(ids):
            self._db.execute(delete(BODIES).where(BODIES.c.item_id.in_(some)))
            self._db.execute(update(ITEMS).where(ITEMS.c.id.in_(some)).values(parent_id=None))
        for some in parts(ids):
            self._db.execute(delete(ITEMS).where(ITEMS.c.id.in_(some)))

    def places(self, plan: list[Any]) -> list[int]:
        """Return the place of each line of the plan; what is out of it stays behind what it
        stood behind, and gets its place here."""
        kept = {self._ids[key] for key, _place, _fields in plan if key}
        there = select(ITEMS.c.id).where(ITEMS.c.programme_id == self._programme.id)
        behind: defaultdict[int | None, list[int]] = defaultdict(list)
        last = None
        for item_id in self._db.execute(there.order_by(ITEMS.c.position, ITEMS.c.id)).scalars():
            if item_id in kept:
                last = item_id
            else:
                behind[last].append(item_id)
        order: list[int | None] = [*behind[None]]
        found = []
        for key, _place, _fields in plan:
            own = self._ids[key] if key else None
            found.append(len(order) + 1)
            order += [None, *(behind[own] if own else ())]
        out = [{"of": n, "position": at} for at, n in enumerate(order, 1) if n]
        self.write(out)
        return found

    def change(self, plan: list[Any], at: list[int]) -> None:
        """Give the items their places, and those that are in the file what it says of them."""
        lines_ = zip(plan, at, strict=True)
        places = {self._ids[key]: (place or 0, at) for (key, place, _), at in lines_ if key}
        self._place(places)
        worded = {self._ids[key]: fields for key, _place, fields in plan if key and fields}
        items = {row.id: row._mapping for row in self.found(ITEMS.c.id, list(worded))}
        lines = self.lines([places[item_id][0] for item_id in worded])
        rows: list[dict[str, Any]] = []
        named: dict[str, dict[int, int]] = {role: {} for role in _ROLES}
        for item_id, fields in worded.items():
            item, line = items[item_id], lines[places[item_id][0]]
            now = {name: item[name] for name in _CHANGED} | _said(line, fields)
            now["kind"] = now["kind"] or item["kind"]  # words not understood unsay nothing
            rows.append(now | {"of": item_id, "changed_by_id": self._tx.actor.user_id or None})
            for role in _ROLES:
                if role in fields:
                    named[role][line["position"]] = item_id
            self._tell(item, line, fields)
        self.write(rows)
        self.changed = len(rows)
        for role, ids in named.items():
            self._name(ids, role)
        self._days_by_hand({place: item_id for item_id, (place, _at) in places.items()})

    def _place(self, places: dict[int, tuple[int, int]]) -> None:
        """Give each item its place and what the file says of its row, where that is another."""
        items = [ITEMS.c[name] for name in ("id", "position", *_STANDING)]
        lines = [LINES.c[name] for name in ("position", *_STANDING)]
        of_file = select(*lines).where(LINES.c.import_id == self._staged.id)
        there = {line.position: tuple(line)[1:] for line in self._db.execute(of_file)}
        own = select(*items).where(ITEMS.c.programme_id == self._programme.id)
        rows: list[dict[str, Any]] = []
        for item_id, *was in self._db.execute(own.where(ITEMS.c.state.not_in(LEFT))).all():
            place, at = places[item_id]
            # What no line of the file was taken over for keeps its number, and has no row there.
            now = [at, *(there[place] if place else (was[1], None, was[3]))]
            if was != now:
                columns = ("of", "position", *_STANDING)
                rows.append(dict(zip(columns, (item_id, *now), strict=True)))
        self.write(rows)

    def _days_by_hand(self, ids: dict[int, int]) -> None:
        """Take over the days that a person has said of the file, whatever else is the same."""
        if self._staged.corrections.get("times"):
            self.write(
                [
                    {"of": ids[place]} | {name: line[name] for name in _TIMES}
                    for place, line in self.lines(list(ids)).items()
                    if line["how"].get("time_from") == staging.HOW_BY_HAND
                ]
            )

    def _tell(self, item: Any, line: Any, fields: tuple[str, ...]) -> None:
        """Let the item's history say what its words were and are."""
        self.emit(item, **{name: (_cell(item, name), _cell(line, name)) for name in fields})

    def add(self, places: list[tuple[int, int]]) -> list[int]:
        """Add lines of the file at their places. Returns the ids of the new items."""
        lines = self.lines([place for place, _at in places])
        fixed = {"programme_id": self._programme.id, "version": 1, "state": "planned"}
        rows = [
            {name: lines[place][name] for name in ("key", *_WORDS)} | fixed | {"position": at}
            for place, at in places
        ]
        insert_rows(self._db, ProgrammeItem, rows)
        keys = {lines[place]["key"]: place for place, _at in places}
        ids = {keys[row.key]: row.id for row in self.found(ITEMS.c.key, list(keys))}
        for role in _ROLES:
            self._name(ids, role)
        return list(ids.values())

    def _name(self, ids: dict[int, int], role: str) -> None:
        """Let items name the bodies of lines (place -> item's id): one that was found for the
        same words before stays found, also where a person did it."""
        own = BODIES.c.role == role
        found = {
            (row.item_id, row.name): row.body_id
            for row in self.found(BODIES.c.item_id, list(ids.values()), own)
            if row.body_id is not None
        }
        for some in parts(list(ids.values())):
            self._db.execute(delete(BODIES).where(own, BODIES.c.item_id.in_(some)))
        of_file = (STAGED.c.import_id == self._staged.id, STAGED.c.role == role)
        staged = self.found(STAGED.c.position, list(ids), *of_file)
        rows = [
            {
                "item_id": ids[row.position],
                "body_id": found.get((ids[row.position], row.name), row.body_id),
                "name": row.name,
                "role": role,
            }
            for row in sorted(staged, key=lambda row: row.id)
        ]
        insert_rows(self._db, ProgrammeItemBody, rows)


def _cell(row: Any, name: str) -> Any:
    if name.startswith(EXTRA):
        return row["extra"].get(name.removeprefix(EXTRA), "")
    return row["number" if name == PLACE else name]


def _said(line: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """What a line says in these cells, and what was understood of it."""
    names: dict[str, None] = {}
    for name in fields:
        names |= dict.fromkeys(("extra",) if name.startswith(EXTRA) else _WITH.get(name, (name,)))
    return {name: line[name] for name in names}
