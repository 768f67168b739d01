"""Meetings, who takes part, and the agenda."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Keyed

AGENDA_STATES = ("draft", "approved", "sent")
SESSION_STATES = ("planned", "open", "ended", "complete")
ITEM_STATES = ("planned", "current", "done", "deferred")
TIERS = ("chair", "delegate", "guest")


class Meeting(Keyed, table=True):
    """A session of a body. Its agenda and its session each have a state of their own.

    `kind`: session (hội nghị, phiên họp) or briefing (giao ban). `adjusted` counts the agenda's
    changes since it was sent, until they go out as the amended agenda. `retention` is the label of
    how long its file is kept ("Vĩnh viễn", "10 năm"), as written.
    """

    body_id: int = Field(foreign_key="body.id", index=True)
    kind: str = "session"
    title: str
    place: str = ""
    starts_at: datetime = Field(sa_type=UTC, index=True)
    agenda_state: str = "draft"
    session_state: str = "planned"
    current_item_id: int | None = None
    adjusted: int = 0
    retention: str = ""
    opened_at: datetime | None = Field(default=None, sa_type=UTC)
    ended_at: datetime | None = Field(default=None, sa_type=UTC)
    completed_at: datetime | None = Field(default=None, sa_type=UTC)
    created_at: datetime = Field(sa_type=UTC)


class Attendee(SQLModel, table=True):
    """Somebody who takes part. `tier`: chair, delegate, or guest (sees only items naming them)."""

    __table_args__ = (UniqueConstraint("meeting_id", "account_id"),)

    id: int = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    tier: str = "delegate"


class AgendaItem(Keyed, table=True):
    """One line of an agenda.

    `hidden`: not (yet) shown to delegates. `restricted`: shown to the people in ItemReader only.
    `aside`: not a line of the agenda but where conclusions stand whose item does not exist yet
    (giao ban); at most one a meeting, hidden, never sent. `secret`: discussed from paper; the line
    shows only *Nội dung trình trực tiếp* and takes no title, file, conclusion or task. `time_label`
    is what the agenda prints ("08 giờ 00", "Sáng 05/12"), or "".
    """

    __tablename__ = "agenda_item"

    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    programme_item_id: int | None = Field(default=None, foreign_key="programme_item.id", index=True)
    position: int
    title: str
    presenter: str = ""
    time_label: str = ""
    hidden: bool = False
    restricted: bool = False
    secret: bool = False
    aside: bool = False
    state: str = "planned"
    changed_by_id: int | None = None


class ItemReader(SQLModel, table=True):
    """A person named on a restricted item, or a guest of an item."""

    __tablename__ = "item_reader"
    __table_args__ = (UniqueConstraint("item_id", "account_id"),)

    id: int = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="agenda_item.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
