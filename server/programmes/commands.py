"""What may be changed of a programme's items.

The words of an item stand as its source wrote them; only what was understood of them may be put
right: the kind, the resolved bodies, and how far the item is. How programmes come in:
import_commands.py; how one is withdrawn: withdrawing.py.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, EditConflict
from server.people.models import Body
from server.programmes import access
from server.programmes.errors import ItemTaken
from server.programmes.events import ProgrammeItemChanged
from server.programmes.import_commands import (
    adopt_import,
    import_definition,
    receive_import,
)
from server.programmes.models import KINDS, LEFT, STATES, ProgrammeItem, ProgrammeItemBody
from server.programmes.withdrawing import withdraw_programme

__all__ = [
    "adopt_import",
    "edit_item",
    "import_definition",
    "leads_shown",
    "move_session",
    "receive_import",
    "return_item",
    "take_item",
    "withdraw_programme",
]

TAKEN = ("on-agenda", "done", "carried", *LEFT)
BY_HAND = ("planned", "deferred", "presented", "done")  # states that a person may set

# --- what may be changed of an item ------------------------------------------------------------


def edit_item(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base_kind: str,
    kind: str,
    base_state: str,
    state: str,
    base_leads: str,
    leads: list[str],
) -> int:
    """Say what an item is, how far it is and which bodies lead it. Returns its id.

    `kind` and `state` as in models; an item comes onto an agenda only by a meeting, and is taken
    out of a programme only by an amendment. `leads` are
    keys of bodies, "" for not found: one for each name of a lead as written, in order, and one
    more that is added unless it is "". `base_leads` is what the form showed (`leads_shown`).
    Raises NotFound, BadForm or EditConflict.
    """
    item = access.item_to_edit(tx, key)
    if kind not in ("", *KINDS) or state not in STATES:
        raise BadForm({"kind" if state in STATES else "state": "field-bad"})
    if state != base_state and not {state, base_state} <= {*BY_HAND, "on-agenda"}:
        raise BadForm({"state": "field-bad"})
    if state == "on-agenda" and state != base_state:
        raise BadForm({"state": "field-bad"})
    base, to = {"kind": base_kind, "state": base_state}, {"kind": kind, "state": state}
    to = {field: value for field, value in to.items() if value != base[field]}
    changed = tx.edit(item, version, base=base, to=to)
    changed |= _set_leads(tx, item, base_leads, leads)
    if changed:
        _tell(tx, item, **changed)
    return item.id


def _set_leads(
    tx: Tx, item: ProgrammeItem, base: str, leads: list[str]
) -> dict[str, tuple[str, str]]:
    rows = _lead_rows(tx, item)
    bodies = {str(b.key): b for b in tx.session.exec(select(Body))}
    if any(key and key not in bodies for key in leads):
        raise BadForm({"leads": "field-bad"})
    now = leads_shown([(row.name, _name(bodies, row.body_id)) for row in rows])
    if now != base:
        if [bodies[key].name for key in leads if key] == _found(base):  # not touched here
            return {}
        yours = leads_shown([("", bodies[key].name if key else "") for key in leads])
        raise EditConflict(theirs={"leads": now}, yours={"leads": yours}, version=item.version)
    if len(leads) not in (len(rows), len(rows) + 1):
        raise BadForm({"leads": "field-bad"})
    for row, key in zip(rows, leads, strict=False):
        row.body_id = bodies[key].id if key else None
        if not key and row.name not in item.lead:  # it was added by hand, and is taken away again
            tx.session.delete(row)
    if leads[len(rows) :] not in ([], [""]):
        added = bodies[leads[-1]]
        tx.add(ProgrammeItemBody(item_id=item.id, body_id=added.id, name=added.name, role="lead"))
    tx.session.flush()
    after = leads_shown([(r.name, _name(bodies, r.body_id)) for r in _lead_rows(tx, item)])
    if after == now:
        return {}
    flag_modified(item, "state")  # so that the item's version tells of it
    return {"leads": (now, after)}


def _lead_rows(tx: Tx, item: ProgrammeItem) -> list[ProgrammeItemBody]:
    return list(
        tx.session.exec(
            select(ProgrammeItemBody)
            .where(ProgrammeItemBody.item_id == item.id)
            .where(ProgrammeItemBody.role == "lead")
            .order_by(col(ProgrammeItemBody.id))
        )
    )


def _name(bodies: dict[str, Body], body_id: int | None) -> str:
    return next((body.name for body in bodies.values() if body.id == body_id), "")


def leads_shown(leads: list[tuple[str, str]]) -> str:
    """Return (name as written, name of the body or "") of each lead in one line, for comparing."""
    return "; ".join(body or f"({written})" for written, body in leads if body or written)


def _found(shown: str) -> list[str]:
    return [name for name in shown.split("; ") if name and not name.startswith("(")]


# --- for meetings ------------------------------------------------------------------------------


def take_item(tx: Tx, item_id: int, meeting_id: int, session_on: date) -> ProgrammeItem:
    """Take an item onto the agenda of a meeting of that day. Raises NotFound or ItemTaken.

    What was presented may come before the body again. The caller has asked the actor's right to
    that agenda.
    """
    item = access.item_locked(tx, item_id)
    if item.state in TAKEN:
        raise ItemTaken
    _move_on(tx, item, "on-agenda", meeting_id, session_on)
    return item


def return_item(tx: Tx, item_id: int, meeting_id: int, *, presented: bool = False) -> None:
    """Give an item back from a meeting's agenda: it waits for a time again. Raises NotFound.

    `presented`: it was before the body at an earlier meeting, and that stands.
    """
    state = "presented" if presented else "planned"
    _move_on(tx, access.item_locked(tx, item_id), state, meeting_id, None)


def move_session(tx: Tx, item_id: int, meeting_id: int, session_on: date) -> ProgrammeItem:
    """The meeting on whose agenda an item stands is held on another day. Raises NotFound."""
    item = access.item_locked(tx, item_id)
    _move_on(tx, item, item.state, meeting_id, session_on)
    return item


def _move_on(
    tx: Tx, item: ProgrammeItem, state: str, meeting_id: int, session_on: date | None
) -> None:
    was, item.state = item.state, state
    before, item.session_on = item.session_on, session_on
    told: dict[str, object] = {}
    if was != state:
        told["state"] = (was, state)
    if before != session_on:
        days = [day.isoformat() if day else "" for day in (before, session_on)]
        told["session_on"] = (days[0], days[1])
    if told:
        _tell(tx, item, **told, meeting_id=meeting_id)


def _tell(tx: Tx, item: ProgrammeItem, **detail: object) -> None:
    item.changed_by_id = tx.actor.user_id or None
    changed = ProgrammeItemChanged(
        programme_id=item.programme_id, item_id=item.id, item_key=item.key
    )
    tx.emit(changed, **detail)
