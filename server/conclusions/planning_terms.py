"""A conclusion that changes a task given before (a follow-up notice): another day, goal or product.

It is planned beside the conclusion's words, takes effect when these are issued, and then stands in
the task's history with the notice's number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, select

from server.conclusions import access
from server.conclusions.commands import changed
from server.conclusions.models import Conclusion, PlannedTerms
from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.meetings.models import AgendaItem
from server.tasks.access import WrongTaskState, uuid_of
from server.tasks.models import Task
from server.tasks.queries import TaskLine, task_lines
from server.tasks.telling import UNDER_WAY
from server.tasks.terms import change_terms


@dataclass(frozen=True)
class PlannedLine:
    """A planned change of a task; `task` is as it is now, `applied` once it was issued."""

    key: str
    task: TaskLine
    deadline_text: str
    deadline: date | None
    goal: str
    product: str
    applied: bool


def plan_terms(
    tx: Tx,
    *,
    conclusion_key: UUID | str,
    task_key: UUID | str,
    deadline_text: str = "",
    deadline: date | None = None,
    goal: str = "",
    product: str = "",
) -> str:
    """Say that a conclusion changes a task given before; the same task again is said anew.

    Returns the key of what is planned. Raises NotFound, FileComplete, ConclusionIssued, BadForm
    where nothing is to change, or WrongTaskState for a task that is not under way.
    """
    conclusion, item, _meeting = access.conclusion_to_edit(tx, conclusion_key)
    task = tx.session.exec(select(Task).where(Task.key == uuid_of(task_key))).first()
    if task is None:
        raise NotFound
    if task.state not in UNDER_WAY:
        raise WrongTaskState
    if not (deadline_text or deadline or goal or product):
        raise BadForm({"deadline": "field-required"})
    row = tx.session.exec(
        select(PlannedTerms)
        .where(PlannedTerms.conclusion_id == conclusion.id)
        .where(PlannedTerms.task_id == task.id)
    ).first()
    if row is None:
        row = tx.add(PlannedTerms(conclusion_id=conclusion.id, task_id=task.id))
    row.deadline_text, row.deadline, row.goal, row.product = deadline_text, deadline, goal, product
    _changed(tx, conclusion, item, terms=task.work)
    return str(row.key)


def drop_terms(tx: Tx, *, key: UUID | str) -> int:
    """Take a planned change away. Returns the conclusion's id.

    Raises NotFound, FileComplete or ConclusionIssued.
    """
    row = tx.session.exec(select(PlannedTerms).where(PlannedTerms.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    its = tx.session.get_one(Conclusion, row.conclusion_id)
    conclusion, item, _meeting = access.conclusion_to_edit(tx, its.key)
    tx.session.delete(row)
    _changed(tx, conclusion, item, terms=None)
    return conclusion.id


def apply_terms(tx: Tx, conclusion: Conclusion, reference: str) -> None:
    """Change the tasks that an issued conclusion changes, by the notice's number and symbol.

    A task that was done meanwhile stays as it is.
    """
    rows = tx.session.exec(
        select(PlannedTerms)
        .where(PlannedTerms.conclusion_id == conclusion.id)
        .where(col(PlannedTerms.applied_at).is_(None))
        .order_by(col(PlannedTerms.id))
    ).all()
    for row in rows:
        task = tx.session.exec(select(Task).where(Task.id == row.task_id).with_for_update()).one()
        if task.state not in UNDER_WAY:
            continue
        said: dict[str, Any] = {
            name: value
            for name in ("deadline_text", "deadline", "goal", "product")
            if (value := getattr(row, name))
        }
        change_terms(
            tx, task, cause="notice", reference=reference, conclusion_id=conclusion.id, **said
        )
        row.applied_at = tx.now


def planned_terms(db: Session, conclusion_ids: Iterable[int]) -> dict[int, tuple[PlannedLine, ...]]:
    """Return the planned changes of conclusions, whoever asks: callers filter by readers."""
    ids = list(conclusion_ids)
    rows = db.exec(
        select(PlannedTerms)
        .where(col(PlannedTerms.conclusion_id).in_(ids))
        .order_by(col(PlannedTerms.id))
    ).all()
    found: dict[int, tuple[PlannedLine, ...]] = {conclusion_id: () for conclusion_id in ids}
    if not rows:
        return found
    tasks = db.exec(select(Task).where(col(Task.id).in_({row.task_id for row in rows})))
    lines = {line.id: line for line in task_lines(db, list(tasks))}
    for row in rows:
        line = PlannedLine(
            key=str(row.key),
            task=lines[row.task_id],
            deadline_text=row.deadline_text,
            deadline=row.deadline,
            goal=row.goal,
            product=row.product,
            applied=row.applied_at is not None,
        )
        found[row.conclusion_id] += (line,)
    return found


def _changed(tx: Tx, conclusion: Conclusion, item: AgendaItem, **detail: object) -> None:
    flag_modified(conclusion, "text")  # who agrees or issues does so to what is planned, too
    conclusion.changed_by_id = tx.actor.user_id or None
    changed(tx, item, conclusion.id, **detail)
