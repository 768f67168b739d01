"""The chain walked both ways: where a task comes from, what became of a programme's item.

Each link says whether this viewer may open it; what is out of sight is left out, words and all.
The standing body follows what was issued, in every meeting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from sqlmodel import Session, col, select

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
from server.tasks.access import TaskReaders, readers_of, task_to_see
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
        steps.append(_whole(db, viewer, line))
    conclusion = db.get(Conclusion, line.conclusion_id) if line.conclusion_id else None
    if conclusion is None:
        if (brought := source_of(db, line.id)) is not None:
            note = ", ".join(part for part in (brought.session, brought.document) if part)
            steps.append(Step("source", brought.words, note=note, on=brought.issued_on))
        return tuple(reversed(steps))
    item = db.get_one(AgendaItem, conclusion.item_id)
    if (step := _conclusion(db, viewer, conclusion, item)) is not None:
        steps.append(step)
    meeting = db.get_one(Meeting, item.meeting_id)
    if (step := _agenda_item(db, viewer, item, meeting)) is not None:
        steps.append(step)
    if item.programme_item_id:
        source = db.get_one(ProgrammeItem, item.programme_item_id)
        if (seen := _try(programmes.item_to_see, db, viewer, source.key)) is not None:
            row, programme, _readers = seen
            steps.append(
                Step("programme-item", row.text, "programme_item", str(row.key), row.number)
            )
            steps.append(Step("programme", programme.title, "programme", str(programme.key)))
    return tuple(reversed(steps))


def _whole(db: Session, viewer: Viewer, line: TaskLine) -> Step:
    """The task that another one is a part of; its words are its readers' alone."""
    if _try(task_to_see, db, viewer, line.key) is None:
        return Step("task", _("A task of another body"))
    return Step("task", line.work, "task", line.key)


def _conclusion(
    db: Session, viewer: Viewer, conclusion: Conclusion, item: AgendaItem
) -> Step | None:
    """The words adopted: shown once issued, before that to those who see all of the meeting."""
    if conclusion.notice_id is not None:
        notice = db.get_one(Notice, conclusion.notice_id)
        page = "notice" if _try(notice_to_see, db, viewer, notice.key) else ""
        number = full_number(notice.number, notice.symbol)
        return Step("conclusion", conclusion.text, page, str(notice.key), number, notice.issued_on)
    seen = _try(_seen, db, viewer, item.key)
    if seen is None or not seen[1].sees_all:
        return None
    return Step("conclusion", conclusion.text, "", str(conclusion.key), str(conclusion.number))


def _agenda_item(db: Session, viewer: Viewer, item: AgendaItem, meeting: Meeting) -> Step | None:
    if _try(_seen, db, viewer, item.key) is not None:
        page = "meeting"
    elif may(viewer, "tasks.follow"):
        page = ""
    else:
        return None
    return Step("agenda-item", item.title, page, str(meeting.key), meeting.title, meeting.starts_at)


_seen = partial(meetings.item_to_see, aside=True)


def _try(loader: Callable[..., T], db: Session, viewer: Viewer, key: Any) -> T | None:
    """Return what the viewer may see, or None."""
    try:
        return loader(db, viewer, key)
    except NotFound:
        return None


# --- what became of a programme's item ------------------------------------------------------------


@dataclass(frozen=True)
class ConcludedTask:
    """A task with the result that was confirmed, if one was."""

    task: TaskLine
    result: ReportLine | None


@dataclass(frozen=True)
class Concluded:
    """A conclusion within sight, with the tasks within sight."""

    step: Step
    tasks: tuple[ConcludedTask, ...]


@dataclass(frozen=True)
class Tabled:
    """One time that the item stood on an agenda. `state` is the agenda item's."""

    step: Step
    state: str
    conclusions: tuple[Concluded, ...]


@dataclass(frozen=True)
class Became:
    """What became of a programme's item: each time it was tabled, the latest first, and the meeting
    that it became."""

    item_key: str
    state: str
    tabled: tuple[Tabled, ...]
    meeting: Step | None = None


def became_of(db: Session, viewer: Viewer, key: str) -> Became:
    """Return what became of a programme's item, as far as the viewer sees it. Raises NotFound."""
    item, _programme, _readers = programmes.item_to_see(db, viewer, key)
    rows = db.execute(
        select(AgendaItem, Meeting)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(AgendaItem.programme_item_id == item.id)
        .order_by(col(Meeting.starts_at).desc())
    ).all()
    tabled = []
    for agenda_item, meeting in rows:
        step = _agenda_item(db, viewer, agenda_item, meeting)
        concluded = _concluded(db, viewer, agenda_item)
        if not concluded and (step is None or not step.page):
            continue  # who only follows tasks reads of what was concluded, not of agendas
        shown = step or Step("agenda-item", "", on=meeting.starts_at)
        tabled.append(Tabled(shown, agenda_item.state, concluded))
    meeting = _meeting(db, viewer, item.meeting_id) if item.meeting_id else None
    return Became(str(item.key), item.state, tuple(tabled), meeting)


def _meeting(db: Session, viewer: Viewer, meeting_id: int) -> Step | None:
    """The meeting that an item became, for those who take part in it."""
    meeting = db.get_one(Meeting, meeting_id)
    if _try(meetings.meeting_to_see, db, viewer, meeting.key) is None:
        return None
    return Step("meeting", meeting.title, "meeting", str(meeting.key), on=meeting.starts_at)


def _concluded(db: Session, viewer: Viewer, item: AgendaItem) -> tuple[Concluded, ...]:
    conclusions = list(
        db.exec(
            select(Conclusion)
            .where(Conclusion.item_id == item.id)
            .where(col(Conclusion.removed) == False)  # noqa: E712
            .order_by(col(Conclusion.number))
        )
    )
    in_sight = _try(_seen, db, viewer, item.key)
    readers = _readers(viewer)
    lines = tasks.lines_of(db, [conclusion.id for conclusion in conclusions])
    found = []
    for conclusion in conclusions:
        seen = tuple(
            ConcludedTask(line, _result(db, readers, line))
            for line in lines[conclusion.id]
            if readers
            and readers.sees(line.state, line.lead_id, line.coordinating_ids, line.confirmer_id)
        )
        if not seen and in_sight is None and not may(viewer, "tasks.follow"):
            continue
        if (step := _conclusion(db, viewer, conclusion, item)) is not None:
            found.append(Concluded(step, seen))
    return tuple(found)


def _readers(viewer: Viewer) -> TaskReaders | None:
    try:
        return readers_of(viewer)
    except NotFound:
        return None


def _result(db: Session, readers: TaskReaders, line: TaskLine) -> ReportLine | None:
    reports = tasks.reports(db, readers, line)
    return next((report for report in reports if report.answer == "confirmed"), None)
