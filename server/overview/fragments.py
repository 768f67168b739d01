"""The live pages of follow-up: the list, one task, a lead body's own tasks."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session

from server.conclusions.notices import CorrectionLine, corrections_for_task
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Order, Seat, register
from server.kernel.templates import render
from server.overview import chains, queries
from server.overview.queries import STATES, FollowLine
from server.people.access import Viewer
from server.tasks.access import TaskReaders, clerk_of, readers_of, task_to_see
from server.tasks.acts import acts_of
from server.tasks.details import Details
from server.tasks.events import STREAM
from server.tasks.queries import ReportLine, TaskLine

FILTERS = ("body", "meeting", "state", "sort")


def filters_of(query: str) -> tuple[tuple[str, str], ...]:
    """Return what a list is narrowed to, from an address; what is unknown is left out."""
    asked = {name: value for name, value in parse_qsl(query) if name in FILTERS}
    if asked.get("state") not in STATES:
        asked.pop("state", None)
    if asked.get("sort") != "actor":
        asked.pop("sort", None)
    return tuple(sorted(asked.items()))


def subject_of(filters: tuple[tuple[str, str], ...]) -> str:
    """Return the subject that a narrowed list is followed under."""
    return urlencode(filters)


def _streams(viewer: Viewer) -> tuple[str, ...]:
    return STREAM, f"user:{viewer.user_id}"


def _changed(happened: Sequence[Happened]) -> frozenset[int]:
    return frozenset(h.ids["task_id"] for h in happened if h.name == "task-changed")


def _wholes(happened: Sequence[Happened]) -> frozenset[int]:
    """The tasks of which a part changed: their pages show it."""
    found = (h.ids.get("parent_id") for h in happened if h.name == "task-changed")
    return frozenset(task_id for task_id in found if task_id)


def _brought_in(happened: Sequence[Happened]) -> bool:
    """Whether many tasks came in at once: the event does not name them."""
    return any(h.name == "tasks-brought-in" for h in happened)


class FollowUpScreen:
    """The office's and the standing body's list; its subject is what it is narrowed to."""

    name = "follow-up"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who follows all tasks. Raises NotFound."""
        readers = readers_of(viewer)
        if readers.tier == "body":
            raise NotFound
        return Seat(_streams(viewer), replace(readers, filters=filters_of(subject)))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the sentences and the list: its order, and the rows of what changed."""
        changed, all_new = _changed(happened), _brought_in(happened)
        if not changed and not all_new:
            return []

        def sentences(lines: list[FollowLine], readers: TaskReaders) -> str:
            return render("overview/_sentences.html", follow=queries.follow_up(lines, readers))

        def rows(lines: list[FollowLine], readers: TaskReaders) -> Order:
            shown = queries.follow_up(lines, readers).lines
            return Order(
                tuple(line.id for line in shown),
                {
                    line.id: render("overview/_row.html", line=line, audience=readers)
                    for line in shown
                    if all_new or line.task.id in changed
                },
            )

        return [
            Fragment("follow-sentences", queries.load_tasks, sentences),
            Fragment("follow-list", queries.load_tasks, rows),
        ]


class OwnScreen:
    """The tasks of the bodies somebody acts for."""

    name = "my-tasks"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat a body's clerk. Raises NotFound."""
        bodies = clerk_of(viewer)
        if not bodies:
            raise NotFound
        return Seat(_streams(viewer), TaskReaders("body", viewer.locale, bodies))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the whole page's list: a body's tasks are few."""

        def show(lines: list[FollowLine], readers: TaskReaders) -> str:
            return render("overview/_mine.html", own=queries.own(lines, readers), audience=readers)

        if not _changed(happened) and not _brought_in(happened):
            return []
        return [Fragment("my-tasks", queries.load_tasks, show)]


class TaskScreen:
    """One task."""

    name = "task"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who may see the task with key `subject`. Raises NotFound."""
        task, readers = task_to_see(db, viewer, subject)
        return Seat(_streams(viewer), replace(readers, only=str(task.key)))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the task's own elements for the pages that are about it."""
        return [
            fragment
            for task_id in sorted(_changed(happened) | _wholes(happened))
            for fragment in (task_view(task_id), task_corrections(task_id))
        ]


def _seen(task: TaskLine, readers: TaskReaders) -> bool:
    """Whether a page of these readers is about this task."""
    sees = readers.sees(task.state, task.lead_id, task.coordinating_ids, task.confirmer_id)
    return readers.only == task.key and sees


def task_view(task_id: int) -> Fragment:
    """A task and what was reported: element `task-view-ID`."""

    def show(
        loaded: tuple[TaskLine, tuple[ReportLine, ...], Details], readers: TaskReaders
    ) -> str | None:
        task, reports, details = loaded
        if not _seen(task, readers):
            return None
        acts = acts_of(task, details, readers)
        shown = {"task": task, "reports": reports, "details": details, "acts": acts}
        return render("overview/_task.html", audience=readers, **shown)

    return Fragment(f"task-view-{task_id}", partial(chains.task_page, task_id=task_id), show)


def task_corrections(task_id: int) -> Fragment:
    """What was corrected in the conclusion it follows from: element `task-corrections-ID`."""

    def load(db: Session) -> tuple[TaskLine, tuple[CorrectionLine, ...]]:
        return chains.task_page(db, task_id)[0], corrections_for_task(db, task_id)

    def show(
        loaded: tuple[TaskLine, tuple[CorrectionLine, ...]], readers: TaskReaders
    ) -> str | None:
        task, corrections = loaded
        if not _seen(task, readers):
            return None
        return render("overview/_corrections.html", task=task, corrections=corrections)

    return Fragment(f"task-corrections-{task_id}", load, show)


register(FollowUpScreen())
register(OwnScreen())
register(TaskScreen())
