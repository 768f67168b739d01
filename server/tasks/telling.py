"""Words about a task that prove nothing: progress, forwarded, read. None stops the clock."""

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.tasks import access
from server.tasks.access import WrongTaskState
from server.tasks.events import TaskChanged
from server.tasks.followup import WORD_KINDS, TaskWord
from server.tasks.models import Task

UNDER_WAY = ("open", "reported", "returned")


def tell(tx: Tx, *, key: str, kind: str, text: str = "", for_lead: bool = False) -> int:
    """Leave a word (*Ghi nhận tiến độ*) from a body of the task, or from the office.

    `for_lead`: the office enters what the lead body told it. Progress needs words. Returns the
    word's id. Raises NotFound, BadForm, or WrongTaskState for what is not given, or done.
    """
    task, body_id = access.task_to_tell(tx, key)
    if kind not in WORD_KINDS:
        raise BadForm({"kind": "field-bad"})
    if kind == "progress" and not text:
        raise BadForm({"text": "field-required"})
    if task.state not in UNDER_WAY:
        raise WrongTaskState
    if body_id is None and for_lead:
        body_id = task.lead_body_id
    word = tx.add(
        TaskWord(
            task_id=task.id,
            kind=kind,
            text=text,
            body_id=body_id,
            said_by_id=tx.actor.user_id,
            said_at=tx.now,
        )
    )
    if body_id is not None:
        task.last_word_at = tx.now
    changed(tx, task, word=kind, text=text)
    return word.id


def changed(tx: Tx, task: Task, **detail: object) -> None:
    """Tell the pages of a task that something was said or settled about it."""
    tx.emit(TaskChanged.of(task), **detail)
