"""Conclusions as noted, drafted and issued, the notice that carries them, its corrections."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Json, Keyed

VERDICTS = ("", "assigns", "decides", "decides-assigns", "no-task")
DRAFT_STATES = ("drafting", "submitted", "returned", "approved")
MINUTES_STATES = ("drafting", "circulated", "approved", "signed")


class Conclusion(Keyed, table=True):
    """One numbered conclusion at an agenda item: noted, then in the draft notice, then issued.

    `noted` keeps the words as first noted at the session, `session_text` those agreed to there:
    "" until the conclusion stands in the draft notice, whose words `text` are. `agreed_as`: ""
    until the chair has agreed to `text` ("chair") or the secretary has recorded that the chair
    concluded ("recorded"). `before_chair` are the words that the chair's own correction replaced,
    "" where the chair corrected nothing.
    `verdict`: "" until it is said whether it gives tasks (assigns), decides without a task
    (decides), does both (decides-assigns) or no task arises (no-task). Once `notice_id` is set the
    wording is frozen. A removed one keeps its number and can be put back.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    item_id: int = Field(foreign_key="agenda_item.id", index=True)
    number: int
    text: str
    noted: str
    session_text: str = ""
    before_chair: str = ""
    agreed_as: str = ""
    agreed_by_id: int | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=UTC)
    verdict: str = ""
    removed: bool = False
    changed_by_id: int | None = None
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    created_at: datetime = Field(sa_type=UTC)


class DraftWording(SQLModel, table=True):
    """Words that the draft notice gave a conclusion, one row a change: none is ever lost.

    The first differs from the conclusion's `session_text`, each later one from the one before;
    the last is the conclusion's `text`.
    """

    __tablename__ = "draft_wording"

    id: int = Field(default=None, primary_key=True)
    conclusion_id: int = Field(foreign_key="conclusion.id", index=True)
    text: str
    written_by_id: int
    written_at: datetime = Field(sa_type=UTC)


