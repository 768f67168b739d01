"""Items of a programme that is drafted: added, worded, moved, removed, by several people at once.

By the rules of an agenda: changes of different fields merge, the same field twice is a conflict
with both texts. After adoption words change by amendments alone.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import fold, nfc
from server.people.models import Body
from server.programmes import access, placing
from server.programmes.considering import considered
from server.programmes.drafting import (
    TEXTS,
    add_lines,
    around,
    body_words,
    check_drafting,
    line_of_texts,
    tell_moved,
)
from server.programmes.errors import ItemHeld
from server.programmes.events import ProgrammeItemChanged, ProgrammeListChanged
from server.programmes.models import KINDS, ORIGINS, Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.reading.times import read_time
from server.programmes.withdrawing import OF_ITEMS, hanging

FIELDS = (*TEXTS, "kind", "origin", "level", "parent")  # what a form says of an item
LEVELS = (1, 2)  # an item, and what is indented under it
# By these lists, periods and filters are made.
_LISTED = {"section", "time_text", "lead", "coordinating", "origin", "parent_id"}


def add_item(
    tx: Tx,
    *,
    programme_key: UUID,
    texts: dict[str, str],
    level: int = 1,
    parent: UUID | None = None,
    after: UUID | None = None,
) -> str:
    """Add an item behind the item `after` (None: at the end of its section). Returns its key.

    `texts` by the names of drafting.TEXTS, and kind and origin; below the level of a term an item
    says where it comes from. `parent` is the item of a programme above that it breaks down. Raises
    NotFound, NotInDraft or BadForm.
    """
    programme = access.programme_to_draft(tx, programme_key)
    check_drafting(programme)
    wrong = {} if level in LEVELS else {"level": "field-bad"}
    if not texts.get("origin") and programme.level != "term":
        wrong |= {"origin": "field-required"}
    if wrong:
        raise BadForm(wrong)
    texts = {name: _lines(text) for name, text in texts.items()}
    texts["section"] = headings(texts.get("section", ""))
    line = line_of_texts(texts, programme, body_words(tx.session), level=level)
    if after is None:
        place = placing.end_of_section(tx.session, programme.id, texts["section"])
    else:
        beside = _beside(tx, programme.id, after)
        place = beside.position
        line.words["section"] = beside.section
    above = _parent(tx, programme, str(parent or ""))
    [added] = add_lines(tx, programme, [line], after=place, parents=[above])
    return str(tx.session.get_one(ProgrammeItem, added).key)


def reword_item(
    tx: Tx, *, key: UUID, version: int, base: dict[str, str], to: dict[str, str]
) -> int:
    """Change what a drafted item says. Returns its id.

    `base` and `to` by the names of drafting.TEXTS, and kind, origin, level and parent (an item's
    key or ""); what is left out stays. Another heading takes it there. Raises NotFound,
    NotInDraft, BadForm or EditConflict (with both texts).
    """
    item, programme = _item(tx, key)
    base, to = ({n: _lines(said[n]) for n in FIELDS if n in said} for said in (base, to))
    if "section" in to:
        to["section"] = headings(to["section"])
    _check_words(programme, base, to)
    changed = tx.edit(
        item, version, base=_values(tx, programme, base), to=_values(tx, programme, to)
    )
    if not changed:
        return item.id
    _understand(tx, item, programme, changed)
    if "section" in changed:
        _put(tx, item, placing.end_of_section(tx.session, programme.id, item.section, item.id))
    _tell(tx, item, **changed)
    if listed := _LISTED & changed.keys():
        tell_moved(tx, programme.id, [item.id], placed=listed == {"section"})
    return item.id


def move_item(tx: Tx, *, key: UUID, after: str = "", before: str = "") -> int:
    """Put an item behind what stands above it now, or before what stands below. Returns its id.

    Each is the key of an item of the programme, or that of a heading (`heading_key`), or "" for
    none. Behind an item it comes under that item's headings, behind a heading under that one.
    Raises NotFound or NotInDraft.
    """
    item, programme = _item(tx, key)
    beside, depth = _place_named(tx, programme.id, after or before)
    if beside is None:
        place, section = 0, ""
    elif depth is None:
        place = beside.position if after else placing.place_before(tx.session, beside)
        section = beside.section
    else:
        place = placing.place_before(tx.session, beside)
        section = " / ".join(beside.section.split(" / ")[: depth if after else depth - 1])
    return _move(tx, item, place, section)


def shift_item(tx: Tx, *, key: UUID, by: int) -> int:
    """Move an item one place up (`by` -1) or down (1). Returns its id.

    At the edge of its section it comes under the heading beside it. Raises NotFound or NotInDraft.
    """
    item, _programme = _item(tx, key)
    beside = placing.neighbour(tx.session, item, -1 if by < 0 else 1)
    if beside is None:
        return item.id
    if beside.section != item.section:
        return _move(tx, item, placing.place_before(tx.session, item), beside.section)
    place = placing.place_before(tx.session, beside) if by < 0 else beside.position
    return _move(tx, item, place, item.section)


def remove_item(tx: Tx, *, key: UUID) -> str:
    """Remove an item from a draft. Returns its programme's key.

    Its words stay in the log. Raises NotFound, NotInDraft, or ItemHeld where an agenda has it or
    anything hangs from it.
    """
    item, programme = _item(tx, key)
    if hanging(tx.session, item.id):
        raise ItemHeld
    gone = {name: getattr(item, name) for name in ("number", "text", "section")}
    for beside in OF_ITEMS:
        tx.session.execute(delete(beside).where(col(beside.item_id) == item.id))
    tx.session.delete(item)
    tx.session.flush()
    tx.emit(ProgrammeListChanged(programme_id=programme.id, count=1), removed=gone)
    return str(programme.key)


def heading_key(owner: UUID, depth: int) -> str:
    """Return the name of a heading: the item it stands over, and how deep it is (1: outermost)."""
    return f"{owner}:{depth}"


def headings(text: str) -> str:
    """Return headings as they are stored: from the outermost inwards, joined by " / "."""
    return " / ".join(part for each in re.split(r"\s+/\s+", text) if (part := nfc(each)))


# --- loading and checking ----------------------------------------------------------------------


def _item(tx: Tx, key: UUID | str) -> tuple[ProgrammeItem, Programme]:
    item = access.item_to_edit(tx, key)
    programme = tx.session.get_one(Programme, item.programme_id, populate_existing=True)
    check_drafting(programme)
    return item, programme


def _beside(tx: Tx, programme_id: int, key: UUID) -> ProgrammeItem:
    asked = select(ProgrammeItem).where(ProgrammeItem.key == key)
    found = tx.session.exec(asked.where(ProgrammeItem.programme_id == programme_id)).first()
    if found is None:
        raise NotFound
    return found


def _place_named(tx: Tx, programme_id: int, name: str) -> tuple[ProgrammeItem | None, int | None]:
    """Return the item that a place names, and for a heading how deep it is."""
    if not name:
        return None, None
    key, _, depth = name.partition(":")
    beside = _beside(tx, programme_id, access.uuid_of(key))
    return beside, int(depth) if depth.isdecimal() else None


def _parent(tx: Tx, programme: Programme, key: str) -> int | None:
    if not key:
        return None
    asked = select(ProgrammeItem.id).where(ProgrammeItem.key == access.uuid_of(key))
    found = tx.session.exec(asked.where(ProgrammeItem.programme_id != programme.id)).first()
    if found is None:
        raise BadForm({"parent": "field-bad"})
    return found


def _check_words(programme: Programme, base: Mapping[str, str], to: Mapping[str, str]) -> None:
    wrong = {} if to.get("text", "x") else {"text": "field-required"}
    wrong |= {} if to.get("kind", "") in ("", *KINDS) else {"kind": "field-bad"}
    wrong |= {} if to.get("origin", "") in ("", *ORIGINS) else {"origin": "field-bad"}
    wrong |= {} if to.get("level", "1") in map(str, LEVELS) else {"level": "field-bad"}
    if base.get("origin") and not to.get("origin", "x") and programme.level != "term":
        wrong |= {"origin": "field-required"}
    if wrong:
        raise BadForm(wrong)


def _values(tx: Tx, programme: Programme, said: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says by the names of the row's columns."""
    values: dict[str, Any] = {n: v for n, v in said.items() if n not in ("level", "parent")}
    if "level" in said:
        values["level"] = int(said["level"])
    if "parent" in said:
        values["parent_id"] = _parent(tx, programme, said["parent"])
    return values


