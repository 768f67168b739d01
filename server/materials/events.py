"""What happened to papers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from server.kernel.events import Event
from server.meetings.events import ItemEvent

WITHDRAWALS = "withdrawals"  # the stream that the register follows


@dataclass(frozen=True, kw_only=True)
class PaperChanged(ItemEvent):
    """A paper was added, renamed, moved, sent, recalled, dropped or withdrawn, or redrafted."""

    name: ClassVar[str] = "paper-changed"
    paper_id: int
    paper_key: UUID


@dataclass(frozen=True, kw_only=True)
class PaperWithdrawn(ItemEvent):
    """A paper was withdrawn urgently: its page ends for everybody, and nothing of it is left."""

    name: ClassVar[str] = "paper-withdrawn"
    paper_id: int
    paper_key: UUID


@dataclass(frozen=True, kw_only=True)
class WithdrawalChanged(Event):
    """The register of urgent withdrawals has a new row, or one was dealt with further."""

    name: ClassVar[str] = "withdrawal-changed"
    withdrawal_id: int

    @property
    def stream(self) -> str:
        return WITHDRAWALS
