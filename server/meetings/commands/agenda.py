"""The lines of an agenda: add, edit, move, hide, defer. Each act has its opposite."""

from uuid import UUID

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.meetings import access
from server.meetings.commands.common import (
    adjusted,
    items_of,
    mark,
    one_line,
    place_after,
    put_in_order,
)
from server.meetings.commands.programme import give_back, take, take_again
from server.meetings.commands.states import leave_item
from server.meetings.errors import ItemDeferred, SecretTakesNoText, SessionEnded, WrongOrder
from server.meetings.events import AgendaItemChanged, AgendaReordered
from server.meetings.models import AgendaItem, Meeting


def _check_words(title: str, presenter: str, *, secret: bool) -> None:
    if secret and (title or presenter):
        raise SecretTakesNoText
    if not secret and not title:
        raise BadForm({"title": "field-required"})


def _takes_items(meeting: Meeting) -> None:
    if meeting.session_state == "ended":
        raise SessionEnded


def _reordered(item: AgendaItem) -> AgendaReordered:
    return AgendaReordered(meeting_id=item.meeting_id, item_id=item.id, item_key=item.key)


def add_item(
    tx: Tx,
    *,
    meeting_key: UUID,
    title: str,
    presenter: str = "",
    time_label: str = "",
    secret: bool = False,
    after: UUID | None = None,
) -> str:
    """Add a line behind the item `after` (None: at the end). Returns its key.

    In an open session it is born hidden, until show_item. A `secret` line takes neither title nor
    presenter. Raises NotFound, FileComplete, SessionEnded, SecretTakesNoText or BadForm.
    """
    meeting = access.meeting_to_edit(tx, meeting_key)
    _takes_items(meeting)
    title, presenter = one_line(title), one_line(presenter)
    _check_words(title, presenter, secret=secret)
    item = AgendaItem(
        meeting_id=meeting.id,
        position=0,
        title=title,
        presenter=presenter,
        time_label=one_line(time_label),
        secret=secret,
    )
    _put(tx, meeting, [item], after)
    return str(item.key)


def add_programme_items(
    tx: Tx, *, meeting_key: UUID, programme_item_keys: list[UUID], after: UUID | None = None
) -> list[str]:
    """Take items of the programme onto the agenda, in this order. Returns the new lines' keys.

    Raises NotFound, FileComplete, SessionEnded or ItemTaken.
    """
    meeting = access.meeting_to_edit(tx, meeting_key)
    _takes_items(meeting)
    sources = [take(tx, key, meeting) for key in programme_item_keys]
    items = [
        AgendaItem(
            meeting_id=meeting.id,
            programme_item_id=source.id,
            position=0,
            title=one_line(source.text),
            presenter=one_line(source.lead),
        )
        for source in sources
    ]
    if items:
        _put(tx, meeting, items, after)
    return [str(item.key) for item in items]


def _put(tx: Tx, meeting: Meeting, new: list[AgendaItem], after: UUID | None) -> None:
    there = items_of(tx, meeting)
    index = len(there) if after is None else place_after(there, after)
    for item in new:
        item.hidden = meeting.session_state == "open"
        item.changed_by_id = tx.actor.user_id or None
        tx.add(item)
    put_in_order(tx, [*there[:index], *new, *there[index:]])
    for item in new:
        tx.emit(_reordered(item), added=True)
    adjusted(tx, meeting)


def edit_item(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base_title: str,
    title: str,
    base_presenter: str,
    presenter: str,
    base_time_label: str,
    time_label: str,
) -> int:
    """Change what a line says: title, presenter, time as the agenda prints it.

    `version` and `base_*` are what the secretary's form was rendered with; another field's edit
    is no conflict. Returns the item's id. Raises NotFound, FileComplete, BadForm,
    SecretTakesNoText or EditConflict (which carries both texts).
    """
    item, meeting = access.item_to_edit(tx, key)
    title, presenter = one_line(title), one_line(presenter)
    _check_words(title, presenter, secret=item.secret)
    base = {"title": base_title, "presenter": base_presenter, "time_label": base_time_label}
    to = {"title": title, "presenter": presenter, "time_label": one_line(time_label)}
    changed = tx.edit(item, version, base=base, to=to)
    if changed:
        item.changed_by_id = tx.actor.user_id or None
        tx.emit(
            AgendaItemChanged(meeting_id=meeting.id, item_id=item.id, item_key=item.key), **changed
        )
        adjusted(tx, meeting)
    return item.id


def move_item(tx: Tx, *, key: UUID, after: UUID | None) -> int:
    """Put a line behind the item `after` (None: on top). Returns its id.

    Raises NotFound or FileComplete.
    """
    item, meeting = access.item_to_edit(tx, key)
    before = items_of(tx, meeting)
    rest = [other for other in before if other.id != item.id]
    index = before.index(item) if after == item.key else place_after(rest, after)
    order = [*rest[:index], item, *rest[index:]]
    if order != before:
        put_in_order(tx, order)
        tx.emit(_reordered(item), place=(before.index(item) + 1, index + 1))
        adjusted(tx, meeting)
    return item.id


def hide_item(tx: Tx, *, key: UUID) -> int:
    """Take a line from the delegates' sight. Raises NotFound or FileComplete."""
    return _hide(tx, key, True)


def show_item(tx: Tx, *, key: UUID) -> int:
    """*Hiện cho đại biểu*: a restricted line stays restricted. Raises NotFound, FileComplete."""
    return _hide(tx, key, False)


def _hide(tx: Tx, key: UUID, hidden: bool) -> int:
    item, meeting = access.item_to_edit(tx, key)
    if item.hidden != hidden:
        mark(tx, item, hidden=hidden)
        tx.emit(_reordered(item), hidden=(not hidden, hidden))
        adjusted(tx, meeting)
    return item.id


def defer_item(tx: Tx, *, key: UUID, reason: str = "") -> int:
    """Take a line off the agenda; an item of the programme goes back there and waits again.

    The reason stands in the log. Returns the item's id. Raises NotFound, FileComplete, or
    ItemDeferred where it already is.
    """
    item, meeting = access.item_to_edit(tx, key)
    if item.state == "deferred":
        raise ItemDeferred
    give_back(tx, item)
    mark(tx, item, state="deferred")
    leave_item(tx, meeting, item)
    tx.emit(_reordered(item), deferred=True, reason="" if item.secret else one_line(reason))
    adjusted(tx, meeting)
    return item.id


def restore_item(tx: Tx, *, key: UUID) -> int:
    """Put a deferred line back where it stood. Returns its id.

    Raises NotFound, FileComplete, SessionEnded, WrongOrder where it was not deferred, or
    ItemTaken where the programme's item stands on another agenda by now.
    """
    item, meeting = access.item_to_edit(tx, key)
    _takes_items(meeting)
    if item.state != "deferred":
        raise WrongOrder
    take_again(tx, item, meeting)
    mark(tx, item, state="planned")
    tx.emit(_reordered(item), deferred=False)
    adjusted(tx, meeting)
    return item.id
