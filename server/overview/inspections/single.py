"""Single matters as an inspector reads them: a notice, a task, the file that proves a result."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.conclusions.models import Conclusion, Correction, Notice
from server.conclusions.notices import full_number
from server.kernel.errors import NotFound
from server.meetings.models import Meeting
from server.overview.inspections.access import (
    conclusions_within,
    inspection_to_read,
    scope_of,
    tasks_within,
)
from server.overview.inspections.matter import Opened, opened_of
from server.people.access import Viewer
from server.people.models import Inspection
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.followup import TaskTerms
from server.tasks.models import Task, TaskReport
from server.tasks.queries import ReportLine, TaskLine, reports, task_lines


@dataclass(frozen=True)
class IssuedConclusion:
    """A conclusion as issued, its corrections (number, day, words), and the tasks that are open."""

    number: int
    text: str
    corrections: tuple[tuple[int, date, str], ...]
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True)
class OpenNotice:
    """An issued notice, as far as it is open. `whole`: none of its conclusions is left out."""

    opened: Opened
    key: str
    number: str
    issued_on: date
    meeting: str
    conclusions: tuple[IssuedConclusion, ...]
    whole: bool


@dataclass(frozen=True)
class Terms:
    """A change of what was given: field -> (before, after), with the document it rests on."""

    cause: str
    at: datetime
    reference: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class OpenTask:
    """A task that is open, with its reports, what changed of it, and the notice that gave it."""

    opened: Opened
    task: TaskLine
    reports: tuple[ReportLine, ...]
    terms: tuple[Terms, ...]
    notice_key: str
    notice: str


def open_notice(db: Session, viewer: Viewer, key: UUID | str, notice_key: str) -> OpenNotice:
    """Return an issued notice as far as it is open. Raises NotFound."""
    inspection = inspection_to_read(db, viewer, key)
    scope = scope_of(db, inspection)
    notice = db.exec(select(Notice).where(Notice.key == uuid_of(notice_key))).first()
    if notice is None:
        raise NotFound
    of_notice = select(Conclusion).where(Conclusion.notice_id == notice.id)
    rows = list(
        db.exec(of_notice.where(conclusions_within(db, scope)).order_by(col(Conclusion.number)))
    )
    if not rows:
        raise NotFound
    ids = [row.id for row in rows]
    tasks = db.exec(
        select(Task)
        .where(col(Task.conclusion_id).in_(ids), tasks_within(db, scope))
        .order_by(col(Task.position))
    ).all()
    lines = task_lines(db, tasks)
    corrected = db.exec(
        select(Correction)
        .where(col(Correction.conclusion_id).in_(ids))
        .order_by(col(Correction.number))
    ).all()
    count = db.exec(
        select(func.count()).select_from(Conclusion).where(Conclusion.notice_id == notice.id)
    ).one()
    return OpenNotice(
        opened=opened_of(db, inspection),
        key=str(notice.key),
        number=full_number(notice.number, notice.symbol),
        issued_on=notice.issued_on,
        meeting=db.get_one(Meeting, notice.meeting_id).title,
        conclusions=tuple(
            IssuedConclusion(
                number=row.number,
                text=row.text,
                corrections=tuple(
                    (each.number, each.issued_on, each.text)
                    for each in corrected
                    if each.conclusion_id == row.id
                ),
                tasks=tuple(line for line in lines if line.conclusion_id == row.id),
            )
            for row in rows
        ),
        whole=count == len(rows),
    )


def open_task(db: Session, viewer: Viewer, key: UUID | str, task_key: str) -> OpenTask:
    """Return a task that is open. Raises NotFound."""
    inspection, row = _task(db, viewer, key, Task.key == uuid_of(task_key))
    line = task_lines(db, [row])[0]
    said = db.exec(select(TaskTerms).where(TaskTerms.task_id == row.id).order_by(col(TaskTerms.id)))
    gave = db.exec(
        select(Notice)
        .join(Conclusion, col(Conclusion.notice_id) == col(Notice.id))
        .where(Conclusion.id == row.conclusion_id)
        .where(conclusions_within(db, scope_of(db, inspection)))
    ).first()
    return OpenTask(
        opened=opened_of(db, inspection),
        task=line,
        reports=reports(db, TaskReaders("office", ""), line),
        terms=tuple(
            Terms(
                each.cause,
                each.changed_at,
                each.reference,
                tuple(
                    (name, each.before.get(name, ""), after) for name, after in each.after.items()
                ),
            )
            for each in said
        ),
        notice_key=str(gave.key) if gave else "",
        notice=full_number(gave.number, gave.symbol) if gave else "",
    )


def evidence(db: Session, viewer: Viewer, key: UUID | str, report_key: str) -> tuple[str, str, str]:
    """Return the hash and the name of a report's file, and the task's words. Raises NotFound."""
    report = db.exec(select(TaskReport).where(TaskReport.key == uuid_of(report_key))).first()
    if report is None or report.file_sha256 is None:
        raise NotFound
    _inspection, row = _task(db, viewer, key, Task.id == report.task_id)
    return report.file_sha256, report.file_name, row.work


def _task(db: Session, viewer: Viewer, key: UUID | str, asked: Any) -> tuple[Inspection, Task]:
    inspection = inspection_to_read(db, viewer, key)
    within = tasks_within(db, scope_of(db, inspection))
    row = db.exec(select(Task).where(asked, within)).first()
    if row is None:
        raise NotFound
    return inspection, row