class NothingArises(SQLModel, table=True):
    """It was said that an item without a conclusion gives none: *Không phát sinh nhiệm vụ*."""

    __tablename__ = "nothing_arises"

    item_id: int = Field(foreign_key="agenda_item.id", primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    said_by_id: int
    said_at: datetime = Field(sa_type=UTC)


class Notice(Keyed, table=True):
    """An issued notice of conclusion: number, symbol, date, and the hash of its frozen wording.

    `wording` is canonical JSON (issuing.py says what stands in it), `sha256` that of its UTF-8.
    `layout` is the rule set of its document (kernel documents), `pdf_sha256` and `docx_sha256` the
    stored documents. The signed copy that came back is bound by `signed_sha256`.
    """

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    number: str
    symbol: str = ""
    issued_on: date
    wording: str
    sha256: str
    layout: str = ""
    pdf_sha256: str | None = None
    docx_sha256: str | None = None
    approved_by_id: int | None = None
    approved_at: datetime | None = Field(default=None, sa_type=UTC)
    signed_sha256: str | None = None
    signed_name: str = ""
    signed_by_id: int | None = None
    signed_at: datetime | None = Field(default=None, sa_type=UTC)
    issued_by_id: int
    issued_at: datetime = Field(sa_type=UTC)


class Correction(Keyed, table=True):
    """A numbered correction (*Đính chính*) of one conclusion of an issued notice.

    `number` counts within the notice; `text` is how the conclusion is to be read. The notice's
    own wording and hash stay as they are.
    """

    __table_args__ = (UniqueConstraint("notice_id", "number"),)

    notice_id: int = Field(foreign_key="notice.id", index=True)
    conclusion_id: int = Field(foreign_key="conclusion.id", index=True)
    number: int
    issued_on: date
    text: str
    reason: str
    made_by_id: int
    made_at: datetime = Field(sa_type=UTC)


class NoticeDraft(Keyed, table=True):
    """What stands around the conclusions in the draft notice of a meeting, and how far it is.

    `words` are the document's own texts (place, head, subject, opening, closing, on_behalf, post,
    signer, recipients ...), those never touched left out: they follow the body's settings.
    `layout` is the rule set chosen, "" for the one in force on its day. `marks` are secrecy,
    urgency and circulation. `turn` is the *Dự thảo lần n*. `state`: one of DRAFT_STATES;
    `approved_digest` is that of the words approved, so that nothing else is issued.
    """

    __tablename__ = "notice_draft"

    meeting_id: int = Field(foreign_key="meeting.id", unique=True)
    state: str = "drafting"
    layout: str = ""
    words: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    marks: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    turn: int = 1
    submitted_by_id: int | None = None
    submitted_at: datetime | None = Field(default=None, sa_type=UTC)
    approved_digest: str = ""
    approved_by_id: int | None = None
    approved_at: datetime | None = Field(default=None, sa_type=UTC)
    answer: str = ""


class DraftComment(Keyed, table=True):
    """A comment on the draft notice (`minutes_id` None) or on the minutes of a meeting.

    `conclusion_id` where it is about one. `settled_at` when the office has dealt with it.
    """

    __tablename__ = "draft_comment"

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    minutes_id: int | None = Field(default=None, foreign_key="minutes.id", index=True)
    conclusion_id: int | None = Field(default=None, foreign_key="conclusion.id")
    text: str
    said_by_id: int
    said_at: datetime = Field(sa_type=UTC)
    answer: str = ""
    settled_by_id: int | None = None
    settled_at: datetime | None = Field(default=None, sa_type=UTC)


class Opinion(Keyed, table=True):
    """An opinion given at an item (*Ý kiến phát biểu*), by speaker, under a topic.

    For chair and secretariat only, until the minutes are signed; then as the body rules
    (people.BodyDocuments.opinions_after). `speaker` is as written, `speaker_id` who that is.
    """

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    item_id: int = Field(foreign_key="agenda_item.id", index=True)
    position: int = 0
    speaker: str
    speaker_id: int | None = Field(default=None, foreign_key="account.id")
    topic: str = ""
    text: str
    removed: bool = False
    noted_by_id: int
    noted_at: datetime = Field(sa_type=UTC)


class Minutes(Keyed, table=True):
    """The minutes of a meeting (*Biên bản*): drafted from the same source, circulated, approved (a
    board's at its next session, `approved_at_id`), signed.

    `words` are the document's own texts, `wording` the canonical JSON it froze to when approved;
    opinions stand in it by the hash of their list alone, so that they can be removed afterwards.
    `pdf_sha256` and `docx_sha256` are the documents stored for the session's file.
    """

    meeting_id: int = Field(foreign_key="meeting.id", unique=True)
    state: str = "drafting"
    layout: str = ""
    words: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    circulated_at: datetime | None = Field(default=None, sa_type=UTC)
    answer_by: date | None = None
    wording: str = ""
    sha256: str = ""
    pdf_sha256: str | None = None
    docx_sha256: str | None = None
    approved_at_id: int | None = Field(default=None, foreign_key="meeting.id")
    approved_by_id: int | None = None
    approved_at: datetime | None = Field(default=None, sa_type=UTC)
    signed_sha256: str | None = None
    signed_name: str = ""
    signed_by_id: int | None = None
    signed_at: datetime | None = Field(default=None, sa_type=UTC)


class MinutesSupplement(Keyed, table=True):
    """What is added to signed minutes, numbered: they themselves change no more."""

    __tablename__ = "minutes_supplement"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    minutes_id: int = Field(foreign_key="minutes.id", index=True)
    number: int
    text: str
    made_by_id: int
    made_at: datetime = Field(sa_type=UTC)


class PlannedTerms(Keyed, table=True):
    """A conclusion changes a task given before (a follow-up notice): date, goal, product.

    It takes effect when the conclusion is issued and then stands in tasks.TaskTerms. None, and ""
    for texts, leave a field as it is.
    """

    __tablename__ = "planned_terms"
    __table_args__ = (UniqueConstraint("conclusion_id", "task_id"),)

    conclusion_id: int = Field(foreign_key="conclusion.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    deadline_text: str = ""
    deadline: date | None = None
    goal: str = ""
    product: str = ""
    applied_at: datetime | None = Field(default=None, sa_type=UTC)


class SessionFile(Keyed, table=True):
    """A session's file (*Hồ sơ phiên họp*) as it was made: a ZIP by its hash."""

    __tablename__ = "session_file"

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    sha256: str
    size_bytes: int
    made_by_id: int
    made_at: datetime = Field(sa_type=UTC)
