"""Reads of reminders: what a person was reminded of and has not seen, what goes into a mail."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from server.kernel.errors import NotFound
from server.people.access import Viewer
from server.people.numbering import full_number
from server.tasks.access import task_to_see
from server.tasks.followup import Reminder, TaskDirective, UrgedTask, UrgingLetter
from server.tasks.models import Task
from server.tasks.rules import WITHOUT_PRODUCT
from server.urging.access import hears_of

LOUDNESS = ("yellow", "red", "special")
ANSWERS = ("directive", "unanswered")
SHOWN = 100  # reminders that one person works down

# Whether a reminder still says what is so: the task has no product yet and the day it is about, or
# the directive still waits.
_STILL = or_(
    col(Reminder.alert).in_(LOUDNESS)
    & col(Task.state).in_(WITHOUT_PRODUCT)
    & (col(Task.deadline) == col(Reminder.deadline)),
    col(Reminder.alert).in_(ANSWERS)
    & (Task.state != "done")
    & select(TaskDirective.id)
    .where(TaskDirective.task_id == Task.id, TaskDirective.kind == "directive")
    .where(TaskDirective.answer_by == Reminder.deadline)
    .where(col(TaskDirective.answered_at).is_(None))
    .exists(),
)


@dataclass(frozen=True)
class ReminderLine:
    """A reminder that its person has not marked as seen, the loudest of its task.

    `opens`: whether the person sees the task's own page. `lead` is as written.
    """

    id: int
    alert: str
    key: str
    work: str
    lead: str
    deadline: date
    opens: bool


@dataclass(frozen=True)
class Reminders:
    """What a person was reminded of: the first lines of `count`; `until` is the newest row's id."""

    lines: tuple[ReminderLine, ...] = ()
    count: int = 0
    until: int = 0


def reminders_of(db: Session, viewer: Viewer) -> Reminders:
    """Return the viewer's reminders that were not seen yet and still hold, the loudest first."""
    rows = db.execute(
        select(Reminder, Task)
        .join(Task, col(Task.id) == col(Reminder.task_id))
        .where(Reminder.account_id == viewer.user_id, col(Reminder.read_at).is_(None), _STILL)
        .order_by(col(Reminder.deadline), col(Reminder.id))
    ).all()
    directed = {row.task_id for row, _task in rows if row.alert == "unanswered"}
    gave = _directors(db, directed)
    found: dict[tuple[int, bool], tuple[Reminder, Task]] = {}
    for row, task in rows:
        if not hears_of(viewer, task, viewer.user_id if viewer.user_id in gave[task.id] else None):
            continue
        about = task.id, row.alert in ANSWERS
        if about not in found or _rank(row.alert) >= _rank(found[about][0].alert):
            found[about] = row, task
    kept = sorted(found.values(), key=lambda pair: (-_rank(pair[0].alert), pair[0].deadline))
    return Reminders(
        lines=tuple(_line(db, viewer, row, task) for row, task in kept[:SHOWN]),
        count=len(kept),
        until=max((row.id for row, _task in rows), default=0),
    )


def _directors(db: Session, task_ids: Iterable[int]) -> defaultdict[int, set[int]]:
    """Who gave the directives of these tasks."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    asked = select(TaskDirective.task_id, TaskDirective.said_by_id)
    for task_id, person in db.exec(asked.where(col(TaskDirective.task_id).in_(set(task_ids)))):
        found[task_id].add(person)
    return found


def _rank(alert: str) -> int:
    return ("yellow", "directive", "red", "unanswered", "special").index(alert)


def _line(db: Session, viewer: Viewer, row: Reminder, task: Task) -> ReminderLine:
    return ReminderLine(
        id=row.id,
        alert=row.alert,
        key=str(task.key),
        work=task.work,
        lead=task.lead_text,
        deadline=row.deadline,
        opens=_opens(db, viewer, task),
    )


def _opens(db: Session, viewer: Viewer, task: Task) -> bool:
    try:
        task_to_see(db, viewer, task.key)
    except NotFound:
        return False
    return True


def to_mail(db: Session) -> dict[int, Counter[str]]:
    """Return by account how many tasks of each alert no mail has told of yet, for a caller that
    writes the mails: the loudest alert of each task, nothing that was seen or no longer holds."""
    rows = db.execute(
        select(Reminder.account_id, Reminder.task_id, Reminder.alert)
        .join(Task, col(Task.id) == col(Reminder.task_id))
        .where(col(Reminder.mail_id).is_(None), col(Reminder.read_at).is_(None), _STILL)
    ).all()
    loudest: dict[tuple[int, int, bool], str] = {}
    for account_id, task_id, alert in rows:
        about = account_id, task_id, alert in ANSWERS
        if about not in loudest or _rank(alert) > _rank(loudest[about]):
            loudest[about] = alert
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for (account_id, _task_id, _answer), alert in loudest.items():
        found[account_id][alert] += 1
    return found


@dataclass(frozen=True)
class Urged:
    """A letter that urged a task: its number and day. `key` leads to it."""

    key: str
    number: str
    issued_on: date


def urged_of(db: Session, task_id: int) -> tuple[Urged, ...]:
    """Return the issued letters that urged a task, the newest first, for a caller that filters."""
    rows = db.exec(
        select(UrgingLetter)
        .join(UrgedTask, col(UrgedTask.letter_id) == col(UrgingLetter.id))
        .where(UrgedTask.task_id == task_id, UrgingLetter.state == "issued")
        .order_by(col(UrgingLetter.issued_on).desc(), col(UrgingLetter.id).desc())
    )
    return tuple(
        Urged(str(row.key), full_number(row.number, row.symbol), row.issued_on)
        for row in rows
        if row.issued_on is not None
    )
