"""What happened to tasks."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event

STREAM = "tasks"


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """A task was planned, given, changed, removed, reported, returned or confirmed, or what it
    follows from was corrected."""

    name: ClassVar[str] = "task-changed"
    task_id: int
    conclusion_id: int | None
    meeting_id: int | None

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
