"""The page of what waits to be broken down: fetched again where its programme's items move."""

from collections.abc import Sequence

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.people.access import Viewer
from server.programmes.access import programme_to_see


class UnscheduledPage:
    """What a programme still holds: who has it open follows only his or her own rights.

    It is a list to work down, and a line that vanished under the finger would be ticked wrongly;
    what was taken meanwhile is left out by the command.
    """

    name = "unscheduled"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the reader's own stream on the programme whose key is `subject`."""
        _programme, readers = programme_to_see(db, viewer, subject)
        return Seat((f"user:{viewer.user_id}",), readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return nothing: see above."""
        return []


register(UnscheduledPage())
