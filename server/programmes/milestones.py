"""By when each step of an item must be there, and how the item stands, from evidence alone.

A body's working rules say how many working days before its session the draft, the opinions asked
for, the appraisal and the papers to members must be there: its lead times, each counted back from
the session's day, or from the last day of the item's period while it has no session. No light is
set by hand: a step whose day has passed without its evidence turns the item amber, the target's
own day red, and the evidence turns it back.

Only a submission (Nội dung trình) must be tabled. A document is done when it is issued, an
activity by its date and the evidence of it, a meeting (Cuộc họp) by the meeting itself. The
milestones that a programme writes of an item (ProgrammeItem.milestones) are its own words, not
these.
"""

from dataclasses import astuple, dataclass
from datetime import date
from functools import lru_cache

from server.kernel.i18n import show_date
from server.kernel.workdays import WorkingDays
from server.programmes.errors import LeadTimesRefused
from server.programmes.reading.words import Note

MOST_DAYS = 250  # a year of working days: more is a slip of the hand

# What an item goes through, in order, and which of it each kind needs. Whatever is done for an
# item of which nobody has said the kind ("") finishes it.
STEPS = ("draft", "opinions", "appraisal", "papers", "presented", "issued", "held", "done")
_NEEDED = {
    "submission": ("draft", "opinions", "appraisal", "papers", "presented"),
    "document": ("draft", "opinions", "appraisal", "issued"),
    "activity": ("done",),
    "meeting": ("held",),
    "": ("done",),
}
_FINISHED_BY = {
    "submission": ("presented", "issued"),
    "document": ("issued",),
    "activity": ("done",),
    "meeting": ("held",),
    "": ("presented", "issued", "held", "done"),
}


@dataclass(frozen=True, kw_only=True)
class LeadTimes:
    """How long before its session a body wants each step, in working days; None: it does not say.

    Raises LeadTimesRefused unless each is 1 to MOST_DAYS and none is shorter than a later one.
    """

    draft: int | None = None
    opinions: int | None = None
    appraisal: int | None = None
    papers: int | None = None

    def __post_init__(self) -> None:
        counts = [count for count in astuple(self) if count is not None]
        fitting = all(1 <= count <= MOST_DAYS for count in counts)
        if not fitting or counts != sorted(counts, reverse=True):
            raise LeadTimesRefused(most=MOST_DAYS)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The day each step was there, None where nothing shows it.

    `held`: the meeting that the item is; `done`: what shows that an activity took place.
    """

    draft: date | None = None
    opinions: date | None = None
    appraisal: date | None = None
    papers: date | None = None
    presented: date | None = None
    issued: date | None = None
    held: date | None = None
    done: date | None = None


@dataclass(frozen=True)
class Milestone:
    """The last day on which a step, one of STEPS, is in time."""

    step: str
    day: date

    @property
    def code(self) -> str:
        """What the catalogues call the step."""
        return f"milestone-{self.step}"


@dataclass(frozen=True)
class Standing:
    """How an item stands on a day, why, and the step to look after.

    `colour`: none (nothing is due and nothing there, or no day is known), green (what is due is
    there), amber (a step is late), red (the target has passed). `next` is the first step that is
    lacking; None where the item is finished or has no day.
    """

    colour: str
    reason: Note
    next: Milestone | None = None


def target_day(session: date | None, last: str | None) -> date | None:
    """Return the day an item is counted back from: its session's, or the last of its period.

    `last` is a programme's time, ISO 8601: a day, or a day with the hour.
    """
    return session or (date.fromisoformat(last[:10]) if last else None)


@lru_cache(maxsize=2**14)  # twenty thousand items share few days
def milestones(
    kind: str, target: date, leads: LeadTimes, days: WorkingDays
) -> tuple[Milestone, ...]:
    """Return the milestones of an item of `kind`, one of KINDS or "", in order.

    Those counted back are working days. The last is `target` itself, as stated, a day off or not.
    """
    *counted, finish = _NEEDED[kind]
    wanted = [(step, getattr(leads, step)) for step in counted]
    back = [Milestone(step, days.before(target, count)) for step, count in wanted if count]
    return (*back, Milestone(finish, target))


def standing(
    kind: str,
    target: date | None,
    evidence: Evidence,
    leads: LeadTimes,
    *,
    today: date,
    days: WorkingDays,
) -> Standing:
    """Return how an item stands on `today`, any day; a milestone is in time until its end.

    Evidence dated later than `today` was not there yet. A step's evidence shows the steps before
    it too: what was presented needs no draft any more.
    """
    shown = {step: getattr(evidence, step) for step in STEPS}
    there = {step: day for step, day in shown.items() if day and day <= today}
    finish = next((step for step in _FINISHED_BY[kind] if step in there), None)
    if finish:
        return Standing("green", _finished(finish, there[finish], target))
    if target is None:
        return Standing("none", Note("standing-no-day"))
    reached = max((STEPS.index(step) for step in there if step in _NEEDED[kind]), default=-1)
    line = milestones(kind, target, leads, days)
    ahead = next(m for m in line if STEPS.index(m.step) > reached)
    if target < today:
        return Standing("red", _note("late", line[-1]), ahead)
    if ahead.day < today:
        return Standing("amber", _note("late", ahead), ahead)
    return Standing("none" if reached < 0 else "green", _note("next", ahead), ahead)


def _note(kind: str, milestone: Milestone) -> Note:
    return Note(f"standing-{kind}-{milestone.step}", {"day": show_date(milestone.day)})


def _finished(step: str, day: date, target: date | None) -> Note:
    """What says that an item is finished, and whether after its day."""
    params = {"day": show_date(day)}
    if target is None or day <= target:
        return Note(f"standing-{step}", params)
    return Note(f"standing-{step}-late", {**params, "target": show_date(target)})
