"""What of tasks goes on to the body that comes after one (people/takeovers.py).

A task that is not done goes to the successor and keeps the name it was given to; what is done
stays with the body that did it.
"""

from datetime import date

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, or_, select

from server.kernel.db import Tx
from server.people.models import Body
from server.people.takeovers import Takeover, takes_over
from server.tasks.events import TaskChanged
from server.tasks.models import Task, TaskBody


def _open(db: Session, body_id: int) -> list[Task]:
    helping = select(TaskBody.task_id).where(TaskBody.body_id == body_id)
    return list(
        db.exec(
            select(Task)
            .where(or_(Task.lead_body_id == body_id, col(Task.id).in_(helping)))
            .where(Task.state != "done")
            .order_by(col(Task.id))
            .with_for_update()
        )
    )


def _count(db: Session, body_id: int, day: date) -> int:
    helping = select(TaskBody.task_id).where(TaskBody.body_id == body_id)
    asked = select(Task.id).where(or_(Task.lead_body_id == body_id, col(Task.id).in_(helping)))
    return len(db.exec(asked.where(Task.state != "done")).all())


def _hand_over(tx: Tx, old_id: int, new_id: int, day: date) -> int:
    tx.lock("tasks")
    tasks = _open(tx.session, old_id)
    names = tx.session.get_one(Body, old_id).name, tx.session.get_one(Body, new_id).name
    ids = [task.id for task in tasks]
    helping = select(TaskBody).where(TaskBody.body_id == old_id)
    for row in tx.session.exec(helping.where(col(TaskBody.task_id).in_(ids))):
        row.body_id = new_id
    for task in tasks:
        if task.lead_body_id == old_id:
            task.lead_body_id = new_id
        else:
            flag_modified(task, "lead_body_id")  # another body helps: its pages are others
        tx.emit(TaskChanged.of(task), body=names)
    return len(tasks)


takes_over(Takeover("tasks", _count, _hand_over))
