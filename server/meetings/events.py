"""What happened to a meeting and its agenda."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event


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
class AgendaItemChanged(MeetingEvent):
    """An agenda item was added, renamed, shown or hidden.

    Ids only, never text: the fragment decides, per audience, what may be read.
    """

    name: ClassVar[str] = "agenda-item-changed"
    item_id: int


@dataclass(frozen=True, kw_only=True)
class AgendaReordered(MeetingEvent):
    """Items were added, moved, hidden, shown or deferred: the list's order is another."""

    name: ClassVar[str] = "agenda-reordered"
    item_id: int


@dataclass(frozen=True, kw_only=True)
class ItemReadersChanged(MeetingEvent):
    """Who may see an item changed: audiences are derived again."""

    name: ClassVar[str] = "item-readers-changed"
    changes_rights: ClassVar[bool] = True
    item_id: int


@dataclass(frozen=True, kw_only=True)
class CurrentItemMoved(MeetingEvent):
    """The room moved on to another item (None: to none)."""

    name: ClassVar[str] = "current-item-moved"
    item_id: int | None
    was_item_id: int | None
