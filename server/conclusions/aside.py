"""Conclusions before their item exists, as a briefing (*giao ban*) gives them.

They stand at a holder of the meeting that is no line of its agenda (AgendaItem.aside): nobody is
shown it, nothing else is kept there. Later a conclusion is moved to a line of the agenda, or given
one of its own.
"""

from uuid import UUID

from sqlmodel import col, select

from server.conclusions import access
from server.conclusions.commands import changed, seen_at
from server.conclusions.fields import take_field
from server.conclusions.models import Conclusion, NothingArises
from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.meetings.access import meeting_to_edit
from server.meetings.commands.common import adjusted, items_of, one_line, put_in_order
from server.meetings.events import AgendaReordered
from server.meetings.models import AgendaItem


def open_aside(tx: Tx, *, meeting_key: UUID | str, title: str) -> str:
    """Return the key of where a meeting's conclusions without an item stand, made on demand.

    `title` is what a notice calls it ("Nội dung khác"). Raises NotFound or FileComplete.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    holder = tx.session.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .where(col(AgendaItem.aside) == True)  # noqa: E712
    ).first()
    if holder is None:
        holder = tx.add(
            AgendaItem(
                meeting_id=meeting.id, position=0, title=one_line(title), hidden=True, aside=True
            )
        )
    return str(holder.key)


def move_conclusion(tx: Tx, *, key: UUID | str, version: int, item_key: UUID | str) -> int:
    """Put a conclusion, with its tasks, to another item of its meeting; its words stay.

    `version` is what was shown. Where it stands already: nothing happens. Returns its id. Raises
    NotFound, FileComplete, ConclusionIssued, ConclusionMoved or SecretItem.
    """
    conclusion, item, meeting = access.conclusion_to_edit(tx, key)
    target, its_meeting = access.item_to_conclude(tx, item_key)
    if its_meeting.id != meeting.id or target.state == "deferred":
        raise NotFound
    if target.id != item.id:
        seen_at(conclusion, version)
        _move(tx, conclusion, item, target)
    return conclusion.id


def give_item(tx: Tx, *, key: UUID | str, version: int, title: str) -> str:
    """Give a conclusion an item of its own: the item and the move are one act.

    The item is born hidden, behind the others; after the session it is one that was dealt with.
    Returns the item's key. Raises NotFound, FileComplete, ConclusionIssued, ConclusionMoved or
    BadForm.
    """
    conclusion, item, meeting = access.conclusion_to_edit(tx, key)
    seen_at(conclusion, version)
    title = one_line(title)
    if not title:
        raise BadForm({"title": "field-required"})
    there = items_of(tx, meeting)
    new = tx.add(
        AgendaItem(
            meeting_id=meeting.id,
            position=len(there) + 1,
            title=title,
            hidden=True,
            state="planned" if meeting.session_state == "planned" else "done",
            changed_by_id=tx.actor.user_id or None,
        )
    )
    put_in_order(tx, [*there, new])
    tx.emit(AgendaReordered(meeting_id=meeting.id, item_id=new.id, item_key=new.key), added=True)
    adjusted(tx, meeting)
    _move(tx, conclusion, item, new)
    return str(new.key)


def _move(tx: Tx, conclusion: Conclusion, item: AgendaItem, target: AgendaItem) -> None:
    conclusion.item_id = target.id
    conclusion.changed_by_id = tx.actor.user_id or None
    if (settled := tx.session.get(NothingArises, target.id)) is not None:
        tx.session.delete(settled)
    tx.session.flush()
    take_field(tx, conclusion.id, item.id, target.id)
    for where in (item, target):
        changed(tx, where, conclusion.id, item_id=(item.id, target.id))
