"""Live parts of the draft notice as a document: how far it is, what it says; its approval."""

from collections.abc import Sequence

from sqlmodel import Session

from server.conclusions.draft_queries import load_notice_draft, notices_to_number
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.meetings.access import Audience, meeting_to_see
from server.meetings.fragments import LIST
from server.people.access import Viewer
from server.people.events import OFFICE_RULES
from server.people.numbering import offer_to_number
from server.tasks.events import STREAM as TASKS

CHANGES = {"conclusion-changed", "agenda-item-changed", "meeting-changed", "task-changed", *LIST}
CHANGES |= {"notice-draft-changed", "notice-issued", "notice-signed"}
CHANGES |= {"documents-kept", "calendar-changed", "follow-up-rules-changed"}


class Part(Fragment):
    """An element about the audience's own meeting: not every event names one."""

    def __init__(self, target: str, template: str) -> None:
        def show(db: Session, audience: Audience) -> str:
            draft = load_notice_draft(db, audience.meeting_id)
            return render(template, draft=draft, audience=audience)

        super().__init__(target, load=lambda db: db, render=show)


def draft_parts(happened: Sequence[Happened]) -> list[Fragment]:
    """Return how far the draft is and what it says, on the office's page of it."""
    if CHANGES.isdisjoint({h.name for h in happened}):
        return []
    return [
        Part("notice-state", "conclusions/_notice_state.html"),
        Part("notice-sheet", "conclusions/_notice_sheet.html"),
    ]


class ApprovalScreen:
    """The draft notice as the chair approves it, on a phone as well."""

    name = "notice-approval"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat the chair or the office at the meeting with key `subject`. Raises NotFound."""
        meeting, audience = meeting_to_see(db, viewer, subject)
        if not audience.sees_all:
            raise NotFound
        streams = (f"meeting:{meeting.id}", TASKS, OFFICE_RULES, f"user:{viewer.user_id}")
        return Seat(streams, audience)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the whole page: it is one notice."""
        if CHANGES.isdisjoint({h.name for h in happened}):
            return []
        return [Part("notice-approval", "conclusions/_approval.html")]


register(ApprovalScreen())
offer_to_number(notices_to_number)
