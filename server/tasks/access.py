"""Who may see and act on tasks.

The secretariat sees every task of its office, those only planned too. The standing body sees every
task that has been given. A body's clerk sees the given tasks that the body leads or coordinates,
and nothing of any other: between bodies there is a wall. Everybody else sees none; delegates read
what was issued in the notice.

A result is reported by the lead body's clerk, or entered by the secretariat for bodies that never
sign in; so are requests for a later day and answers to directives. The secretariat confirms and
returns results; so does the body that a task names for that: its chair, or a member of the standing
body, who see such a task for it. A first request for a later day is decided by the secretariat,
any other and one of a task past its day by the standing body, which alone directs. Words are left
by whoever acts for a body of the task, and by the office.

Only the secretariat fills in what was left open, keeps what stands beside a task, corrects what was
given, brings tasks in from the office's own files and sees what was read of them.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.people.access import Viewer, may, require, viewer_with_id
from server.people.models import Body
from server.tasks.models import Task, TaskBody, TaskImport

BROUGHT = ("notice", "sheet")  # kinds of imports that give new tasks


class WrongTaskState(DomainError):
    """The task is not in the state that this act needs; the page shows where it stands."""

    status, code = 409, "task-state"


@dataclass(frozen=True)
class TaskReaders:
    """Readers who see the same of tasks.

    `tier`: office, standing or body. `bodies`: ids of the bodies acted for (not for the office).
    `chairs`: ids of the bodies that the reader chairs, `directs`: sits on the standing body.
    `only`: key of the one task a page is about, or "". `filters`: what a list is narrowed to.
    """

    tier: str
    locale: str
    bodies: frozenset[int] = frozenset()
    chairs: frozenset[int] = frozenset()
    directs: bool = False
    only: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def priority(self) -> int:
        """The office is served first."""
        return 0 if self.tier == "office" else 1

    @property
    def may_confirm(self) -> bool:
        """Whether these readers are the office, which confirms any result."""
        return self.tier == "office"

    def confirms(self, confirmer_id: int | None, standing: bool = False) -> bool:
        """Whether these readers confirm results, or ask for more, of a task that names this body
        for it; `standing`: it is the standing body."""
        if self.tier == "office":
            return True
        return confirmer_id is not None and (
            confirmer_id in self.chairs or (standing and self.directs)
        )

    def decides(self, level: str) -> bool:
        """Whether these readers decide a request for a later day at `level` (TaskExtension)."""
        return self.directs if level == "standing" else self.tier == "office"

    def sees(
        self,
        state: str,
        lead_id: int | None,
        coordinating: frozenset[int],
        confirmer_id: int | None = None,
    ) -> bool:
        """Whether these readers see a task in this state, of these bodies."""
        if self.tier == "office":
            return True
        if state == "planned":
            return False
        own = lead_id in self.bodies or bool(coordinating & self.bodies)
        return self.tier == "standing" or own or confirmer_id in self.chairs

    def reports(self, lead_id: int | None) -> bool:
        """Whether these readers may report a result for this lead."""
        return self.tier == "office" or lead_id in self.bodies


def readers_of(viewer: Viewer) -> TaskReaders:
    """Derive who the viewer is where tasks are concerned. Raises NotFound."""
    directs = may(viewer, "tasks.direct")
    if may(viewer, "tasks.assign"):
        return TaskReaders("office", viewer.locale, directs=directs)
    bodies = clerk_of(viewer)
    chairs = frozenset(body for body, roles in viewer.bodies.items() if "chair" in roles)
    if may(viewer, "tasks.follow"):
        return TaskReaders("standing", viewer.locale, bodies, chairs, directs)
    if not bodies and not chairs:
        raise NotFound
    return TaskReaders("body", viewer.locale, bodies, chairs)


def clerk_of(viewer: Viewer) -> frozenset[int]:
    """Return the ids of the bodies for which the viewer reports."""
    return frozenset(body for body, roles in viewer.bodies.items() if "clerk" in roles)


def coordinating_ids(db: Session, task_id: int) -> frozenset[int]:
    """Return the ids of a task's coordinating bodies, as far as they are resolved."""
    found = db.exec(select(TaskBody.body_id).where(TaskBody.task_id == task_id))
    return frozenset(body for body in found if body is not None)


def _sees(db: Session, viewer: Viewer, task: Task) -> bool:
    """Whether the viewer sees `task`: as office or standing body, or as clerk of one of its own."""
    try:
        readers = readers_of(viewer)
    except NotFound:
        return False
    helping = coordinating_ids(db, task.id)
    return readers.sees(task.state, task.lead_body_id, helping, task.confirmer_body_id)


