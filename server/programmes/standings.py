"""How items stand today: milestones.standing with the rules and the calendar that are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import Session, and_, col, func, or_, select

from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.workdays import WorkingDays, office_days
from server.programmes.milestones import (
    STEPS,
    Evidence,
    LeadTimes,
    Milestone,
    Standing,
    milestones,
    standing,
    target_day,
)
from server.programmes.models import LIVE, ProgrammeItem
from server.programmes.reading.words import Note
from server.programmes.rulebook import LeadTime

SETTLED = Standing("none", Note("standing-settled"))
_NONE = LeadTimes()

# The day an item is counted back from, as milestones.target_day has it, as text.
TARGET = func.coalesce(
    cast(ProgrammeItem.session_on, String),
    func.substr(func.coalesce(ProgrammeItem.time_to, ProgrammeItem.time_from), 1, 10),
)


@dataclass(frozen=True)
class Rules:
    """What standings follow from: lead times by (body, kind), the newest first; the calendar."""

    leads: Mapping[tuple[int, str], tuple[tuple[date, LeadTimes], ...]]
    days: WorkingDays
    today: date

    def of(self, body_id: int, kind: str, target: date) -> LeadTimes:
        """Return a body's lead times for a kind on the day that is counted back from."""
        for asked in dict.fromkeys((kind, "")):
            for since, leads in self.leads.get((body_id, asked), ()):
                if since <= target:
                    return leads
        return _NONE

    @property
    def horizon(self) -> date:
        """The last day from which some milestone may be counted back to today."""
        counts = [
            getattr(leads, step) or 0
            for rows in self.leads.values()
            for _since, leads in rows
            for step in STEPS[:4]
        ]
        longest = max(counts, default=0)
        return self.days.after(self.today, longest) if longest else self.today


def rules(db: Session) -> Rules:
    """Return the rules as they are now, for a caller."""
    found: dict[tuple[int, str], list[tuple[date, LeadTimes]]] = {}
    rows = db.execute(
        select(  # type: ignore[call-overload]
            LeadTime.body_id,
            LeadTime.kind,
            LeadTime.since,
            LeadTime.draft,
            LeadTime.opinions,
            LeadTime.appraisal,
            LeadTime.papers,
        ).order_by(col(LeadTime.since).desc())
    )
    for body_id, kind, since, *counts in rows:
        leads = LeadTimes(**dict(zip(STEPS, counts, strict=False)))
        found.setdefault((body_id, kind), []).append((since, leads))
    by_body = {key: tuple(leads) for key, leads in found.items()}
    return Rules(by_body, office_days(), today(now()))


@dataclass(frozen=True)
class Prepared:
    """What of an item its standing follows from; `body_id` is the one that considers it, and
    `adopted` whether its programme is: before that nothing is due."""

    kind: str
    state: str
    session_on: date | None
    last: str | None
    steps: Mapping[str, str]
    body_id: int
    adopted: bool

    @property
    def target(self) -> date | None:
        """The day it is counted back from."""
        return target_day(self.session_on, self.last)

    @property
    def evidence(self) -> Evidence:
        """The days of its steps; what comes before a later session again is not presented yet."""
        days = {step: date.fromisoformat(day) for step, day in self.steps.items()}
        again = self.session_on if self.state == "on-agenda" else None
        if again and days.get("presented", again) < again:
            del days["presented"]
        return Evidence(**days)

    def leads(self, rules: Rules) -> LeadTimes:
        """The lead times that hold for it."""
        return rules.of(self.body_id, self.kind, self.target or rules.today)

    def milestones(self, rules: Rules) -> tuple[Milestone, ...]:
        """Its milestones; none where it has no day."""
        target = self.target
        return milestones(self.kind, target, self.leads(rules), rules.days) if target else ()

    def standing(self, rules: Rules) -> Standing:
        """How it stands today."""
        if not self.adopted or self.state not in (*LIVE, "presented", "done"):
            return SETTLED
        found = standing(
            self.kind,
            self.target,
            self.evidence,
            self.leads(rules),
            today=rules.today,
            days=rules.days,
        )
        # What the office has recorded as dealt with is not chased for want of a day.
        return found if self.state in LIVE or found.next is None else SETTLED


def prepared(item: ProgrammeItem, body_id: int, state: str) -> Prepared:
    """Return what an item's standing follows from; `body_id` and `state` are its programme's."""
    return Prepared(
        kind=item.kind,
        state=item.state,
        session_on=item.session_on,
        last=item.time_to or item.time_from,
        steps=item.steps,
        body_id=item.considers_id or body_id,
        adopted=state == "adopted",
    )


def in_sight(rules: Rules, until: date | None = None) -> ColumnElement[bool]:
    """Items of which something may be due by `until` (today), as a condition on ProgrammeItem."""
    ahead = (until or rules.today) - rules.today
    last = (rules.horizon + ahead + timedelta(days=1)).isoformat()
    return and_(col(ProgrammeItem.state).in_(LIVE), last > TARGET)


def unsettled() -> ColumnElement[bool]:
    """Items that were not presented yet, or stand on the agenda of a later session again."""
    again = col(ProgrammeItem.session_on) > col(ProgrammeItem.settled_on)
    return or_(
        col(ProgrammeItem.settled_on).is_(None),
        and_(ProgrammeItem.state == "on-agenda", again),
    )


def late_ids(db: Session, programme_id: int, body_id: int, rules: Rules) -> ColumnElement[bool]:
    """Return the condition on ProgrammeItem for those of a programme that are amber or red.

    For a caller that looks who asks. `body_id` is the programme's.
    """
    over = and_(
        col(ProgrammeItem.state).in_(LIVE),
        rules.today.isoformat() > TARGET,
        unsettled(),
    )
    rows = db.exec(
        select(ProgrammeItem)
        .where(ProgrammeItem.programme_id == programme_id)
        .where(in_sight(rules), rules.today.isoformat() <= TARGET)
    )
    amber = [
        item.id
        for item in rows
        if prepared(item, body_id, "adopted").standing(rules).colour == "amber"
    ]
    return or_(over, col(ProgrammeItem.id).in_(amber))
