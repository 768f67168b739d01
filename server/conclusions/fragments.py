"""Which elements of live pages show conclusions. The page and the push render the same template.

The console's desk and the draft notice are for the secretariat, the chair's list for the chair;
delegates and guests get the list of what was issued, at items within their sight. A notice is
followed for its corrections.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlmodel import Session

from server.conclusions import notices, queries
from server.conclusions.desk_task import DeskTask, load_desk_task
from server.conclusions.draft_screens import draft_parts
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.meetings.access import Audience, meeting_to_see
from server.meetings.fragments import LIST
from server.people.access import Viewer
from server.people.events import OFFICE_RULES
from server.tasks.events import STREAM as TASKS


def _tier(audience: Any) -> tuple[str, bool, str]:
    return audience.tier, audience.chairs, audience.locale


def desk(item_id: int, item_key: str) -> Fragment:
    """The conclusions of one item on the console: element `desk-ITEMKEY`."""

    def show(loaded: queries.Desk, audience: Audience) -> str | None:
        if not audience.may_edit:
            return None
        return render("conclusions/_desk.html", desk=loaded, audience=audience)

    return Fragment(f"desk-{item_key}", partial(queries.load_desk, item_id=item_id), show, _tier)


def desk_task(task_id: int) -> Fragment:
    """One task on its desk: element `desk-task-ID` (the tasks' stream is about many meetings)."""

    def show(loaded: DeskTask, audience: Audience) -> str | None:
        if not audience.may_edit or audience.meeting_id != loaded.meeting_id:
            return None
        shown = {"desk": loaded.desk, "line": loaded.line, "task": loaded.task}
        return render("conclusions/_desk_task.html", **shown)

    return Fragment(f"desk-task-{task_id}", partial(load_desk_task, task_id=task_id), show)


def chair_list(meeting_id: int) -> Fragment:
    """All conclusions of a meeting on the chair's tablet: element `chair-conclusions`."""

    def show(loaded: queries.MeetingConclusions, audience: Audience) -> str | None:
        if not audience.sees_all or audience.meeting_id != meeting_id:
            return None
        return render("conclusions/_chair.html", conclusions=loaded, audience=audience)

    load = partial(queries.load_meeting, meeting_id=meeting_id)
    return Fragment("chair-conclusions", load, show)


def issued_list(meeting_id: int) -> Fragment:
    """What was issued, on a delegate's tablet: element `issued-conclusions`."""

    def show(loaded: queries.Sight, audience: Audience) -> str:
        return render(
            "conclusions/_issued.html",
            conclusions=queries.within_sight(loaded, audience),
            audience=audience,
        )

    load = partial(queries.load_issued, meeting_id=meeting_id)
    return Fragment("issued-conclusions", load, show)


class DraftScreen:
    """The draft notice of one meeting, for who keeps it."""

    name = "draft"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat a member of the secretariat at the meeting with key `subject`. Raises NotFound."""
        meeting, audience = meeting_to_see(db, viewer, subject)
        if not audience.may_edit:
            raise NotFound
        streams = (f"meeting:{meeting.id}", TASKS, OFFICE_RULES, f"user:{viewer.user_id}")
        return Seat(streams, audience)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the draft of each meeting whose conclusions, lines or tasks are others."""
        names = {"conclusion-changed", "agenda-item-changed", "meeting-changed", *LIST}
        names |= {"task-changed"}
        about = {h.ids["meeting_id"] for h in happened if h.name in names}
        about.discard(None)  # a task that no meeting gave
        return [*(draft_list(meeting_id) for meeting_id in sorted(about)), *draft_parts(happened)]


def draft_list(meeting_id: int) -> Fragment:
    """The draft notice of one meeting: element `draft-ID`."""

    def show(loaded: queries.MeetingConclusions, audience: Audience) -> str | None:
        if audience.meeting_id != meeting_id:
            return None
        return render("conclusions/_draft.html", conclusions=loaded, audience=audience)

    load = partial(queries.load_meeting, meeting_id=meeting_id)
    return Fragment(f"draft-{meeting_id}", load, show)


class NoticeScreen:
    """An issued notice, for who may read it as a whole."""

    name = "notice"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat a reader of the notice with key `subject`. Raises NotFound."""
        meeting_id, reader = notices.notice_reader(db, viewer, subject)
        return Seat((f"meeting:{meeting_id}", f"user:{viewer.user_id}"), reader)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the notice with its corrections: which notice, each audience says."""
        names = {"conclusion-changed", "meeting-changed", "notice-signed"}
        if names.isdisjoint({h.name for h in happened}):
            return []

        def show(db: Session, reader: notices.NoticeReader) -> str:
            found = notices.load_notice(db, reader.notice_id)
            return render("conclusions/_notice.html", notice=found, audience=reader)

        return [Fragment("notice-text", lambda db: db, show)]


register(DraftScreen())
register(NoticeScreen())
