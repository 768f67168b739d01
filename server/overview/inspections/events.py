"""What happened to inspections."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class InspectionChanged(Event):
    """Access was opened for a decision, or ended before its day."""

    name: ClassVar[str] = "inspection-changed"
    inspection_id: int

    @property
    def stream(self) -> str:
        return "inspections"
