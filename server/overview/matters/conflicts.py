"""Two open tasks of one lead that say the same work with another day or goal.

Each night only what changed is compared with the lead's other tasks, and only with those that share
its rare words: reading and comparing all of many years takes seconds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from server.kernel.events import EventRow
from server.overview import narrowing
from server.programmes.duplicates import Entry, Known, near
from server.tasks.events import STREAM
from server.tasks.models import Task

_COMPARED = 2000  # open tasks of one body whose words are compared with each other
_CHANGED = 1000  # changed tasks beyond which all are compared
_RAREST = 10  # words of a changed task that others are looked up by
_LOOKED_AT = 300  # tasks that are looked at for one that changed
_NEAREST = 15  # tasks that are compared with it


@dataclass(frozen=True)
class Conflict:
    """The earlier and the later task, the body that gave the later one, and what each says."""

    body_id: int | None
    task_ids: tuple[int, int]
    sides: tuple[str, str]


def conflicts(db: Session, since: int | None) -> list[Conflict]:
    """Return the pairs that say different things; of tasks changed after `since` of their stream,
    None for all. Whoever asks acts for the system."""
    changed = None if since is None else _changed(db, since)
    if changed is not None and len(changed) > _CHANGED:
        changed = None
    found: dict[tuple[int, int], Conflict] = {}
    for tasks in _by_lead(db, changed):
        groups = [tasks] if changed is None else _beside(tasks, changed)
        for group in groups:
            for later, earlier in _alike(group, changed):
                ids = (earlier.id, later.id)
                sides = (_side(later), _side(earlier))
                found[ids] = Conflict(later.assigner_body_id, ids, sides)
    return list(found.values())


def _changed(db: Session, since: int) -> set[int]:
    rows = db.exec(select(EventRow.ids).where(EventRow.stream == STREAM, col(EventRow.seq) > since))
    return {ids["task_id"] for ids in rows if ids.get("task_id")}


def _by_lead(db: Session, changed: Collection[int] | None) -> Iterator[list[Any]]:
    """Open tasks a lead, the newest first, and the first so many of them: of leads of `changed`."""
    asked = select(  # type: ignore[call-overload]
        *(Task.id, Task.key, Task.work, Task.folded, Task.deadline, Task.goal),
        *(Task.parent_id, Task.lead_body_id, Task.assigner_body_id),
    ).where(narrowing.without_product(), col(Task.lead_body_id).is_not(None))
    if changed is not None:
        leads = select(Task.lead_body_id).where(col(Task.id).in_(changed))
        asked = asked.where(col(Task.lead_body_id).in_(leads))
    by_lead: dict[int, list[Any]] = defaultdict(list)
    for row in db.execute(asked.order_by(col(Task.id).desc())):
        if len(by_lead[row.lead_body_id]) < _COMPARED:
            by_lead[row.lead_body_id].append(row)
    yield from by_lead.values()


def _beside(tasks: list[Any], changed: Collection[int]) -> Iterator[list[Any]]:
    """Yield each changed task with those that share rare words with it, the newest first."""
    words: dict[str, list[int]] = defaultdict(list)
    for place, task in enumerate(tasks):
        for word in set(task.folded.split()):
            words[word].append(place)
    for place, task in enumerate(tasks):
        if task.id not in changed:
            continue
        weights: dict[int, float] = defaultdict(float)
        seen = 0
        rare = sorted(set(task.folded.split()), key=lambda word: (len(words[word]), word))
        for word in rare[:_RAREST]:
            if seen and seen + len(words[word]) > _LOOKED_AT:
                break
            seen += len(words[word])
            for other in words[word]:
                weights[other] += 1 / len(words[word])
        weights.pop(place, None)
        nearest = sorted(weights, key=lambda other: (-weights[other], other))[:_NEAREST]
        yield [tasks[each] for each in sorted((place, *nearest))]


def _alike(tasks: list[Any], changed: Collection[int] | None) -> Iterator[tuple[Any, Any]]:
    """Yield pairs (later, earlier) that are alike and differ in day or goal."""
    for pair in near(Known(Entry(task.work) for task in tasks)):
        later, earlier = tasks[pair.a], tasks[pair.b]
        if changed is not None and not {later.id, earlier.id} & set(changed):
            continue
        if _differ(later, earlier) and not _of_one_whole(later, earlier):
            yield later, earlier


def _side(task: Any) -> str:
    return f"{task.key}:{task.deadline}:{task.goal}"


def _differ(one: Any, other: Any) -> bool:
    """Whether both say a day, or a goal, and not the same."""
    days = one.deadline and other.deadline and one.deadline != other.deadline
    goals = one.goal and other.goal and one.goal != other.goal
    return bool(days or goals)


def _of_one_whole(one: Any, other: Any) -> bool:
    """Whether one is a part of the other, or both are parts of the same."""
    whole = one.parent_id is not None and one.parent_id == other.parent_id
    return bool(whole or one.id == other.parent_id or other.id == one.parent_id)
