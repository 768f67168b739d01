"""What a new programme is drafted from, or what one that is being drafted still lacks."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import say, show_date, today
from server.kernel.types import now
from server.kernel.workdays import office_days
from server.people.access import Viewer, require
from server.people.models import Body
from server.programmes import picks, sources
from server.programmes.access import programme_to_keep
from server.programmes.drafting import body_words
from server.programmes.duplicates import Entry
from server.programmes.item_queries import head_of
from server.programmes.models import DRAFTING, Programme, ProgrammeItem, ProgrammeReview
from server.programmes.offered import (
    MOST,
    Found,
    Offers,
    by_parts,
    offer_of,
    without_doubles,
)
from server.programmes.picks import HOWS, Pick, Plan
from server.programmes.recurring import Recurrence, recurrences
from server.programmes.spans import Span
from server.programmes.views import Head

_AGAIN = ("planned", "on-agenda", "deferred", "presented", "done", "carried")


def more(
    db: Session, viewer: Viewer, key: UUID | str, above_key: str | None, starter: str
) -> tuple[Head, Offers, tuple[Head, ...]]:
    """Return a programme in drafting, what it lacks, and the programmes that can be above it.

    `above_key`: None for its own. Raises NotFound unless the viewer drafts it.
    """
    draft = programme_to_keep(db, viewer, key)
    if draft.state not in DRAFTING:
        raise NotFound
    body, span = db.get_one(Body, draft.body_id), Span(draft.period_from, draft.period_to)
    candidates = sources.programmes_above(db, body, draft.level, span)
    above = sources.programme_with(db, above_key)
    if above_key is None:
        above = next((p for p in candidates if p.id == draft.parent_id), None)
    plan = sources.plan_of(db, body, draft.level, span, above, draft, starter)
    return head_of(draft, body), offers(db, viewer, plan), heads(db, candidates)


def heads(db: Session, programmes: Iterable[Programme]) -> tuple[Head, ...]:
    """Return the heads of programmes, for a caller."""
    return tuple(head_of(p, db.get_one(Body, p.body_id)) for p in programmes)


def offers(db: Session, viewer: Viewer, plan: Plan) -> Offers:
    """Return what a plan can be drafted from. Raises NotFound unless the viewer drafts."""
    require(viewer, "programmes.edit")
    there = _there(db, plan)
    found = [*_from_above(db, plan, there), *_carried(db, plan, there), *_again(db, plan)]
    found += _starter(db, plan, fresh=plan.before is None)
    found = by_parts(found)
    own = [(item.text, item.time_text) for item in there]
    said = {(text, time) for text, time in own}
    found = [
        (pick, ticked, remarks)
        for pick, ticked, remarks in found
        if pick.how in ("above", "late", "apart", "carried")
        or (pick.line.words["text"], pick.line.words["time_text"]) not in said
    ]
    found.sort(key=lambda each: HOWS.index(each[0].how))
    shown = without_doubles(own, [offer_of(*each) for each in found[:MOST]])
    by_how = ((how, tuple(o for o in shown if o.how == how)) for how in HOWS)
    return Offers(
        parts=tuple(part for part in by_how if part[1]),
        directions=_directions(db, plan),
        above=next(iter(heads(db, [plan.above])), None) if plan.above else None,
        before=next(iter(heads(db, [plan.before])), None) if plan.before else None,
        left_off=max(0, len(found) - MOST),
    )


def _there(db: Session, plan: Plan) -> list[ProgrammeItem]:
    """The items of the draft as it is."""
    if plan.draft is None:
        return []
    asked = select(ProgrammeItem).where(ProgrammeItem.programme_id == plan.draft.id)
    return list(db.exec(asked))


def _from_above(db: Session, plan: Plan, there: list[ProgrammeItem]) -> list[Found]:
    rows = sources.rows_above(db, plan)
    taken = {item.parent_id for item in there}
    rows = [item for item in rows if item.id not in taken]
    under = sources.below(db, [item.id for item in rows])
    named = picks.bodies_of(db, [item.id for item in rows])
    found: list[Found] = []
    for item in rows:
        children = under.get(item.id, [])
        how, ticked = _place(plan, item)
        if how == "late" and children:
            continue  # it was broken down in its time, and goes on there
        done = any(c.state in sources.SETTLED for c in children)
        if done and how == "above" and _inside(plan, item):
            continue
        near_by = [c for c in children if c.child and c.level == plan.level]
        remarks = []
        if near_by:
            remarks.append(say("break-already-in", title=near_by[-1].title))
            ticked = ticked and how == "above" and not _inside(plan, item)
        if how == "late":
            remarks.append(say("break-overdue", day=_day(item.time_to or item.time_from)))
        pick = picks.from_above(plan, item, named.get(item.id, ()), how)
        found.append((pick, ticked, remarks))
    return found


def _place(plan: Plan, item: ProgrammeItem) -> tuple[str, bool]:
    """In which part an item above is offered, and whether it is ticked."""
    first, last = item.time_from or item.time_to, item.time_to or item.time_from
    if first is None or last is None:
        return "apart", False
    if last[:10] < plan.span.first.isoformat():
        return "late", True
    if _inside(plan, item) or plan.level == "year":
        return "above", True
    return "apart", last[:10] <= plan.span.last.isoformat()  # the last time that it can be done


def _inside(plan: Plan, item: ProgrammeItem) -> bool:
    first, last = item.time_from or item.time_to, item.time_to or item.time_from
    return bool(first and last and plan.span.holds(first, last))


def _carried(db: Session, plan: Plan, there: list[ProgrammeItem]) -> list[Found]:
    rows = sources.rows_before(db, plan, sources.OPEN)
    under = sources.below(db, [item.id for item in rows])
    rows = [
        item for item in rows if not any(c.state in sources.SETTLED for c in under.get(item.id, ()))
    ]
    parents = picks.parents_now(db, plan, rows)
    named = picks.bodies_of(db, [item.id for item in rows])
    day, found = today(now()), []
    for item in rows:
        pick = picks.carried_on(plan, item, named.get(item.id, ()), parents.get(item.id))
        waits = (item.time_to or item.time_from or "")[:10] >= day.isoformat()
        remarks = [say("break-carried", title=plan.before.title)] if plan.before else []
        if waits and item.state == "planned":
            remarks = [say("break-not-over", day=_day(item.time_to or item.time_from))]
        if item.moves:
            remarks.append(say("break-moved-before", count=item.moves))
        found.append((pick, not waits or item.state == "deferred", remarks))
    return found


def _again(db: Session, plan: Plan) -> list[Found]:
    """Last year's items that recur."""
    if plan.level != "year" or plan.before is None:
        return []
    rows = sources.rows_before(db, plan, _AGAIN)
    year = plan.before.period_from.year
    earlier = db.exec(
        select(Programme.id)
        .where(Programme.body_id == plan.body.id)
        .where(Programme.level == "year")
        .where(Programme.period_to < plan.before.period_from)
        .order_by(col(Programme.period_to).desc())
    ).first()
    asked = select(ProgrammeItem.text, ProgrammeItem.time_text)
    said = db.execute(asked.where(ProgrammeItem.programme_id == earlier)).all() if earlier else []
    duties = picks.starter_items(plan.starter, date(year, 1, 1))
    again = recurrences(
        [Entry(item.text, item.time_text) for item in rows],
        year,
        [Entry(text, time) for text, time in said],
        [Entry(duty.text, duty.time_text or "") for duty in duties],
    )
    rows = [rows[place] for place in again]
    whys = list(again.values())
    parents = picks.parents_now(db, plan, rows)
    named = picks.bodies_of(db, [item.id for item in rows])
    return [
        _said_again(picks.again(plan, item, named.get(item.id, ()), parents.get(item.id)), why)
        for item, why in zip(rows, whys, strict=True)
    ]


