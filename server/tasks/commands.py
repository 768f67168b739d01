"""Tasks from plan to done. What plans and gives them is the conclusion's (conclusions.assigning).

planned -> open -> reported -> done, from reported back to the lead body as returned, and from
open back to planned where it was given before its notice.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.meetings.models import Meeting
from server.people.models import Body
from server.tasks import access
from server.tasks.access import WrongTaskState
from server.tasks.bodies import Register, register, set_coordinating
from server.tasks.deadlines import proposed_date
from server.tasks.events import TaskChanged, TaskTakenBack
from server.tasks.followup import MARKS, TaskCorrection, TaskExtension
from server.tasks.models import Task, TaskBody, TaskReport
from server.tasks.results import MarkFails, PartsOpen, Result
from server.tasks.terms import change_terms
from server.tasks.words import TaskWords, day_of, kind_of, texts_of


def _changed(tx: Tx, task: Task, **detail: object) -> None:
    tx.emit(TaskChanged.of(task), **detail)


def _lead(tx: Tx, words: TaskWords, known: Register) -> int | None:
    if words.lead_body:
        return body_id(tx, words.lead_body)
    named = known.one(words.lead_text)
    return named.id if named else None


def body_id(tx: Tx, key: str) -> int:
    """Return the id of the body with this key. Raises NotFound."""
    found = tx.session.exec(select(Body.id).where(Body.key == access.uuid_of(key))).first()
    if found is None:
        raise NotFound
    return found


# --- called by the conclusion's own commands, in their transaction -----------------------------


def plan_task(
    tx: Tx,
    *,
    meeting_id: int,
    conclusion_id: int,
    words: TaskWords,
    field: str,
    known: Register | None = None,
) -> Task:
    """Add a task of this field that is given once its conclusion is issued (*Dự kiến giao*).

    `known` is the register, where a command that plans many has it already.
    """
    known = known or register(tx.session)
    texts: dict[str, Any] = {**texts_of(words)}
    last = tx.session.exec(
        select(Task.position)
        .where(Task.conclusion_id == conclusion_id)
        .order_by(col(Task.position).desc())
    ).first()
    task = Task(
        meeting_id=meeting_id,
        conclusion_id=conclusion_id,
        position=(last or 0) + 1,
        **texts,
        lead_body_id=_lead(tx, words, known),
        deadline_kind=kind_of(words),
        deadline=day_of(words),
        assigner_body_id=tx.session.get_one(Meeting, meeting_id).body_id,
        field=field,
        created_at=tx.now,
    )
    tx.add(task)
    set_coordinating(tx, task, known)
    _changed(tx, task, work=task.work)
    return task


def change_planned(tx: Tx, task: Task, version: int, base: TaskWords, words: TaskWords) -> None:
    """Change a task that is only planned. Raises WrongTaskState or EditConflict."""
    _need(task, "planned")
    changed: dict[str, object] = {}
    changed |= tx.edit(task, version, base=texts_of(base), to=texts_of(words))
    # What the words were resolved to follows them; nobody types it.
    if (words.lead_text, words.lead_body) != (base.lead_text, base.lead_body):
        task.lead_body_id = changed["lead_body_id"] = _lead(tx, words, register(tx.session))
    if (words.deadline_text, words.deadline) != (base.deadline_text, base.deadline):
        task.deadline = changed["deadline"] = day_of(words)
    if (words.deadline_text, words.deadline_kind) != (base.deadline_text, base.deadline_kind):
        task.deadline_kind = changed["deadline_kind"] = kind_of(words)
    if not changed:
        return
    if "coordinating_text" in changed:
        set_coordinating(tx, task, register(tx.session))
    _changed(tx, task, **changed)


def remove_planned(tx: Tx, task: Task) -> None:
    """Remove a task that is only planned. Raises WrongTaskState."""
    _need(task, "planned")
    for row in tx.session.exec(select(TaskBody).where(TaskBody.task_id == task.id)):
        tx.session.delete(row)
    tx.session.flush()  # before the row they refer to
    _changed(tx, task, removed=task.work)
    tx.session.delete(task)


def open_task(tx: Tx, task: Task, opened_as: str) -> None:
    """Give a task to its lead body. Nothing happens to one that has been given already."""
    if task.state != "planned":
        return
    task.state, task.opened_as, task.opened_at = "open", opened_as, tx.now
    _changed(tx, task, state=("planned", "open"), opened_as=opened_as)


def date_by_notice(tx: Tx, task: Task, issued_on: date) -> None:
    """Give a task the day that its phrase names now that the notice's date is known."""
    waits = task.deadline is None and task.state != "done"
    if waits and proposed_date(task.deadline_text) is None:  # else the office left it open
        day = proposed_date(task.deadline_text, issued_on)
        if task.state != "planned":
            change_terms(tx, task, cause="settled", deadline=day)
        elif day:
            task.deadline = day
            _changed(tx, task, deadline=(None, day))


def take_back(tx: Tx, task: Task, stopped_as: str) -> None:
    """Take a task back that was given before its notice. Raises WrongTaskState once reported on."""
    _need(task, "open")
    was = task.opened_as
    task.state, task.opened_as, task.opened_at = "planned", "", None
    _changed(tx, task, state=("open", "planned"), opened_as=(was, ""), stopped_as=stopped_as)
    tx.emit(TaskTakenBack(task_id=task.id))


