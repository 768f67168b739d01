"""What happened to people and bodies."""

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.events import Event

OFFICE_RULES = "office-rules"  # what the office keeps beside its work: calendar, lead times
NUMBERS = "numbers"  # of documents: what waits for one, and the register


@dataclass(frozen=True, kw_only=True)
class AccountEvent(Event):
    """Something that only this person's own pages follow."""

    user_id: int

    @property
    def stream(self) -> str:
        return f"user:{self.user_id}"


@dataclass(frozen=True, kw_only=True)
class AccountChanged(AccountEvent):
    """Name, title, language or look changed."""

    name: ClassVar[str] = "account-changed"


@dataclass(frozen=True, kw_only=True)
class RightsChanged(AccountEvent):
    """A membership began or ended, or the account was disabled: every open page is asked again."""

    name: ClassVar[str] = "rights-changed"
    changes_rights: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(AccountEvent):
    """Signed out, here or elsewhere; sockets of ended sessions close."""

    name: ClassVar[str] = "sessions-ended"
    changes_rights: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class SignedIn(AccountEvent):
    """A new session began."""

    name: ClassVar[str] = "signed-in"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(AccountEvent):
    """A password was chosen or changed."""

    name: ClassVar[str] = "password-changed"


@dataclass(frozen=True, kw_only=True)
class CodeIssued(AccountEvent):
    """A one-time code to choose a password with was given out."""

    name: ClassVar[str] = "code-issued"


@dataclass(frozen=True, kw_only=True)
class BodyChanged(Event):
    """A body was added, renamed, ended or given another name."""

    name: ClassVar[str] = "body-changed"
    body_id: int

    @property
    def stream(self) -> str:
        return "bodies"


@dataclass(frozen=True, kw_only=True)
class BodyReorganised(Event):
    """A body was renamed, merged into another or ended by a decision; what was open went on."""

    name: ClassVar[str] = "body-reorganised"
    body_id: int
    successor_id: int | None

    @property
    def stream(self) -> str:
        return "bodies"


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """A day of the office's calendar was corrected, or its correction taken back."""

    name: ClassVar[str] = "calendar-changed"

    @property
    def stream(self) -> str:
        return OFFICE_RULES


@dataclass(frozen=True, kw_only=True)
class DocumentsKept(Event):
    """How a body writes its documents was kept otherwise."""

    name: ClassVar[str] = "documents-kept"
    body_id: int

    @property
    def stream(self) -> str:
        return OFFICE_RULES


@dataclass(frozen=True, kw_only=True)
class NumberGiven(Event):
    """A document got its number and stands in the register."""

    name: ClassVar[str] = "number-given"
    body_id: int
    number_id: int

    @property
    def stream(self) -> str:
        return NUMBERS
