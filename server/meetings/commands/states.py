"""The states of an agenda and of a session, one step at a time."""

from uuid import UUID

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.meetings import access
from server.meetings.commands.common import attendance_changed, mark
from server.meetings.errors import ItemDeferred, SessionNotOpen, WrongOrder
from server.meetings.events import CurrentItemMoved, MeetingChanged
from server.meetings.models import AgendaItem, Meeting


def approve_agenda(tx: Tx, *, key: UUID) -> int:
    """*Duyệt chương trình*: draft to approved. Raises NotFound, FileComplete or WrongOrder."""
    return _step(tx, key, "draft", "approved").id


def send_agenda(tx: Tx, *, key: UUID) -> int:
    """*Gửi đại biểu*: approved to sent; from now on the meeting is there for who takes part.

    Raises NotFound, FileComplete or WrongOrder.
    """
    meeting = _step(tx, key, "approved", "sent")
    attendance_changed(tx, meeting)
    return meeting.id


def _step(tx: Tx, key: UUID, was: str, to: str) -> Meeting:
    meeting = access.meeting_to_edit(tx, key)
    if meeting.agenda_state != was:
        raise WrongOrder
    mark(tx, meeting, agenda_state=to)
    tx.emit(MeetingChanged(meeting_id=meeting.id), agenda_state=(was, to))
    return meeting


def send_adjusted(tx: Tx, *, key: UUID) -> int:
    """*Gửi chương trình điều chỉnh*: what was changed since sending is announced as one.

    Raises NotFound, FileComplete, or WrongOrder where nothing was sent or changed.
    """
    meeting = access.meeting_to_edit(tx, key)
    if meeting.agenda_state != "sent" or not meeting.adjusted:
        raise WrongOrder
    count = meeting.adjusted
    mark(tx, meeting, adjusted=0)
    tx.emit(MeetingChanged(meeting_id=meeting.id), adjusted=(count, 0))
    return meeting.id


def open_session(tx: Tx, *, key: UUID) -> int:
    """*Khai mạc*: planned to open. The chair may do it too.

    Raises NotFound, FileComplete or WrongOrder.
    """
    meeting = access.meeting_to_edit(tx, key, "session.lead")
    if meeting.session_state != "planned":
        raise WrongOrder
    mark(tx, meeting, session_state="open", opened_at=tx.now)
    tx.emit(MeetingChanged(meeting_id=meeting.id), session_state=("planned", "open"))
    return meeting.id


def move_to_item(tx: Tx, *, key: UUID) -> int:
    """Make an item the one the room is on; the secretariat or the chair does it.

    The item left behind is done, unless the room goes back to an earlier one: then it is still to
    come. Returns the item's id. Raises NotFound, FileComplete, SessionNotOpen or ItemDeferred.
    """
    item, meeting = access.item_to_edit(tx, key, "session.lead")
    if meeting.session_state != "open":
        raise SessionNotOpen
    if item.state == "deferred":
        raise ItemDeferred
    left = _current(tx, meeting)
    if left is not None and left.id == item.id:
        return item.id
    if left is not None:
        mark(tx, left, state="done" if left.position < item.position else "planned")
    mark(tx, item, state="current")
    mark(tx, meeting, current_item_id=item.id)
    _tell(tx, meeting, item, left)
    return item.id


def leave_item(tx: Tx, meeting: Meeting, item: AgendaItem) -> None:
    """The room is on no item any more, because this one was taken off."""
    if meeting.current_item_id == item.id:
        mark(tx, meeting, current_item_id=None)
        _tell(tx, meeting, None, item)


def _current(tx: Tx, meeting: Meeting) -> AgendaItem | None:
    if meeting.current_item_id is None:
        return None
    item = tx.session.get(AgendaItem, meeting.current_item_id)
    if item is None:
        raise NotFound
    return item


def _tell(tx: Tx, meeting: Meeting, item: AgendaItem | None, left: AgendaItem | None) -> None:
    tx.emit(
        CurrentItemMoved(
            meeting_id=meeting.id,
            item_id=item.id if item else None,
            item_key=item.key if item else None,
            was_item_id=left.id if left else None,
            was_item_key=left.key if left else None,
        )
    )
