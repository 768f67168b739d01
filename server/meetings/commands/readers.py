"""Who may see one line of an agenda."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import col, delete, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.meetings import access
from server.meetings.commands.common import (
    accounts_with,
    adjusted,
    attendance_changed,
    mark,
    merged,
)
from server.meetings.errors import NobodyNamed
from server.meetings.events import ItemReadersChanged
from server.meetings.models import AgendaItem, Attendee, ItemReader, Meeting


def restrict_item(tx: Tx, *, key: UUID, names: list[UUID], base: list[UUID] | None = None) -> int:
    """Show a line only to these of the meeting's delegates (and to its guests).

    `base` is who was named when the form was rendered, so that two secretaries who each add
    somebody both get their way. Returns the item's id. Raises NotFound (also for who is no
    delegate of the meeting), FileComplete or NobodyNamed.
    """
    item, meeting = access.item_to_edit(tx, key)
    ids = accounts_with(tx, {*names, *(base or [])})
    tiers = _tiers(tx, meeting)
    was = _named(tx, item, {i for i, tier in tiers.items() if tier == "delegate"})
    named = merged(was, (ids[k] for k in base or []), (ids[k] for k in names))
    if any(tiers.get(account_id) != "delegate" for account_id in named):
        raise NotFound
    if not named:
        raise NobodyNamed
    if not item.restricted or named != was:
        mark(tx, item, restricted=True)
        _name(tx, item, was, named)
        _tell(tx, meeting, item, was, named)
    return item.id


def unrestrict_item(tx: Tx, *, key: UUID) -> int:
    """Show a line to every delegate again; its guests stay. Raises NotFound, FileComplete."""
    item, meeting = access.item_to_edit(tx, key)
    if item.restricted:
        tiers = _tiers(tx, meeting)
        was = _named(tx, item, {i for i, tier in tiers.items() if tier == "delegate"})
        mark(tx, item, restricted=False)
        _name(tx, item, was, set())
        _tell(tx, meeting, item, was, set())
    return item.id


def set_guests(tx: Tx, *, key: UUID, names: list[UUID], base: list[UUID] | None = None) -> int:
    """Say who comes as a guest for this line alone; `base` as in restrict_item.

    Whoever is named on no line any more no longer takes part. Returns the item's id. Raises
    NotFound (also for who takes part as chair or delegate) or FileComplete.
    """
    item, meeting = access.item_to_edit(tx, key)
    ids = accounts_with(tx, {*names, *(base or [])})
    tiers = _tiers(tx, meeting)
    guests = {i for i, tier in tiers.items() if tier == "guest"}
    was = _named(tx, item, guests)
    named = merged(was, (ids[k] for k in base or []), (ids[k] for k in names))
    if any(tiers.get(account_id, "guest") != "guest" for account_id in named):
        raise NotFound
    if named == was:
        return item.id
    for account_id in sorted(named - guests):
        tx.session.add(Attendee(meeting_id=meeting.id, account_id=account_id, tier="guest"))
    _name(tx, item, was, named)
    tx.session.flush()
    _let_go(tx, meeting, was - named)
    attendance_changed(tx, meeting)
    _tell(tx, meeting, item, was, named)
    return item.id


def _tiers(tx: Tx, meeting: Meeting) -> dict[int, str]:
    rows = tx.session.execute(
        select(Attendee.account_id, Attendee.tier).where(Attendee.meeting_id == meeting.id)
    )
    return {account_id: tier for account_id, tier in rows}


def _named(tx: Tx, item: AgendaItem, among: set[int]) -> set[int]:
    rows = tx.session.execute(select(ItemReader.account_id).where(ItemReader.item_id == item.id))
    return set(rows.scalars()) & among


def _name(tx: Tx, item: AgendaItem, was: set[int], to: set[int]) -> None:
    tx.session.execute(
        delete(ItemReader)
        .where(col(ItemReader.item_id) == item.id)
        .where(col(ItemReader.account_id).in_(was - to))
    )
    for account_id in sorted(to - was):
        tx.session.add(ItemReader(item_id=item.id, account_id=account_id))


def _let_go(tx: Tx, meeting: Meeting, account_ids: Iterable[int]) -> None:
    """Take guests who are named on no line any more off the meeting."""
    for account_id in account_ids:
        still = tx.session.execute(
            select(ItemReader.id)
            .join(AgendaItem, col(AgendaItem.id) == col(ItemReader.item_id))
            .where(AgendaItem.meeting_id == meeting.id)
            .where(ItemReader.account_id == account_id)
        ).first()
        if still is None:
            tx.session.execute(
                delete(Attendee)
                .where(col(Attendee.meeting_id) == meeting.id)
                .where(col(Attendee.account_id) == account_id)
            )


def _tell(tx: Tx, meeting: Meeting, item: AgendaItem, was: set[int], now: set[int]) -> None:
    tx.emit(
        ItemReadersChanged(meeting_id=meeting.id, item_id=item.id, item_key=item.key),
        was=sorted(was),
        now=sorted(now),
        restricted=item.restricted,
    )
    adjusted(tx, meeting)
