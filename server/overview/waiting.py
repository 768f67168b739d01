"""What waits for whom (*Việc cần xử lý*): one list a person, from all that he or she is."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from server.conclusions.models import Conclusion
from server.meetings.models import Attendee, Meeting
from server.overview.queries import follow_up, load_tasks, own
from server.people.access import Viewer, may
from server.programmes.amendment_waiting import proposals_waiting
from server.programmes.life_queries import life_waiting
from server.programmes.opened import registrations_due
from server.room.queries import left_to_settle
from server.tasks.access import TaskReaders, clerk_of


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the viewer.

    `kind`: agree (conclusions of a meeting), approve-programme, adopt-programme and
    returned-programme (life_queries.LifeWaiting), approve (an agenda), settle (after a session),
    confirm (results), unclear (tasks to determine), returned and due (tasks of my body), overdue
    (tasks, for the standing body); of registrations as in programmes.opened.Due; amend-decide,
    amend-appraise and amend-returned (proposals to amend a programme). `key` is of that meeting,
    programme, task or proposal; `words` says which; `count` how many; `on` since or by when.
    """

    kind: str
    count: int = 1
    key: str = ""
    words: str = ""
    on: date | datetime | None = None


def waiting_for(db: Session, viewer: Viewer) -> list[Waiting]:
    """Return what waits for the viewer, what comes first on top."""
    found = _to_agree(db, viewer)
    found += [Waiting(w.kind, 1, str(w.key), w.title, w.at) for w in life_waiting(db, viewer)]
    found += [Waiting(p.kind, 1, p.key, p.words, p.on) for p in proposals_waiting(db, viewer)]
    if may(viewer, "agenda.edit"):
        found += _meetings(db)
    found += [Waiting(d.kind, d.count, d.key, d.words, d.on) for d in registrations_due(db, viewer)]
    bodies = clerk_of(viewer)
    office, follows = may(viewer, "tasks.confirm"), may(viewer, "tasks.follow")
    if not (office or follows or bodies):
        return found
    tasks = load_tasks(db)
    if bodies:
        mine = own(tasks, TaskReaders("body", viewer.locale, bodies))
        for kind, lines in (("returned", mine.returned), ("due", mine.asked)):
            found += [
                Waiting(kind, 1, line.task.key, line.task.work, line.task.deadline)
                for line in lines
            ]
    if follows:
        readers = TaskReaders("office" if office else "standing", viewer.locale)
        state = follow_up(tasks, readers)
        counts = {"overdue": state.overdue}
        if office:
            counts = {"confirm": state.waiting, "unclear": state.unclear} | counts
        found += [Waiting(kind, count) for kind, count in counts.items() if count]
    return found


def _to_agree(db: Session, viewer: Viewer) -> list[Waiting]:
    """Meetings the viewer chairs whose conclusions wait for a word."""
    rows = db.execute(
        select(Meeting, func.count(col(Conclusion.id)))
        .join(Attendee, col(Attendee.meeting_id) == col(Meeting.id))
        .join(Conclusion, col(Conclusion.meeting_id) == col(Meeting.id))
        .where(Attendee.account_id == viewer.user_id)
        .where(Attendee.tier == "chair")
        .where(Meeting.session_state != "complete")
        .where(Conclusion.agreed_as == "")
        .where(col(Conclusion.removed) == False)  # noqa: E712
        .group_by(col(Meeting.id))
        .order_by(col(Meeting.starts_at))
    ).all()
    return [
        Waiting("agree", count, str(meeting.key), meeting.title, meeting.starts_at)
        for meeting, count in rows
    ]


def _meetings(db: Session) -> list[Waiting]:
    """Agendas to approve, and sessions with something left to settle."""
    found = []
    rows = db.exec(
        select(Meeting).where(Meeting.session_state != "complete").order_by(col(Meeting.starts_at))
    )
    for meeting in rows:
        if meeting.session_state == "planned" and meeting.agenda_state == "draft":
            found.append(Waiting("approve", 1, str(meeting.key), meeting.title, meeting.starts_at))
        elif meeting.session_state == "ended":
            left = len(left_to_settle(db, meeting.id))
            found.append(Waiting("settle", left, str(meeting.key), meeting.title, meeting.ended_at))
    return found
