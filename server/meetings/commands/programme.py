"""From the programme onto an agenda, and back."""

from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.meetings.models import AgendaItem, Meeting
from server.meetings.tabling import presented_on
from server.programmes.commands import return_item, take_item
from server.programmes.models import ProgrammeItem


def take(tx: Tx, key: UUID, meeting: Meeting) -> ProgrammeItem:
    """Take a programme's item onto a meeting's agenda. Raises NotFound or ItemTaken."""
    item_id = tx.session.exec(select(ProgrammeItem.id).where(ProgrammeItem.key == key)).first()
    if item_id is None:
        raise NotFound
    return take_item(tx, item_id, meeting.id)


def take_again(tx: Tx, item: AgendaItem) -> None:
    """Take what had been given back for a line. Raises ItemTaken."""
    if item.programme_item_id is not None:
        take_item(tx, item.programme_item_id, item.meeting_id)


def give_back(tx: Tx, item: AgendaItem) -> None:
    """Return a line's item to the programme, if it came from there: it waits for a date again.

    What an earlier meeting dealt with stays presented.
    """
    if (item_id := item.programme_item_id) is not None:
        before = presented_on(tx.session, [item_id], but=item.id)
        return_item(tx, item_id, item.meeting_id, presented=bool(before))
