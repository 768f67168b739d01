"""What the schedule's page, its pushes and its file show of a week.

`load_week` reads a week once, with who may see each part; `shown` makes of it what one audience
may see, without touching the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, or_, select

from server.kernel.i18n import from_local, local
from server.meetings.models import Attendee, Meeting
from server.people.models import Body
from server.people.queries import account_names
from server.schedule.access import WeekReaders
from server.schedule.clashes import Who, clashes
from server.schedule.leaders import Directory, directory
from server.schedule.models import PARTS, ScheduleEntry, SchedulePerson, ScheduleWeek
from server.schedule.views import Day, Line, Met, Shown, Week


def load_week(db: Session, monday: date) -> Week:
    """Return a week with everything in it, for a caller who filters by `shown`."""
    known = directory(db)
    after = monday + timedelta(days=7)
    begins, ends = (from_local(datetime.combine(day, time())) for day in (monday, after))
    meetings = db.execute(
        select(Meeting, Body.name)
        .join(Body, col(Body.id) == col(Meeting.body_id))
        .where(col(Meeting.starts_at) >= begins, col(Meeting.starts_at) < ends)
    ).all()
    ids = [meeting.id for meeting, _body in meetings]
    entries = db.execute(
        select(ScheduleEntry, Body.name)
        .outerjoin(Body, col(Body.id) == col(ScheduleEntry.body_id))
        .where(
            or_(
                col(ScheduleEntry.meeting_id).in_(ids),
                col(ScheduleEntry.meeting_id).is_(None)
                & (col(ScheduleEntry.day) >= monday)
                & (col(ScheduleEntry.day) < after),
            )
        )
    ).all()
    people: dict[int, list[SchedulePerson]] = {}
    named = col(SchedulePerson.entry_id).in_([entry.id for entry, _body in entries])
    for person in db.exec(select(SchedulePerson).where(named).order_by(col(SchedulePerson.id))):
        people.setdefault(person.entry_id, []).append(person)
    taking_part: dict[int, list[Attendee]] = {}
    for attendee in db.exec(select(Attendee).where(col(Attendee.meeting_id).in_(ids))):
        taking_part.setdefault(attendee.meeting_id, []).append(attendee)
    accounts = {a.account_id for rows in taking_part.values() for a in rows}
    names = account_names(db, accounts | {entry.changed_by_id or 0 for entry, _body in entries})
    lines: list[Line] = []
    added: dict[int, Line] = {}
    for entry, body in entries:
        line = _line(entry, body or "", people.get(entry.id, []), known, names)
        if entry.meeting_id is None:
            lines.append(line)
        else:
            added[entry.meeting_id] = line
    for meeting, body in meetings:
        own = _meeting_line(meeting, body, taking_part.get(meeting.id, []), names)
        lines.append(_joined(own, added[meeting.id]) if meeting.id in added else own)
    week = db.exec(select(ScheduleWeek).where(ScheduleWeek.monday == monday)).first()
    lines.sort(key=lambda line: (line.day, PARTS.index(line.part), line.starts, line.key))
    return Week(monday, week.published_at if week else None, tuple(lines), known)


def entry_line(db: Session, entry: ScheduleEntry, known: Directory) -> Line:
    """Return an entry's own line, for a caller who may edit it."""
    people = select(SchedulePerson).where(SchedulePerson.entry_id == entry.id)
    rows = list(db.exec(people.order_by(col(SchedulePerson.id))))
    return _line(entry, "", rows, known, account_names(db, [entry.changed_by_id or 0]))


def _line(
    entry: ScheduleEntry,
    body: str,
    people: list[SchedulePerson],
    known: Directory,
    names: Mapping[int, str],
) -> Line:
    return Line(
        key=str(entry.key),
        entry_key=entry.key,
        meeting_id=None,
        meeting_key=None,
        version=entry.version,
        day=entry.day,
        part=entry.part,
        starts=entry.starts,
        ends=entry.ends,
        text=entry.text,
        secret=entry.secret,
        place=entry.place,
        vehicle=entry.vehicle,
        body_id=entry.body_id,
        body=body,
        chairs=tuple(p.name for p in people if p.role == "chair"),
        attends=tuple(p.name for p in people if p.role != "chair"),
        prepared_by=entry.prepared_by,
        note=entry.note,
        recurring=entry.recurring,
        cancelled=entry.cancelled,
        adjusted=entry.adjusted,
        by=names.get(entry.changed_by_id or 0, ""),
        who=tuple(known.who(p.name, p.account_id) for p in people),
    )


