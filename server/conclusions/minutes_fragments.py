"""The live page of minutes: one element, which tells all of them."""

from collections.abc import Sequence

from sqlmodel import Session

from server.conclusions import minutes_queries
from server.conclusions.minutes_access import MinutesReader, minutes_to_see
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.people.access import Viewer

SCREEN = "minutes"


class MinutesScreen:
    """The minutes of one meeting, for who may read them."""

    name = SCREEN

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat a reader of the minutes of the meeting with key `subject`. Raises NotFound."""
        meeting, _minutes, reader = minutes_to_see(db, viewer, subject)
        return Seat((f"meeting:{meeting.id}", f"user:{viewer.user_id}"), reader)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the minutes of each meeting in which anything happened: all of it may be told."""
        meetings = {h.ids["meeting_id"] for h in happened if "meeting_id" in h.ids}
        return [_element(meeting_id) for meeting_id in sorted(meetings)]


def _element(meeting_id: int) -> Fragment:
    def show(db: Session, reader: MinutesReader) -> str | None:
        if reader.meeting_id != meeting_id:
            return None
        found = minutes_queries.view(db, reader)
        return render("conclusions/_minutes.html", view=found, reader=reader)

    return Fragment(f"minutes-{meeting_id}", lambda db: db, show)


register(MinutesScreen())
