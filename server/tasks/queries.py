"""Reads of tasks. A line says of itself who may see it: `TaskReaders.sees` decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import local, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.queries import BodyView, account_names, body_catalogue
from server.people.succession import Succession, heirs, succession
from server.tasks.access import TaskReaders, task_to_see, tasks_of, uuid_of
from server.tasks.deadlines import Lateness, counts_from_notice, lateness, proposed_date
from server.tasks.models import Task, TaskBody, TaskReport, TaskSource
from server.tasks.tracking.row import code_of


@dataclass(frozen=True)
class Coordinating:
    """A coordinating body as written, and whether it was found in the catalogue."""

    name: str
    resolved: bool


@dataclass(frozen=True)
class TaskLine:
    """A task as lists show it.

    `lead_name` is the resolved body's own name, "" where it must still be determined; `lead_now`
    today's, if that is another; `lead_keys` its key with those after it. `missing` names what
    must be determined: lead, deadline. `from_notice`: the day will follow from the notice's date.
    `act`: who must act next: lead, office or nobody.
    """

    id: int
    key: str
    version: int
    meeting_id: int | None
    conclusion_id: int | None
    work: str
    product: str
    lead_text: str
    lead_id: int | None
    lead_name: str
    lead_key: str
    lead_now: str
    lead_keys: frozenset[str]
    coordinating_text: str
    coordinating: tuple[Coordinating, ...]
    coordinating_ids: frozenset[int]
    receiver: str
    deadline_text: str
    deadline_kind: str
    deadline: date | None
    from_notice: bool
    condition: str
    state: str
    opened_as: str
    opened_at: datetime | None
    reported_at: datetime | None
    done_at: datetime | None
    lateness: Lateness
    missing: tuple[str, ...]
    act: str

    @property
    def may_stop(self) -> bool:
        """Whether it was given before its notice, and nothing was reported yet."""
        return self.state == "open" and self.opened_as in ("chair", "recorded")

    @property
    def named_day(self) -> date | None:
        """The day, where the deadline's own phrase does not name it."""
        return None if proposed_date(self.deadline_text) == self.deadline else self.deadline


@dataclass(frozen=True)
class ReportLine:
    """A reported result, its evidence and what the office answered."""

    id: int
    key: str
    text: str
    evidence_kind: str
    evidence_text: str
    evidence_date: date | None
    file_name: str
    has_file: bool
    reported_by: str
    reported_at: datetime
    answer: str
    answer_text: str
    answered_by: str
    answered_at: datetime | None


# Kinds of deadline that have no day.
_DAYLESS = ("recurring", "ongoing", "conditional")
_DAYED = ("date", "period")


def missing(
    lead_id: int | None, deadline: date | None, text: str, condition: str, kind: str = ""
) -> list[str]:
    """Return what must still be determined (*Cần xác định*) about a task.

    A phrase without a number ("thường xuyên"), one of a kind that has no day, or a condition is an
    answer. Nothing at all is not, nor is what names no day though it should ("31/02/2027", "kỳ họp
    thứ 11", "hôm qua" for a date): it would never be late.
    """
    gaps = [] if lead_id else ["lead"]
    words = bool(text) and not any(letter.isdigit() for letter in text)
    said = kind in _DAYLESS or (words and kind not in _DAYED)
    return gaps if deadline or said or condition else [*gaps, "deadline"]


def task_lines(db: Session, tasks: Sequence[Task], day: date | None = None) -> list[TaskLine]:
    """Return lines of tasks, in the same order, whoever asks: callers filter by readers.

    `day` is the office's date that lateness is computed for (None: today's).
    """
    day = day or today(now())
    bodies = {body.id: body for body in body_catalogue(db)}
    coordinating: dict[int, list[TaskBody]] = {task.id: [] for task in tasks}
    for row in db.exec(
        select(TaskBody).where(col(TaskBody.task_id).in_(coordinating)).order_by(col(TaskBody.id))
    ):
        coordinating[row.task_id].append(row)
    known = bodies, succession(db)
    return [_line(task, known, coordinating[task.id], day) for task in tasks]


