"""The end of a term: its open items go on in the new term's programme, or are withdrawn.

An item is handed over once, where it stands highest: what was broken down from it goes with it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import nfc, say, speaking, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.models import Body
from server.programmes import access, carrying, drafting, picks, sources
from server.programmes.breaking_errors import ItemsMoved, ProgrammeDrafted
from server.programmes.breaking_queries import heads
from server.programmes.errors import ProgrammeThere
from server.programmes.events import ProgrammeItemChanged
from server.programmes.item_queries import head_of
from server.programmes.laying import lay
from server.programmes.models import DRAFTING, LEVELS, Programme, ProgrammeItem
from server.programmes.new_queries import proposed_title
from server.programmes.spans import Span, language_of, next_term
from server.programmes.views import Head

MOST = 1500  # items on a page: a form has not more fields


@dataclass(frozen=True)
class OpenItem:
    """An item that the term leaves open. `moves`: how often it was put off; `below`: open items
    that were broken down from it and go with it."""

    key: UUID
    number: str
    text: str
    lead: str
    time_text: str
    origin: str
    programme: str
    moves: int
    below: int


@dataclass(frozen=True)
class Handover:
    """What a term leaves open, and where it can go: a draft that is there, or a new one.

    `seen` stands for the items shown; `left_off` counts those that had no room.
    """

    head: Head
    items: tuple[OpenItem, ...]
    left_off: int
    seen: str
    drafts: tuple[Head, ...]
    title: str
    span: Span


def handover(db: Session, viewer: Viewer, key: UUID | str) -> Handover:
    """Return what a term leaves open. Raises NotFound unless the viewer keeps programmes."""
    term = access.programme_to_keep(db, viewer, key)
    if term.level != "term":
        raise NotFound
    body = db.get_one(Body, term.body_id)
    rows = _open(db, term)
    tops = _tops(rows)
    under: dict[int, int] = {}
    for root in _roots(rows).values():
        under[root] = under.get(root, 0) + 1
    titles = {p.id: p.title for p in _programmes(db, term)}
    span = next_term(today(now()), [Span(term.period_from, term.period_to)])
    drafts = db.exec(
        select(Programme)
        .where(Programme.level == "term")
        .where(Programme.period_from > term.period_to)
        .where(col(Programme.state).in_(DRAFTING))
        .order_by(col(Programme.body_id) != term.body_id, col(Programme.period_from))
    )
    return Handover(
        head=head_of(term, body),
        items=tuple(_shown(i, titles, under.get(i.id, 0)) for i in tops[:MOST]),
        left_off=max(0, len(tops) - MOST),
        seen=_seen(tops),
        drafts=heads(db, drafts),
        title=proposed_title(body, "term", span),
        span=span,
    )


def hand_over(
    tx: Tx,
    *,
    key: UUID,
    item_keys: Sequence[UUID],
    into_key: UUID | None,
    title: str = "",
    period_from: date | None = None,
    period_to: date | None = None,
    withdraw_rest: bool = False,
    reason: str = "",
    seen: str = "",
) -> str:
    """Carry a term's open items into the new term's programme, and withdraw the rest if asked.

    `into_key` is a term programme in drafting; None: one is made of `title` and the days.
    `seen` is Handover.seen as the form showed it: only what was shown is withdrawn. Returns the
    new term's key. Raises NotFound, BadForm, NotInDraft, ProgrammeDrafted, or ItemsMoved where
    something became of an item meanwhile.
    """
    term = access.programme_to_change(tx, key)
    if term.level != "term":
        raise NotFound
    reason = nfc(reason)
    if withdraw_rest and not reason:
        raise BadForm({"reason": "field-required"})
    for programme in sorted(_programmes(tx.session, term), key=lambda p: p.id):
        tx.lock(f"programme:{programme.id}")
    tx.session.expire_all()
    rows = _open(tx.session, term)
    tops = {item.key: item for item in _tops(rows)}
    gone = [item_key for item_key in item_keys if item_key not in tops]
    if gone or (withdraw_rest and seen != _seen(tops.values())):
        raise ItemsMoved(count=len(gone), items="")
    into = _into(tx, term, into_key, title, period_from, period_to)
    roots = _roots(rows)
    chosen = [tops[item_key] for item_key in dict.fromkeys(item_keys)]
    taken = {item.id for item in chosen}
    _lay_over(tx, into, chosen)
    carrying.carry_away(tx, [*taken, *(i for i, root in roots.items() if root in taken)], into)
    if withdraw_rest:
        _withdraw(tx, [i for i in rows if roots.get(i.id, i.id) not in taken], reason)
    return str(into.key)


def _into(
    tx: Tx,
    term: Programme,
    into_key: UUID | None,
    title: str,
    first: date | None,
    last: date | None,
) -> Programme:
    """The new term's programme: one in drafting, or made now."""
    if into_key is not None:
        into = access.programme_to_change(tx, into_key)
        drafting.check_drafting(into)
        if into.level != "term" or into.id == term.id:
            raise NotFound
        return into
    if first is None or last is None or first <= term.period_from:
        raise BadForm({"period_from": "field-required" if first is None else "field-bad"})
    body = tx.session.get_one(Body, term.body_id)
    try:
        made = drafting.make_programme(
            tx, body_key=body.key, level="term", title=title, period_from=first, period_to=last
        )
    except ProgrammeThere as there:
        raise ProgrammeDrafted(**there.params) from there
    return access.programme_to_change(tx, made)


