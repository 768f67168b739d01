"""Every task as a row of the tracking sheet: what is written out, and what files are compared with.

A task born here says its session, its notice and its evidence; one that was brought in says what
its own sheet or notice said.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import true
from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion, Notice
from server.conclusions.notices import full_number
from server.kernel.i18n import local
from server.meetings.models import Meeting
from server.tasks.models import Task, TaskReport, TaskSource
from server.tasks.tracking.row import SheetRow, code_of, kind_words

_NONE = TaskSource(task_id=0)


def tracked_rows(db: Session, task_ids: Collection[int] | None = None) -> list[SheetRow]:
    """Return tasks (None: all of them) as rows in the order of their ids, whoever asks: callers
    filter by readers."""

    def chosen(column: Any, ids: Collection[int] | None = task_ids) -> Any:
        return true() if ids is None else col(column).in_(ids)

    tasks = list(db.exec(select(Task).where(chosen(Task.id)).order_by(col(Task.id))))
    of_tasks = select(TaskSource).where(chosen(TaskSource.task_id))
    sources = {row.task_id: row for row in db.exec(of_tasks)}
    meetings = {key: title for key, title in db.exec(select(Meeting.id, Meeting.title))}
    concluded = None if task_ids is None else {t.conclusion_id for t in tasks if t.conclusion_id}
    issued = (
        select(Conclusion.id, Notice)
        .join(Notice, col(Notice.id) == col(Conclusion.notice_id))
        .where(chosen(Conclusion.id, concluded))
    )
    notices = {conclusion_id: notice for conclusion_id, notice in db.exec(issued)}
    results: dict[int, TaskReport] = {}
    reports = select(TaskReport).where(chosen(TaskReport.task_id)).order_by(col(TaskReport.id))
    for report in db.exec(reports):
        if report.answer != "returned":
            results[report.task_id] = report
    return [
        _row(
            task,
            sources.get(task.id, _NONE),
            meetings.get(task.meeting_id or 0, ""),
            notices.get(task.conclusion_id or 0),
            results.get(task.id),
        )
        for task in tasks
    ]


def _row(
    task: Task, source: TaskSource, meeting: str, notice: Notice | None, report: TaskReport | None
) -> SheetRow:
    moments = [task.created_at, task.opened_at, task.reported_at, task.done_at]
    if report:
        moments += [report.reported_at, report.answered_at]
    last = max(moment for moment in moments if moment)
    moved = not source.task_id or last > task.created_at  # since it came in
    changed = local(last).date()
    return SheetRow(
        task_id=task.id,
        key=str(task.key),
        code=code_of(task.id, source.code),
        session=source.session or meeting,
        document=full_number(notice.number, notice.symbol) if notice else source.document,
        issued_on=notice.issued_on if notice else source.issued_on,
        issued_text=source.issued_text,
        watcher=source.watcher,
        field=source.field,
        lead=task.lead_text,
        lead_id=task.lead_body_id,
        field_detail=source.field_detail,
        work=task.work,
        product=task.product,
        coordinating=task.coordinating_text,
        receiver=task.receiver,
        condition=""
        if task.condition in (source.kind_text, source.deadline_cell)
        else (task.condition),
        kind_text=source.kind_text
        or kind_words(task.deadline_kind, task.deadline_text, task.deadline),
        deadline_text=source.deadline_cell or task.deadline_text,
        deadline=task.deadline,
        state=task.state,
        reported_on=local(task.reported_at).date() if task.reported_at else None,
        note=source.progress,
        result=_result(source, report),
        documents=source.documents,
        updated_on=changed if moved else source.updated_on,
    )


def _result(source: TaskSource, report: TaskReport | None) -> str:
    """The evidence of the result that stands, confirmed or waiting, as it was written."""
    if report is None or not report.evidence_kind:
        return source.result
    if report.evidence_text == source.result:
        return source.result
    day = f" ngày {report.evidence_date:%d/%m/%Y}" if report.evidence_date else ""
    return f"{report.evidence_text}{day}" if report.evidence_text else report.text
