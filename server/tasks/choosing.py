"""Tasks to choose from: by words, by lead body, those not done, a page at a time."""

from dataclasses import dataclass

from sqlmodel import Session, and_, col, or_, select

from server.kernel.i18n import fold, nfc
from server.people.models import Body
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.models import Task, TaskReport, TaskSource
from server.tasks.queries import TaskLine, task_lines

PAGE = 30
UNDER_WAY = ("open", "reported", "returned")


@dataclass(frozen=True)
class Choice:
    """A page of tasks to choose from; `more`: there are further ones."""

    lines: tuple[TaskLine, ...]
    more: bool


def open_tasks(
    db: Session,
    audience: TaskReaders,
    *,
    words: str = "",
    body: str = "",
    states: tuple[str, ...] = UNDER_WAY,
    leading: bool = False,
    page: int = 1,
) -> Choice:
    """Return given tasks that these readers see, the nearest deadline first.

    `words` are all found in the work, case and marks aside, or are a task's code; `body` is the
    lead's key; `leading`: only what the reader's own bodies lead.
    """
    asked = select(Task).where(col(Task.state).in_(states))
    if audience.tier == "body" or (leading and audience.tier != "office"):
        asked = asked.where(col(Task.lead_body_id).in_(audience.bodies))
    if body:
        lead = select(Body.id).where(Body.key == uuid_of(body)).scalar_subquery()
        asked = asked.where(Task.lead_body_id == lead)
    said = nfc(" ".join(words.split()))
    if said:
        found = [col(Task.folded).contains(word, autoescape=True) for word in fold(said).split()]
        coded = select(TaskSource.task_id).where(TaskSource.code == said)
        asked = asked.where(or_(and_(*found), col(Task.id).in_(coded)))
    asked = asked.order_by(col(Task.deadline).is_(None), col(Task.deadline), col(Task.id)).offset(
        (max(page, 1) - 1) * PAGE
    )
    rows = list(db.exec(asked.limit(PAGE + 1)))
    return Choice(tuple(task_lines(db, rows[:PAGE])), len(rows) > PAGE)


def closed_by_same(db: Session, task_id: int) -> tuple[TaskLine, ...]:
    """Return the other tasks that wait with the same document, for who confirms this one."""
    this = select(TaskReport.together).where(TaskReport.task_id == task_id)
    together = db.exec(this.order_by(col(TaskReport.id).desc())).first()
    if together is None:
        return ()
    same = select(TaskReport.task_id).where(TaskReport.together == together)
    rows = db.exec(
        select(Task)
        .where(col(Task.id).in_(same.where(TaskReport.answer == "")))
        .where(Task.state == "reported")
        .where(Task.id != task_id)
        .order_by(col(Task.id))
    )
    return tuple(task_lines(db, list(rows)))
