"""What happened to conclusions."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event
from server.meetings.events import ItemEvent, MeetingEvent
from server.people.events import NUMBERS


@dataclass(frozen=True, kw_only=True)
class ConclusionChanged(ItemEvent):
    """A conclusion, or a task planned by it, was noted, changed, removed, agreed, drafted, issued
    or corrected.

    `conclusion_id` is None where it was said that nothing arises at the item.
    """

    name: ClassVar[str] = "conclusion-changed"
    conclusion_id: int | None


@dataclass(frozen=True, kw_only=True)
class NoticeIssued(MeetingEvent):
    """A notice of conclusion was issued: its conclusions are frozen, its tasks given."""

    name: ClassVar[str] = "notice-issued"
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class OpinionChanged(ItemEvent):
    """An opinion was noted, changed, struck out or put back. Its words stand in no event."""

    name: ClassVar[str] = "opinion-changed"
    opinion_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesChanged(MeetingEvent):
    """The minutes were written at, commented, circulated, approved, signed or added to."""

    name: ClassVar[str] = "minutes-changed"
    minutes_id: int


@dataclass(frozen=True, kw_only=True)
class NumbersRung(Event):
    """Another document waits for a number, or waits no more: what happened stands beside it."""

    name: ClassVar[str] = "numbers-rung"
    echoes: ClassVar[bool] = True

    @property
    def stream(self) -> str:
        return NUMBERS


@dataclass(frozen=True, kw_only=True)
class NoticeDraftChanged(MeetingEvent):
    """The draft notice was written, commented on, submitted, approved, returned or taken back."""

    name: ClassVar[str] = "notice-draft-changed"

    @property
    def echo(self) -> Event:
        return NumbersRung()


@dataclass(frozen=True, kw_only=True)
class NoticeSigned(MeetingEvent):
    """The signed copy of an issued notice came back."""

    name: ClassVar[str] = "notice-signed"
    notice_id: int

    @property
    def echo(self) -> Event:
        return NumbersRung()


@dataclass(frozen=True, kw_only=True)
class SheetChanged(Event):
    """A body's sheet of tasks went out, came back, or its rows were taken."""

    name: ClassVar[str] = "task-sheet-changed"
    sheet_id: int

    @property
    def stream(self) -> str:
        return "task-sheets"
