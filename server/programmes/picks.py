"""What a programme can be drafted from, as lines of it: from above, carried on, again, a starter.

For breaking_queries.py, which offers them, and breaking.py, which takes those that were ticked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from server.people.models import Body
from server.programmes.definition import ItemDefinition
from server.programmes.lines import Line, Named, line_of_definition
from server.programmes.models import ItemWords, Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.times import Around, read_time
from server.programmes.recurring import moved_day, moved_text, moved_time
from server.programmes.spans import Span
from server.programmes.starters import starter, token

# Where a line comes from, in the order in which one of two alike is preferred.
HOWS = ("above", "late", "apart", "carried", "recurring", "starter")
_WORDS = tuple(name for name in ItemWords.model_fields if name != "position")
_FRESH: dict[str, Any] = {"slug": "", "source_row": None, "warnings": [], "number": ""}


@dataclass(frozen=True)
class Plan:
    """A programme that is drafted: whose, of which time, and what it is drafted from.

    `above` is the programme that it breaks down, `before` the body's own of the time before,
    `draft` the programme itself where it is there already. For a caller, within one transaction.
    """

    body: Body
    level: str
    span: Span
    above: Programme | None
    before: Programme | None
    draft: Programme | None
    starter: str = ""


@dataclass(frozen=True)
class Pick:
    """A line that a programme can take. `value` names it in a form; `also` are the columns of its
    row that a Line has not, by name; `source_id` is the item that it comes from."""

    value: str
    how: str
    line: Line
    also: dict[str, Any]
    source_id: int | None = None


def bodies_of(db: Session, items: Iterable[int]) -> dict[int, tuple[Named, ...]]:
    """Return the bodies that items name, by the item's id, for a caller."""
    ids = list(items)
    found: dict[int, list[Named]] = {}
    for start in range(0, len(ids), 5000):
        rows = db.execute(
            select(
                ProgrammeItemBody.item_id,
                ProgrammeItemBody.role,
                ProgrammeItemBody.name,
                Body.key,
            )
            .outerjoin(Body, col(Body.id) == col(ProgrammeItemBody.body_id))
            .where(col(ProgrammeItemBody.item_id).in_(ids[start : start + 5000]))
            .order_by(col(ProgrammeItemBody.id))
        )
        for item_id, role, name, key in rows:
            found.setdefault(item_id, []).append((role, name, str(key) if key else None))
    return {item_id: tuple(named) for item_id, named in found.items()}


def from_above(plan: Plan, item: ProgrammeItem, named: tuple[Named, ...], how: str) -> Pick:
    """Return an item of the programme above as one that breaks it down.

    A time that is over is left out: the new programme says another one, and until then all of it.
    """
    assert plan.above is not None
    words = _in_time(plan, item) | {"section": "", "origin": plan.above.level}
    words["parent_ref"] = f"{plan.above.slug}#{item.slug}" if item.slug else ""
    also = _also(item) | {"parent_id": item.id}
    return Pick(f"{how}:{item.key}", how, Line(words, named), also, item.id)


def carried_on(plan: Plan, item: ProgrammeItem, named: tuple[Named, ...], parent: Any) -> Pick:
    """Return an open item of the time before as the one that goes on with it.

    Its origin stays the first one; `parent` is (id, level) of the item above it now, or None. Its
    time is as in `from_above`; one that had none is due by the end of the new programme.
    """
    words = _in_time(plan, item)
    if words["time_from"] is None:
        words |= _whole(plan.span)
    parent_id, level = parent or (None, "")
    words["origin"] = item.origin or level or "unscheduled"
    also = _also(item) | {"parent_id": parent_id, "carried_from_id": item.id}
    also["moves"] = item.moves + 1
    return Pick(f"carried:{item.key}", "carried", Line(words, named), also, item.id)


