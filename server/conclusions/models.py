"""Conclusions as noted, drafted and issued, the notice that carries them, its corrections."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Keyed

VERDICTS = ("", "assigns", "decides", "no-task")


class Conclusion(Keyed, table=True):
    """One numbered conclusion at an agenda item: noted, then in the draft notice, then issued.

    `noted` keeps the words as first noted at the session, `session_text` those agreed to there:
    "" until the conclusion stands in the draft notice, whose words `text` are. `agreed_as`: ""
    until the chair has agreed to `text` ("chair") or the secretary has recorded that the chair
    concluded ("recorded").
    `verdict`: "" until it is said whether it gives tasks (assigns), decides without a task
    (decides) or no task arises (no-task). Once `notice_id` is set the wording is frozen. A removed
    one keeps its number and can be put back.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    item_id: int = Field(foreign_key="agenda_item.id", index=True)
    number: int
    text: str
    noted: str
    session_text: str = ""
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
    """

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    number: str
    symbol: str = ""
    issued_on: date
    wording: str
    sha256: str
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
