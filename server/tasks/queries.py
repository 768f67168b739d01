"""Reads of tasks. A line says of itself who may see it: `TaskReaders.sees` decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from server.kernel.i18n import local, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.queries import BodyView, account_names, body_catalogue, body_names
from server.people.succession import Succession, heirs, succession
from server.tasks.access import TaskReaders, task_to_see, tasks_of
from server.tasks.deadlines import DAYLESS, Lateness, counts_from_notice, lateness, proposed_date
from server.tasks.models import Task, TaskBody, TaskReport
from server.tasks.rules import follow_up_rules


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
    `act`: who must act next: lead, office or nobody. `confirmer_standing`: the body that confirms
    the result is the standing body.
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
    assigner_id: int | None
    confirmer_id: int | None
    confirmer_name: str
    confirmer_standing: bool
    watcher_id: int | None
    parent_id: int | None
    field: str
    goal: str
    rhythm: str
    extensions: int
    mark: str
    last_word_at: datetime | None

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
    """A reported result, its evidence and what was answered.

    `reported_for` is the body it was entered for; `together` counts the tasks that the same
    document closes, 0 for this one alone.
    """

    id: int
    key: str
    text: str
    evidence_kind: str
    evidence_text: str
    evidence_date: date | None
    evidence_level: str
    file_name: str
    has_file: bool
    together: int
    reported_by: str
    reported_for: str
    reported_at: datetime
    answer: str
    answer_text: str
    mark: str
    answered_by: str
    answered_at: datetime | None


DAYED = ("date", "period")


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
    said = kind in DAYLESS or (words and kind not in DAYED)
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
    soon = follow_up_rules(db).yellow
    return [_line(task, known, coordinating[task.id], day, soon) for task in tasks]


def _line(
    task: Task,
    known: tuple[dict[int, BodyView], Succession],
    helpers: list[TaskBody],
    day: date,
    soon: int,
) -> TaskLine:
    bodies, after = known
    lead = bodies[task.lead_body_id] if task.lead_body_id else None
    confirmer = bodies[task.confirmer_body_id] if task.confirmer_body_id else None
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
        lateness=lateness(task.state, task.deadline, reported_on, day, soon),
        missing=tuple(gaps) if task.state != "done" else (),
        act=_who_acts(task),
        assigner_id=task.assigner_body_id,
        confirmer_id=task.confirmer_body_id,
        confirmer_name=confirmer.name if confirmer else "",
        confirmer_standing=confirmer is not None and confirmer.kind == "standing",
        watcher_id=task.watcher_id,
        parent_id=task.parent_id,
        field=task.field,
        goal=task.goal,
        rhythm=task.rhythm,
        extensions=task.extensions,
        mark=task.mark,
        last_word_at=task.last_word_at,
    )


def _who_acts(task: Task) -> str:
    if task.state == "done":
        return "nobody"
    if task.state in ("open", "returned") and task.lead_body_id:
        return "lead"
    return "office"


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
    if not audience.sees(line.state, line.lead_id, line.coordinating_ids, line.confirmer_id):
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
    bodies = body_names(db, {row.reported_for_id for row in rows if row.reported_for_id})
    asked = {row.together for row in rows if row.together}
    shared = dict(
        db.execute(
            select(TaskReport.together, func.count())
            .where(col(TaskReport.together).in_(asked))
            .group_by(col(TaskReport.together))
        ).all()
    )
    return tuple(
        ReportLine(
            id=row.id,
            key=str(row.key),
            text=row.text,
            evidence_kind=row.evidence_kind,
            evidence_text=row.evidence_text,
            evidence_date=row.evidence_date,
            evidence_level=row.evidence_level,
            file_name=row.file_name,
            has_file=row.file_sha256 is not None,
            together=shared.get(row.together, 0) if row.together else 0,
            reported_by=names.get(row.reported_by_id, ""),
            reported_for=bodies.get(row.reported_for_id or 0, ""),
            reported_at=row.reported_at,
            answer=row.answer,
            answer_text=row.answer_text,
            mark=row.mark,
            answered_by=names.get(row.answered_by_id or 0, ""),
            answered_at=row.answered_at,
        )
        for row in rows
    )
