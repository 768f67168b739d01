"""The live pages of follow-up: the list, one task, a lead body's own tasks and all that it owes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session

from server.conclusions.notices import CorrectionLine, corrections_for_task
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Order, Seat, register
from server.kernel.templates import render
from server.overview import chains
from server.overview.narrowing import STATES
from server.overview.owed import PARTS, Owing, body_with_key
from server.overview.queries import Listing
from server.overview.standing.groups import BY
from server.overview.waiting import ITEM_STREAMS, items_asked
from server.people.access import Viewer
from server.tasks.access import TaskReaders, clerk_of, readers_of, task_to_see
from server.tasks.acts import acts_of
from server.tasks.details import Details
from server.tasks.events import STREAM
from server.tasks.queries import ReportLine, TaskLine
from server.urging.queries import Urged, urged_of

FILTERS = (
    *("body", "field", "leader", "meeting", "programme", "state"),
    *("sort", "page", "part", "by"),
)


def filters_of(query: str) -> tuple[tuple[str, str], ...]:
    """Return what a list is narrowed to, from an address; what is unknown is left out."""
    asked = {name: value for name, value in parse_qsl(query) if name in FILTERS}
    known = {
        "state": asked.get("state") in STATES,
        "sort": asked.get("sort") == "actor",
        "part": asked.get("part") in PARTS,
        "by": asked.get("by") in BY,
        "page": re.fullmatch(r"[1-9]\d{0,5}", asked.get("page", "")) and asked["page"] != "1",
    }
    return tuple(sorted((name, said) for name, said in asked.items() if known.get(name, True)))


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

        def load(db: Session) -> Listing:
            return Listing(db, changed, anything=all_new)

        return [
            Fragment("follow-sentences", load, _sentences, lambda r: (r.tier, r.locale)),
            Fragment("follow-list", load, _rows),
            Fragment("follow-pages", load, _pages),
        ]


def _sentences(listing: Listing, readers: TaskReaders) -> str:
    return render("overview/_sentences.html", figures=listing.figures(readers))


def _rows(listing: Listing, readers: TaskReaders) -> Order:
    places, lines = listing.read(readers)
    return Order(
        tuple(f"task-{key}" for _id, key in places.rows),
        {line.id: render("overview/_row.html", line=line, audience=readers) for line in lines},
    )


def _pages(listing: Listing, readers: TaskReaders) -> str:
    return render("overview/_pages.html", places=listing.read(readers)[0], audience=readers)


class OwedScreen:
    """What the bodies owe that somebody acts for; its subject is the part of it, as filters."""

    name = "my-tasks"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat a body's clerk. Raises NotFound."""
        bodies = clerk_of(viewer)
        if not bodies:
            raise NotFound
        readers = TaskReaders("body", viewer.locale, bodies, filters=filters_of(subject))
        return Seat((*_streams(viewer), *ITEM_STREAMS), readers)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the tasks for the bodies whose tasks changed, and the items asked of them."""
        changed, all_new = _changed(happened), _brought_in(happened)
        if changed or all_new:
            return [Fragment("my-tasks", partial(Owing, changed=changed, anything=all_new), _owed)]
        return [Fragment("owed-items", lambda db: db, _items, lambda r: (r.bodies, r.locale))]


def _owed(owing: Owing, readers: TaskReaders) -> str | None:
    if (found := owing.read(readers)) is None:
        return None
    return render("overview/_mine.html", own=found, audience=readers)


def _items(db: Session, readers: TaskReaders) -> str | None:
    if dict(readers.filters).get("part"):
        return None
    return render("overview/_owed_items.html", items=items_asked(db, readers.bodies))


class BodyScreen(OwedScreen):
    """What one body owes, for its clerk and for who follows all tasks; its subject is the body's
    key, and "?" with the part that is looked at."""

    name = "body-tasks"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat the body's clerk, the office and the standing body. Raises NotFound."""
        key, _mark, asked = subject.partition("?")
        body_id = body_with_key(db, key)
        readers = readers_of(viewer)
        if readers.tier == "body" and body_id not in readers.bodies:
            raise NotFound
        own = replace(readers, bodies=frozenset((body_id,)), filters=filters_of(asked))
        return Seat((*_streams(viewer), *ITEM_STREAMS), own)


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
            for fragment in (task_view(task_id), task_corrections(task_id), task_urged(task_id))
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


def task_urged(task_id: int) -> Fragment:
    """The letters that urged a task: element `task-urged-ID`."""

    def load(db: Session) -> tuple[TaskLine, tuple[Urged, ...]]:
        return chains.task_page(db, task_id)[0], urged_of(db, task_id)

    def show(loaded: tuple[TaskLine, tuple[Urged, ...]], readers: TaskReaders) -> str | None:
        task, urged = loaded
        if not _seen(task, readers):
            return None
        return render("urging/_urged.html", task=task, urged=urged, audience=readers)

    return Fragment(f"task-urged-{task_id}", load, show)


register(FollowUpScreen())
register(OwedScreen())
register(BodyScreen())
register(TaskScreen())
