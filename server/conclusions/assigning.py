"""Tasks while their conclusion may still change: add, edit, remove, act at once, stop that.

Each raises the conclusion's version: who agrees or issues does so to the tasks shown, too.
"""

from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from server.conclusions import access
from server.conclusions.commands import changed
from server.conclusions.fields import field_at
from server.conclusions.models import Conclusion
from server.conclusions.verdicts import with_a_task
from server.kernel.db import Tx
from server.meetings.models import AgendaItem
from server.tasks.access import WrongTaskState
from server.tasks.commands import (
    change_planned,
    open_task,
    plan_task,
    remove_planned,
    take_back,
)
from server.tasks.words import TaskWords


def _changed(tx: Tx, conclusion: Conclusion, item: AgendaItem, task_id: int) -> None:
    flag_modified(conclusion, "text")  # a new version, though no column has a new value
    conclusion.changed_by_id = tx.actor.user_id or None
    changed(tx, item, conclusion.id, task=task_id)


def add_task(tx: Tx, *, conclusion_key: UUID | str, words: TaskWords) -> str:
    """Add a task to a conclusion (*Giao nhiệm vụ*), which then assigns. Returns the task's key.

    Raises NotFound, FileComplete or ConclusionIssued.
    """
    conclusion, item, meeting = access.conclusion_to_edit(tx, conclusion_key)
    task = plan_task(
        tx,
        meeting_id=meeting.id,
        conclusion_id=conclusion.id,
        words=words,
        field=field_at(tx.session, item.id),
    )
    conclusion.verdict = with_a_task(conclusion.verdict)
    _changed(tx, conclusion, item, task.id)
    return str(task.key)


def edit_task(
    tx: Tx, *, task_key: UUID | str, version: int, base: TaskWords, words: TaskWords
) -> int:
    """Change a task that is not yet given. `base` is what the form was rendered with.

    Raises NotFound, FileComplete, ConclusionIssued, WrongTaskState or EditConflict.
    """
    task, conclusion, item, _meeting = access.task_to_plan(tx, task_key)
    change_planned(tx, task, version, base, words)
    _changed(tx, conclusion, item, task.id)
    return task.id


def remove_task(tx: Tx, *, task_key: UUID | str) -> int:
    """Remove a task that is not yet given. Returns the conclusion's id."""
    task, conclusion, item, _meeting = access.task_to_plan(tx, task_key)
    remove_planned(tx, task)
    _changed(tx, conclusion, item, task.id)
    return conclusion.id


def act_at_once(tx: Tx, *, task_key: UUID | str) -> int:
    """Give a task before its notice (*Triển khai ngay*): the chair says so, or it is recorded.

    Returns the task's id. Raises NotFound, FileComplete, ConclusionIssued or WrongTaskState.
    """
    task, conclusion, item, meeting = access.task_to_plan(tx, task_key, "session.lead")
    if task.state != "planned":
        raise WrongTaskState
    open_task(tx, task, "chair" if access.is_chair(tx, meeting) else "recorded")
    _changed(tx, conclusion, item, task.id)
    return task.id


def stop(tx: Tx, *, task_key: UUID | str) -> int:
    """Take back that a task is given before its notice (*Dừng triển khai*), by the same people.

    It is planned again, and no longer there for its bodies. Returns the task's id. Raises
    NotFound, FileComplete, ConclusionIssued, or WrongTaskState once a result was reported.
    """
    task, conclusion, item, meeting = access.task_to_plan(tx, task_key, "session.lead")
    take_back(tx, task, "chair" if access.is_chair(tx, meeting) else "recorded")
    _changed(tx, conclusion, item, task.id)
    return task.id