def task_to_see(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Task, TaskReaders]:
    """Return a task and who the viewer is. Raises NotFound."""
    task = db.exec(select(Task).where(Task.key == uuid_of(key))).first()
    if task is None or not _sees(db, viewer, task):
        raise NotFound
    return task, readers_of(viewer)


def task_to_change(tx: Tx, key: UUID | str, act: str) -> Task:
    """Load a task for a command of its lead body or the office (tasks.report, tasks.assign).

    Raises NotFound. A coordinating body's clerk sees a task, but does not report for its lead.
    """
    task, readers = _task(tx, key, act)
    if readers and not readers.reports(task.lead_body_id):
        raise NotFound
    return task


def task_to_confirm(tx: Tx, key: UUID | str) -> Task:
    """Load a task for who confirms its results: the office, or the body named. Raises NotFound."""
    task, readers = _task(tx, key, "tasks.confirm")
    if readers:
        confirmer = tx.session.get(Body, task.confirmer_body_id) if task.confirmer_body_id else None
        standing = confirmer is not None and confirmer.kind == "standing"
        if not readers.confirms(task.confirmer_body_id, standing):
            raise NotFound
    return task


def task_to_tell(tx: Tx, key: UUID | str) -> tuple[Task, int | None]:
    """Load a given task for a word about it, with the body whose clerk speaks; None: the office.

    Raises NotFound.
    """
    task, readers = _task(tx, key, "tasks.report")
    if readers is None or readers.tier == "office":
        return task, None
    own = ({task.lead_body_id} | coordinating_ids(tx.session, task.id)) & readers.bodies
    body = task.lead_body_id if task.lead_body_id in own else min(filter(None, own), default=None)
    if body is None:
        raise NotFound
    return task, body


def task_to_decide(tx: Tx, key: UUID | str, act: str, level: str = "standing") -> Task:
    """Load a task for the standing body, or for `level` (TaskReaders.decides). Raises NotFound."""
    task, readers = _task(tx, key, act)
    if readers and not readers.decides(level):
        raise NotFound
    return task


def _task(tx: Tx, key: UUID | str, act: str) -> tuple[Task, TaskReaders | None]:
    """Load a task within sight, locked, with who acts; None: the system. Raises NotFound."""
    task = tx.session.exec(select(Task).where(Task.key == uuid_of(key)).with_for_update()).first()
    if task is None:
        raise NotFound
    if not tx.actor.user_id:
        return task, None
    viewer = viewer_with_id(tx.session, tx.actor.user_id)
    if not may(viewer, act) or not _sees(tx.session, viewer, task):
        raise NotFound
    return task, readers_of(viewer)


def is_office(tx: Tx) -> bool:
    """Whether the office itself (or the system) acts."""
    return not tx.actor.user_id or may(viewer_with_id(tx.session, tx.actor.user_id), "tasks.assign")


def brings_tasks(tx: Tx) -> None:
    """Raise NotFound unless the actor may bring tasks in (the system may)."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), "tasks.assign")


def import_to_see(db: Session, viewer: Viewer, key: UUID | str) -> TaskImport:
    """Return what was read of a file, for who may confirm it. Raises NotFound."""
    require(viewer, "tasks.assign")
    return _import(db, key)


def import_to_adopt(tx: Tx, key: UUID | str) -> TaskImport:
    """Load a staged import while no other tasks come in. Raises NotFound."""
    brings_tasks(tx)
    tx.lock("tasks")
    return _import(tx.session, key)


def _import(db: Session, key: UUID | str) -> TaskImport:
    asked = select(TaskImport).where(TaskImport.key == uuid_of(key))
    found = db.exec(asked.where(col(TaskImport.kind).in_(BROUGHT))).first()
    if found is None:
        raise NotFound
    return found


def tasks_of(db: Session, conclusion_ids: list[int]) -> dict[int, list[Task]]:
    """Return the tasks of conclusions, in order; for callers that have checked who reads them."""
    found: dict[int, list[Task]] = {conclusion_id: [] for conclusion_id in conclusion_ids}
    rows = db.exec(
        select(Task)
        .where(col(Task.conclusion_id).in_(conclusion_ids))
        .order_by(col(Task.position), col(Task.id))
    )
    for task in rows:
        assert task.conclusion_id is not None
        found[task.conclusion_id].append(task)
    return found


def uuid_of(key: UUID | str) -> UUID:
    """Return a key from an address. Raises NotFound for what cannot be one."""
    try:
        return key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        raise NotFound from None
