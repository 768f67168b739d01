"""What happened to tasks."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from server.kernel.events import Event
from server.people.events import OFFICE_RULES

STREAM = "tasks"


class Task(Protocol):
    """The ids of a task's row."""

    id: int
    conclusion_id: int | None
    meeting_id: int | None
    parent_id: int | None


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """A task was planned, given, changed, removed, reported, returned or confirmed, something was
    said about it, or what it follows from was corrected. `parent_id`: it is a part of that task."""

    name: ClassVar[str] = "task-changed"
    task_id: int
    conclusion_id: int | None
    meeting_id: int | None
    parent_id: int | None = None

    @classmethod
    def of(cls, task: Task) -> "TaskChanged":
        """What happened to `task`."""
        return cls(
            task_id=task.id,
            conclusion_id=task.conclusion_id,
            meeting_id=task.meeting_id,
            parent_id=task.parent_id,
        )

    @property
    def stream(self) -> str:
        return STREAM


@dataclass(frozen=True, kw_only=True)
class TaskTakenBack(Event):
    """A task is no longer there for its bodies: whoever has it open is looked at again."""

    name: ClassVar[str] = "task-taken-back"
    changes_rights: ClassVar[bool] = True
    task_id: int

    @property
    def stream(self) -> str:
        return STREAM


@dataclass(frozen=True, kw_only=True)
class TasksBroughtIn(Event):
    """Tasks came in with a notice or a tracking sheet, all at once."""

    name: ClassVar[str] = "tasks-brought-in"
    import_id: int

    @property
    def stream(self) -> str:
        return STREAM


@dataclass(frozen=True, kw_only=True)
class FollowUpRulesChanged(Event):
    """The office's rules of following up are others."""

    name: ClassVar[str] = "follow-up-rules-changed"

    @property
    def stream(self) -> str:
        return OFFICE_RULES