def _line(
    task: Task, known: tuple[dict[int, BodyView], Succession], helpers: list[TaskBody], day: date
) -> TaskLine:
    bodies, after = known
    lead = bodies[task.lead_body_id] if task.lead_body_id else None
    reported_on = local(task.reported_at).date() if task.reported_at else None
    from_notice = (
        task.conclusion_id is not None
        and task.deadline is None
        and task.deadline_kind == "relative"
        and counts_from_notice(task.deadline_text)
    )
    gaps = missing(
        task.lead_body_id, task.deadline, task.deadline_text, task.condition, task.deadline_kind
    )
    if from_notice and "deadline" in gaps:
        gaps.remove("deadline")
    return TaskLine(
        id=task.id,
        key=str(task.key),
        version=task.version,
        meeting_id=task.meeting_id,
        conclusion_id=task.conclusion_id,
        work=task.work,
        product=task.product,
        lead_text=task.lead_text,
        lead_id=task.lead_body_id,
        lead_name=lead.name if lead else "",
        lead_key=str(lead.key) if lead else "",
        lead_now=after.now_called(task.lead_body_id, task.lead_text),
        lead_keys=heirs(lead, bodies),
        coordinating_text=task.coordinating_text,
        coordinating=tuple(Coordinating(row.name, row.body_id is not None) for row in helpers),
        coordinating_ids=frozenset(row.body_id for row in helpers if row.body_id is not None),
        receiver=task.receiver,
        deadline_text=task.deadline_text,
        deadline_kind=task.deadline_kind,
        deadline=task.deadline,
        from_notice=from_notice,
        condition=task.condition,
        state=task.state,
        opened_as=task.opened_as,
        opened_at=task.opened_at,
        reported_at=task.reported_at,
        done_at=task.done_at,
        lateness=lateness(task.state, task.deadline, reported_on, day),
        missing=tuple(gaps) if task.state != "done" else (),
        act=_who_acts(task),
    )


def _who_acts(task: Task) -> str:
    if task.state == "done":
        return "nobody"
    if task.state in ("open", "returned") and task.lead_body_id:
        return "lead"
    return "office"


def all_tasks(db: Session) -> list[TaskLine]:
    """Return every task, whoever asks: callers filter by their readers."""
    return task_lines(db, list(db.exec(select(Task).order_by(col(Task.id)))))


def lines_of(db: Session, conclusion_ids: Iterable[int]) -> dict[int, tuple[TaskLine, ...]]:
    """Return the tasks of conclusions, whoever asks: callers filter by their readers."""
    found = tasks_of(db, list(conclusion_ids))
    lines = {line.id: line for line in task_lines(db, [t for ts in found.values() for t in ts])}
    return {key: tuple(lines[task.id] for task in tasks) for key, tasks in found.items()}


def task(db: Session, viewer: Viewer, key: str) -> tuple[TaskLine, TaskReaders]:
    """Return a task the viewer may see, and who the viewer is. Raises NotFound."""
    row, readers = task_to_see(db, viewer, key)
    return task_lines(db, [row])[0], readers


def reports(db: Session, audience: TaskReaders, line: TaskLine) -> tuple[ReportLine, ...]:
    """Return what was reported for a task within sight, the newest first."""
    if not audience.sees(line.state, line.lead_id, line.coordinating_ids):
        return ()
    rows = list(
        db.exec(
            select(TaskReport)
            .where(TaskReport.task_id == line.id)
            .order_by(col(TaskReport.id).desc())
        )
    )
    people = {row.reported_by_id for row in rows} | {row.answered_by_id for row in rows}
    names = account_names(db, {person for person in people if person})
    return tuple(
        ReportLine(
            id=row.id,
            key=str(row.key),
            text=row.text,
            evidence_kind=row.evidence_kind,
            evidence_text=row.evidence_text,
            evidence_date=row.evidence_date,
            file_name=row.file_name,
            has_file=row.file_sha256 is not None,
            reported_by=names.get(row.reported_by_id, ""),
            reported_at=row.reported_at,
            answer=row.answer,
            answer_text=row.answer_text,
            answered_by=names.get(row.answered_by_id or 0, ""),
            answered_at=row.answered_at,
        )
        for row in rows
    )


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
