"""How tasks stood in a month or a quarter: given, done in time or late, under way, overdue.

A task belongs to each period in which it was given or was still to be done. How it stood is that of
the period's last day, or of today while the period goes on; a deadline that was put off counts with
its new day.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion
from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key, from_local, today
from server.kernel.sqldays import local_day
from server.kernel.types import now
from server.meetings.models import AgendaItem
from server.overview.narrowing import GIVEN, unclear
from server.people.models import Body
from server.programmes.models import ProgrammeItem
from server.programmes.periods import bounds
from server.programmes.review_periods import Span, before
from server.tasks.models import Task, TaskSource

STANDINGS = ("done-in-time", "done-late", "in-time", "overdue", "unclear")
_PERIOD = re.compile(r"\d{4}-(?:Q[1-4]|\d\d)")


@dataclass(frozen=True)
class Sums:
    """Tasks of a period by how they stood (STANDINGS); `new` of them were given in it."""

    counts: dict[str, int] = field(default_factory=dict)
    new: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def of(self, standing: str) -> int:
        """Return how many stood so."""
        return self.counts.get(standing, 0)


@dataclass(frozen=True)
class Group:
    """The tasks of a lead body or a field; "" where nobody has said."""

    name: str
    sums: Sums


@dataclass(frozen=True)
class Figures:
    """A period's figures, those of the period before, and by body and field."""

    period: str
    before_period: str
    span: Span
    until: date
    sums: Sums
    before: Sums
    bodies: tuple[Group, ...]
    fields: tuple[Group, ...]

    @property
    def quarterly(self) -> bool:
        """Whether it is the review of a quarter."""
        return "Q" in self.period


def span_of(period: str) -> tuple[str, Span]:
    """Return a month or a quarter and its days, "" being this month. Raises NotFound."""
    period = period or f"{today(now()):%Y-%m}"
    found = bounds(period) if _PERIOD.fullmatch(period) else None
    if found is None:
        raise NotFound
    return period, Span(*found)


def figures(db: Session, period: str) -> Figures:
    """Return the figures of a period ("2026-05", "2026-Q2", "": this month), for a caller that
    follows all tasks. Raises NotFound for what is no period."""
    period, span = span_of(period)
    earlier = before(period) or period
    bodies = dict(db.exec(select(Body.id, Body.name)).all())
    by_body = _summed(db, span, col(Task.lead_body_id))
    by_field = _summed(db, span, _FIELD, joined=True)
    return Figures(
        period=period,
        before_period=earlier,
        span=span,
        until=until_of(span),
        sums=_added(by_body.values()),
        before=_added(_summed(db, span_of(earlier)[1], col(Task.lead_body_id)).values()),
        bodies=_groups({bodies.get(body_id, ""): sums for body_id, sums in by_body.items()}),
        fields=_groups(by_field),
    )


def until_of(span: Span) -> date:
    """Return the day that a period's tasks are looked at on."""
    return min(span.last, today(now()))


def _moment(day: str) -> datetime:
    return from_local(datetime.combine(date.fromisoformat(day), time()))


def within(span: Span) -> ColumnElement[bool]:
    """Return the condition that a task was given, and was to be done in a period."""
    return and_(
        col(Task.opened_at) < _moment(span.after),
        or_(
            col(Task.state).in_(GIVEN),
            and_(col(Task.state) == "done", col(Task.done_at) >= _moment(span.first)),
        ),
    )


def standing(db: Session, span: Span) -> ColumnElement[str]:
    """Return how a task of a period stood (STANDINGS)."""
    due, after = col(Task.deadline), _moment(span.after)
    reported_on = local_day(db, Task.reported_at)
    done = and_(col(Task.state) == "done", col(Task.done_at) < after)
    shown = and_(col(Task.state).in_(("reported", "done")), col(Task.reported_at) < after)
    return case(
        (and_(done, or_(due.is_(None), reported_on <= due)), "done-in-time"),
        (and_(done, reported_on > due), "done-late"),
        (done, "unclear"),  # nobody knows on which day
        (and_(shown, reported_on > due), "overdue"),
        (and_(shown, due.is_not(None)), "in-time"),
        (due < until_of(span), "overdue"),
        (due.is_not(None), "in-time"),
        (unclear(db), "unclear"),
        else_="in-time",
    )


_FIELD = func.coalesce(
    func.nullif(Task.field, ""),
    func.nullif(TaskSource.field, ""),
    func.nullif(ProgrammeItem.field, ""),
    "",
)


def _summed(db: Session, span: Span, key: Any, *, joined: bool = False) -> dict[Any, Sums]:
    stood = standing(db, span).label("stood")
    new = func.sum(case((col(Task.opened_at) >= _moment(span.first), 1), else_=0))
    asked: Any = select(key.label("grouped"), stood, func.count(), new).select_from(Task)
    if joined:
        asked = (
            asked.outerjoin(TaskSource, col(TaskSource.task_id) == col(Task.id))
            .outerjoin(Conclusion, col(Conclusion.id) == col(Task.conclusion_id))
            .outerjoin(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
            .outerjoin(ProgrammeItem, col(ProgrammeItem.id) == col(AgendaItem.programme_item_id))
        )
    found: dict[Any, Sums] = {}
    for name, stands, count, given in db.execute(
        asked.where(within(span)).group_by("grouped", "stood")
    ):
        known = found.get(name, Sums())
        found[name] = Sums(known.counts | {stands: count}, known.new + given)
    return found


def _added(sums: Any) -> Sums:
    found = list(sums)
    counts = {name: sum(one.of(name) for one in found) for name in STANDINGS}
    return Sums(counts, sum(one.new for one in found))


def _groups(sums: dict[str, Sums]) -> tuple[Group, ...]:
    found = [Group(name, each) for name, each in sums.items()]
    return tuple(sorted(found, key=lambda one: (not one.name, collation_key(one.name))))
