"""Conclusions as noted, agreed and issued, and the notice that carries them."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Keyed

VERDICTS = ("", "assigns", "decides", "no-task")


class Conclusion(Keyed, table=True):
    """One numbered conclusion at an agenda item.

    `noted` keeps the words as first noted at the session. `agreed_as`: "" until the chair has
    agreed ("chair") or the secretary has recorded that the chair concluded ("recorded").
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
    agreed_as: str = ""
    agreed_by_id: int | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=UTC)
    verdict: str = ""
    removed: bool = False
    changed_by_id: int | None = None
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    created_at: datetime = Field(sa_type=UTC)


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
