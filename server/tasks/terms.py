"""What was given (*thời hạn, chỉ tiêu, sản phẩm, cơ quan chủ trì*) changes here alone.

Each change of a task's date, goal, product or lead leaves a row of TaskTerms: as it was, as it is,
who, when and why. What was only planned has not been given and is edited (commands.change_planned).
"""

from datetime import date
from typing import Any

from sqlmodel import select

from server.kernel.db import Tx
from server.people.models import Body
from server.tasks.deadlines import DAYLESS, kind_of, proposed_date
from server.tasks.events import TaskChanged, TaskTakenBack
from server.tasks.followup import TaskTerms
from server.tasks.models import Task

CAUSES = ("extension", "notice", "directive", "correction", "settled")


class _Kept:
    """Not said: it stays as it is."""


KEPT = _Kept()


def change_terms(
    tx: Tx,
    task: Task,
    *,
    cause: str,
    reason: str = "",
    reference: str = "",
    conclusion_id: int | None = None,
    deadline: date | _Kept | None = KEPT,
    deadline_text: str | _Kept = KEPT,
    goal: str | _Kept = KEPT,
    product: str | _Kept = KEPT,
    lead_body_id: int | _Kept | None = KEPT,
) -> TaskTerms | None:
    """Change what a given task was given with, and keep how it was. Returns the row of history.

    `cause`: one of CAUSES; `reference` names the document as written, `conclusion_id` the words it
    follows from. What is left out stays; a phrase without a day means the day it names, or none
    where its kind has none; a day without a phrase ends the old phrase. *settled* fills in what
    was left open: words stay as written. None where nothing changes, and nothing is kept then. The
    caller has loaded `task` through its access and has checked its state.
    """
    to: dict[str, Any] = {}
    if not isinstance(deadline_text, _Kept):
        to |= {"deadline_text": deadline_text, "deadline_kind": kind_of(deadline_text)}
        if isinstance(deadline, _Kept):
            named_day = proposed_date(deadline_text)
            if named_day or kind_of(deadline_text) in DAYLESS:
                deadline = named_day
    if not isinstance(deadline, _Kept):
        to["deadline"] = deadline
        if "deadline_text" not in to and cause != "settled" and deadline != task.deadline:
            to |= {"deadline_text": "", "deadline_kind": "date" if deadline else ""}
    if not isinstance(goal, _Kept):
        to["goal"] = goal
    if not isinstance(product, _Kept):
        to["product"] = product
    if not isinstance(lead_body_id, _Kept):
        to["lead_body_id"] = lead_body_id
    if "deadline" in to and to["deadline"] and not to.get("deadline_kind", task.deadline_kind):
        to["deadline_kind"] = "date"
    was = {name: getattr(task, name) for name in to}
    changed = {name: value for name, value in to.items() if value != was[name]}
    if not changed:
        return None
    before, after = (_words(side, changed) for side in (was, changed))
    if "lead_body_id" in changed:
        before["lead_text"] = task.lead_text
        named = tx.session.get_one(Body, lead_body_id).name if lead_body_id else ""
        after["lead_text"] = named
        if cause != "settled":
            task.lead_text = named
    for name, value in changed.items():
        setattr(task, name, value)
    if was.get("lead_body_id") is not None and "lead_body_id" in changed:
        tx.emit(TaskTakenBack(task_id=task.id))  # the clerks of its old lead lose sight of it
    if not after:
        return None  # its kind alone
    row = tx.add(
        TaskTerms(
            task_id=task.id,
            cause=cause,
            before=before,
            after=after,
            reason=reason,
            reference=reference,
            conclusion_id=conclusion_id,
            changed_by_id=tx.actor.user_id,
            changed_at=tx.now,
        )
    )
    tx.emit(
        TaskChanged.of(task),
        terms=row.id,
        cause=cause,
        **{name: (before[name], after[name]) for name in before},
    )
    if "deadline" in changed:  # the pages of its parts say whether they end after it
        for part in tx.session.exec(select(Task).where(Task.parent_id == task.id)):
            tx.emit(TaskChanged.of(part))
    return row


def _words(side: dict[str, Any], changed: dict[str, Any]) -> dict[str, str]:
    """The changed fields as history keeps them: texts, days as ISO text."""
    shown = ("deadline", "deadline_text", "goal", "product")
    return {
        name: value.isoformat() if isinstance(value := side[name], date) else value or ""
        for name in shown
        if name in changed
    }
