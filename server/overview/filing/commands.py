"""The file of a session is kept by its hash; how long it is kept is a label on the meeting."""

from uuid import UUID

from sqlmodel import select

from server.conclusions.models import SessionFile
from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.meetings.access import audience_of, uuid_of
from server.meetings.events import MeetingChanged
from server.meetings.models import Meeting
from server.people.access import may, viewer_with_id


class SessionGoesOn(DomainError):
    """A session that is not over has no file yet."""

    status, code = 409, "session-goes-on"


def meeting_to_file(tx: Tx, key: UUID | str) -> Meeting:
    """Load a meeting whose file the actor keeps, complete or not, locked. Raises NotFound."""
    found = tx.session.exec(select(Meeting.id).where(Meeting.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    tx.lock(f"meeting:{found}")
    meeting = tx.session.get_one(Meeting, found)
    if tx.actor.user_id:
        viewer = viewer_with_id(tx.session, tx.actor.user_id)
        if not (may(viewer, "files.make") and audience_of(tx.session, viewer, meeting).may_edit):
            raise NotFound
    return meeting


def keep_file(tx: Tx, *, meeting_key: UUID | str, sha256: str, size_bytes: int) -> str:
    """Note that the file of a session was made: a stored ZIP. Returns its key.

    Raises NotFound or SessionGoesOn.
    """
    meeting = meeting_to_file(tx, meeting_key)
    if meeting.session_state not in ("ended", "complete"):
        raise SessionGoesOn
    row = tx.add(
        SessionFile(
            meeting_id=meeting.id,
            sha256=sha256,
            size_bytes=size_bytes,
            made_by_id=tx.actor.user_id,
            made_at=tx.now,
        )
    )
    tx.emit(MeetingChanged(meeting_id=meeting.id), session_file=sha256)
    return str(row.key)


def label_retention(
    tx: Tx, *, meeting_key: UUID | str, version: int, base: str, retention: str
) -> int:
    """Say how long the file of a meeting is kept. Returns the meeting's id.

    Raises NotFound or EditConflict.
    """
    meeting = meeting_to_file(tx, meeting_key)
    edited = tx.edit(meeting, version, base={"retention": base}, to={"retention": retention})
    if edited:
        tx.emit(MeetingChanged(meeting_id=meeting.id), **edited)
    return meeting.id
