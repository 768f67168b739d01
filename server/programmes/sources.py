"""The rows that a programme can be drafted from, for breaking_queries.py and breaking.py."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from server.kernel.errors import NotFound
from server.people.models import Body
from server.programmes.access import uuid_of
from server.programmes.item_queries import FIRST
from server.programmes.models import LEVELS, Programme, ProgrammeItem
from server.programmes.picks import Plan
from server.programmes.spans import Span
from server.programmes.starters import starters_for

OPEN = ("planned", "deferred")  # on no agenda: something is still to be done for it
SETTLED = ("presented", "done")
_MANY = 5000  # ids a statement


@dataclass(frozen=True)
class Below:
    """A child of an item, or a child's child, at any depth."""

    item_id: int
    state: str
    level: str
    programme_id: int
    title: str
    child: bool


def programme_with(db: Session, key: UUID | str | None) -> Programme | None:
    """Return a programme by its key, None for no key, for a caller. Raises NotFound."""
    if not key:
        return None
    found = db.exec(select(Programme).where(Programme.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    return found


def plan_of(
    db: Session,
    body: Body,
    level: str,
    span: Span,
    above: Programme | None,
    draft: Programme | None = None,
    starter: str = "",
) -> Plan:
    """Return the plan of a programme, for a caller. Raises NotFound for what cannot be above it."""
    if level not in LEVELS or (starter and starter not in starters_for(level)):
        raise NotFound
    if above is not None and (
        LEVELS.index(above.level) >= LEVELS.index(level)
        or above.period_to < span.first
        or above.period_from > span.last
    ):
        raise NotFound
    before = db.exec(
        select(Programme)
        .where(Programme.body_id == body.id)
        .where(Programme.level == level)
        .where(Programme.period_to < span.first)
        .order_by(col(Programme.period_to).desc(), col(Programme.id).desc())
    ).first()
    return Plan(body, level, span, above, before, draft, starter)


def programmes_above(db: Session, body: Body, level: str, span: Span) -> list[Programme]:
    """Return what a programme may break down, the likeliest first, for a caller.

    The body's own before others, then the nearest level.
    """
    rows = db.exec(
        select(Programme)
        .where(col(Programme.level).in_(LEVELS[: LEVELS.index(level)]))
        .where(Programme.period_from <= span.last)
        .where(Programme.period_to >= span.first)
    )
    return sorted(
        rows,
        key=lambda p: (p.body_id != body.id, -LEVELS.index(p.level), -p.period_from.toordinal()),
    )


def usual_above(
    db: Session, body: Body, candidates: list[Programme], before: Programme | None
) -> Programme | None:
    """Return which of programmes_above is proposed: the body's own, else one of the body whose
    programme the last one broke down, else the only one of such a body; for a caller."""
    if not candidates or candidates[0].body_id == body.id:
        return next(iter(candidates), None)
    parent = db.get(Programme, before.parent_id) if before and before.parent_id else None
    if parent is not None:
        return next((p for p in candidates if p.body_id == parent.body_id), None)
    alike = select(Body.id).where(Body.vocabulary == body.vocabulary)
    there = set(db.exec(alike))
    alike_above = [p for p in candidates if p.body_id in there and p.level == "term"]
    return alike_above[0] if len(alike_above) == 1 else None


def rows_above(db: Session, plan: Plan) -> list[ProgrammeItem]:
    """Return the open items above that are due by the end of the plan's time, or have no time; for
    a caller."""
    if plan.above is None:
        return []
    by_then = or_(FIRST.is_(None), plan.span.last.isoformat() + "T24" >= FIRST)
    return _rows(db, plan.above, by_then, OPEN)


def rows_before(db: Session, plan: Plan, states: Collection[str]) -> list[ProgrammeItem]:
    """Return the items of the time before in some states, for a caller."""
    return _rows(db, plan.before, None, states) if plan.before else []


def _rows(
    db: Session,
    programme: Programme,
    condition: ColumnElement[bool] | None,
    states: Collection[str],
) -> list[ProgrammeItem]:
    asked = (
        select(ProgrammeItem)
        .where(ProgrammeItem.programme_id == programme.id)
        .where(col(ProgrammeItem.state).in_(states))
        .where(col(ProgrammeItem.meeting_id).is_(None))
        .order_by(col(ProgrammeItem.position))
    )
    return list(db.exec(asked if condition is None else asked.where(condition)))


def below(db: Session, item_ids: Iterable[int]) -> dict[int, list[Below]]:
    """Return what hangs below items at any depth, by the item's id, for a caller."""
    roots = {item_id: item_id for item_id in item_ids}
    found: dict[int, list[Below]] = {}
    depth = 0
    while roots and depth < len(LEVELS):
        children: dict[int, int] = {}
        for some in parts(list(roots)):
            rows = db.execute(
                select(  # type: ignore[call-overload]
                    ProgrammeItem.parent_id,
                    ProgrammeItem.id,
                    ProgrammeItem.state,
                    Programme.level,
                    Programme.id,
                    Programme.title,
                )
                .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
                .where(col(ProgrammeItem.parent_id).in_(some))
            )
            for parent_id, item_id, state, level, own, title in rows:
                child = Below(item_id, state, level, own, title, depth == 0)
                found.setdefault(roots[parent_id], []).append(child)
                children[item_id] = roots[parent_id]
        roots, depth = children, depth + 1
    return found


def parts(ids: list[int]) -> Iterator[list[int]]:
    """Yield ids in parts that one statement takes."""
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]


def is_late(item: ProgrammeItem, day: date) -> bool:
    """Whether an item's time was over on a day."""
    last = item.time_to or item.time_from
    return last is not None and last[:10] < day.isoformat()