def again(plan: Plan, item: ProgrammeItem, named: tuple[Named, ...], parent: Any) -> Pick:
    """Return an item of last year as it is this year, its time moved by a year as written."""
    year = plan.span.first.year
    words = _words(item)
    for name in ("text", "section", "product", "participants", "note"):
        words[name] = moved_text(words[name], year - 1)
    text = moved_time(item.time_text)
    when = read_time(text, Around(year=year))
    first, last = when.time_from, when.time_to
    if first is None and last is None:
        first, last = moved_day(item.time_from), moved_day(item.time_to)
    words |= {"time_text": text, "time_from": first, "time_to": last, "parent_ref": ""}
    words["milestones"] = [
        {
            "text": moved_time(m["text"]),
            "from": moved_day(m.get("from")),
            "to": moved_day(m.get("to")),
        }
        for m in item.milestones
    ]
    parent_id, level = parent or (None, "")
    words["origin"] = (item.origin if parent or item.origin != "term" else "") or level or "year"
    also = _also(item) | {"parent_id": parent_id}
    return Pick(f"recurring:{item.key}", "recurring", Line(words, named), also, item.id)


def from_starter(plan: Plan, bodies: BodyCatalogue, parents: dict[str, int]) -> list[Pick]:
    """Return the lines of the plan's starter programme; `parents` are ids by "programme#item"."""
    if not plan.starter:
        return []
    picks = []
    for item in starter(plan.starter, plan.span.first).items:
        line = line_of_definition(item, bodies)
        parent_id = parents.get(item.parent or "")
        words = line.words | _FRESH | {"parent_ref": item.parent if parent_id else ""}
        if parent_id is None and item.origin in (None, "term"):
            words["origin"] = plan.level  # a duty of the year's own
        also = {"parent_id": parent_id}
        picks.append(Pick(f"starter:{token(item)}", "starter", replace(line, words=words), also))
    return picks


def starter_items(name: str, day: date) -> tuple[ItemDefinition, ...]:
    """Return the items of a starter as they are for a day's period; none for ""."""
    return starter(name, day).items if name else ()


def parents_now(db: Session, plan: Plan, items: Iterable[ProgrammeItem]) -> dict[int, Any]:
    """Return for items of the time before what they break down now: {item's id: (id, level)}.

    That is the same item above, or the one it was carried into. For a caller.
    """
    if plan.above is None:
        return {}
    wanted = {item.parent_id for item in items if item.parent_id is not None}
    rows = db.execute(
        select(ProgrammeItem.id, ProgrammeItem.carried_from_id).where(
            ProgrammeItem.programme_id == plan.above.id
        )
    )
    now: dict[int, int] = {}
    for item_id, carried_from in rows:
        now |= {old: item_id for old in (item_id, carried_from) if old in wanted}
    return {
        item.id: (now[item.parent_id], plan.above.level) for item in items if item.parent_id in now
    }


def parents_by_name(db: Session, plan: Plan) -> dict[str, int]:
    """Return the items above by "programme#item", for a caller."""
    if plan.above is None:
        return {}
    rows = db.execute(
        select(ProgrammeItem.slug, ProgrammeItem.id)
        .where(ProgrammeItem.programme_id == plan.above.id)
        .where(ProgrammeItem.slug != "")
    )
    return {f"{plan.above.slug}#{slug}": item_id for slug, item_id in rows}


def _words(item: ProgrammeItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _WORDS} | _FRESH


def _also(item: ProgrammeItem) -> dict[str, Any]:
    return {"considers_id": item.considers_id, "watcher_id": item.watcher_id}


def _in_time(plan: Plan, item: ProgrammeItem) -> dict[str, Any]:
    """An item's words, its time as far as it lies within the plan's; all of that if it is over."""
    words = _words(item) | _within(plan.span, item.time_from, item.time_to)
    if words["time_from"] is None and (item.time_from or item.time_to):
        words |= {"time_text": "", "milestones": []} | _whole(plan.span)
    return words


def _whole(span: Span) -> dict[str, Any]:
    return {"time_from": span.first.isoformat(), "time_to": span.last.isoformat()}


def _within(span: Span, first: str | None, last: str | None) -> dict[str, str | None]:
    """An item's time as far as it lies within a programme's; none for one that does not."""
    first, last = first or last, last or first
    begin, end = span.first.isoformat(), span.last.isoformat()
    if first is None or last is None or first[:10] > end or last[:10] < begin:
        return {"time_from": None, "time_to": None}
    return {
        "time_from": first if first[:10] >= begin else begin,
        "time_to": last if last[:10] <= end else end,
    }