def _meeting_line(
    meeting: Meeting, body: str, people: list[Attendee], names: Mapping[int, str]
) -> Line:
    """A meeting as the schedule shows it: it takes the time of whoever chairs or sits in it."""
    begins = local(meeting.starts_at)
    ended = local(meeting.ended_at) if meeting.ended_at else None
    here = [person for person in people if person.account_id in names and person.tier != "guest"]
    return Line(
        key=f"meeting-{meeting.key}",
        entry_key=None,
        meeting_id=meeting.id,
        meeting_key=meeting.key,
        version=meeting.version,
        day=begins.date(),
        part="morning" if begins.hour < 12 else "afternoon",
        starts=begins.strftime("%H:%M"),
        ends=ended.strftime("%H:%M") if ended and ended.date() == begins.date() else "",
        text=meeting.title,
        secret=False,
        place=meeting.place,
        vehicle="",
        body_id=meeting.body_id,
        body=body,
        chairs=tuple(names[p.account_id] for p in here if p.tier == "chair"),
        attends=(),
        prepared_by="",
        note="",
        recurring=False,
        cancelled=False,
        adjusted=False,
        by="",
        who=tuple(
            Who(names[p.account_id], frozenset((p.account_id,)), sure=True, post=False)
            for p in here
        ),
    )


def _joined(meeting: Line, added: Line) -> Line:
    """A meeting with what the schedule adds to it."""
    return replace(
        meeting,
        entry_key=added.entry_key,
        version=meeting.version + added.version,
        ends=meeting.ends or (added.ends if added.ends > meeting.starts else ""),
        vehicle=added.vehicle,
        chairs=tuple(dict.fromkeys((*meeting.chairs, *added.chairs))),
        attends=added.attends,
        prepared_by=added.prepared_by,
        note=added.note,
        adjusted=added.adjusted,
        by=added.by,
        who=(*meeting.who, *added.who),
        bare=meeting,
    )


def shown(week: Week, readers: WeekReaders) -> Shown:
    """Return what these readers see of a week, and the clashes among that."""
    published = week.published_at is not None
    lines = []
    for line in week.lines:
        if line.meeting_id is not None:
            if line.meeting_id in readers.meetings:
                lines.append(line if published or readers.sees_draft else line.bare or line)
        elif (published or readers.sees_draft) and (
            readers.may_edit or line.adjusted or not line.cancelled
        ):
            lines.append(line)
    found = clashes(line.busy for line in lines if not line.cancelled) if readers.sees_draft else {}
    by_key = {line.key: line for line in lines}
    leader = week.people.person(readers.leader)
    if readers.leader:
        lines = [line for line in lines if any(readers.leader in who.holders for who in line.who)]
    mine = {line.key for line in lines}
    return Shown(
        monday=week.monday,
        published_at=week.published_at,
        days=tuple(_day(week.monday + timedelta(days=number), lines) for number in range(7)),
        met={
            key: tuple(Met(clash, by_key[clash.other]) for clash in all_of)
            for key, all_of in found.items()
            if key in mine
        },
        leader=leader,
    )


def _day(day: date, lines: list[Line]) -> Day:
    on = [line for line in lines if line.day == day]
    halves = ((part, tuple(line for line in on if line.part == part)) for part in PARTS)
    return Day(day, tuple(halves))


def seen_week(db: Session, audience: WeekReaders) -> Shown:
    """Return a week as this audience sees it."""
    return shown(load_week(db, audience.monday), audience)


@dataclass(frozen=True)
class Letterhead:
    """How the office's paper begins: who issues, and by which vocabulary."""

    office: str
    vocabulary: str


def letterhead(db: Session) -> Letterhead:
    """Return what stands on top of the printed week, the same for whoever asks."""
    found = db.exec(select(Body).where(Body.kind == "office")).first()
    return Letterhead(found.name if found else "", found.vocabulary if found else "party")
