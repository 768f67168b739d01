"""What must be settled after a session (*Việc phải hoàn tất sau phiên họp*), and by whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from server.conclusions.clock import Clock, clock_of
from server.conclusions.minutes_queries import state_of as minutes_state
from server.conclusions.models import NothingArises
from server.conclusions.queries import ConclusionLine, load_meeting
from server.conclusions.verdicts import ASSIGNING
from server.kernel.errors import NotFound
from server.meetings.access import Audience
from server.meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Unsettled:
    """One thing to settle. `kind`: not-discussed and no-conclusion (of an item), not-agreed,
    no-verdict, no-task and not-issued (of a conclusion), task-lead and task-deadline (of a task),
    minutes (begun and not signed).

    `owner`: office or chair. `words` are the item's title, the conclusion's or the task's text;
    `item_key` says where on the console it is settled, `task_key` at which given task.
    """

    kind: str
    owner: str
    words: str
    item_key: str
    number: int | None = None
    task_key: str = ""


@dataclass(frozen=True)
class AfterSession:
    """A meeting that has ended (or not yet) and what must still be settled in it."""

    meeting_id: int
    meeting_key: str
    title: str
    session_state: str
    ended_at: datetime | None
    completed_at: datetime | None
    unsettled: tuple[Unsettled, ...]
    clock: Clock | None = None


def load_after(db: Session, meeting_id: int) -> AfterSession:
    """Return the list, whoever asks: for those who see all of the meeting."""
    meeting = db.get_one(Meeting, meeting_id)
    return AfterSession(
        meeting_id=meeting.id,
        meeting_key=str(meeting.key),
        title=meeting.title,
        session_state=meeting.session_state,
        ended_at=meeting.ended_at,
        completed_at=meeting.completed_at,
        unsettled=tuple(left_to_settle(db, meeting_id)),
        clock=clock_of(db, meeting),
    )


def after_session(db: Session, audience: Audience) -> AfterSession:
    """Return what must be settled, for the secretariat or the chair. Raises NotFound."""
    if not audience.sees_all:
        raise NotFound
    return load_after(db, audience.meeting_id)


def left_to_settle(db: Session, meeting_id: int) -> list[Unsettled]:
    """Return what is undecided, in the agenda's order, whoever asks (after_session looks who).

    Items taken off the agenda, and those discussed from paper, need nothing.
    """
    found: list[Unsettled] = []
    conclusions: dict[str, list[ConclusionLine]] = {}
    for line in load_meeting(db, meeting_id).conclusions:
        conclusions.setdefault(line.item_key, []).append(line)
    settled = set(
        db.exec(select(NothingArises.item_id).where(NothingArises.meeting_id == meeting_id))
    )
    items = db.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(col(AgendaItem.aside), col(AgendaItem.position), col(AgendaItem.id))
    )
    for item in items:
        lines = conclusions.get(str(item.key), [])
        needs = not item.secret and not item.aside and item.state != "deferred"
        if not lines and needs and item.id not in settled:
            kind = "no-conclusion" if item.state == "done" else "not-discussed"
            found.append(Unsettled(kind, "office", item.title, str(item.key)))
        for line in lines:
            found += _of_conclusion(line)
    if minutes_state(db, meeting_id) not in ("", "signed"):
        found.append(Unsettled("minutes", "office", db.get_one(Meeting, meeting_id).title, ""))
    return found


def _of_conclusion(line: ConclusionLine) -> list[Unsettled]:
    def open_(kind: str, owner: str = "office") -> Unsettled:
        return Unsettled(kind, owner, line.text, line.item_key, line.number)

    found = []
    if not line.agreed_as:
        found.append(open_("not-agreed", "chair"))
    if not line.verdict:
        found.append(open_("no-verdict"))
    elif line.verdict in ASSIGNING and not line.tasks:
        found.append(open_("no-task"))
    if line.ready:
        found.append(open_("not-issued"))
    for task in line.tasks:
        given = task.key if task.state != "planned" else ""
        found += [
            Unsettled(f"task-{gap}", "office", task.work, line.item_key, line.number, given)
            for gap in task.missing
        ]
    return found
