"""A programme is brought up to a corrected file: *Cập nhật chương trình*.

What was ticked is done in bulk, and everything else of an item stays: its key, state, parent,
history, and what was put right by hand of a cell whose words are the same.
"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, select, update
from sqlmodel import Session, SQLModel

from server.kernel.db import Tx
from server.programmes import access, comparing, staging
from server.programmes.bulk import insert_rows
from server.programmes.comparing import EXTRA
from server.programmes.errors import ItemsInUse, ProgrammeMoved
from server.programmes.events import ImportSettled, ProgrammeItemChanged, ProgrammeUpdated
from server.programmes.matching import LEVEL, PLACE, SECTION, TEXT
from server.programmes.models import (
    ItemWords,
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedBody,
    StagedItem,
)
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
_MANY = 5000  # values in one statement


def update_from_import(
    tx: Tx, *, key: UUID, programme_key: UUID, seen: str, lines: str, remove: list[str]
) -> str:
    """Take over what was ticked of a staged file. Returns the programme's key.

    `seen` is the state that was compared (comparing.state). `lines` is JSON: every line that the
    programme will have, in order, as [item's key or null, line of the file or null, fields]: an
    item with a line of the file gets its number, its row and the cells of `fields`; a line without
    an item is added; an item without a line stays as it is. `remove` are the keys of all others.
    The same file again changes nothing. Raises NotFound, ImportIncomplete, ProgrammeMoved where
    something changed since, or ItemsInUse.
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
    update_.remove(gone)
    update_.change(plan)
    added = update_.add([(place, at) for at, (k, place, _) in enumerate(plan, 1) if not k])
    staging.forget_staged(tx.session, [staged.id])
    staged.programme_id, staged.file_sha256 = programme.id, None
    tx.emit(ImportSettled(import_id=staged.id), state="adopted")
    programme.source_name, programme.source_digest = staged.file_name, staged.digest
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
    below = _table(ProgrammeItem)
    above = below.alias()
    continued = select(above.c.key, above.c.number, above.c.text, below.c.key).where(
        below.c.programme_id == programme_id, below.c.parent_id == above.c.id
    )
    for key, number, text, child in db.execute(continued):
        if key in gone and child not in gone:
            held.setdefault(key, Held(key, number, text))
    return list(held.values())


class _Update:
    """The statements of one update, and what they did."""

    def __init__(self, tx: Tx, programme: Programme, staged: ProgrammeImport) -> None:
        self._tx, self._db = tx, tx.session
        self._programme, self._staged = programme, staged
        self.changed = 0
        self.removed: list[str] = []
        items = _table(ProgrammeItem)
        own = select(items).where(items.c.programme_id == programme.id)
        self._items = {row.key: row._mapping for row in self._db.execute(own)}
        lines = _table(StagedItem)
        read = select(lines).where(lines.c.import_id == staged.id)
        self._lines = {row.position: row._mapping for row in self._db.execute(read)}

    def check(self, plan: list[Any], gone: set[UUID]) -> None:
        """See that every item stands in the plan once, and that what goes may go."""
        kept = [key for key, _place, _fields in plan if key]
        places = [place for _key, place, _fields in plan if place is not None]
        if sorted([*kept, *gone]) != sorted(self._items) or not {*places} <= self._lines.keys():
            raise ProgrammeMoved
        if held := held_of(self._db, self._programme.id, gone):
            raise ItemsInUse(count=len(held), items="; ".join(item.called for item in held))

    def remove(self, gone: set[UUID]) -> None:
        """Take items away."""
        items, bodies = _table(ProgrammeItem), _table(ProgrammeItemBody)
        self.removed = [self._items[key]["text"] for key in gone]
        ids = [self._items[key]["id"] for key in gone]
        for some in _parts(ids):
            self._db.execute(delete(bodies).where(bodies.c.item_id.in_(some)))
            self._db.execute(update(items).where(items.c.id.in_(some)).values(parent_id=None))
        for some in _parts(ids):
            self._db.execute(delete(items).where(items.c.id.in_(some)))

    def change(self, plan: list[Any]) -> None:
        """Give the items their places, and those that are in the file what it says of them."""
        placed: list[dict[str, Any]] = []
        worded: list[dict[str, Any]] = []
        named: dict[str, dict[int, int]] = {role: {} for role in _ROLES}
        for at, (key, place, fields) in enumerate(plan, 1):
            if key is None:
                continue
            item = self._items[key]
            line = None if place is None else self._lines[place]
            now = {"position": at} | _standing(item, line)
            if not fields or line is None:
                if any(item[name] != value for name, value in now.items()):
                    placed.append({"of": item["id"], **now})
                continue
            now |= _said(line, fields)
            now["kind"] = now.get("kind") or item["kind"]  # words not understood unsay nothing
            worded.append({"of": item["id"], **{name: item[name] for name in _WORDS}, **now})
            for role in _ROLES:
                if role in fields:
                    named[role][line["position"]] = item["id"]
            self._tell(item, line, fields)
        by = {"changed_by_id": self._tx.actor.user_id or None}
        self._write(placed, {})
        self._write(worded, by)
        self.changed = len(worded)
        for role, ids in named.items():
            self._name(ids, role)

    def _write(self, rows: list[dict[str, Any]], fixed: dict[str, Any]) -> None:
        if not rows:
            return
        items = _table(ProgrammeItem)
        names = [name for name in rows[0] if name != "of"]
        values = {name: bindparam(f"to_{name}", type_=items.c[name].type) for name in names}
        statement = update(items).where(items.c.id == bindparam("of"))
        self._db.connection().execute(
            statement.values(**values, **fixed, version=items.c.version + 1),
            [{"of": row["of"]} | {f"to_{name}": row[name] for name in names} for row in rows],
        )

    def _tell(self, item: Any, line: Any, fields: tuple[str, ...]) -> None:
        """Let the item's history say what its words were and are."""
        said = {name: (_cell(item, name), _cell(line, name)) for name in fields}
        changed = ProgrammeItemChanged(
            programme_id=self._programme.id, item_id=item["id"], item_key=item["key"]
        )
        self._tx.emit(changed, source=self._staged.file_name, **said)

    def add(self, places: list[tuple[int, int]]) -> list[int]:
        """Add lines of the file at their places. Returns the ids of the new items."""
        if not places:
            return []
        fixed = {"programme_id": self._programme.id, "version": 1, "state": "planned"}
        rows = [
            {name: self._lines[place][name] for name in ("key", *_WORDS)} | fixed | {"position": at}
            for place, at in places
        ]
        items = _table(ProgrammeItem)
        insert_rows(self._db, ProgrammeItem, rows)
        ids: dict[UUID, int] = {}
        for some in _parts([row["key"] for row in rows]):
            found = select(items.c.key, items.c.id).where(items.c.key.in_(some))
            ids |= {key: item_id for key, item_id in self._db.execute(found)}
        of = {place: ids[self._lines[place]["key"]] for place, _at in places}
        for role in _ROLES:
            self._name(of, role)
        return list(of.values())

    def _name(self, ids: dict[int, int], role: str) -> None:
        """Let items name the bodies of lines: one that was found for the same words before stays
        found, also where a person did it."""
        bodies, staged = _table(ProgrammeItemBody), _table(StagedBody)
        found: dict[tuple[int, str], int] = {}
        for some in _parts(list(ids.values())):
            own = (bodies.c.item_id.in_(some), bodies.c.role == role)
            for row in self._db.execute(select(bodies).where(*own, bodies.c.body_id.is_not(None))):
                found[row.item_id, row.name] = row.body_id
            self._db.execute(delete(bodies).where(*own))
        rows: list[dict[str, Any]] = []
        for some in _parts(list(ids)):
            read = select(staged).where(
                staged.c.import_id == self._staged.id,
                staged.c.role == role,
                staged.c.position.in_(some),
            )
            for row in self._db.execute(read.order_by(staged.c.id)):
                item_id = ids[row.position]
                body_id = found.get((item_id, row.name), row.body_id)
                rows.append(
                    {"item_id": item_id, "body_id": body_id, "name": row.name, "role": role}
                )
        insert_rows(self._db, ProgrammeItemBody, rows)


def _standing(item: Any, line: Any) -> dict[str, Any]:
    """Where an item stands in the file it comes from (nowhere, where no line of it was taken), and
    its days, which are the file's where a person has said so of the file."""
    times = line if line and line["how"].get("time_from") == staging.HOW_BY_HAND else item
    found = {name: times[name] for name in _TIMES}
    if line is not None:
        return found | {name: line[name] for name in ("number", "source_row", "warnings")}
    remarks = [remark | {"cell": ""} for remark in item["warnings"]]
    return found | {"number": item["number"], "source_row": None, "warnings": remarks}


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


def _parts(values: list[Any]) -> list[list[Any]]:
    return [values[first : first + _MANY] for first in range(0, len(values), _MANY)]


def _table(model: type[SQLModel]) -> Table:
    return model.__table__  # type: ignore[attr-defined,no-any-return]
