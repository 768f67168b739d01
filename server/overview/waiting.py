"""What waits for whom (*Việc cần xử lý*): one list a person, from all that he or she is."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from server.conclusions.models import Conclusion
from server.conclusions.notice_waiting import notices_waiting
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext, say, show_date, today
from server.kernel.types import now
from server.meetings.models import Attendee, Meeting
from server.overview.inspections.matter import Opened, inspections_open
from server.overview.narrowing import by_lateness
from server.overview.queries import figures
from server.people.access import Viewer, may, require
from server.people.events import OFFICE_RULES
from server.people.models import Body
from server.programmes.amendment_waiting import proposals_waiting
from server.programmes.chasing import Chased, chased
from server.programmes.events import ALL_PROGRAMMES, STEPS
from server.programmes.life_queries import life_waiting
from server.programmes.opened import registrations_due
from server.room.queries import left_to_settle
from server.tasks.access import TaskReaders, clerk_of, readers_of
from server.tasks.models import Task
from server.urging.queries import reminders_of
from server.urging.silence import SilentTask, to_chase

ITEM_STREAMS = (STEPS, ALL_PROGRAMMES, OFFICE_RULES)  # say that other items are asked for


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the viewer.

    `kind`: as in conclusions.notice_waiting (notices); agree (conclusions of a meeting), approve-
    programme, adopt-programme and returned-programme (life_queries.LifeWaiting), approve (an
    agenda), settle (after a session), confirm (results), confirm-task (a result that is the
    viewer's to confirm), unclear (tasks to determine), returned and due (tasks of my body), overdue
    (tasks, for the standing body); of registrations as in programmes.opened.Due; inspection (open
    to the viewer); amend-decide, amend-appraise and amend-returned (proposals to amend a
    programme); chase (an item one follows), asked (an item one's body leads), unfollowed and unled
    (items nobody follows, or whose lead is not known); reminded (reminders not seen), chase-task (a
    task one watches).

    `key` is of that meeting, programme, task, proposal or item; `words` says which; `count` how
    many; `on` since or by when. Where `page` is given, it is the name of the route where the thing
    is done, and `why` says in words why it waits; `late`: past its day.
    """

    kind: str
    count: int = 1
    key: str = ""
    words: str = ""
    on: date | datetime | None = None
    page: str = ""
    why: str = ""
    late: bool = False


def waiting_for(db: Session, viewer: Viewer) -> list[Waiting]:
    """Return what waits for the viewer, what comes first on top."""
    found = _to_agree(db, viewer)
    found += [Waiting(**asdict(notice)) for notice in notices_waiting(db, viewer)]
    if count := reminders_of(db, viewer).count:
        found.append(Waiting("reminded", count, page="work"))
    found += [Waiting(w.kind, 1, str(w.key), w.title, w.at) for w in life_waiting(db, viewer)]
    found += [Waiting(p.kind, 1, p.key, p.words, p.on) for p in proposals_waiting(db, viewer)]
    if may(viewer, "agenda.edit"):
        found += _meetings(db)
    found += [Waiting(d.kind, d.count, d.key, d.words, d.on) for d in registrations_due(db, viewer)]
    found += _to_confirm(db, viewer)
    if may(viewer, "inspections.read"):
        found += [_to_read(one) for one in inspections_open(db, viewer)]
    bodies = clerk_of(viewer)
    office, follows = may(viewer, "tasks.assign"), may(viewer, "tasks.follow")
    if not (office or follows or bodies):
        return found
    if bodies:
        found += _asked(db, bodies)
    if follows:
        readers = TaskReaders("office" if office else "standing", viewer.locale)
        state = figures(db, readers)
        counts = {"overdue": state.overdue}
        if office:
            counts = {"confirm": state.waiting, "unclear": state.unclear} | counts
        found += [Waiting(kind, count) for kind, count in counts.items() if count]
    found += [_to_chase(task) for task in to_chase(db, viewer)]
    return found + _items(db, viewer)


def _asked(db: Session, bodies: frozenset[int]) -> list[Waiting]:
    """Tasks that came back to the bodies, then those that are asked of them."""
    led = select(Task.key, Task.work, col(Task.deadline)).where(col(Task.lead_body_id).in_(bodies))
    order = by_lateness(db, today(now()))
    return [
        Waiting(kind, 1, str(key), work, deadline)
        for kind, state in (("returned", "returned"), ("due", "open"))
        for key, work, deadline in db.exec(led.where(Task.state == state).order_by(*order))
    ]


