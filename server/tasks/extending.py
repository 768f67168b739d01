"""A later day (*Gia hạn*): only by request, decided at the right level, counted.

The office decides the first request; the standing body each further one, and one for a task that
is past its day already. As long as it waits the task is as late as it is.
"""

from datetime import date
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import today
from server.tasks import access
from server.tasks.access import WrongTaskState, uuid_of
from server.tasks.followup import TaskExtension
from server.tasks.models import Task
from server.tasks.telling import UNDER_WAY, changed
from server.tasks.terms import change_terms


class ExtensionWaits(DomainError):
    """A request for a later day waits for an answer already."""

    status, code = 409, "extension-waits"


class ExtensionSettled(DomainError):
    """The request was answered, or withdrawn, since the page was shown."""

    status, code = 409, "extension-settled"


class NotLater(DomainError):
    """The day asked for or given is not later than the one there is, and than today."""

    status, code = 422, "extension-not-later"


class LetterNeeded(DomainError):
    """The office asks for a body by that body's letter: its number is named."""

    status, code = 422, "extension-letter"


def level_of(task: Task, day: date) -> str:
    """Return who decides a request made on `day`: office or standing."""
    overdue = task.deadline is not None and task.deadline < day
    return "standing" if task.extensions or overdue else "office"


def ask_extension(tx: Tx, *, key: str, wanted: date, reason: str, letter: str = "") -> str:
    """Ask for a later day, as the lead body's clerk, or as the office with the body's letter.

    Returns the request's key. Raises NotFound, BadForm, WrongTaskState (not open, or without a
    day), LetterNeeded, NotLater or ExtensionWaits.
    """
    task = access.task_to_change(tx, key, "tasks.report")
    if not reason:
        raise BadForm({"reason": "field-required"})
    if task.state not in ("open", "returned") or task.deadline is None:
        raise WrongTaskState
    if tx.actor.user_id and access.is_office(tx) and not letter:
        raise LetterNeeded
    day = today(tx.now)
    if wanted <= max(day, task.deadline):
        raise NotLater
    if _waiting(tx, task) is not None:
        raise ExtensionWaits
    row = tx.add(
        TaskExtension(
            task_id=task.id,
            level=level_of(task, day),
            was=task.deadline,
            wanted=wanted,
            reason=reason,
            letter=letter,
            asked_by_id=tx.actor.user_id,
            asked_at=tx.now,
        )
    )
    task.last_word_at = tx.now
    changed(tx, task, extension="asked", wanted=wanted, reason=reason, level=row.level)
    return str(row.key)


def withdraw_extension(tx: Tx, *, key: UUID | str) -> int:
    """Take a request back that waits, as who may ask. Returns the task's id.

    Raises NotFound or ExtensionSettled.
    """
    row, task = _request(tx, key)
    access.task_to_change(tx, task.key, "tasks.report")
    _still_waits(row)
    row.state = "withdrawn"
    changed(tx, task, extension=("waiting", "withdrawn"))
    return task.id


def decide_extension(
    tx: Tx, *, key: UUID | str, version: int, granted: date | None, answer: str = ""
) -> int:
    """Grant a request, until the day that is given, or refuse it (None), with words.

    A granted one is counted and changes the task's day. Returns the task's id. Raises NotFound
    (not at this reader's level), ExtensionSettled, WrongTaskState, NotLater, or BadForm for a
    refusal without words.
    """
    row, task = _request(tx, key)
    access.task_to_decide(tx, task.key, "tasks.decide", row.level)
    _still_waits(row)
    if row.version != version:
        raise ExtensionSettled
    if task.state not in UNDER_WAY:
        raise WrongTaskState
    if granted is None and not answer:
        raise BadForm({"answer": "field-required"})
    if granted is not None and task.deadline is not None and granted <= task.deadline:
        raise NotLater
    row.state = "granted" if granted else "refused"
    row.granted, row.answer = granted, answer
    row.decided_by_id, row.decided_at = tx.actor.user_id, tx.now
    if granted:
        task.extensions += 1
        reason = answer or row.reason
        change_terms(
            tx, task, cause="extension", reason=reason, reference=row.letter, deadline=granted
        )
    changed(tx, task, extension=("waiting", row.state), granted=granted, answer=answer)
    return task.id


def _request(tx: Tx, key: UUID | str) -> tuple[TaskExtension, Task]:
    row = tx.session.exec(select(TaskExtension).where(TaskExtension.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    task = tx.session.exec(select(Task).where(Task.id == row.task_id).with_for_update()).one()
    tx.session.refresh(row)  # as it is now that the task is ours
    return row, task


def _still_waits(row: TaskExtension) -> None:
    if row.state != "waiting":
        raise ExtensionSettled


def _waiting(tx: Tx, task: Task) -> TaskExtension | None:
    waiting = select(TaskExtension).where(TaskExtension.task_id == task.id)
    return tx.session.exec(waiting.where(TaskExtension.state == "waiting")).first()
