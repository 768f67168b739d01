"""A result with its evidence, and why one cannot stand or cannot close a task."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, exists, select

from server.kernel.errors import DomainError
from server.tasks.models import Task, TaskReport


class EvidenceNeeded(DomainError):
    """A result needs its evidence: a number and a date, minutes, a figure with its date."""

    status, code = 422, "evidence-needed"


class OfficeConfirmationOnly(DomainError):
    """Only the office itself may give its own confirmation for evidence."""

    status, code = 409, "evidence-office-only"


class MarkFails(DomainError):
    """A result that was found failing does not close a task: more is asked for."""

    status, code = 409, "mark-fails"


class PartsOpen(DomainError):
    """A task is done when its parts are; `names` says which are not, `count` how many."""

    status, code = 409, "parts-open"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was done, with its evidence (models.TaskReport says what each is)."""

    text: str
    evidence_kind: str
    evidence_text: str = ""
    evidence_date: date | None = None
    evidence_level: str = ""
    file_sha256: str | None = None
    file_name: str = ""

    def check(self, by_office: bool) -> None:
        """Raise EvidenceNeeded, or OfficeConfirmationOnly, unless this can stand as a result."""
        if self.evidence_kind == "confirmation" and not by_office:
            raise OfficeConfirmationOnly
        dated = bool(self.evidence_text and self.evidence_date)
        complete = {"document": dated, "figure": dated}
        complete |= dict.fromkeys(("minutes", "confirmation"), bool(self.evidence_text))
        if not complete.get(self.evidence_kind):
            raise EvidenceNeeded


def unproved() -> ColumnElement[bool]:
    """Return the condition that a task was closed without anything that proves it."""
    proof = exists().where(
        col(TaskReport.task_id) == col(Task.id),
        col(TaskReport.answer) == "confirmed",
        col(TaskReport.evidence_kind) != "",
    )
    return and_(col(Task.state) == "done", ~proof)


def is_unproved(db: Session, task_id: int) -> bool:
    """Whether a task was closed without evidence, whoever asks."""
    return db.exec(select(Task.id).where(Task.id == task_id, unproved())).first() is not None