def _lines(text: str) -> str:
    """Return a text as it is stored: a form sends each line's end as two letters."""
    return nfc(text.replace("\r\n", "\n"))


# --- changing ----------------------------------------------------------------------------------


def _understand(
    tx: Tx, item: ProgrammeItem, programme: Programme, changed: Mapping[str, Any]
) -> None:
    """Let what was understood of an item follow its words."""
    if "text" in changed:
        item.folded = fold(item.text)
    if "time_text" in changed:
        when = read_time(item.time_text, around(programme))
        item.time_from, item.time_to = when.time_from, when.time_to
        item.milestones = [
            {"text": m.text, "from": m.time_from, "to": m.time_to} for m in when.milestones
        ]
    if "considers" in changed:
        item.considers_id = considered(tx.session, [item.considers]).get(item.considers)
    if roles := {"lead", "coordinating"} & changed.keys():
        texts = {"text": item.text, "lead": item.lead, "coordinating": item.coordinating}
        line = line_of_texts(texts, programme, body_words(tx.session))
        ids = {str(key): body_id for key, body_id in tx.session.exec(select(Body.key, Body.id))}
        named = col(ProgrammeItemBody.item_id) == item.id
        tx.session.execute(
            delete(ProgrammeItemBody).where(named, col(ProgrammeItemBody.role).in_(roles))
        )
        for role, name, key in line.bodies:
            if role in roles:
                body_id = ids.get(key or "")
                tx.add(ProgrammeItemBody(item_id=item.id, body_id=body_id, name=name, role=role))
    item.warnings = [w for w in item.warnings if w.get("field") not in changed]


def _move(tx: Tx, item: ProgrammeItem, place: int, section: str) -> int:
    was = item.section
    moved = _put(tx, item, place)
    if section != was:
        item.section = section
        _tell(tx, item, section=(was, section))
    if moved or section != was:
        item.changed_by_id = tx.actor.user_id or None
        tell_moved(tx, item.programme_id, [item.id], placed=True)
    return item.id


def _put(tx: Tx, item: ProgrammeItem, place: int) -> bool:
    """Put an item right behind a position, unless it stands there. Returns whether it moved."""
    if place in (item.position, placing.place_before(tx.session, item)):
        return False
    item.position = placing.places_after(tx.session, item.programme_id, place)[0]
    return True


def _tell(tx: Tx, item: ProgrammeItem, **changed: Any) -> None:
    item.changed_by_id = tx.actor.user_id or None
    told = ProgrammeItemChanged(programme_id=item.programme_id, item_id=item.id, item_key=item.key)
    tx.emit(told, **{n: v for n, v in changed.items() if n != "parent_id"})
