"""What a task goes back to: the notice or sheet it was brought in from, the file that proves it."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from server.kernel.errors import NotFound
from server.people.access import Viewer
from server.tasks.access import task_to_see, uuid_of
from server.tasks.models import Task, TaskReport, TaskSource
from server.tasks.tracking.row import code_of


@dataclass(frozen=True)
class SourceLine:
    """Where a task came in from, as written. `facts` are (column, text) of its own sheet."""

    code: str
    words: str
    document: str
    session: str
    issued_on: date | None
    file_name: str
    sheet: str
    row: int | None
    facts: tuple[tuple[str, str], ...]
    extra: dict[str, str]


_FACTS = (
    *("watcher", "field", "field_detail", "kind_text", "deadline_cell", "progress", "result"),
    *("documents", "updated_text"),
)


def source_of(db: Session, task_id: int) -> SourceLine | None:
    """Return what a task was brought in from, for a caller that filters; None for no such."""
    row = db.get(TaskSource, task_id)
    if row is None:
        return None
    facts = [("issued_text", row.issued_text)] if row.issued_text and not row.issued_on else []
    facts += [(name, said) for name in _FACTS if (said := getattr(row, name))]
    return SourceLine(
        code=code_of(task_id, row.code),
        words=row.words,
        document=row.document,
        session=row.session,
        issued_on=row.issued_on,
        file_name=row.file_name,
        sheet=row.sheet,
        row=row.row,
        facts=tuple(facts),
        extra=dict(row.extra),
    )


def evidence(db: Session, viewer: Viewer, report_key: str) -> tuple[str, str]:
    """Return the hash and the name of a report's file, if the viewer sees the task.

    Raises NotFound.
    """
    report = db.exec(select(TaskReport).where(TaskReport.key == uuid_of(report_key))).first()
    if report is None or report.file_sha256 is None:
        raise NotFound
    task_to_see(db, viewer, db.get_one(Task, report.task_id).key)
    return report.file_sha256, report.file_name
