"""Corrections of what was given (*Đính chính*): day, goal, product, lead, with the reason.

Where the office's rules ask for it, a correction waits until another person of the office agrees.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, EditConflict, NotFound
from server.people.models import Body
from server.tasks import access
from server.tasks.access import WrongTaskState, uuid_of
from server.tasks.commands import body_id
from server.tasks.followup import TaskCorrection
from server.tasks.models import Task
from server.tasks.rules import follow_up_rules
from server.tasks.telling import UNDER_WAY, changed
from server.tasks.terms import change_terms


class SecondPersonNeeded(DomainError):
    """Whoever asked for a correction does not agree to it as well."""

    status, code = 409, "second-person-needed"


class CorrectionSettled(DomainError):
    """The correction was answered, or withdrawn, since the page was shown."""

    status, code = 409, "task-correction-settled"


class CorrectionWaits(DomainError):
    """A correction of this task waits for another's word already."""

    status, code = 409, "task-correction-waits"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was given, as a form shows it. `lead_body` is the lead's key, "" for none."""

    deadline: date | None = None
    deadline_text: str = ""
    goal: str = ""
    product: str = ""
    lead_body: str = ""


def terms_of(tx_session: Any, task: Task) -> Terms:
    """Return what a task was given with, for a caller."""
    lead = tx_session.get(Body, task.lead_body_id) if task.lead_body_id else None
    return Terms(
        deadline=task.deadline,
        deadline_text=task.deadline_text,
        goal=task.goal,
        product=task.product,
        lead_body=str(lead.key) if lead else "",
    )


FIELDS = ("deadline", "deadline_text", "goal", "product", "lead_body")


def correct_task(
    tx: Tx, *, key: str, base: Terms, to: Terms, reason: str, reference: str = ""
) -> str:
    """Correct what was given, as the office; `base` is what the form was rendered with.

    Returns "done", "waiting" for another's word, or "same" where nothing differs. Raises NotFound,
    BadForm, WrongTaskState, EditConflict or CorrectionWaits.
    """
    task = access.task_to_change(tx, key, "tasks.assign")
    if task.state not in UNDER_WAY:
        raise WrongTaskState
    if not reason:
        raise BadForm({"reason": "field-required"})
    wanted = {
        name: getattr(to, name) for name in FIELDS if getattr(to, name) != getattr(base, name)
    }
    now_is = terms_of(tx.session, task)
    moved = [n for n in wanted if getattr(now_is, n) not in (getattr(base, n), wanted[n])]
    if moved:
        theirs = {name: getattr(now_is, name) for name in moved}
        yours = {name: wanted[name] for name in moved}
        raise EditConflict(theirs=theirs, yours=yours, version=task.version)
    if not wanted:
        return "same"
    if wanted.get("lead_body") == "":
        raise BadForm({"lead_body": "field-required"})
    if not follow_up_rules(tx.session).second_person:
        _apply(tx, task, wanted, reason, reference)
        return "done"
    if _waiting(tx, task):
        raise CorrectionWaits
    tx.add(
        TaskCorrection(
            task_id=task.id,
            before=_texts({name: getattr(now_is, name) for name in wanted}),
            changes=_texts(wanted),
            reason=reason,
            reference=reference,
            asked_by_id=tx.actor.user_id,
            asked_at=tx.now,
        )
    )
    changed(tx, task, correction="asked", reason=reason, **_texts(wanted))
    return "waiting"


def agree_correction(tx: Tx, *, key: UUID | str) -> int:
    """Agree to a correction that another person asked for: it is made. Returns the task's id.

    Raises NotFound, CorrectionSettled (answered, or the task is otherwise now), WrongTaskState or
    SecondPersonNeeded.
    """
    row, task = _correction(tx, key)
    if tx.actor.user_id == row.asked_by_id:
        raise SecondPersonNeeded
    if task.state not in UNDER_WAY:
        raise WrongTaskState
    now_is = terms_of(tx.session, task)
    if row.before != _texts({name: getattr(now_is, name) for name in row.before}):
        raise CorrectionSettled
    wanted: dict[str, Any] = dict(row.changes)
    if wanted.get("deadline"):
        wanted["deadline"] = date.fromisoformat(wanted["deadline"])
    elif "deadline" in wanted:
        wanted["deadline"] = None
    _settle(tx, row, task, "agreed", "")
    _apply(tx, task, wanted, row.reason, row.reference)
    return task.id


def refuse_correction(tx: Tx, *, key: UUID | str, answer: str = "") -> int:
    """Refuse a correction, or, by who asked for it, take it back. Returns the task's id.

    Raises NotFound or CorrectionSettled.
    """
    row, task = _correction(tx, key)
    own = tx.actor.user_id == row.asked_by_id
    _settle(tx, row, task, "withdrawn" if own else "refused", answer)
    return task.id


def _apply(tx: Tx, task: Task, wanted: dict[str, Any], reason: str, reference: str) -> None:
    given = {name: value for name, value in wanted.items() if name != "lead_body"}
    if "lead_body" in wanted:
        given["lead_body_id"] = body_id(tx, wanted["lead_body"])
    change_terms(tx, task, cause="correction", reason=reason, reference=reference, **given)


def _settle(tx: Tx, row: TaskCorrection, task: Task, state: str, answer: str) -> None:
    row.state, row.answer = state, answer
    row.decided_by_id, row.decided_at = tx.actor.user_id, tx.now
    changed(tx, task, correction=("waiting", state), answer=answer)


def _correction(tx: Tx, key: UUID | str) -> tuple[TaskCorrection, Task]:
    found = select(TaskCorrection).where(TaskCorrection.key == uuid_of(key))
    row = tx.session.exec(found).first()
    if row is None:
        raise NotFound
    task = access.task_to_change(tx, tx.session.get_one(Task, row.task_id).key, "tasks.assign")
    tx.session.refresh(row)
    if row.state != "waiting":
        raise CorrectionSettled
    return row, task


def _waiting(tx: Tx, task: Task) -> bool:
    waiting = select(TaskCorrection.id).where(TaskCorrection.task_id == task.id)
    return tx.session.exec(waiting.where(TaskCorrection.state == "waiting")).first() is not None


def _texts(said: dict[str, Any]) -> dict[str, str]:
    return {
        name: value.isoformat() if isinstance(value, date) else value or ""
        for name, value in said.items()
    }
