"""A week of the schedule as an iCalendar file (RFC 5545), for calendars on other devices.

What is one line there is one event here, whoever downloads it and however often: its UID is the
line's key, its SEQUENCE follows the line's version. A line without an hour lies on the whole day
and says its half; no hour is invented.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from server.kernel.i18n import gettext as _
from server.schedule.clashes import span
from server.schedule.views import Line, Shown

ZONE = "Asia/Ho_Chi_Minh"


def calendar_of(week: Shown, *, name: str, moment: datetime, zone: str = ZONE) -> bytes:
    """Return a week as somebody sees it as a file; `name` is the calendar's, `moment` is now."""
    calendar = Calendar()
    calendar.add("prodid", "-//Plenum//Schedule//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    for line in week.lines:
        calendar.add_component(_event(line, week, moment, ZoneInfo(zone)))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(line: Line, week: Shown, moment: datetime, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{line.key}@plenum")
    event.add("sequence", line.version - 1)
    event.add("dtstamp", moment)
    event.add("summary", _summary(line))
    if line.starts:
        _first, last = span(line.busy)
        begins = datetime.combine(line.day, time.fromisoformat(line.starts), zone)
        midnight = datetime.combine(line.day, time(), zone)
        event.add("dtstart", begins)
        event.add("dtend", midnight + timedelta(minutes=last))
    else:
        event.add("dtstart", line.day)
        event.add("dtend", line.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if line.place:
        event.add("location", line.place)
    if said := _description(line):
        event.add("description", said)
    draft = week.published_at is None and line.meeting_id is None
    status = "TENTATIVE" if draft else "CONFIRMED"
    event.add("status", "CANCELLED" if line.cancelled else status)
    return event


def subject(line: Line) -> str:
    """Return what a line says it is about; a secret one says only how it is presented."""
    return _("Presented in person") if line.secret else line.text


def _summary(line: Line) -> str:
    if line.starts:
        return subject(line)
    half = _("Morning") if line.part == "morning" else _("Afternoon")
    return f"{half}: {subject(line)}"


def _description(line: Line) -> str:
    parts = (
        (_("Chaired by"), "; ".join(line.chairs)),
        (_("Taking part"), "; ".join(line.attends)),
        (_("Body"), line.body),
        (_("Prepared by"), line.prepared_by),
        (_("Vehicle"), line.vehicle),
        (_("Remark"), line.note),
    )
    return "\n".join(f"{word}: {said}" for word, said in parts if said)
