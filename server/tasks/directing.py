"""What the standing body says of a task: an opinion, or a directive that must be answered.

A directive is answered by the lead body, or entered for it, within the office's count of working
days; a late answer is shown as late.
"""

from datetime import date
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import today
from server.kernel.workdays import office_days
from server.tasks import access
from server.tasks.access import WrongTaskState, uuid_of
from server.tasks.followup import DIRECTIVE_KINDS, TaskDirective
from server.tasks.models import Task
from server.tasks.rules import follow_up_rules
from server.tasks.telling import UNDER_WAY, changed
from server.tasks.terms import change_terms


class DirectiveAnswered(DomainError):
    """The directive was answered since the page was shown, or it asks for no answer."""

    status, code = 409, "directive-answered"


def direct(tx: Tx, *, key: str, kind: str, text: str, deadline: date | None = None) -> str:
    """Say something of a given task, as the standing body. Returns its key.

    A directive may give another day; done tasks take opinions alone. Raises NotFound, BadForm or
    WrongTaskState.
    """
    task = access.task_to_decide(tx, key, "tasks.direct")
    if kind not in DIRECTIVE_KINDS:
        raise BadForm({"kind": "field-bad"})
    if not text:
        raise BadForm({"text": "field-required"})
    if task.state not in UNDER_WAY and (kind == "directive" or task.state != "done"):
        raise WrongTaskState
    answer_by = None
    if kind == "directive":
        answer_by = office_days().after(today(tx.now), follow_up_rules(tx.session).answer)
    row = tx.add(
        TaskDirective(
            task_id=task.id,
            kind=kind,
            text=text,
            answer_by=answer_by,
            said_by_id=tx.actor.user_id,
            said_at=tx.now,
        )
    )
    if deadline is not None and kind == "directive":
        change_terms(tx, task, cause="directive", reason=text, deadline=deadline)
    changed(tx, task, directive=kind, text=text, answer_by=answer_by)
    return str(row.key)


def answer_directive(tx: Tx, *, key: UUID | str, text: str) -> int:
    """Answer a directive, as the lead body's clerk or the office for it. Returns the task's id.

    Raises NotFound, BadForm or DirectiveAnswered.
    """
    found = select(TaskDirective).where(TaskDirective.key == uuid_of(key))
    row = tx.session.exec(found).first()
    if row is None:
        raise NotFound
    task = access.task_to_change(tx, tx.session.get_one(Task, row.task_id).key, "tasks.report")
    tx.session.refresh(row)
    if not text:
        raise BadForm({"text": "field-required"})
    if row.kind != "directive" or row.answered_at is not None:
        raise DirectiveAnswered
    row.answer, row.answered_by_id, row.answered_at = text, tx.actor.user_id, tx.now
    task.last_word_at = tx.now
    changed(tx, task, answered=row.id, text=text)
    return task.id
