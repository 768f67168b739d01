"""A person's deadlines as an iCalendar file (RFC 5545), each with an alarm.

What is one task there is one event here, whoever downloads it and however often: its UID is the
task's key, its SEQUENCE follows the task's version. A deadline lies on its whole day.
"""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event
from sqlmodel import Session, col, or_, select

from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.people.access import Viewer, may
from server.tasks.models import Task
from server.tasks.rules import WITHOUT_PRODUCT, follow_up_rules
from server.urging.access import bodies_of

MORNING = timedelta(hours=8)


def keeps_deadlines(viewer: Viewer) -> bool:
    """Whether somebody may have deadlines: answers for a body, or watches tasks."""
    return bool(bodies_of(viewer)) or may(viewer, "tasks.urge")


def deadlines(db: Session, viewer: Viewer) -> tuple[list[Task], int]:
    """Return the tasks whose day the viewer keeps, and how many days before it to sound an alarm:
    those of the viewer's bodies and those watched, without a product yet. Raises NotFound."""
    if not keeps_deadlines(viewer):
        raise NotFound
    mine = or_(
        col(Task.lead_body_id).in_(bodies_of(viewer)), col(Task.watcher_id) == viewer.user_id
    )
    rows = db.exec(
        select(Task)
        .where(mine, col(Task.state).in_(WITHOUT_PRODUCT), col(Task.deadline).is_not(None))
        .order_by(col(Task.deadline), col(Task.id))
    )
    return list(rows), follow_up_rules(db).yellow


def calendar_of(tasks: list[Task], before: int, *, name: str, moment: datetime, site: str) -> bytes:
    """Return the file. `before`: days from the alarm to the deadline; `site` is this address."""
    calendar = Calendar()
    calendar.add("prodid", "-//Plenum//Deadlines//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for task in tasks:
        calendar.add_component(_event(task, before, moment, site))
    return bytes(calendar.to_ical())


def _event(task: Task, before: int, moment: datetime, site: str) -> Event:
    assert task.deadline is not None
    event = Event()
    event.add("uid", f"{task.key}@plenum")
    event.add("sequence", task.version - 1)
    event.add("dtstamp", moment)
    event.add("summary", _("Due: %(work)s") % {"work": task.work})
    event.add("dtstart", task.deadline)
    event.add("dtend", task.deadline + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("description", "\n".join(filter(None, (task.lead_text, task.product))))
    event.add("url", f"{site}/tasks/{task.key}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", task.work)
    alarm.add("trigger", MORNING - timedelta(days=before))
    event.add_component(alarm)
    return event
