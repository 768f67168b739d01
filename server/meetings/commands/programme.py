"""From the programme onto an agenda, and back."""

from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.meetings.models import AgendaItem, Meeting
from server.meetings.tabling import presented_on
from server.programmes.access import item_locked
from server.programmes.commands import move_session, return_item, take_item
from server.programmes.models import ProgrammeItem
from server.programmes.steps import note_steps


def take(tx: Tx, key: UUID, meeting: Meeting) -> ProgrammeItem:
    """Take a programme's item onto a meeting's agenda. Raises NotFound or ItemTaken."""
    item_id = tx.session.exec(select(ProgrammeItem.id).where(ProgrammeItem.key == key)).first()
    if item_id is None:
        raise NotFound
    return take_item(tx, item_id, meeting.id, today(meeting.starts_at))


def take_again(tx: Tx, item: AgendaItem, meeting: Meeting) -> None:
    """Take what had been given back for a line. Raises ItemTaken."""
    if item.programme_item_id is not None:
        take_item(tx, item.programme_item_id, meeting.id, today(meeting.starts_at))


def move_sources(tx: Tx, meeting: Meeting) -> None:
    """The meeting is held on another day: its programme items are counted back from that one."""
    lines = tx.session.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .where(AgendaItem.state != "deferred")
        .where(col(AgendaItem.programme_item_id).is_not(None))
        .order_by(col(AgendaItem.programme_item_id))
    ).all()
    day = today(meeting.starts_at)
    for item_id in dict.fromkeys(line.programme_item_id for line in lines):
        assert item_id is not None
        item = move_session(tx, item_id, meeting.id, day)
        if meeting.ended_at is not None:
            note_presented(tx, item)


def note_presented(tx: Tx, item: ProgrammeItem, *, but: int = 0) -> None:
    """Note on a programme's item, locked by its loader, when it was before a meeting; the
    agenda's line `but` does not count."""
    tx.session.flush()
    day = presented_on(tx.session, [item.id], but=but).get(item.id)
    note_steps(tx, item, {"presented": day})


def give_back(tx: Tx, item: AgendaItem) -> None:
    """Return a line's item to the programme, if it came from there: it waits for a date again.

    What an earlier meeting dealt with stays presented.
    """
    if (item_id := item.programme_item_id) is not None:
        before = presented_on(tx.session, [item_id], but=item.id)
        return_item(tx, item_id, item.meeting_id, presented=bool(before))
        note_presented(tx, item_locked(tx, item_id), but=item.id)
