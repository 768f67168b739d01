"""Pages of what the office keeps beside its work: fetched again when any of it changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from server.kernel.db import seqs
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.people.access import Viewer, require
from server.people.events import OFFICE_RULES, CalendarChanged


@dataclass(frozen=True)
class Keepers:
    """Who keeps it; `edition` is how far the stream has come: another one is another page."""

    locale: str
    edition: int
    priority: int = 1


class RulesScreen:
    """A page that whoever may do `act` follows."""

    def __init__(self, name: str, act: str) -> None:
        self.name, self._act = name, act

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who keeps this; `subject` does not matter. Raises NotFound."""
        require(viewer, self._act)
        streams = (OFFICE_RULES, f"user:{viewer.user_id}")
        return Seat(streams, Keepers(viewer.locale, seqs(db, [OFFICE_RULES])[OFFICE_RULES]))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Nothing is pushed: the page is fetched again."""
        return []


register(RulesScreen("calendar", "calendar.keep"), rights=(CalendarChanged.name,))
