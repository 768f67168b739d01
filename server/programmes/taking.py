"""An amendment that was taken is carried out on the programme, and what it changed is kept.

Nothing is deleted: what is split, merged or withdrawn keeps its row and says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col, func

from server.kernel.db import Tx
from server.kernel.i18n import fold
from server.people.models import Body
from server.programmes import drafting, ledger
from server.programmes.amending import check_amendable
from server.programmes.drafting import TEXTS
from server.programmes.events import ProgrammeItemChanged
from server.programmes.lines import Line
from server.programmes.models import (
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
)

_TIMES = ("time_text", "time_from", "time_to", "milestones")
_TOLD = ("text", "lead", "coordinating", "product", "time_text", "state")


def carry_out(tx: Tx, programme: Programme, proposal: ProgrammeProposal) -> None:
    """Change the programme, locked by its loader, as a proposal asks, and keep what changed in it.

    Tells of each item. Raises ItemOnAgenda or ItemSettled where one went on meanwhile.
    """
    touched = [n for n in (proposal.item_id, *proposal.other_ids) if n is not None]
    items = [_item(tx, item_id) for item_id in touched]
    check_amendable(proposal.kind, *items)
    before = ledger.rows_of(tx.session, col(ProgrammeItem.id).in_(touched))
    bodies = drafting.body_words(tx.session)

    def line(texts: Mapping[str, str], level: int = 1) -> Line:
        return drafting.line_of_texts(texts, programme, bodies, level=level)

    added: list[int] = []
    by = tx.actor.user_id or None
    if proposal.kind == "add":
        new = line(proposal.words)
        added = drafting.add_lines(tx, programme, [new], after=_end_of(tx, programme, new))
        proposal.item_id = added[0]
    elif proposal.kind == "split":
        item = items[0]
        item.state = "split"
        lines = _parts(item, proposal.parts, line)
        place, above = item.position, item.parent_id
        tx.session.flush()
        parents = [above] * len(lines)
        added = drafting.add_lines(tx, programme, lines, after=place, parents=parents)
    else:
        _change(tx, items, proposal, line)
    for item_id in touched:
        _item(tx, item_id).changed_by_id = by
    tx.session.flush()
    after = ledger.rows_of(tx.session, col(ProgrammeItem.id).in_([*touched, *added]))
    for key, row in before.items():  # lines are spread where there is no room; in the same order
        row["position"] = after[key]["position"]
    proposal.changes = ledger.difference(before, after)
    for item_id in touched:
        item = _item(tx, item_id)
        fields = proposal.changes.get(str(item.key), {})
        told = ProgrammeItemChanged(programme_id=programme.id, item_id=item.id, item_key=item.key)
        tx.emit(told, **{name: tuple(fields[name]) for name in _TOLD if name in fields})
    if touched:
        drafting.tell_moved(tx, programme.id, touched)


def _change(tx: Tx, items: Sequence[ProgrammeItem], proposal: ProgrammeProposal, line: Any) -> None:
    """Carry out what adds no item."""
    item, *others = items
    words = proposal.words
    if proposal.kind in ("postpone", "bring-forward"):
        _put(item, line({"text": item.text} | words), _TIMES)
        item.moves += proposal.kind == "postpone"
        item.state = "planned"
    elif proposal.kind == "change-lead":
        new = line({"text": item.text} | words)
        _put(item, new, ("lead", "coordinating"))
        _name(tx, item, new)
    elif proposal.kind == "change-product":
        item.product = words["product"]
    elif proposal.kind == "withdraw":
        item.state = "withdrawn"
    elif text := words["text"]:  # change-words, and what is merged may be called otherwise
        item.text, item.folded = text, fold(text)
    for other in others:
        other.state = "merged"


def _parts(item: ProgrammeItem, parts: Sequence[Mapping[str, str]], line: Any) -> list[Line]:
    """The lines of a split item's parts: what they do not say, they have of the item."""
    own = {name: getattr(item, name) for name in (*TEXTS, "kind", "origin")}
    found = []
    for letter, part in zip("abcdefgh", parts, strict=False):
        said = {name: text for name, text in part.items() if text}
        number = {"number": f"{item.number}{letter}" if item.number else ""}
        new: Line = line(own | number | said, item.level)
        kept = () if "time_text" in said else _TIMES
        more = {name: getattr(item, name) for name in (*kept, "kind_text", "extra")}
        found.append(Line(new.words | more, new.bodies))
    return found


def _end_of(tx: Tx, programme: Programme, line: Line) -> int | None:
    """The place of the last item of a line's section; None where there is none."""
    own = col(ProgrammeItem.programme_id) == programme.id
    there = select(func.max(ProgrammeItem.position)).where(
        own, col(ProgrammeItem.section) == line.words["section"]
    )
    found: int | None = tx.session.execute(there).scalar_one()
    return found


def _put(item: ProgrammeItem, line: Line, names: Sequence[str]) -> None:
    for name in names:
        setattr(item, name, line.words[name])


def _name(tx: Tx, item: ProgrammeItem, line: Line) -> None:
    """Let an item name the bodies of a line: who leads it is another."""
    ids = {str(key): body_id for key, body_id in tx.session.execute(select(Body.key, Body.id))}  # type: ignore[call-overload]
    db = tx.session
    db.execute(delete(ProgrammeItemBody).where(col(ProgrammeItemBody.item_id) == item.id))
    for role, name, key in line.bodies:
        db.add(ProgrammeItemBody(item_id=item.id, body_id=ids.get(key or ""), name=name, role=role))


def _item(tx: Tx, item_id: int) -> ProgrammeItem:
    return tx.session.get_one(ProgrammeItem, item_id)
