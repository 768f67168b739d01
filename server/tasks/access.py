"""Who may see and act on tasks.

The secretariat sees every task of its office, those only planned too. The standing body sees every
task that has been given. A body's clerk sees the given tasks that the body leads or coordinates,
and nothing of any other: between bodies there is a wall. Everybody else sees none; delegates read
what was issued in the notice.

A result is reported by the lead body's clerk, or entered by the secretariat for bodies that never
sign in. Only the secretariat confirms, returns, or fills in what was left open, and only the
secretariat brings tasks in from the office's own files and sees what was read of them.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.people.access import Viewer, may, require, viewer_with_id
from server.tasks.models import Task, TaskBody, TaskImport


class WrongTaskState(DomainError):
    """The task is not in the state that this act needs; the page shows where it stands."""

    status, code = 409, "task-state"


@dataclass(frozen=True)
class TaskReaders:
    """Readers who see the same of tasks.

    `tier`: office, standing or body. `bodies`: ids of the bodies acted for (not for the office).
    `only`: key of the one task a page is about, or "". `filters`: what a list is narrowed to.
    """

    tier: str
    locale: str
    bodies: frozenset[int] = frozenset()
    only: str = ""
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def priority(self) -> int:
        """The office is served first."""
        return 0 if self.tier == "office" else 1

    @property
    def may_confirm(self) -> bool:
        """Whether these readers confirm results, or ask for more."""
        return self.tier == "office"

    def sees(self, state: str, lead_id: int | None, coordinating: frozenset[int]) -> bool:
        """Whether these readers see a task in this state, of these bodies."""
        if self.tier == "office":
            return True
        if state == "planned":
            return False
        return self.tier == "standing" or lead_id in self.bodies or bool(coordinating & self.bodies)

    def reports(self, lead_id: int | None) -> bool:
        """Whether these readers may report a result for this lead."""
        return self.tier == "office" or lead_id in self.bodies


def readers_of(viewer: Viewer) -> TaskReaders:
    """Derive who the viewer is where tasks are concerned. Raises NotFound."""
    if may(viewer, "tasks.confirm"):
        return TaskReaders("office", viewer.locale)
    bodies = clerk_of(viewer)
    if may(viewer, "tasks.follow"):
        return TaskReaders("standing", viewer.locale, bodies)
    if not bodies:
        raise NotFound
    return TaskReaders("body", viewer.locale, bodies)


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
    return readers.sees(task.state, task.lead_body_id, coordinating_ids(db, task.id))


def task_to_see(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Task, TaskReaders]:
    """Return a task and who the viewer is. Raises NotFound."""
    task = db.exec(select(Task).where(Task.key == uuid_of(key))).first()
    if task is None or not _sees(db, viewer, task):
        raise NotFound
    return task, readers_of(viewer)


def task_to_change(tx: Tx, key: UUID | str, act: str) -> Task:
    """Load a task for a command that needs `act` (tasks.report, tasks.confirm, tasks.assign).

    Raises NotFound. A coordinating body's clerk sees a task, but does not report for its lead.
    """
    task = tx.session.exec(select(Task).where(Task.key == uuid_of(key)).with_for_update()).first()
    if task is None:
        raise NotFound
    if tx.actor.user_id:
        viewer = viewer_with_id(tx.session, tx.actor.user_id)
        if not may(viewer, act) or not _sees(tx.session, viewer, task):
            raise NotFound
        if not readers_of(viewer).reports(task.lead_body_id):
            raise NotFound
    return task


def is_office(tx: Tx) -> bool:
    """Whether the office itself (or the system) acts."""
    return not tx.actor.user_id or may(
        viewer_with_id(tx.session, tx.actor.user_id), "tasks.confirm"
    )


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
    found = db.exec(select(TaskImport).where(TaskImport.key == uuid_of(key))).first()
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
