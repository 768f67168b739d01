"""Tasks: what a conclusion asks of a lead body, by when, and how it was done."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, event
from sqlmodel import Field, SQLModel

from server.kernel.i18n import fold
from server.kernel.types import UTC, Json, Keyed

STATES = ("planned", "open", "reported", "returned", "done")


class Task(Keyed, table=True):
    """One task. `lead_text` and `deadline_text` are as written; `lead_body_id` and `deadline` what
    they were resolved to. Lateness is computed, never set.

    `state`: planned (Dự kiến giao) until the conclusion is issued or the chair says *Triển khai
    ngay*; then open, reported, returned (Đề nghị bổ sung) or done (Xác nhận hoàn thành).
    `conclusion_id` leads back to the words it follows from; it and `meeting_id` are None for what
    no meeting held here gave. `opened_as` says how it was given: notice, chair (*Triển khai ngay*),
    recorded (the secretary noted that the chair said so) or brought (it came in with a file; see
    TaskSource). `receiver` is the level the product
    goes to, as written; `deadline_kind` as in phrases.Deadline, "" where nobody has said.

    `assigner_body_id` is the body that concluded so (None for what was brought in and nobody
    said). `watcher_id` is the specialist who watches (never who must do it), by `field`;
    `confirmer_body_id` the body that confirms the result, None for the office. `rhythm` is one of
    followup.RHYTHMS, `goal` what is to be reached as written ("trên 95%"). `parent_id`: a part of
    another task. `extensions` counts those granted, `mark` (followup.MARKS) is how the confirmed
    result was found. `last_word_at`: when its bodies last said anything. `folded` is the work as
    searches compare it.
    """

    __table_args__ = (  # what lists and figures of many years ask, so that they read no rows for it
        Index("ix_task_listed", "state", "deadline", "lead_body_id", "reported_at"),
        Index("ix_task_of_body", "lead_body_id", "state", "deadline"),
        Index("ix_task_opened", "opened_at", "state"),
        Index("ix_task_done", "state", "done_at", "reported_at", "deadline", "opened_at"),
    )

    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    conclusion_id: int | None = Field(default=None, foreign_key="conclusion.id", index=True)
    position: int = 0
    work: str
    folded: str = ""
    product: str = ""
    lead_text: str
    lead_body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    coordinating_text: str = ""
    receiver: str = ""
    deadline_text: str = ""
    deadline_kind: str = ""
    deadline: date | None = Field(default=None, index=True)
    condition: str = ""
    state: str = Field(default="planned", index=True)
    assigner_body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    watcher_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    confirmer_body_id: int | None = Field(default=None, foreign_key="body.id")
    parent_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    field: str = ""
    goal: str = ""
    rhythm: str = ""
    extensions: int = 0
    mark: str = ""
    last_word_at: datetime | None = Field(default=None, sa_type=UTC)
    opened_as: str = ""
    opened_at: datetime | None = Field(default=None, sa_type=UTC)
    reported_at: datetime | None = Field(default=None, sa_type=UTC)
    done_at: datetime | None = Field(default=None, sa_type=UTC)
    created_at: datetime = Field(sa_type=UTC)


@event.listens_for(Task, "before_insert")
@event.listens_for(Task, "before_update")
def _fold_work(_mapper: Any, _connection: Any, task: Task) -> None:
    if task.folded != (folded := fold(task.work)):
        task.folded = folded


class TaskBody(SQLModel, table=True):
    """A coordinating body of a task, as written and resolved (None: not found)."""

    __tablename__ = "task_body"

    id: int = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    name: str


class TaskReport(Keyed, table=True):
    """A result reported with its evidence, and what the office answered.

    Evidence is a document (number, date), minutes, a figure with its date, or the office's own
    confirmation: `evidence_kind` document, minutes, figure, confirmation; "" where a tracking
    sheet calls a task done and names none. A file stands by hash.
    `answer`: "" (waiting), confirmed or returned, with `answer_text` and, confirmed, `mark`.
    `evidence_level` is who issued the document, as written. Reports of one document that closes
    several tasks share `together`. `reported_for_id` is the body a result was entered for.
    """

    __tablename__ = "task_report"

    task_id: int = Field(foreign_key="task.id", index=True)
    text: str
    evidence_kind: str
    evidence_text: str = ""
    evidence_date: date | None = None
    evidence_level: str = ""
    file_sha256: str | None = None
    file_name: str = ""
    together: UUID | None = Field(default=None, index=True)
    reported_for_id: int | None = Field(default=None, foreign_key="body.id")
    reported_by_id: int
    reported_at: datetime = Field(sa_type=UTC)
    answer: str = ""
    answer_text: str = ""
    mark: str = ""
    answered_by_id: int | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UTC)


class TaskSource(SQLModel, table=True):
    """Where a task came from that no meeting held here gave: a notice, or a tracking sheet's row.

    All texts are as written. `words` are the sentence, or the cell of the work; `document` is the
    notice's number and symbol, `issued_on` its day, None where none can be read in `issued_text`.
    `code` is the task's in the sheet ("NV-001"); `extra` are columns nobody knows, by heading.
    """

    __tablename__ = "task_source"

    task_id: int = Field(foreign_key="task.id", primary_key=True)
    code: str = Field(default="", index=True)
    words: str = ""
    document: str = ""
    issued_text: str = ""
    issued_on: date | None = None
    session: str = ""
    watcher: str = ""
    field: str = ""
    field_detail: str = ""
    kind_text: str = ""
    deadline_cell: str = ""
    progress: str = ""
    result: str = ""
    documents: str = ""
    updated_text: str = ""
    updated_on: date | None = None
    file_name: str = ""
    sheet: str = ""
    row: int | None = None
    extra: dict[str, str] = Field(default_factory=dict, sa_type=Json)


class TaskImport(SQLModel, table=True):
    """A notice or a tracking sheet as it was read, waiting to be confirmed.

    `kind`: notice, sheet or body-sheet (followup.TaskSheet). `digest` is the SHA-256 of what was
    read. `head` says what it is as a whole: document, issued_on, rest [{sheet, row, text}],
    columns, count. Its proposals are staged in TaskImportRow; `adopted_at` is when they became
    tasks, `taken` how many did.
    """

    __tablename__ = "task_import"

    id: int = Field(default=None, primary_key=True)
    key: UUID = Field(unique=True)
    account_id: int = Field(foreign_key="account.id")
    kind: str
    file_name: str = ""
    digest: str = Field(index=True)
    head: dict[str, Any] = Field(sa_type=Json)
    taken: int = 0
    adopted_at: datetime | None = Field(default=None, sa_type=UTC)
    created_at: datetime = Field(sa_type=UTC)


class TaskImportRow(SQLModel, table=True):
    """A proposed task of an import: `proposal` is conclusions.bringing.Proposal as JSON."""

    __tablename__ = "task_import_row"

    id: int = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="task_import.id", index=True)
    position: int
    proposal: dict[str, Any] = Field(sa_type=Json)
