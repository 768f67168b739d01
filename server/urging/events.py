"""What happened when somebody was reminded or urged."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event
from server.people.events import NUMBERS, AccountEvent


@dataclass(frozen=True, kw_only=True)
class Reminded(AccountEvent):
    """Reminders were made for a person."""

    name: ClassVar[str] = "reminded"


@dataclass(frozen=True, kw_only=True)
class RemindersRead(AccountEvent):
    """A person has seen reminders."""

    name: ClassVar[str] = "reminders-read"


@dataclass(frozen=True, kw_only=True)
class LetterChanged(Event):
    """A letter that urges was drafted, edited, dropped, issued or filed."""

    name: ClassVar[str] = "urging-letter-changed"
    letter_id: int

    @property
    def stream(self) -> str:
        return NUMBERS
