"""What happened to the leaders' weekly schedule."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event

STREAM = "schedule"


@dataclass(frozen=True, kw_only=True)
class ScheduleEvent(Event):
    """Something that everybody who follows the schedule is told of."""

    @property
    def stream(self) -> str:
        return STREAM


@dataclass(frozen=True, kw_only=True)
class ScheduleChanged(ScheduleEvent):
    """An entry came, changed, was cancelled or restored; `days` (ISO) are those it touched."""

    name: ClassVar[str] = "schedule-changed"
    entry_id: int
    days: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScheduleWeekStepped(ScheduleEvent):
    """A week was published or recalled; `monday` is its first day (ISO)."""

    name: ClassVar[str] = "schedule-week-stepped"
    monday: str
