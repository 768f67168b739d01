"""What an item's page shows of its milestones: by when, when it came, what is next, who follows."""

from datetime import date

from sqlmodel import Session, col, select

from server.people.models import Account, Body
from server.programmes.access import Readers
from server.programmes.following import watchers
from server.programmes.milestones import STEPS, LeadTimes
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.standings import Prepared, Rules, prepared, rules
from server.programmes.views import Preparation, PreparedStep


def preparation(db: Session, audience: Readers | None, item_id: int) -> Preparation:
    """Return an item's milestones, for a fragment: the same for every audience."""
    item = db.get_one(ProgrammeItem, item_id)
    programme = db.get_one(Programme, item.programme_id)
    what, kept = prepared(item, programme.body_id, programme.state), rules(db)
    leads = db.execute(
        select(ProgrammeItemBody.body_id)
        .where(ProgrammeItemBody.item_id == item.id)
        .where(ProgrammeItemBody.role == "lead")
        .where(col(ProgrammeItemBody.body_id).is_not(None))
        .order_by(col(ProgrammeItemBody.id))
    ).scalars()
    found = watchers(db).of(item.watcher_id, item.watcher, item.field, list(leads))
    watcher = db.get(Account, found[0]) if found else None
    return Preparation(
        key=item.key,
        version=item.version,
        standing=what.standing(kept),
        steps=_steps(item, what, kept),
        body=db.get_one(Body, what.body_id).name,
        told=what.kind not in ("submission", "document") or what.leads(kept) != LeadTimes(),
        adopted=what.adopted,
        target=what.target,
        in_session=item.session_on is not None,
        watcher=watcher.name if watcher else item.watcher,
        how=found[1] if found else "",
    )


def _steps(item: ProgrammeItem, what: Prepared, kept: Rules) -> tuple[PreparedStep, ...]:
    """The steps that are wanted, and those that are there without being wanted, in order."""
    standing = what.standing(kept)
    by = {milestone.step: milestone.day for milestone in what.milestones(kept)}
    came = {step: date.fromisoformat(day) for step, day in item.steps.items()}
    ahead = standing.next.step if standing.next else ""
    return tuple(
        PreparedStep(
            step=step,
            by=by.get(step),
            came=came.get(step),
            shown_by=item.noted.get(step, {}).get("shown_by", ""),
            late=step == ahead and by[step] < kept.today,
            next=step == ahead,
            by_hand=step in item.noted,
        )
        for step in STEPS
        if step in by or step in came
    )
