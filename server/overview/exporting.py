"""The follow-up list as the tracking sheet that offices keep."""

from sqlmodel import Session

from server.conclusions.tracked import tracked_rows
from server.overview.queries import seen_follow_up
from server.tasks.access import TaskReaders
from server.tasks.tracking.row import SheetRow


def shown_rows(db: Session, audience: TaskReaders) -> list[SheetRow]:
    """Return the tasks that these readers' list shows, in its order."""
    shown = [line.task.id for line in seen_follow_up(db, audience).lines]
    rows = {row.task_id: row for row in tracked_rows(db, shown)}
    return [rows[task_id] for task_id in shown]