def _to_confirm(db: Session, viewer: Viewer) -> list[Waiting]:
    """Results that the viewer confirms for a body; those that the office may, it sees counted."""
    if not may(viewer, "tasks.confirm") or may(viewer, "tasks.assign"):
        return []
    readers = readers_of(viewer)
    bodies = set(readers.chairs)
    if readers.directs:
        bodies |= set(db.exec(select(Body.id).where(Body.kind == "standing")))
    confirms = col(Task.confirmer_body_id).in_(bodies)
    asked = select(Task.key, Task.work, col(Task.reported_at)).where(Task.state == "reported")
    rows = db.exec(asked.where(confirms).order_by(col(Task.reported_at), col(Task.id)))
    why = _("Its result waits for you to confirm.")
    return [Waiting("confirm-task", 1, str(key), work, at, "task", why) for key, work, at in rows]


def _to_read(inspection: Opened) -> Waiting:
    """What an inspection opens to the viewer."""
    why = _("Open to you until %(day)s.") % {"day": show_date(inspection.until)}
    opened = inspection.key, inspection.title, inspection.until
    return Waiting("inspection", 1, *opened, "inspection", why)


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


def _to_chase(task: SilentTask) -> Waiting:
    """A task that the viewer watches, and that calls or has gone silent."""
    said = [task.lead]
    if task.late:
        said.append(
            ngettext("%(num)s day overdue", "%(num)s days overdue", task.late) % {"num": task.late}
        )
    elif task.deadline:
        said.append(_("due %(day)s") % {"day": show_date(task.deadline)})
    silent = ngettext("no word for %(num)s day", "no word for %(num)s days", task.silent)
    said.append(silent % {"num": task.silent})
    return Waiting(
        "chase-task",
        1,
        task.key,
        task.work,
        task.deadline,
        "task",
        " · ".join(said),
        bool(task.late),
    )


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


# --- items of programmes -------------------------------------------------------------------------


def follows_programmes(viewer: Viewer) -> bool:
    """Whether something of programmes may wait for the viewer."""
    return may(viewer, "programmes.edit") or bool(clerk_of(viewer))


def _items(db: Session, viewer: Viewer) -> list[Waiting]:
    """What the viewer chases, what is asked of the viewer's bodies, what nobody follows."""
    if not follows_programmes(viewer):
        return []
    office, bodies = may(viewer, "programmes.edit"), clerk_of(viewer)
    lines, found = chased(db), []
    if office:
        counts = {lack: sum(lacks(c, lack) for c in lines) for lack in LACKS}
        found += [Waiting(lack, count, page="work") for lack, count in counts.items() if count]
        found += [_item("chase", c) for c in lines if c.watcher_id == viewer.user_id]
    return found + items_asked(db, bodies)


def items_asked(db: Session, bodies: frozenset[int]) -> list[Waiting]:
    """Return the items of programmes that these bodies have a step to do for, whoever asks."""
    asked = (c for c in chased(db) if c.of_lead and not bodies.isdisjoint(c.lead_ids))
    return [_item("asked", c) for c in asked]


LACKS = ("unfollowed", "unled")


def lacks(item: Chased, lack: str) -> bool:
    """Whether nobody follows an item (unfollowed), or its lead is not known (unled)."""
    return item.watcher_id is None if lack == "unfollowed" else not item.known


def lacking(db: Session, viewer: Viewer, lack: str) -> list[Waiting]:
    """Return the items that lack this, one of LACKS. Raises NotFound for who keeps no items."""
    require(viewer, "programmes.edit")
    return [_item(lack, item) for item in chased(db) if lacks(item, lack)]


def _item(kind: str, item: Chased) -> Waiting:
    reason = item.standing.reason
    said = [say(reason.code, **reason.params)]
    if item.standing.colour == "red" and not reason.code.endswith(item.next.step):
        said.append(_("Next: %(step)s.") % {"step": say(item.next.code)})
    if kind != "asked":
        said.append("· " + (", ".join(item.leads) or _("No lead body is named.")))
    return Waiting(
        kind,
        1,
        str(item.key),
        item.text,
        item.next.day,
        page="programme_item",
        why=" ".join(said),
        late=item.late,
    )
