"""What happened to a meeting and its agenda."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from server.kernel.events import Event

STREAM = "meetings"


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(Event):
    """Something that the pages of one meeting follow."""

    meeting_id: int

    @property
    def stream(self) -> str:
        return f"meeting:{self.meeting_id}"


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(MeetingEvent):
    """Title, place, hour or a state of the meeting changed."""

    name: ClassVar[str] = "meeting-changed"


@dataclass(frozen=True, kw_only=True)
class AttendanceChanged(MeetingEvent):
    """Who takes part changed, or the agenda was first sent: audiences are derived again."""

    name: ClassVar[str] = "attendance-changed"
    changes_rights: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class MeetingAnnounced(Event):
    """A meeting has come, or has gone, for somebody: lists of meetings are others."""

    name: ClassVar[str] = "meeting-announced"
    changes_rights: ClassVar[bool] = True  # a list also follows each of its meetings
    meeting_id: int

    @property
    def stream(self) -> str:
        return STREAM


@dataclass(frozen=True, kw_only=True)
class AgendaAdjusted(MeetingEvent):
    """The agenda was changed after it had been sent; only who keeps it is told."""

    name: ClassVar[str] = "agenda-adjusted"


@dataclass(frozen=True, kw_only=True)
class ItemEvent(MeetingEvent):
    """Something that is about one agenda item; its key is what pages know it by."""

    item_id: int
    item_key: UUID


@dataclass(frozen=True, kw_only=True)
class AgendaItemChanged(ItemEvent):
    """What an agenda item says changed.

    Ids only, never text: the fragment decides, per audience, what may be read.
    """

    name: ClassVar[str] = "agenda-item-changed"


@dataclass(frozen=True, kw_only=True)
class AgendaReordered(ItemEvent):
    """An item was added, moved, hidden, shown, deferred or restored: the list is another."""

    name: ClassVar[str] = "agenda-reordered"


@dataclass(frozen=True, kw_only=True)
class ItemReadersChanged(ItemEvent):
    """Who may see an item changed: audiences are derived again, and the list is another."""

    name: ClassVar[str] = "item-readers-changed"
    changes_rights: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class CurrentItemMoved(MeetingEvent):
    """The room moved on to another item (None: to none)."""

    name: ClassVar[str] = "current-item-moved"
    item_id: int | None
    item_key: UUID | None
    was_item_id: int | None
    was_item_key: UUID | None
