"""What the lists of tasks ask of the database: who sees which, what is late, in which order.

The same rules as tasks.deadlines.lateness and tasks.queries.missing, said in SQL: a list of twenty
years is never read whole. tests/overview/test_narrowing.py compares both ways on any task.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, true
from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion
from server.kernel.i18n import collation_key, today
from server.kernel.sqldays import days_until, local_day
from server.kernel.types import now
from server.meetings.models import AgendaItem, Meeting
from server.overview.charge import headed_by
from server.people.models import Body
from server.people.succession import succession
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.access import TaskReaders, uuid_of
from server.tasks.deadlines import DAYLESS, counts_from_notice
from server.tasks.models import Task, TaskBody, TaskSource
from server.tasks.queries import DAYED
from server.tasks.rules import follow_up_rules

STATES = (
    *("overdue", "special", "due-soon", "waiting", "unclear"),
    *("returned", "open", "planned", "done"),
)
GIVEN = ("open", "returned", "reported")
_FROM_NOTICE = cache(counts_from_notice)


def states_of(readers: TaskReaders, *, done: bool = False) -> tuple[str, ...]:
    """Return the states of what is still to be done (or all, with `done`) that readers may see."""
    planned = ("planned",) if readers.tier == "office" else ()
    return (*planned, *GIVEN, *(("done",) if done else ()))


def in_sight(readers: TaskReaders, *, done: bool = False) -> ColumnElement[bool]:
    """Return the condition that these readers see a task: TaskReaders.sees."""
    seen = col(Task.state).in_(states_of(readers, done=done))
    if readers.tier != "body":
        return seen
    confirms = col(Task.confirmer_body_id).in_(readers.chairs)
    return and_(
        seen, or_(col(Task.lead_body_id).in_(readers.bodies), helped_by(readers.bodies), confirms)
    )


def helped_by(bodies: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that one of `bodies` coordinates a task."""
    helping = select(TaskBody.task_id).where(col(TaskBody.body_id).in_(bodies))
    return col(Task.id).in_(helping)


# --- lateness -----------------------------------------------------------------------------------


def _stands(db: Session, day: date) -> ColumnElement[Any]:
    """The day that a task not yet done is measured at: of its result, else this one."""
    return case((col(Task.state) == "reported", local_day(db, Task.reported_at)), else_=day)


def overdue(db: Session, day: date) -> ColumnElement[bool]:
    """Return the condition that a task that is not done is overdue on `day`."""
    reported_late = and_(
        col(Task.state) == "reported", col(Task.deadline) < local_day(db, Task.reported_at)
    )
    return or_(and_(without_product(planned=True), col(Task.deadline) < day), reported_late)


def without_product(*, planned: bool = False) -> ColumnElement[bool]:
    """Return the condition that nothing stands reported of a task."""
    more = ("planned",) if planned else ()
    return col(Task.state).in_((*more, "open", "returned"))


def special_day(db: Session, day: date) -> date:
    """Return the latest deadline of what is so overdue on `day` that its assigner must decide."""
    return day - timedelta(days=follow_up_rules(db).special)


def special(db: Session, day: date) -> ColumnElement[bool]:
    """Return the condition that a given task is overdue beyond the office's threshold."""
    return and_(without_product(), col(Task.deadline) <= special_day(db, day))


def due_soon(db: Session, day: date) -> ColumnElement[bool]:
    """Return the condition that a task without a result is due within the office's days."""
    near = col(Task.deadline).between(day, day + timedelta(days=follow_up_rules(db).yellow))
    return and_(without_product(planned=True), near)


def unclear(db: Session) -> ColumnElement[bool]:
    """Return the condition that a lead or a deadline must be determined: tasks.queries.missing."""
    text, kind = col(Task.deadline_text), col(Task.deadline_kind)
    figures = or_(*(text.contains(figure) for figure in "0123456789"))
    said = or_(kind.in_(DAYLESS), and_(text != "", ~figures, kind.not_in(DAYED)))
    undated = and_(col(Task.deadline).is_(None), col(Task.condition) == "", ~said)
    by_notice = and_(col(Task.conclusion_id).is_not(None), kind == "relative")
    phrases = db.exec(
        select(Task.deadline_text)
        .where(undated, by_notice, col(Task.state).in_((*GIVEN, "planned")))
        .distinct()
    )
    waits = [phrase for phrase in phrases if _FROM_NOTICE(phrase)]
    day_comes = and_(by_notice, text.in_(waits)) if waits else false()
    lacks = or_(col(Task.lead_body_id).is_(None), and_(undated, ~day_comes))
    return and_(lacks, col(Task.state) != "done")


# --- what a list is narrowed to -----------------------------------------------------------------


def wanted(db: Session, readers: TaskReaders, day: date | None = None) -> ColumnElement[bool]:
    """Return the condition that a task is on the list of these readers, as they narrowed it."""
    day, asked = day or today(now()), dict(readers.filters)
    state = asked.get("state", "")
    said = [in_sight(readers, done=state == "done")]
    if state:
        said.append(_in_state(db, state, day))
    for name, condition in _FILTERS.items():
        if name in asked:
            said.append(condition(db, asked[name]))
    return and_(*said)


