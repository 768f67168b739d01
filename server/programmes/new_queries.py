"""The screen of a new programme: whose, of which time, drafted from what."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.i18n import collation_key, say, speaking, today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Body
from server.people.queries import BodyView, bodies
from server.programmes import sources
from server.programmes.breaking_queries import heads, offers
from server.programmes.models import LEVELS, Programme
from server.programmes.offered import Offers
from server.programmes.spans import (
    Span,
    ahead,
    language_of,
    name_of,
    next_lacking,
    next_term,
    span_of,
)
from server.programmes.starters import starters_for, usual_starter
from server.programmes.views import Head

_MEETING = ("standing-committee", "committee", "council", "board", "standing")  # the likely ones


@dataclass(frozen=True)
class Asked:
    """What somebody chose so far, as the address says it; "" for nothing yet.

    `above` and `starter` may be "-": none.
    """

    body: str = ""
    level: str = ""
    first: str = ""
    last: str = ""
    above: str = ""
    starter: str = ""


@dataclass(frozen=True)
class Choice:
    """A time to choose: its first day, what fills its name, and whether a programme is there."""

    first: date
    words: dict[str, str]
    there: bool


@dataclass(frozen=True)
class NewProgramme:
    """The form of a new programme, filled in as it most likely will be."""

    bodies: tuple[BodyView, ...]
    body: BodyView
    level: str
    span: Span
    title: str
    choices: tuple[Choice, ...]
    above: tuple[Head, ...]
    starters: tuple[str, ...]
    starter: str
    there: Head | None
    offers: Offers


def new_programme(db: Session, viewer: Viewer, asked: Asked) -> NewProgramme | None:
    """Return the form, None where the office has no body yet. Raises NotFound unless one drafts."""
    require(viewer, "programmes.edit")
    known = sorted(
        (body for body in bodies(db, viewer) if body.kind not in ("office", "group")),
        key=lambda b: (b.kind not in _MEETING, b.position, collation_key(b.name)),
    )
    if not known:
        return None
    above = sources.programme_with(db, _key(asked.above))
    view = next((b for b in known if str(b.key) == asked.body), None)
    if view is None and above is not None:
        view = next((b for b in known if b.id == above.body_id), None)
    view = view or _first(db, known)
    body = db.get_one(Body, view.id)
    level = asked.level if asked.level in LEVELS else _next_level(above)
    there = _there(db, body, level)
    spans = [Span(p.period_from, p.period_to) for p in there]
    day = today(now())
    span = _span(asked, level, day, spans)
    candidates = sources.programmes_above(db, body, level, span)
    starter = usual_starter(level, body) if not asked.starter else asked.starter.strip("-")
    plan = sources.plan_of(db, body, level, span, None, None, starter)
    if not asked.above or (above is not None and above not in candidates):
        above = sources.usual_above(db, body, candidates, plan.before)
    plan = sources.plan_of(db, body, level, span, above, None, starter)
    taken = [p for p in there if p.period_from <= span.last and p.period_to >= span.first]
    return NewProgramme(
        bodies=tuple(known),
        body=view,
        level=level,
        span=span,
        title=proposed_title(body, level, span),
        choices=_choices(level, day, span, spans),
        above=heads(db, candidates),
        starters=starters_for(level),
        starter=starter,
        there=next(iter(heads(db, taken)), None),
        offers=offers(db, viewer, plan),
    )


def proposed_title(body: Body, level: str, span: Span) -> str:
    """Return a programme's title in the words of that kind of body."""
    with speaking(language_of(body.vocabulary)):
        return say(f"break-title-{level}", body=body.name, **name_of(level, span))


def _key(asked: str) -> UUID | None:
    try:
        return UUID(asked)
    except ValueError:
        return None


def _first(db: Session, known: list[BodyView]) -> BodyView:
    """The body that is asked for first: one that has had a year's programme, if there is any."""
    yearly = set(db.exec(select(Programme.body_id).where(Programme.level == "year")))
    return next((body for body in known if body.id in yearly), known[0])


def _next_level(above: Programme | None) -> str:
    if above is None or above.level == "month":
        return "year"
    return LEVELS[LEVELS.index(above.level) + 1]


def _there(db: Session, body: Body, level: str) -> list[Programme]:
    """The programmes of a body at a level."""
    asked = select(Programme).where(Programme.body_id == body.id).where(Programme.level == level)
    return list(db.exec(asked.order_by(col(Programme.period_from))))


def _span(asked: Asked, level: str, day: date, there: list[Span]) -> Span:
    first, last = _day(asked.first), _day(asked.last)
    if level == "term":
        return Span(first, last) if first and last and first <= last else next_term(day, there)
    return span_of(level, first) if first else next_lacking(level, day, there)


def _choices(level: str, day: date, span: Span, there: list[Span]) -> tuple[Choice, ...]:
    if level == "term":
        return ()
    offered = sorted({*ahead(level, day), span})
    return tuple(
        Choice(
            each.first,
            name_of(level, each),
            any(other.first <= each.last and other.last >= each.first for other in there),
        )
        for each in offered
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
