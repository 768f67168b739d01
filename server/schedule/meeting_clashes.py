"""What a meeting clashes with, as its form has it: said where it is made or changed."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, select

from server.kernel.errors import NotFound
from server.kernel.i18n import local
from server.meetings.commands.making import members_on
from server.meetings.models import Meeting
from server.people.access import Viewer, require
from server.people.models import Body
from server.people.queries import account_names
from server.schedule.access import readers_of, uuid_of, week_name
from server.schedule.clashes import Busy, Who, clashes
from server.schedule.queries import load_week, shown
from server.schedule.views import Line, Met


def met_by(
    db: Session,
    viewer: Viewer,
    *,
    meeting_key: str,
    body_key: str,
    starts_at: datetime | None,
    place: str,
) -> tuple[Met, ...]:
    """Return what a meeting would clash with, of what the viewer sees of that week.

    `meeting_key` is the meeting that is changed, or "" for a new one of the body `body_key`, to
    which its members come. `starts_at` is by the office's clock; None: not said yet, nothing
    clashes. Raises NotFound.
    """
    require(viewer, "schedule.edit")
    if starts_at is None:
        return ()
    lines = _lines(db, viewer, starts_at)
    own = _changed(db, viewer, meeting_key) if meeting_key else _new(db, body_key, starts_at)
    wanted = replace(
        own,
        day=starts_at.date(),
        part="morning" if starts_at.hour < 12 else "afternoon",
        starts=starts_at.strftime("%H:%M"),
        ends=own.ends if own.day == starts_at.date() and own.ends > f"{starts_at:%H:%M}" else "",
        place=place,
    )
    others = {line.key: line for line in lines if line.key != wanted.key and not line.cancelled}
    found = clashes([wanted, *(line.busy for line in others.values())])
    return tuple(Met(clash, others[clash.other]) for clash in found.get(wanted.key, ()))


def _lines(db: Session, viewer: Viewer, moment: datetime) -> tuple[Line, ...]:
    readers = readers_of(db, viewer, week_name(moment.date()))
    days = shown(load_week(db, readers.monday), readers).days
    return tuple(line for day in days for _part, lines in day.halves for line in lines)


def _changed(db: Session, viewer: Viewer, key: str) -> Busy:
    """The meeting as it stands, with what the schedule adds to it. Raises NotFound."""
    meeting = db.exec(select(Meeting).where(Meeting.key == uuid_of(key))).first()
    if meeting is None:
        raise NotFound
    lines = _lines(db, viewer, local(meeting.starts_at))
    found = next((line.busy for line in lines if line.meeting_key == meeting.key), None)
    if found is None:
        raise NotFound
    return found


def _new(db: Session, body_key: str, starts_at: datetime) -> Busy:
    """A meeting that is not there yet: it takes the time of the body's members. Raises NotFound."""
    body = db.exec(select(Body).where(Body.key == uuid_of(body_key))).first()
    if body is None:
        raise NotFound
    day = starts_at.date()
    names = account_names(db, members_on(db, body.id, day))
    people = tuple(
        Who(name, frozenset((account_id,)), sure=True, post=False)
        for account_id, name in names.items()
    )
    return Busy(key="", day=day, body_id=body.id, people=people)
