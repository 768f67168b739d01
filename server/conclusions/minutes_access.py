"""Who may read and write minutes.

The office writes them and the meeting's chair reads them at all times. Who takes part reads them
once they are circulated: the items within his or her sight, without the opinions, unless the
minutes are signed and the body has ruled that those who took part read them. Guests do not. Who
gives numbers reads approved minutes, without opinions. The signed copy is for office, chair and
records clerk.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, select

from server.conclusions.models import Minutes
from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.meetings.access import Audience, FileComplete, audience_of, meeting_to_edit, uuid_of
from server.meetings.models import Meeting
from server.people.access import Viewer, keeps, may, viewer_with_id
from server.people.models import IssuedNumber

FOR_MEMBERS = ("circulated", "approved", "signed")
FOR_RECORDS = ("approved", "signed")


@dataclass(frozen=True)
class MinutesReader:
    """Readers of one meeting's minutes. `audience` None: they only give the number."""

    meeting_id: int
    audience: Audience | None
    may_number: bool
    locale: str
    priority: int = 1

    @property
    def may_write(self) -> bool:
        """Whether these readers write the minutes."""
        return self.audience is not None and self.audience.may_edit

    @property
    def whole(self) -> bool:
        """Whether opinions and every item are shown."""
        return self.audience is not None and self.audience.sees_all

    @property
    def may_approve(self) -> bool:
        """Whether these readers approve, or record it."""
        return self.audience is not None and self.audience.may_lead


def minutes_to_see(
    db: Session, viewer: Viewer, meeting_key: UUID | str
) -> tuple[Meeting, Minutes | None, MinutesReader]:
    """Return a meeting, its minutes if it has some, and who the viewer is. Raises NotFound."""
    meeting = db.exec(select(Meeting).where(Meeting.key == uuid_of(meeting_key))).first()
    if meeting is None:
        raise NotFound
    minutes = db.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    numbers = may(viewer, "documents.number")
    state = minutes.state if minutes else ""
    try:
        audience: Audience | None = audience_of(db, viewer, meeting)
    except NotFound:
        audience = None
    circulated = audience and audience.tier == "delegate" and state in FOR_MEMBERS
    if audience and not audience.sees_all and not circulated:
        audience = None
    if audience is None and not (numbers and state in FOR_RECORDS):
        raise NotFound
    return meeting, minutes, MinutesReader(meeting.id, audience, numbers, viewer.locale)


def minutes_to_edit(
    tx: Tx,
    meeting_key: UUID | str,
    act: str = "conclusions.note",
    *,
    commenting: bool = False,
    complete: bool = False,
) -> tuple[Minutes, Meeting]:
    """Load minutes and their meeting, locked. `commenting`: for whoever takes part; `complete`:
    also once the session's file is complete.

    Raises NotFound or FileComplete.
    """
    if commenting and tx.actor.user_id:
        viewer = viewer_with_id(tx.session, tx.actor.user_id)
        meeting, minutes, reader = minutes_to_see(tx.session, viewer, meeting_key)
        if reader.audience is None or minutes is None:
            raise NotFound
        tx.lock(f"meeting:{meeting.id}")
        tx.session.refresh(minutes)
        if meeting.session_state == "complete":
            raise FileComplete
        return minutes, meeting
    meeting = meeting_to_edit(tx, meeting_key, act, complete=complete)
    found = tx.session.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    if found is None:
        raise NotFound
    return found, meeting


def minutes_for_number(tx: Tx, meeting_key: UUID | str) -> tuple[Minutes, Meeting, bool]:
    """Load minutes for who gives numbers, and whether they have one. Raises NotFound."""
    keeps(tx, "documents.number")
    meeting = tx.session.exec(select(Meeting).where(Meeting.key == uuid_of(meeting_key))).first()
    if meeting is None:
        raise NotFound
    tx.lock(f"meeting:{meeting.id}")
    minutes = tx.session.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    if minutes is None:
        raise NotFound
    return minutes, meeting, number_of(tx.session, meeting) is not None


def number_of(db: Session, meeting: Meeting) -> IssuedNumber | None:
    """Return the number of a meeting's minutes, for a caller."""
    return db.exec(
        select(IssuedNumber)
        .where(IssuedNumber.body_id == meeting.body_id, IssuedNumber.page == "minutes")
        .where(IssuedNumber.target == str(meeting.key))
    ).first()


def circulated(db: Session, meeting_id: int) -> bool:
    """Return whether a meeting's minutes are there for those who took part, for a caller."""
    state = db.exec(select(Minutes.state).where(Minutes.meeting_id == meeting_id)).first()
    return state in FOR_MEMBERS
