"""Commands that check across meetings, conclusions and tasks: the end of a session, of its file."""

from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import DomainError
from server.kernel.i18n import today
from server.meetings.access import meeting_to_edit
from server.meetings.commands.common import mark
from server.meetings.commands.programme import note_presented
from server.meetings.commands.states import leave_item
from server.meetings.errors import WrongOrder
from server.meetings.events import MeetingChanged
from server.meetings.models import AgendaItem
from server.programmes.access import item_locked
from server.programmes.events import ProgrammeItemChanged
from server.programmes.settling import held
from server.room.queries import left_to_settle


class NotSettled(DomainError):
    """Something on the list of what must be settled after the session is still open."""

    status, code = 409, "not-settled"


def end_session(tx: Tx, *, key: UUID | str) -> int:
    """*Kết thúc phiên họp*: always works, in one tap, by the secretariat or the chair.

    What is undecided does not hold anybody up: it becomes the list of room.queries. No item is
    added from here on. Ending what has ended changes nothing. Returns the meeting's id. Raises
    NotFound, FileComplete, or WrongOrder for a session that was never opened.
    """
    meeting = meeting_to_edit(tx, key, "session.lead")
    if meeting.session_state == "ended":
        return meeting.id
    if meeting.session_state != "open":
        raise WrongOrder
    if meeting.current_item_id is not None:
        current = tx.session.get_one(AgendaItem, meeting.current_item_id)
        mark(tx, current, state="done")
        leave_item(tx, meeting, current)
    mark(tx, meeting, session_state="ended", ended_at=tx.now)
    tx.emit(MeetingChanged(meeting_id=meeting.id), session_state=("open", "ended"))
    discussed = tx.session.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .where(AgendaItem.state == "done")
    )
    sources = {item.programme_item_id for item in discussed if item.programme_item_id is not None}
    for programme_item_id in sorted(sources):
        _presented(tx, programme_item_id)
    held(tx, meeting.id, today(meeting.starts_at))
    return meeting.id


def _presented(tx: Tx, programme_item_id: int) -> None:
    """The programme's item has been before the body."""
    item = item_locked(tx, programme_item_id)
    note_presented(tx, item)
    if item.state == "on-agenda":
        item.state = "presented"
        tx.emit(
            ProgrammeItemChanged(
                programme_id=item.programme_id, item_id=item.id, item_key=item.key
            ),
            state=("on-agenda", "presented"),
        )


def complete_file(tx: Tx, *, key: UUID | str) -> int:
    """*Hoàn tất hồ sơ*: nothing in the meeting's file changes any more.

    Returns the meeting's id. Raises NotFound, FileComplete, WrongOrder before the session has
    ended, or NotSettled while the list is not empty.
    """
    meeting = meeting_to_edit(tx, key)
    if meeting.session_state != "ended":
        raise WrongOrder
    if left := left_to_settle(tx.session, meeting.id):
        raise NotSettled(count=len(left))
    mark(tx, meeting, session_state="complete", completed_at=tx.now)
    tx.emit(MeetingChanged(meeting_id=meeting.id), session_state=("ended", "complete"))
    return meeting.id
