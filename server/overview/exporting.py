"""The follow-up list as the tracking sheet that offices keep."""

from sqlmodel import Session, select

from server.conclusions.tracked import tracked_rows
from server.overview import narrowing
from server.tasks.access import TaskReaders
from server.tasks.models import Task
from server.tasks.tracking.row import SheetRow

_AT_ONCE = 500  # tasks asked for in one statement


def shown_rows(db: Session, audience: TaskReaders) -> list[SheetRow]:
    """Return the tasks that these readers' list shows, all of its pages, in its order."""
    asked = select(Task.id).where(narrowing.wanted(db, audience))
    shown = list(db.execute(narrowing.ordered(db, audience, asked)).scalars())
    rows: dict[int, SheetRow] = {}
    for start in range(0, len(shown), _AT_ONCE):
        rows |= {row.task_id: row for row in tracked_rows(db, shown[start : start + _AT_ONCE])}
    return [rows[task_id] for task_id in shown]
