"""What is to be chased now, over all adopted programmes: items that are late or due soon.

An item that was broken down is chased in what it became. One query narrows to the items that are
still to come and whose day is near enough for a milestone; how they stand is computed from there.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from server.people.models import Body
from server.programmes.following import Watchers, watchers
from server.programmes.milestones import Milestone, Standing
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.standings import TARGET, Prepared, Rules, in_sight, rules, unsettled

PAST_DAYS = 366  # what is older is the review's, or the handover's, and on nobody's desk
SOON = 5  # working days ahead: what is due within them is asked for
_BY_LEAD = ("draft", "opinions", "issued", "held", "done")  # the rest is the office's own
_LATENESS = {"red": 0, "amber": 1}


@dataclass(frozen=True)
class Chased:
    """An item that something is asked of: how it stands, and the step to look after by its day.

    `lead_ids` are its lead bodies, `leads` as they are called; `known` whether each was found in
    the register. `watcher_id` is who follows it, None: nobody.
    """

    key: UUID
    text: str
    programme: str
    standing: Standing
    next: Milestone
    lead_ids: tuple[int, ...]
    leads: tuple[str, ...]
    known: bool
    watcher_id: int | None

    @property
    def of_lead(self) -> bool:
        """Whether the next step is the lead body's own."""
        return self.next.step in _BY_LEAD

    @property
    def late(self) -> bool:
        """Whether the step or the item is late."""
        return self.standing.colour in _LATENESS


def chased(db: Session) -> tuple[Chased, ...]:
    """Return what is to be chased, the latest first, for a caller that looks who asks.

    Computed once in a transaction: a push is for many people.
    """
    known: tuple[Chased, ...] | None = db.info.get("chased")
    if known is None:
        known = db.info["chased"] = _chased(db)
    return known


def _chased(db: Session) -> tuple[Chased, ...]:
    now = rules(db)
    soon = now.days.after(now.today, SOON)
    found = [
        (row, standing)
        for row, standing in _standing(db, now, soon)
        if standing.next and (standing.colour in _LATENESS or standing.next.day <= soon)
    ]
    named = _leads(db, now, soon)
    follow = watchers(db)
    lines = [_line(row, standing, named.get(row.id, []), follow) for row, standing in found]
    return tuple(
        sorted(lines, key=lambda c: (_LATENESS.get(c.standing.colour, 2), c.next.day, c.text))
    )


_CHILD = aliased(ProgrammeItem)
_ITEMS = (
    select(  # type: ignore[call-overload, misc]
        ProgrammeItem.id,
        ProgrammeItem.key,
        ProgrammeItem.text,
        ProgrammeItem.kind,
        ProgrammeItem.state,
        ProgrammeItem.session_on,
        ProgrammeItem.time_from,
        ProgrammeItem.time_to,
        ProgrammeItem.steps,
        ProgrammeItem.field,
        ProgrammeItem.watcher,
        ProgrammeItem.watcher_id,
        ProgrammeItem.considers_id,
        Programme.body_id,
        col(Programme.title).label("programme"),
    )
    .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
    .where(Programme.state == "adopted")
    .where(unsettled())
    .where(~exists().where(col(_CHILD.parent_id) == col(ProgrammeItem.id)))
)


def _near(now: Rules, soon: date) -> ColumnElement[bool]:
    oldest = (now.today - timedelta(days=PAST_DAYS)).isoformat()
    return and_(in_sight(now, soon), oldest <= TARGET)


def _standing(db: Session, now: Rules, soon: date) -> list[tuple[Any, Standing]]:
    rows = db.execute(_ITEMS.where(_near(now, soon))).all()
    return [
        (
            row,
            Prepared(
                kind=row.kind,
                state=row.state,
                session_on=row.session_on,
                last=row.time_to or row.time_from,
                steps=row.steps,
                body_id=row.considers_id or row.body_id,
                adopted=True,
            ).standing(now),
        )
        for row in rows
    ]


def _leads(db: Session, now: Rules, soon: date) -> dict[int, list[tuple[int | None, str]]]:
    rows = db.execute(
        select(ProgrammeItemBody.item_id, ProgrammeItemBody.body_id, ProgrammeItemBody.name)
        .join(ProgrammeItem, col(ProgrammeItem.id) == col(ProgrammeItemBody.item_id))
        .where(_near(now, soon))
        .where(ProgrammeItemBody.role == "lead")
        .order_by(col(ProgrammeItemBody.id))
    )
    bodies = dict(db.execute(select(Body.id, Body.name)).all())
    named: dict[int, list[tuple[int | None, str]]] = {}
    for item_id, body_id, name in rows:
        named.setdefault(item_id, []).append((body_id, bodies.get(body_id, name)))
    return named


def _line(
    row: Any, standing: Standing, leads: list[tuple[int | None, str]], follow: Watchers
) -> Chased:
    ids = tuple(body_id for body_id, _name in leads if body_id is not None)
    watcher = follow.of(row.watcher_id, row.watcher, row.field, ids)
    assert standing.next is not None
    return Chased(
        key=row.key,
        text=row.text,
        programme=row.programme,
        standing=standing,
        next=standing.next,
        lead_ids=ids,
        leads=tuple(name for _id, name in leads),
        known=bool(leads) and len(ids) == len(leads),
        watcher_id=watcher[0] if watcher else None,
    )
