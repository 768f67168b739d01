"""One task on its desk, which is pushed alone when the task changes."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion
from server.conclusions.queries import ConclusionLine, Desk, load_desk
from server.kernel.errors import NotFound
from server.tasks.models import Task
from server.tasks.queries import TaskLine


@dataclass(frozen=True)
class DeskTask:
    """One task on its desk."""

    meeting_id: int
    desk: Desk
    line: ConclusionLine
    task: TaskLine


def load_desk_task(db: Session, task_id: int) -> DeskTask:
    """Return a task as its desk shows it, whoever asks. Raises NotFound where it is gone."""
    found = db.exec(
        select(Conclusion.meeting_id, Conclusion.item_id)
        .select_from(Task)
        .join(Conclusion, col(Conclusion.id) == col(Task.conclusion_id))
        .where(Task.id == task_id)
    ).first()
    if found is None:
        raise NotFound
    meeting_id, item_id = found
    shown = load_desk(db, item_id)
    line, task = next(
        (line, task) for line in shown.conclusions for task in line.tasks if task.id == task_id
    )
    return DeskTask(meeting_id, shown, line, task)
