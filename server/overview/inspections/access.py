"""What an inspection opens, and to whom.

An inspector reads what was issued, adopted, given and reported, as far as the inspection's scope
goes: the bodies of the matter, its fields, the days on which it was given or issued. Nothing of an
item that names its readers or that is secret, nothing that is a draft, planned or noted, no opinion
and no word on the way. An inspection is there from its first day to its last, and gone once the
office has ended it; nobody else's inspection is there at all.

The secretariat opens and ends inspections; it and the administrators see the register of who read
what. Accounts of inspectors are made for them and hold no other role.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, exists, select

from server.conclusions.models import Conclusion, Notice
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.sqldays import local_day
from server.kernel.types import now
from server.meetings.models import AgendaItem, Meeting
from server.overview import narrowing
from server.people.access import Viewer, require
from server.people.models import Inspection, Inspector
from server.people.succession import succession
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.tasks.access import uuid_of
from server.tasks.models import Task

GIVEN = (*narrowing.GIVEN, "done")


@dataclass(frozen=True)
class Scope:
    """What of the office's matter is open: `bodies` with those they came after, `fields`, and the
    days on which it was given or issued. Empty: not narrowed by it."""

    bodies: frozenset[int]
    fields: tuple[str, ...]
    since: date
    until: date


def scope_of(db: Session, inspection: Inspection) -> Scope:
    """Return an inspection's scope, for a caller that looks who asks."""
    said = inspection.scope
    came = succession(db)
    return Scope(
        bodies=frozenset(each for body_id in said["bodies"] for each in came.family(body_id)),
        fields=tuple(said["fields"]),
        since=date.fromisoformat(said["since"]),
        until=date.fromisoformat(said["until"]),
    )


def open_to(db: Session, viewer: Viewer, day: date | None = None) -> list[Inspection]:
    """Return the inspections that are open to the viewer now. Raises NotFound."""
    require(viewer, "inspections.read")
    return list(db.exec(_open(viewer.user_id, day).order_by(col(Inspection.until))))


def inspection_to_read(db: Session, viewer: Viewer, key: UUID | str) -> Inspection:
    """Return one that is open to the viewer now. Raises NotFound."""
    require(viewer, "inspections.read")
    found: Inspection | None = db.exec(
        _open(viewer.user_id).where(Inspection.key == uuid_of(key))
    ).first()
    if found is None:
        raise NotFound
    return found


def _open(account_id: int, day: date | None = None) -> Any:
    day = day or today(now())
    return (
        select(Inspection)
        .join(Inspector, col(Inspector.inspection_id) == col(Inspection.id))
        .where(Inspector.account_id == account_id)
        .where(Inspection.since <= day, Inspection.until >= day)
        .where(col(Inspection.ended_at).is_(None))
    )


# --- what is within a scope ----------------------------------------------------------------------


def _closed_items() -> Any:
    """Items that no inspection opens."""
    return select(AgendaItem.id).where(or_(col(AgendaItem.restricted), col(AgendaItem.secret)))


def _closed_tasks() -> Any:
    """Tasks that follow from such items, with their parts."""
    closed = (
        select(Task.id)
        .join(Conclusion, col(Conclusion.id) == col(Task.conclusion_id))
        .where(col(Conclusion.item_id).in_(_closed_items()))
        .cte("closed_tasks", recursive=True)
    )
    parts = select(Task.id).join(closed, col(Task.parent_id) == closed.c.id)
    return select(closed.union(parts).c.id)


def tasks_within(db: Session, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a task is open to an inspection: given, of its bodies (which lead
    it, or gave it), fields and days."""
    said: list[ColumnElement[bool]] = [
        col(Task.state).in_(GIVEN),
        local_day(db, Task.opened_at).between(scope.since, scope.until),
        col(Task.id).not_in(_closed_tasks()),
    ]
    if scope.bodies:
        led = col(Task.lead_body_id).in_(scope.bodies)
        said.append(or_(led, col(Task.assigner_body_id).in_(scope.bodies)))
    if scope.fields:
        said.append(or_(*(narrowing.of_field(db, field) for field in scope.fields)))
    return and_(*said)


def conclusions_within(db: Session, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a conclusion is open: issued within the days, by one of the bodies
    where no field narrows it, or because of a task that is open."""
    issued = select(Notice.id).where(col(Notice.issued_on).between(scope.since, scope.until))
    gave = exists().where(col(Task.conclusion_id) == col(Conclusion.id), tasks_within(db, scope))
    by_body = true() if not scope.bodies else _met(scope, Conclusion.meeting_id)
    return and_(
        col(Conclusion.notice_id).in_(issued),
        col(Conclusion.removed).is_(False),
        col(Conclusion.item_id).not_in(_closed_items()),
        or_(gave, and_(by_body, false() if scope.fields else true())),
    )


def _met(scope: Scope, meeting_id: Any) -> ColumnElement[bool]:
    held = select(Meeting.id).where(col(Meeting.body_id).in_(scope.bodies))
    return col(meeting_id).in_(held)


def items_within(db: Session, scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a programme's item is open: of an adopted programme of the days,
    of one of the bodies or led by it, of one of the fields."""
    said: list[ColumnElement[bool]] = [
        col(ProgrammeItem.programme_id).in_(
            select(Programme.id).where(
                Programme.state == "adopted",
                Programme.period_from <= scope.until,
                Programme.period_to >= scope.since,
            )
        )
    ]
    if scope.bodies:
        own = select(Programme.id).where(col(Programme.body_id).in_(scope.bodies))
        leads = select(ProgrammeItemBody.item_id).where(
            ProgrammeItemBody.role == "lead", col(ProgrammeItemBody.body_id).in_(scope.bodies)
        )
        said.append(or_(col(ProgrammeItem.programme_id).in_(own), col(ProgrammeItem.id).in_(leads)))
    if scope.fields:
        said.append(col(ProgrammeItem.field).in_(scope.fields))
    return and_(*said)


def minutes_within(db: Session, scope: Scope) -> Any:
    """Return the ids of the meetings whose signed minutes are open: of the bodies and the days,
    where no field narrows the matter and the meeting had no item that is closed."""
    held = select(Meeting.id).where(
        local_day(db, Meeting.starts_at).between(scope.since, scope.until),
        col(Meeting.id).not_in(
            select(AgendaItem.meeting_id).where(col(AgendaItem.id).in_(_closed_items()))
        ),
    )
    if scope.fields:
        return held.where(false())
    return held.where(col(Meeting.body_id).in_(scope.bodies)) if scope.bodies else held
