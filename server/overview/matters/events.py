"""What happened to matters that following up raised."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event
from server.tasks.events import STREAM


@dataclass(frozen=True, kw_only=True)
class MatterChanged(Event):
    """A matter was raised, put on an agenda or dismissed."""

    name: ClassVar[str] = "matter-changed"
    matter_id: int

    @property
    def stream(self) -> str:
        return STREAM
