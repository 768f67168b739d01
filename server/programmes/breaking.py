"""Breaking down: a programme is drafted from the one above, last time's, and what comes again.

What is carried on keeps its first origin and counts one move more; the old item stays where it was
and says that it was carried. A parent's item stays too: its children say what it was broken into.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import fold
from server.people.models import Body
from server.programmes import access, carrying, drafting, picks, sources
from server.programmes.breaking_errors import ItemsMoved, ProgrammeDrafted
from server.programmes.errors import ProgrammeThere
from server.programmes.laying import arranged, lay
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.picks import HOWS, Pick, Plan
from server.programmes.spans import Span


def draft_programme(
    tx: Tx,
    *,
    body_key: UUID,
    level: str,
    title: str,
    period_from: date,
    period_to: date,
    above_key: UUID | None,
    starter: str,
    values: Sequence[str],
    another: bool = False,
) -> str:
    """Make a programme as a draft of the ticked offers, `values` of breaking_queries.Offer.

    Returns its key. Raises NotFound, BadForm, ProgrammeDrafted unless `another`, or ItemsMoved
    where an item can no longer be taken; then nothing is made.
    """
    try:
        key = drafting.make_programme(
            tx,
            body_key=body_key,
            level=level,
            title=title,
            period_from=period_from,
            period_to=period_to,
            parent_key=above_key,
            another=another,
        )
    except ProgrammeThere as there:
        raise ProgrammeDrafted(**there.params) from there
    programme = access.programme_to_change(tx, key)
    _take(tx, _plan(tx, programme, starter), values)
    return key


def take_more(
    tx: Tx, *, key: UUID, above_key: UUID | None = None, starter: str = "", values: Sequence[str]
) -> int:
    """Add ticked offers to a programme that is being drafted. Returns how many were added.

    What is in it by now is left out. `above_key`: of another programme above than its own. Raises
    NotFound, NotInDraft or ItemsMoved.
    """
    programme = access.programme_to_change(tx, key)
    drafting.check_drafting(programme)
    return _take(tx, _plan(tx, programme, starter, above_key), values)


def _plan(tx: Tx, programme: Programme, starter: str, above_key: UUID | None = None) -> Plan:
    db = tx.session
    body = db.get_one(Body, programme.body_id)
    own = db.get(Programme, programme.parent_id) if programme.parent_id else None
    above = sources.programme_with(db, above_key) or own
    span = Span(programme.period_from, programme.period_to)
    return sources.plan_of(db, body, programme.level, span, above, programme, starter)


def _take(tx: Tx, plan: Plan, values: Sequence[str]) -> int:
    """Add what `values` name to the plan's draft, under headings and in the order of time."""
    assert plan.draft is not None
    chosen = _without_those_there(tx, plan, _chosen(tx, plan, list(dict.fromkeys(values))))
    if not chosen:
        return 0
    carrying.carry_away(tx, [p.source_id for p in chosen if p.how == "carried"], plan.draft)
    lay(tx, plan.draft, arranged(plan, chosen))
    return len(chosen)


def _chosen(tx: Tx, plan: Plan, values: list[str]) -> list[Pick]:
    """Return what values of a form name. Raises BadForm or ItemsMoved."""
    wanted: dict[str, list[str]] = {how: [] for how in HOWS}
    for value in values:
        how, _, token = value.partition(":")
        if how not in wanted:
            raise BadForm({"pick": "field-bad"})
        wanted[how].append(token)
    above = _items(tx, plan.above, [*wanted["above"], *wanted["late"], *wanted["apart"]])
    carried = _items(tx, plan.before, wanted["carried"])
    again = _items(tx, plan.before, wanted["recurring"])
    gone = [item for item in above if item.state not in sources.OPEN]
    gone += [item for item in carried if item.state not in sources.OPEN or item.meeting_id]
    gone = [item for item in gone if not _came_here(tx, plan, item)]
    if gone:
        raise ItemsMoved(count=len(gone), items="; ".join(item.text for item in gone))
    carried = [item for item in carried if item.state in sources.OPEN]
    above = [item for item in above if item.state in sources.OPEN]
    named = picks.bodies_of(tx.session, [i.id for i in (*above, *carried, *again)])
    parents = picks.parents_now(tx.session, plan, [*carried, *again])
    found = [picks.from_above(plan, i, named.get(i.id, ()), "above") for i in above]
    found += [picks.carried_on(plan, i, named.get(i.id, ()), parents.get(i.id)) for i in carried]
    found += [picks.again(plan, i, named.get(i.id, ()), parents.get(i.id)) for i in again]
    if wanted["starter"]:
        bodies = drafting.body_words(tx.session)
        known = {
            pick.value: pick
            for pick in picks.from_starter(plan, bodies, picks.parents_by_name(tx.session, plan))
        }
        if unknown := {f"starter:{t}" for t in wanted["starter"]} - known.keys():
            raise BadForm({"pick": "field-bad"} if unknown else {})
        found += [known[f"starter:{t}"] for t in wanted["starter"]]
    return found


def _items(tx: Tx, programme: Programme | None, keys: list[str]) -> list[ProgrammeItem]:
    """Load items of a programme as they are now, in its order. Raises NotFound or ItemsMoved."""
    if not keys:
        return []
    if programme is None:
        raise NotFound
    tx.lock(f"programme:{programme.id}")
    found = tx.session.exec(
        select(ProgrammeItem)
        .where(ProgrammeItem.programme_id == programme.id)
        .where(col(ProgrammeItem.key).in_([access.uuid_of(key) for key in keys]))
        .order_by(col(ProgrammeItem.position))
        .execution_options(populate_existing=True)
    ).all()
    if len(found) < len(keys):
        raise ItemsMoved(count=len(keys) - len(found), items="")
    return list(found)


def _came_here(tx: Tx, plan: Plan, item: ProgrammeItem) -> bool:
    """Whether an item went into this very draft: somebody else took it first."""
    assert plan.draft is not None
    here = select(ProgrammeItem.id).where(ProgrammeItem.programme_id == plan.draft.id)
    return (
        item.state == "carried"
        and tx.session.exec(here.where(ProgrammeItem.carried_from_id == item.id)).first()
        is not None
    )


def _without_those_there(tx: Tx, plan: Plan, chosen: list[Pick]) -> list[Pick]:
    """Leave out what the draft has already: two who take at once get it once."""
    assert plan.draft is not None
    rows = tx.session.execute(
        select(ProgrammeItem.parent_id, ProgrammeItem.folded, ProgrammeItem.time_text).where(
            ProgrammeItem.programme_id == plan.draft.id
        )
    ).all()
    parents = {parent_id for parent_id, _folded, _time in rows}
    said = {(folded, time) for _parent, folded, time in rows}
    kept = []
    for pick in chosen:
        words = pick.line.words
        if pick.how == "above" and pick.source_id in parents:
            continue
        if pick.how in ("recurring", "starter") and (
            (fold(words["text"]), words["time_text"]) in said
        ):
            continue
        kept.append(pick)
    return kept