def _lay_over(tx: Tx, into: Programme, chosen: list[ProgrammeItem]) -> None:
    """Add the items to the new term under one heading, each with its origin and its moves."""
    db = tx.session
    body, span = db.get_one(Body, into.body_id), Span(into.period_from, into.period_to)
    plan = sources.plan_of(db, body, "term", span, None, into)
    named = picks.bodies_of(db, [item.id for item in chosen])
    with speaking(language_of(body.vocabulary)):
        heading = say("break-handed-over")
    levels = {p.id: p.level for p in db.exec(select(Programme))}
    lines = []
    for item in chosen:
        pick = picks.carried_on(plan, item, named.get(item.id, ()), None)
        at_top = levels[item.programme_id] == "term"
        origin = item.origin or ("term" if at_top else "unscheduled")
        pick.line.words.update(section=heading, origin=origin, level=1)
        lines.append(pick)
    if lines:
        lay(tx, into, lines)


def _withdraw(tx: Tx, rest: list[ProgrammeItem], reason: str) -> None:
    for item in rest:
        was, item.state = item.state, "withdrawn"
        item.changed_by_id = tx.actor.user_id or None
        changed = ProgrammeItemChanged(
            programme_id=item.programme_id, item_id=item.id, item_key=item.key
        )
        tx.emit(changed, state=(was, "withdrawn"), reason=reason)


# --- what is open --------------------------------------------------------------------------------


def _programmes(db: Session, term: Programme) -> list[Programme]:
    """A term's programme and those of its time below it: of its body, or that break it down."""
    asked = (
        select(Programme)
        .where(Programme.period_from >= term.period_from)
        .where(Programme.period_from <= term.period_to)
        .where(col(Programme.level).in_(LEVELS[1:]))
        .order_by(col(Programme.period_from))
    )
    rows = list(db.exec(asked))
    own, known = [term], {term.id}
    for level in LEVELS[1:]:
        for programme in rows:
            below = programme.parent_id in known or programme.body_id == term.body_id
            if programme.level == level and below:
                own.append(programme)
                known.add(programme.id)
    return own


def _open(db: Session, term: Programme) -> list[ProgrammeItem]:
    """Every open item of a term's programmes, the highest level first."""
    own = {p.id: place for place, p in enumerate(_programmes(db, term))}
    rows = db.exec(
        select(ProgrammeItem)
        .where(col(ProgrammeItem.programme_id).in_(own))
        .where(col(ProgrammeItem.state).in_(sources.OPEN))
        .where(col(ProgrammeItem.meeting_id).is_(None))
    ).all()
    under = sources.below(db, [item.id for item in rows])
    left = [
        item for item in rows if not any(c.state in sources.SETTLED for c in under.get(item.id, ()))
    ]
    return sorted(left, key=lambda item: (own[item.programme_id], item.position))


def _roots(rows: Iterable[ProgrammeItem]) -> dict[int, int]:
    """Return {id of an open item: id of the highest open one above it}, without the highest."""
    items = {item.id: item for item in rows}
    roots = {}
    for item in items.values():
        top, steps = item, 0
        while top.parent_id in items and steps < len(LEVELS):
            top, steps = items[top.parent_id], steps + 1
        if top is not item:
            roots[item.id] = top.id
    return roots


def _tops(rows: list[ProgrammeItem]) -> list[ProgrammeItem]:
    roots = _roots(rows)
    return [item for item in rows if item.id not in roots]


def _seen(items: Iterable[ProgrammeItem]) -> str:
    keys = "\n".join(sorted(str(item.key) for item in items))
    return hashlib.sha256(keys.encode()).hexdigest()[:32]


def _shown(item: ProgrammeItem, titles: dict[int, str], below: int) -> OpenItem:
    return OpenItem(
        key=item.key,
        number=item.number,
        text=item.text,
        lead=item.lead,
        time_text=item.time_text,
        origin=item.origin,
        programme=titles[item.programme_id],
        moves=item.moves,
        below=below,
    )
