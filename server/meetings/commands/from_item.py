"""An item of kind meeting (*Cuộc họp*) becomes the meeting itself."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.meetings.commands.making import make_meeting
from server.meetings.models import Meeting
from server.programmes.access import item_locked
from server.programmes.breaking_errors import NoMeeting
from server.programmes.models import LIVE, ProgrammeItem
from server.programmes.settling import become_meeting


def make_meeting_of_item(
    tx: Tx,
    *,
    item_key: UUID,
    body_key: UUID,
    kind: str,
    title: str,
    starts_at: datetime,
    place: str = "",
) -> str:
    """*Lập cuộc họp*: make the meeting that an item of a programme is. Returns its key.

    The item is held when the session ends. Raises NotFound, BadForm, or NoMeeting where the item
    is of another kind, done with, or became a meeting before; then nothing is made.
    """
    key = make_meeting(
        tx, body_key=body_key, kind=kind, title=title, starts_at=starts_at, place=place
    )
    found = tx.session.exec(select(ProgrammeItem.id).where(ProgrammeItem.key == item_key)).first()
    if found is None:
        raise NotFound
    item = item_locked(tx, found)
    if item.kind != "meeting" or item.state not in LIVE or item.meeting_id is not None:
        raise NoMeeting
    meeting_id = tx.session.exec(select(Meeting.id).where(Meeting.key == UUID(key))).one()
    become_meeting(tx, item, meeting_id, today(starts_at))
    return key
