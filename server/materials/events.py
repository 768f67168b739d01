"""What happened to papers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from server.meetings.events import ItemEvent


@dataclass(frozen=True, kw_only=True)
class PaperChanged(ItemEvent):
    """A paper was added, renamed, moved, sent, recalled or dropped, or has a new draft."""

    name: ClassVar[str] = "paper-changed"
    paper_id: int
    paper_key: UUID
