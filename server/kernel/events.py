"""What happened: the one log that is live feed and audit trail, and the tables beside it.

A feature states an event as a frozen dataclass of ids; the Writer numbers it within its stream
and stores it with the change it tells of. The relay reads stream, number, name and ids; `detail`
(before and after, reason) is for the audit trail and an object's history alone.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Json

# Names of the events after which every audience of the stream is derived again.
CHANGES_RIGHTS: set[str] = set()
# Names of those that only ring a stream: what happened stands beside them.
ECHOES: set[str] = set()


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, in ids only: what may be read is decided at rendering.

    `changes_rights` tells the live path to derive every audience of the stream again. `echoes`:
    it says nothing of its own, and the audit trail leaves it out.
    """

    name: ClassVar[str]
    changes_rights: ClassVar[bool] = False
    echoes: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        if cls.changes_rights:
            CHANGES_RIGHTS.add(cls.name)
        if cls.echoes:
            ECHOES.add(cls.name)

    @property
    def stream(self) -> str:
        """Name of the stream whose followers are told, e.g. "meeting:7"."""
        raise NotImplementedError

    @property
    def echo(self) -> "Event | None":
        """What else is told once in a transaction that tells this: rings a wider stream."""
        return None

    @property
    def ids(self) -> dict[str, Any]:
        """The fields, as they are stored."""
        return asdict(self)


class Stream(SQLModel, table=True):
    """How far each stream has come; its row is also the lock of what the stream is about."""

    name: str = Field(primary_key=True)
    seq: int = 0


class EventRow(SQLModel, table=True):
    """One event of one stream. Append-only, but for `detail` once what it is about was withdrawn
    urgently (materials/urgent.py): the words go, the event stays."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "seq", name="uq_event_stream_seq"),)

    id: int = Field(default=None, primary_key=True)
    stream: str
    seq: int
    name: str = Field(index=True)
    ids: dict[str, Any] = Field(sa_type=Json)
    detail: dict[str, Any] = Field(sa_type=Json)
    actor_id: int = 0
    source: str = ""
    at: datetime = Field(sa_type=UTC)


class Receipt(SQLModel, table=True):
    """An act that was carried out: the same form sent again is answered from here.

    `actor_id` 0 is the system (NULL would never conflict).
    """

    actor_id: int = Field(primary_key=True)
    command_id: str = Field(primary_key=True, max_length=64)
    digest: str
    result: Any = Field(default=None, sa_type=Json, nullable=True)
    at: datetime = Field(sa_type=UTC, index=True)


class Cursor(SQLModel, table=True):
    """How far a reader of the log (reminders, text extraction) has come in a stream."""

    reader: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    seq: int = 0
