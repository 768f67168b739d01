"""The follow-up lists: every task within sight, by lateness, by who must act."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from server.kernel.i18n import collation_key, show_date
from server.meetings.models import Meeting
from server.tasks.access import TaskReaders
from server.tasks.models import TaskSource
from server.tasks.queries import TaskLine, all_tasks

STATES = ("overdue", "due-soon", "waiting", "unclear", "returned", "open", "planned", "done")


@dataclass(frozen=True)
class FollowLine:
    """A task in the follow-up list, with the meeting it comes from, or ("" as its key) with what
    it was brought in from."""

    task: TaskLine
    meeting_key: str
    meeting_title: str

    @property
    def id(self) -> str:
        """Its element."""
        return f"task-{self.task.key}"


@dataclass(frozen=True)
class FollowUp:
    """The follow-up page as some readers see it: four counts, the list, what it can be narrowed to.

    `bodies` and `meetings` are (key, name) of those that have a task within sight.
    """

    overdue: int
    overdue_bodies: int
    due_soon: int
    waiting: int
    unclear: int
    lines: tuple[FollowLine, ...]
    bodies: tuple[tuple[str, str], ...]
    meetings: tuple[tuple[str, str], ...]


def load_tasks(db: Session) -> list[FollowLine]:
    """Return every task with where it comes from, whoever asks: `follow_up` and `own` filter."""
    meetings = {m.id: (str(m.key), m.title) for m in db.exec(select(Meeting))}
    brought = {source.task_id: _brought(source) for source in db.exec(select(TaskSource))}
    return [
        FollowLine(task, *meetings.get(task.meeting_id or 0, ("", brought.get(task.id, ""))))
        for task in all_tasks(db)
    ]


def _brought(source: TaskSource) -> str:
    """The session and the notice that a task was brought in from, as written."""
    day = show_date(source.issued_on) or source.issued_text
    return ", ".join(part for part in (source.session, source.document, day) if part)


def within_sight(lines: Iterable[FollowLine], readers: TaskReaders) -> list[FollowLine]:
    """Return the tasks that these readers see."""
    return [
        line
        for line in lines
        if readers.sees(line.task.state, line.task.lead_id, line.task.coordinating_ids)
    ]


def is_in(task: TaskLine, state: str) -> bool:
    """Whether a task belongs under one of STATES; it may belong under several."""
    return {
        "overdue": task.lateness.kind == "overdue",
        "due-soon": task.lateness.kind == "due-soon",
        "waiting": task.state == "reported",
        "unclear": bool(task.missing),
    }.get(state, task.state == state)


def follow_up(lines: Iterable[FollowLine], readers: TaskReaders) -> FollowUp:
    """Return the follow-up page of these readers, narrowed and sorted as their filters say."""
    seen = within_sight(lines, readers)
    late = [line for line in seen if is_in(line.task, "overdue")]
    wanted = dict(readers.filters)
    shown = [line for line in seen if _is_wanted(line, wanted)]
    shown.sort(key=_by_actor if wanted.get("sort") == "actor" else _by_lateness)
    bodies = {line.task.lead_key: line.task.lead_name for line in seen if line.task.lead_key}
    meetings = {line.meeting_key: line.meeting_title for line in seen if line.meeting_key}
    return FollowUp(
        overdue=len(late),
        overdue_bodies=len({line.task.lead_id or line.task.lead_text for line in late}),
        due_soon=sum(is_in(line.task, "due-soon") for line in seen),
        waiting=sum(is_in(line.task, "waiting") for line in seen),
        unclear=sum(is_in(line.task, "unclear") for line in seen),
        lines=tuple(shown),
        bodies=tuple(sorted(bodies.items(), key=lambda pair: collation_key(pair[1]))),
        meetings=tuple(meetings.items()),
    )


def _is_wanted(line: FollowLine, wanted: dict[str, str]) -> bool:
    if "body" in wanted and wanted["body"] not in line.task.lead_keys:
        return False
    if "meeting" in wanted and line.meeting_key != wanted["meeting"]:
        return False
    if "state" in wanted:
        return is_in(line.task, wanted["state"])
    return line.task.state != "done"  # what is done is a tap away, not in the way


_RANK = {"overdue": 0, "due-soon": 1, "on-time": 2, "no-deadline": 3, "done-late": 5, "done": 6}


def _by_lateness(line: FollowLine) -> tuple[int, int, int, int]:
    """Longest overdue first, then the nearest deadline; the same order for everybody."""
    late = line.task.lateness
    rank = 4 if line.task.state == "planned" else _RANK[late.kind]
    days = -late.days if late.kind in ("overdue", "done-late") else late.days
    return rank, days, 0 if line.task.state == "reported" else 1, line.task.id


def _by_actor(line: FollowLine) -> tuple[bool, bool, object, tuple[int, int, int, int]]:
    """The office's own acts first, then body by body."""
    task = line.task
    name = collation_key(task.lead_name) if task.act == "lead" else ((), ())
    return task.act == "nobody", task.act == "lead", name, _by_lateness(line)


@dataclass(frozen=True)
class OwnTasks:
    """A lead body's page: returned, asked of us, reported, where we help, done."""

    returned: tuple[FollowLine, ...]
    asked: tuple[FollowLine, ...]
    waiting: tuple[FollowLine, ...]
    helping: tuple[FollowLine, ...]
    done: tuple[FollowLine, ...]


def own(lines: Iterable[FollowLine], readers: TaskReaders) -> OwnTasks:
    """Return the tasks of the bodies these readers act for, the most urgent first."""
    mine = replace(readers, tier="body")
    seen = sorted(within_sight(lines, mine), key=_by_lateness)
    leading = [line for line in seen if line.task.lead_id in mine.bodies]

    def led(state: str) -> tuple[FollowLine, ...]:
        return tuple(line for line in leading if line.task.state == state)

    return OwnTasks(
        returned=led("returned"),
        asked=led("open"),
        waiting=led("reported"),
        helping=tuple(line for line in seen if line not in leading and line.task.state != "done"),
        done=led("done"),
    )


def seen_follow_up(db: Session, audience: TaskReaders) -> FollowUp:
    """Return the follow-up page of these readers."""
    return follow_up(load_tasks(db), audience)


def seen_own(db: Session, audience: TaskReaders) -> OwnTasks:
    """Return the page of the bodies these readers act for."""
    return own(load_tasks(db), audience)
