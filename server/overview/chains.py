"""The links of a chain, and those that lead from a task back to its programme.

Each link says whether this viewer may open it; what is out of sight is left out, words and all.
The standing body follows what was issued, in every meeting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from sqlmodel import Session

from server.conclusions.access import notice_to_see
from server.conclusions.models import Conclusion, Notice
from server.conclusions.notices import full_number
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.meetings import access as meetings
from server.meetings.models import AgendaItem, Meeting
from server.people.access import Viewer, may
from server.programmes import access as programmes
from server.programmes.models import ProgrammeItem
from server.tasks import queries as tasks
from server.tasks.access import TaskReaders, task_to_see
from server.tasks.details import Details, details_of
from server.tasks.models import Task
from server.tasks.queries import ReportLine, TaskLine
from server.tasks.sources import source_of

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One link of a chain. `kind`: programme, programme-item, agenda-item, conclusion, source (the
    notice or the sheet that a task was brought in from), task.

    `page` is the name of the route that shows it, "" where this viewer may not open it; `key`
    goes into the address. `note` is a number, `on` a day.
    """

    kind: str
    words: str
    page: str = ""
    key: str = ""
    note: str = ""
    on: date | datetime | None = None


def task_page(db: Session, task_id: int) -> tuple[TaskLine, tuple[ReportLine, ...], Details]:
    """Return a task, its reports and what stands beside, for a caller that filters by readers.

    Raises NotFound.
    """
    row = db.get(Task, task_id)
    if row is None:
        raise NotFound
    line = tasks.task_lines(db, [row])[0]
    return line, tasks.reports(db, TaskReaders("office", ""), line), details_of(db, line)


def chain_of(db: Session, viewer: Viewer, line: TaskLine) -> tuple[Step, ...]:
    """Return where a task within the viewer's sight comes from, the programme first."""
    steps = [Step("task", line.work)]
    while line.parent_id and line.opened_as == "part":
        line = tasks.task_lines(db, [db.get_one(Task, line.parent_id)])[0]
        steps.append(task_step(db, viewer, line))
    conclusion = db.get(Conclusion, line.conclusion_id) if line.conclusion_id else None
    if conclusion is None:
        if (brought := source_of(db, line.id)) is not None:
            note = ", ".join(part for part in (brought.session, brought.document) if part)
            steps.append(Step("source", brought.words, note=note, on=brought.issued_on))
        return tuple(reversed(steps))
    item = db.get_one(AgendaItem, conclusion.item_id)
    if (step := conclusion_step(db, viewer, conclusion, item)) is not None:
        steps.append(step)
    meeting = db.get_one(Meeting, item.meeting_id)
    if (step := agenda_step(db, viewer, item, meeting)) is not None:
        steps.append(step)
    if item.programme_item_id:
        source = db.get_one(ProgrammeItem, item.programme_item_id)
        if (seen := attempt(programmes.item_to_see, db, viewer, source.key)) is not None:
            row, programme, _readers = seen
            steps.append(
                Step("programme-item", row.text, "programme_item", str(row.key), row.number)
            )
            steps.append(Step("programme", programme.title, "programme", str(programme.key)))
    return tuple(reversed(steps))


def task_step(db: Session, viewer: Viewer, line: TaskLine) -> Step:
    """The task that another one is a part of; its words are its readers' alone."""
    if attempt(task_to_see, db, viewer, line.key) is None:
        return Step("task", _("A task of another body"))
    return Step("task", line.work, "task", line.key)


def conclusion_step(
    db: Session, viewer: Viewer, conclusion: Conclusion, item: AgendaItem
) -> Step | None:
    """The words adopted: shown once issued, before that to those who see all of the meeting."""
    if conclusion.notice_id is not None:
        notice = db.get_one(Notice, conclusion.notice_id)
        page = "notice" if attempt(notice_to_see, db, viewer, notice.key) else ""
        number = full_number(notice.number, notice.symbol)
        return Step("conclusion", conclusion.text, page, str(notice.key), number, notice.issued_on)
    seen = attempt(item_seen, db, viewer, item.key)
    if seen is None or not seen[1].sees_all:
        return None
    return Step("conclusion", conclusion.text, "", str(conclusion.key), str(conclusion.number))


def agenda_step(db: Session, viewer: Viewer, item: AgendaItem, meeting: Meeting) -> Step | None:
    """A line of an agenda, opened by who sees it; who follows all tasks reads its title."""
    if attempt(item_seen, db, viewer, item.key) is not None:
        page = "meeting"
    elif may(viewer, "tasks.follow"):
        page = ""
    else:
        return None
    return Step("agenda-item", item.title, page, str(meeting.key), meeting.title, meeting.starts_at)


item_seen = partial(meetings.item_to_see, aside=True)


def meeting_step(db: Session, viewer: Viewer, meeting_id: int) -> Step | None:
    """The meeting that an item became, for those who take part in it."""
    meeting = db.get_one(Meeting, meeting_id)
    if attempt(meetings.meeting_to_see, db, viewer, meeting.key) is None:
        return None
    return Step("meeting", meeting.title, "meeting", str(meeting.key), on=meeting.starts_at)


def attempt(loader: Callable[..., T], db: Session, viewer: Viewer, key: Any) -> T | None:
    """Return what the viewer may see, or None."""
    try:
        return loader(db, viewer, key)
    except NotFound:
        return None