def corrected(tx: Tx, task: Task, number: int) -> None:
    """Tell those who see a task that what it follows from was corrected."""
    _changed(tx, task, correction=number)


# --- follow-up ----------------------------------------------------------------------------------


def settle_task(
    tx: Tx, *, key: str, lead_body: str | None = None, deadline: date | None = None
) -> int:
    """Fill in what was left open (*Cần xác định*): the lead body, the date. Never changes either.

    Returns the task's id. Raises NotFound, or WrongTaskState where it was settled meanwhile.
    """
    task = access.task_to_change(tx, key, "tasks.assign")
    if task.state == "done" or (lead_body and task.lead_body_id) or (deadline and task.deadline):
        raise WrongTaskState
    given: dict[str, Any] = {"lead_body_id": body_id(tx, lead_body)} if lead_body else {}
    if deadline:
        given["deadline"] = deadline
    change_terms(tx, task, cause="settled", **given)
    return task.id


def report_result(
    tx: Tx,
    *,
    key: str,
    text: str,
    evidence_kind: str,
    evidence_text: str = "",
    evidence_date: date | None = None,
    evidence_level: str = "",
    file_sha256: str | None = None,
    file_name: str = "",
) -> int:
    """Report what was done, with its evidence. Returns the report's id.

    Raises NotFound, WrongTaskState (not given, already waiting, done), EvidenceNeeded or
    OfficeConfirmationOnly.
    """
    result = Result(
        text=text,
        evidence_kind=evidence_kind,
        evidence_text=evidence_text,
        evidence_date=evidence_date,
        evidence_level=evidence_level,
        file_sha256=file_sha256,
        file_name=file_name,
    )
    return add_report(tx, access.task_to_change(tx, key, "tasks.report"), result)


def add_report(tx: Tx, task: Task, result: Result, together: UUID | None = None) -> int:
    """Report for a task that was loaded to be reported on; see report_result."""
    _need(task, "open", "returned")
    office = access.is_office(tx)
    result.check(office)
    report = tx.add(
        TaskReport(
            task_id=task.id,
            **asdict(result),
            together=together,
            reported_for_id=task.lead_body_id if office else None,
            reported_by_id=tx.actor.user_id,
            reported_at=tx.now,
        )
    )
    was, task.state, task.reported_at, task.last_word_at = task.state, "reported", tx.now, tx.now
    _changed(tx, task, state=(was, "reported"), report=report.id)
    return report.id


def confirm(
    tx: Tx,
    *,
    key: str,
    version: int,
    mark: str = "passed",
    note: str = "",
    others: Mapping[str, int] | None = None,
) -> int:
    """Confirm the result that waits (*Xác nhận hoàn thành*), with its mark. Returns the task's id.

    `version` is the task's as the page showed it: another report is not confirmed unseen. `others`
    are further tasks that the same document closes, key -> version. Raises NotFound,
    WrongTaskState, MarkFails or PartsOpen; then none is closed.
    """
    if mark not in MARKS:
        raise BadForm({"mark": "field-bad"})
    if mark == "failed":
        raise MarkFails
    task, report = _waiting(tx, key, version)
    _close(tx, task, report, mark, note)
    for other_key, other_version in sorted((others or {}).items()):
        other, its_report = _waiting(tx, other_key, other_version)
        if report.together is None or its_report.together != report.together:
            raise WrongTaskState
        _close(tx, other, its_report, mark, note)
    return task.id


def _close(tx: Tx, task: Task, report: TaskReport, mark: str, note: str) -> None:
    left = select(Task.work).where(Task.parent_id == task.id).where(Task.state != "done")
    if names := tx.session.exec(left.order_by(col(Task.id))).all():
        raise PartsOpen(names="; ".join(names), count=len(names))
    _answer(tx, report, "confirmed", note)
    report.mark = task.mark = mark
    task.state, task.done_at = "done", tx.now
    for table in (TaskExtension, TaskCorrection):  # what is done needs no other day
        asked = select(table).where(table.task_id == task.id).where(table.state == "waiting")
        for row in tx.session.exec(asked):
            row.state = "withdrawn"
    _changed(tx, task, state=("reported", "done"), report=report.id, mark=mark)


def ask_for_more(tx: Tx, *, key: str, version: int, reason: str, mark: str = "") -> int:
    """Return the result that waits, saying what is missing (*Đề nghị bổ sung*).

    `mark` is "failed" where it was found so (*Không đạt*), else "".
    """
    if mark not in ("", "failed"):
        raise BadForm({"mark": "field-bad"})
    task, report = _waiting(tx, key, version)
    _answer(tx, report, "returned", reason)
    report.mark = mark
    task.state = "returned"
    _changed(tx, task, state=("reported", "returned"), report=report.id, reason=reason)
    return task.id


def _waiting(tx: Tx, key: str, version: int) -> tuple[Task, TaskReport]:
    task = access.task_to_confirm(tx, key)
    _need(task, "reported")
    if task.version != version:
        raise WrongTaskState
    report = tx.session.exec(
        select(TaskReport).where(TaskReport.task_id == task.id).order_by(col(TaskReport.id).desc())
    ).first()
    assert report is not None
    return task, report


def _answer(tx: Tx, report: TaskReport, answer: str, text: str) -> None:
    report.answer, report.answer_text = answer, text
    report.answered_by_id, report.answered_at = tx.actor.user_id, tx.now


def _need(task: Task, *states: str) -> None:
    if task.state not in states:
        raise WrongTaskState
