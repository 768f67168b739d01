"""What stands beside a task's terms and may change without history of its own: who helps, who
watches, who confirms, how often it is reported on, which task it is a part of."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlmodel import Session, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import nfc
from server.people.models import Account, Body
from server.tasks import access
from server.tasks.access import WrongTaskState, uuid_of
from server.tasks.bodies import register, set_coordinating
from server.tasks.commands import body_id
from server.tasks.deadlines import kind_of, proposed_date
from server.tasks.events import TaskChanged, TaskTakenBack
from server.tasks.followup import RHYTHMS
from server.tasks.models import Task
from server.tasks.phrases import KINDS
from server.tasks.words import TaskWords

_DEEPEST = 20  # a part of a part of a part ...


class PartOfItself(DomainError):
    """A task cannot be a part of itself, nor of one of its own parts."""

    status, code = 409, "part-of-itself"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What stands beside a task's terms. `watcher`, `confirmer` and `parent` are keys, "" for
    nobody; the rest as in models.Task."""

    coordinating_text: str = ""
    receiver: str = ""
    condition: str = ""
    deadline_kind: str = ""
    field: str = ""
    rhythm: str = ""
    watcher: str = ""
    confirmer: str = ""
    parent: str = ""


NAMES = tuple(field.name for field in fields(Facts))
_KEYS = {"watcher": "watcher_id", "confirmer": "confirmer_body_id", "parent": "parent_id"}


def facts_of(db: Session, task: Task) -> Facts:
    """Return what stands beside a task, for a caller."""
    said = {name: getattr(task, name) for name in NAMES if name not in _KEYS}
    tables: dict[str, type[Any]] = {"watcher": Account, "confirmer": Body, "parent": Task}
    for name, table in tables.items():
        row = db.get(table, row_id) if (row_id := getattr(task, _KEYS[name])) else None
        said[name] = str(row.key) if row else ""
    return Facts(**said)


def set_facts(tx: Tx, *, key: str, version: int, base: Facts, to: Facts) -> int:
    """Change what stands beside a task, as the office. Returns the task's id.

    Raises NotFound, BadForm, PartOfItself, EditConflict, or WrongTaskState: it is done, or was
    given as a part of the task it is to leave.
    """
    task = access.task_to_change(tx, key, "tasks.assign")
    if task.state == "done":
        raise WrongTaskState
    bad = {
        "rhythm": to.rhythm not in RHYTHMS,
        "deadline_kind": to.deadline_kind not in ("", *KINDS),
    }
    if any(bad.values()):
        raise BadForm({name: "field-bad" for name, wrong in bad.items() if wrong})
    was = task.parent_id, task.confirmer_body_id
    changed = tx.edit(task, version, base=_ids(tx, base), to=_ids(tx, to))
    if not changed:
        return task.id
    if "parent_id" in changed:
        if task.opened_as == "part":  # it comes from there
            raise WrongTaskState
        _check_parent(tx, task)
    if "coordinating_text" in changed:
        set_coordinating(tx, task, register(tx.session))
    tx.emit(TaskChanged.of(task), **changed)
    for parent_id in {was[0], task.parent_id} - {None}:
        tx.emit(TaskChanged.of(tx.session.get_one(Task, parent_id)))
    if "coordinating_text" in changed or (was[1] and "confirmer_body_id" in changed):
        tx.emit(TaskTakenBack(task_id=task.id))  # somebody may have lost sight of it
    return task.id


def _ids(tx: Tx, facts: Facts) -> dict[str, Any]:
    said: dict[str, Any] = {n: v for n, v in asdict(facts).items() if n not in _KEYS}
    said["field"] = nfc(" ".join(facts.field.split()))
    for name, table in (("watcher", Account), ("parent", Task)):
        said[_KEYS[name]] = _id(tx, table, getattr(facts, name))
    said["confirmer_body_id"] = body_id(tx, facts.confirmer) if facts.confirmer else None
    return said


def _id(tx: Tx, table: type[Account] | type[Task], key: str) -> int | None:
    if not key:
        return None
    found = tx.session.exec(select(table.id).where(table.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    return found


def _check_parent(tx: Tx, task: Task) -> None:
    """Raise PartOfItself where the way up from a task leads back to it."""
    above = task.parent_id
    for _turn in range(_DEEPEST):
        if above is None:
            return
        if above == task.id:
            break
        above = tx.session.get_one(Task, above).parent_id
    raise PartOfItself


def add_part(tx: Tx, *, key: str, words: TaskWords) -> str:
    """Give a part of a given task to a body (*Nhiệm vụ thành phần*), as the office.

    Returns the new task's key. Raises NotFound, BadForm, or WrongTaskState where the whole is not
    under way.
    """
    whole = access.task_to_change(tx, key, "tasks.assign")
    if whole.state not in ("open", "returned"):
        raise WrongTaskState
    known = register(tx.session)
    named = known.one(words.lead_text)
    lead_id = named.id if named else None
    part = tx.add(
        Task(
            parent_id=whole.id,
            work=words.work,
            product=words.product,
            lead_text=words.lead_text,
            lead_body_id=body_id(tx, words.lead_body) if words.lead_body else lead_id,
            coordinating_text=words.coordinating_text,
            receiver=words.receiver,
            deadline_text=words.deadline_text,
            deadline_kind=words.deadline_kind or kind_of(words.deadline_text),
            deadline=words.deadline or proposed_date(words.deadline_text),
            condition=words.condition,
            assigner_body_id=whole.assigner_body_id,
            watcher_id=whole.watcher_id,
            field=whole.field,
            state="open",
            opened_as="part",
            opened_at=tx.now,
            created_at=tx.now,
        )
    )
    set_coordinating(tx, part, known)
    tx.emit(TaskChanged.of(part), work=part.work, state=("", "open"))
    return str(part.key)