def _in_state(db: Session, state: str, day: date) -> ColumnElement[bool]:
    if state == "overdue":
        return overdue(db, day)
    if state == "special":
        return special(db, day)
    if state == "due-soon":
        return due_soon(db, day)
    if state == "unclear":
        return unclear(db)
    return col(Task.state) == ("reported" if state == "waiting" else state)


def _of_body(db: Session, key: str) -> ColumnElement[bool]:
    """Led by a body, or by one that it came after."""
    body_id = db.exec(select(Body.id).where(Body.key == uuid_of(key))).first()
    return col(Task.lead_body_id).in_(succession(db).family(body_id)) if body_id else false()


def of_meeting(db: Session, key: str, column: Any = Task.meeting_id) -> ColumnElement[bool]:
    """Return the condition that a task, or what `column` is of, belongs to a meeting."""
    meeting_id = db.exec(select(Meeting.id).where(Meeting.key == uuid_of(key))).first()
    return col(column) == meeting_id if meeting_id else false()


def _of_programme(db: Session, key: str) -> ColumnElement[bool]:
    items = (
        select(ProgrammeItem.id)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(Programme.key == uuid_of(key))
    )
    return _from_items(items)


def _from_items(items: Any) -> ColumnElement[bool]:
    """Given by a conclusion on one of these items of programmes."""
    conclusions = (
        select(Conclusion.id)
        .join(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
        .where(col(AgendaItem.programme_item_id).in_(items))
    )
    return col(Task.conclusion_id).in_(conclusions)


def of_field(db: Session, field: str) -> ColumnElement[bool]:
    """Return the condition that a task is of a field: by its own word, else its sheet's, else that
    of its programme item."""
    source = select(TaskSource.task_id)
    brought = col(Task.id).in_(source.where(TaskSource.field == field))
    brought_other = col(Task.id).in_(source.where(TaskSource.field != ""))
    items = _from_items(select(ProgrammeItem.id).where(ProgrammeItem.field == field))
    unsaid = col(Task.field) == ""
    return or_(col(Task.field) == field, and_(unsaid, or_(brought, and_(~brought_other, items))))


def _of_leader(db: Session, leader: str) -> ColumnElement[bool]:
    """In charge of somebody: by the programme's item, else as head of the lead body."""
    items = _from_items(select(ProgrammeItem.id).where(ProgrammeItem.leader == leader))
    others = _from_items(select(ProgrammeItem.id).where(ProgrammeItem.leader != ""))
    heads = col(Task.lead_body_id).in_(headed_by(db, leader))
    not_others = or_(col(Task.conclusion_id).is_(None), ~others)
    return or_(items, and_(heads, not_others))


_FILTERS = {
    "body": _of_body,
    "field": of_field,
    "leader": _of_leader,
    "meeting": of_meeting,
    "programme": _of_programme,
}


# --- the order ----------------------------------------------------------------------------------


def by_lateness(db: Session, day: date) -> tuple[Any, ...]:
    """Return the order of what is not done: longest overdue first, then the nearest deadline,
    then what has no day, then what is only planned; the same for everybody."""
    stands = _stands(db, day)
    rank = case(
        (col(Task.state) == "planned", 4),
        (or_(col(Task.deadline).is_(None), stands.is_(None)), 3),
        (col(Task.deadline) < stands, 0),
        (and_(due_soon(db, day), true()), 1),
        else_=2,
    )
    left = func.coalesce(days_until(db, Task.deadline, stands), 0)
    reported = case((col(Task.state) == "reported", 0), else_=1)
    return rank, left, reported, col(Task.id)


def latest_done() -> tuple[Any, ...]:
    """Return the order of what is done: the newest first."""
    return col(Task.done_at).desc().nulls_last(), col(Task.id).desc()


def by_actor(db: Session, day: date) -> tuple[Any, ...]:
    """Return the order by who must act: the office's own acts, then body by body."""
    leading = select(Body.id, Body.name).where(
        exists().where(col(Task.lead_body_id) == col(Body.id), without_product())
    )
    bodies = sorted(db.exec(leading), key=lambda row: collation_key(row[1]))
    place = {body_id: number for number, (body_id, _name) in enumerate(bodies, 1)}
    named = case(place, value=col(Task.lead_body_id), else_=0) if place else case((true(), 0))
    acts = and_(without_product(), col(Task.lead_body_id).is_not(None))
    return case((acts, named), else_=0), *by_lateness(db, day)


def ordered(db: Session, readers: TaskReaders, statement: Any) -> Any:
    """Order a statement on tasks as these readers' list is."""
    asked, day = dict(readers.filters), today(now())
    if asked.get("state") == "done":
        return statement.order_by(*latest_done())
    order = by_actor if asked.get("sort") == "actor" else by_lateness
    return statement.order_by(*order(db, day))
