"""Tables of following tasks up: settings, words, extensions, directives, history, letters,
reminders, matters raised for the next session."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Json, Keyed

RHYTHMS = ("", "weekly", "monthly", "quarterly", "half-yearly", "yearly")
MARKS = ("failed", "passed", "good", "excellent")  # Không đạt, Đạt, Đạt tốt, Đạt xuất sắc
WORD_KINDS = ("progress", "forwarded", "read")
DIRECTIVE_KINDS = ("opinion", "directive")
ALERTS = ("yellow", "red", "special")
RAISED_FOR = ("overdue", "second-extension", "conflict", "asked")


class FollowUpRules(Keyed, table=True):
    """The office's own thresholds of following up: one row; without it the defaults below.

    Days: `yellow` left without a product (to the lead body), `red` overdue (its head), `special`
    overdue (the assigning level); `answer` working days in which a directive must be answered,
    `silent` without any word before a task counts as silent, `notice` working days from the end of
    a session in which its notice is to be issued, `propose` the deadline proposed where none was
    said. `day_before`: “trước ngày X” is the day before X. `second_person`: whoever changes what
    was given needs another's word. `mail`: reminders also go by e-mail.
    """

    __tablename__ = "follow_up_rules"

    yellow: int = 3
    red: int = 1
    special: int = 3
    answer: int = 2
    silent: int = 30
    notice: int = 7
    propose: int = 10
    day_before: bool = False
    second_person: bool = False
    mail: bool = False


class TaskWord(Keyed, table=True):
    """A word about an open task that proves nothing: progress, forwarded, read (WORD_KINDS).

    None of them stops the clock. `body_id` is whom it came from, None for the office.
    """

    __tablename__ = "task_word"

    task_id: int = Field(foreign_key="task.id", index=True)
    kind: str
    text: str = ""
    body_id: int | None = Field(default=None, foreign_key="body.id")
    said_by_id: int
    said_at: datetime = Field(sa_type=UTC)


class TaskExtension(Keyed, table=True):
    """A request for a later day. `state`: waiting, granted, refused or withdrawn.

    `was` is the day it had, `wanted` the day asked for, `granted` the one given. `level` says who
    decides: office or standing (from the second extension on, or once the task is overdue).
    `letter` is that of the body, where it asked on paper and the office entered it.
    """

    __tablename__ = "task_extension"

    task_id: int = Field(foreign_key="task.id", index=True)
    state: str = Field(default="waiting", index=True)
    level: str = "office"
    was: date | None = None
    wanted: date
    reason: str
    letter: str = ""
    asked_by_id: int
    asked_at: datetime = Field(sa_type=UTC)
    granted: date | None = None
    answer: str = ""
    decided_by_id: int | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UTC)


class TaskTerms(Keyed, table=True):
    """One change of what was given: date, goal, product or lead as they were and as they are.

    `cause`: extension, notice (a later conclusion), directive, correction or settled. `before` and
    `after` hold the changed fields alone ({deadline, deadline_text, goal, product, lead_text}),
    days as ISO text. `reference` names the document as written.
    """

    __tablename__ = "task_terms"

    task_id: int = Field(foreign_key="task.id", index=True)
    cause: str
    before: dict[str, str] = Field(sa_type=Json)
    after: dict[str, str] = Field(sa_type=Json)
    reason: str = ""
    reference: str = ""
    conclusion_id: int | None = Field(default=None, foreign_key="conclusion.id")
    changed_by_id: int
    changed_at: datetime = Field(sa_type=UTC)


class TaskCorrection(Keyed, table=True):
    """A change of what was given that waits for another person's word (rules.second_person).

    `before` is how the task stood when it was asked, `changes` as TaskTerms.after, with `lead_body`
    the key of the new lead. `state`: waiting, agreed, refused or withdrawn.
    """

    __tablename__ = "task_correction"

    task_id: int = Field(foreign_key="task.id", index=True)
    state: str = Field(default="waiting", index=True)
    before: dict[str, str] = Field(sa_type=Json)
    changes: dict[str, str] = Field(sa_type=Json)
    reason: str
    reference: str = ""
    asked_by_id: int
    asked_at: datetime = Field(sa_type=UTC)
    answer: str = ""
    decided_by_id: int | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UTC)


class TaskDirective(Keyed, table=True):
    """What the standing body says of a task: an opinion, or a directive that must be answered.

    `answer_by` is the last day, counted in working days; None for an opinion.
    """

    __tablename__ = "task_directive"

    task_id: int = Field(foreign_key="task.id", index=True)
    kind: str
    text: str
    answer_by: date | None = None
    said_by_id: int
    said_at: datetime = Field(sa_type=UTC)
    answer: str = ""
    answered_by_id: int | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UTC)


class UrgingLetter(Keyed, table=True):
    """A letter that urges (*Công văn đôn đốc*), to one body or (None) to all that owe something.

    A draft until number and date are entered. `words` are the letter's own texts (kernel documents
    say which); `lines` are those of its table as issued, frozen; `sha256` that of the DOCX as
    issued.
    """

    __tablename__ = "urging_letter"

    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    from_body_id: int = Field(foreign_key="body.id")
    state: str = "draft"
    words: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    number: str = ""
    symbol: str = ""
    issued_on: date | None = None
    sha256: str = ""
    made_by_id: int
    made_at: datetime = Field(sa_type=UTC)
    issued_by_id: int | None = None


class UrgedTask(SQLModel, table=True):
    """A task stands in a letter that urges."""

    __tablename__ = "urged_task"
    __table_args__ = (UniqueConstraint("letter_id", "task_id"),)

    id: int = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="urging_letter.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)


class Reminder(SQLModel, table=True):
    """A reminder, once for each task, alert, day it was due and person. The row is the promise
    that it is not sent again; `read_at` when the person has seen it.

    `deadline` is the day it is about: a task that was given a later one reminds again.
    """

    __table_args__ = (UniqueConstraint("task_id", "alert", "deadline", "account_id"),)

    id: int = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    alert: str
    deadline: date
    account_id: int = Field(foreign_key="account.id", index=True)
    made_at: datetime = Field(sa_type=UTC)
    mail_id: int | None = Field(default=None, foreign_key="reminder_mail.id", index=True)
    read_at: datetime | None = Field(default=None, sa_type=UTC)


class ReminderMail(SQLModel, table=True):
    """One digest by e-mail to one person on one day: how many, never what.

    `state`: waiting, sending (until `lease_until`), sent, unsure (the server broke off while it
    took the message: it is not sent twice) or failed with `refusal`.
    """

    __tablename__ = "reminder_mail"
    __table_args__ = (UniqueConstraint("account_id", "day"),)

    id: int = Field(default=None, primary_key=True)
    key: UUID = Field(unique=True)
    account_id: int = Field(foreign_key="account.id")
    day: date
    counts: dict[str, int] = Field(sa_type=Json)
    state: str = Field(default="waiting", index=True)
    tries: int = 0
    refusal: str = ""
    lease_until: datetime | None = Field(default=None, sa_type=UTC)
    sent_at: datetime | None = Field(default=None, sa_type=UTC)


class TaskSheet(Keyed, table=True):
    """A sheet of a body's tasks (*Biểu nhiệm vụ của cơ quan*) that went out, and came back.

    `rows` is what went out, by the task's key, so that what came back is compared with it;
    `import_id` the staged reading of the latest that came back.
    """

    __tablename__ = "task_sheet"

    body_id: int = Field(foreign_key="body.id", index=True)
    rows: dict[str, Any] = Field(sa_type=Json)
    made_by_id: int
    made_at: datetime = Field(sa_type=UTC)
    returned_at: datetime | None = Field(default=None, sa_type=UTC)
    import_id: int | None = Field(default=None, foreign_key="task_import.id")


class RaisedMatter(Keyed, table=True):
    """A matter of follow-up that asks for a place on the next agenda (RAISED_FOR says why).

    `state`: raised, tabled (`agenda_item_id` is the draft item) or dismissed with `answer`.
    `digest` tells the matter from the same raised before. `lines` is the state of its tasks then.
    """

    __tablename__ = "raised_matter"

    body_id: int | None = Field(default=None, foreign_key="body.id", index=True)
    reason: str
    digest: str = Field(unique=True)
    state: str = Field(default="raised", index=True)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    agenda_item_id: int | None = Field(default=None, foreign_key="agenda_item.id")
    answer: str = ""
    raised_by_id: int | None = None
    raised_at: datetime = Field(sa_type=UTC)
    decided_by_id: int | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UTC)


class RaisedTask(SQLModel, table=True):
    """A task is part of a raised matter."""

    __tablename__ = "raised_task"
    __table_args__ = (UniqueConstraint("matter_id", "task_id"),)

    id: int = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="raised_matter.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