def _said_again(pick: Pick, why: Recurrence) -> Found:
    remarks = [say(f"break-again-{why.why}")]
    first, last = pick.line.words["time_from"], pick.line.words["time_to"]
    if first and last and first[:10] == last[:10]:
        day = date.fromisoformat(first[:10])
        if not office_days().works(day):
            remarks.append(say("break-day-off", day=show_date(day)))
    return pick, True, remarks


def _starter(db: Session, plan: Plan, *, fresh: bool) -> list[Found]:
    """The starter programme: ticked where the body has no programme of its own to go by."""
    found = picks.from_starter(plan, body_words(db), picks.parents_by_name(db, plan))
    return [(pick, fresh, []) for pick in found]


def _directions(db: Session, plan: Plan) -> tuple[tuple[str, str], ...]:
    """What reviews of the time before, and of what is above, say of the time to come."""
    looked_at = [p for p in (plan.before, plan.above) if p is not None]
    rows = db.execute(
        select(Programme.title, ProgrammeReview.directions)
        .join(Programme, col(Programme.id) == col(ProgrammeReview.programme_id))
        .where(col(ProgrammeReview.programme_id).in_([p.id for p in looked_at]))
        .where(ProgrammeReview.directions != "")
        .order_by(col(ProgrammeReview.period))
    )
    return tuple((title, directions) for title, directions in rows)


def _day(moment: str | None) -> str:
    return show_date(date.fromisoformat(moment[:10])) if moment else ""
