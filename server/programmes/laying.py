"""In which order, and under which headings, lines come into a programme that is drafted."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.i18n import fold, say, speaking
from server.programmes import drafting
from server.programmes.lines import Line
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.picks import Pick, Plan
from server.programmes.spans import language_of, name_of, span_of

_ALSO = ("parent_id", "carried_from_id", "considers_id", "watcher_id", "moves")


def arranged(plan: Plan, chosen: list[Pick]) -> list[Pick]:
    """Return lines in order, each with its heading.

    By quarter (a term), by month (a year, a quarter) or as they come (a month), what has a longer
    time behind; but as their own headings say where these are no times (a council's annex).
    """
    own = [p for p in chosen if p.how in ("carried", "recurring", "starter")]
    headings = dict.fromkeys(p.line.words["section"] for p in own if p.line.words["section"])
    if plan.level == "term" or not all(_is_time(heading) for heading in headings):
        order = {heading: place for place, heading in enumerate(headings)}
        blocks = _blocks(chosen)
        if headings and plan.level != "term":
            _head_the_rest(plan, chosen)
        blocks.sort(key=lambda block: order.get(block[0].line.words["section"], len(order)))
        return [pick for block in blocks for pick in block]
    placed = []
    for block in _blocks(chosen):
        when, heading = _heading(plan, block[0].line.words)
        for pick in block:
            pick.line.words["section"] = heading
        placed.append((when, block[0].line.words["time_to"] or "", block))
    placed.sort(key=lambda each: each[:2])
    return [pick for _when, _last, block in placed for pick in block]


def _head_the_rest(plan: Plan, chosen: list[Pick]) -> None:
    """What has no heading where others have stands under one of its own."""
    with speaking(language_of(plan.body.vocabulary)):
        for pick in chosen:
            words = pick.line.words
            words["section"] = words["section"] or say(f"break-whole-{plan.level}")


def _blocks(chosen: list[Pick]) -> list[list[Pick]]:
    """Items of the first level, each with those of the second below it."""
    blocks: list[list[Pick]] = []
    for pick in chosen:
        words = pick.line.words
        if words["level"] == 2 and blocks and blocks[-1][0].how == pick.how:
            blocks[-1].append(pick)
            continue
        words["level"] = 1
        blocks.append([pick])
    return blocks


def _is_time(heading: str) -> bool:
    words = fold(heading)
    times = ("thang", "quy ", "nam ", "trong nam", "tien do", "quarter", "month", "year")
    return any(time in words for time in times)


def _heading(plan: Plan, words: dict[str, Any]) -> tuple[str, str]:
    """Return what orders an item of a year or less, and the heading over it."""
    first, last = words["time_from"] or words["time_to"], words["time_to"] or words["time_from"]
    with speaking(language_of(plan.body.vocabulary)):
        if plan.level == "month":
            return (first or "~")[:10], ""
        if first and last:
            day = date.fromisoformat(last[:10])
            begin = date.fromisoformat(first[:10])
            if words["time_from"] is None or span_of("month", begin) == span_of("month", day):
                return last[:7], say(f"break-month-{day:%m}")
            quarter = span_of("quarter", day)
            if plan.level == "year" and span_of("quarter", begin) == quarter:
                named = name_of("quarter", quarter)["quarter"]
                return f"{last[:7]}~", say("break-quarter", quarter=named)
        return "~", say(f"break-whole-{plan.level}")


def lay(tx: Tx, programme: Programme, chosen: list[Pick]) -> None:
    """Add lines to a programme in drafting, each behind the last one under its heading, for a
    caller; numbers go on from those there."""
    db = tx.session
    rows = db.execute(
        select(ProgrammeItem.section, ProgrammeItem.position, ProgrammeItem.number)
        .where(ProgrammeItem.programme_id == programme.id)
        .order_by(col(ProgrammeItem.position))
    ).all()
    number = max((int(n) for _s, _p, n in rows if n.isdecimal()), default=0)
    ends = {section: place for section, place, _number in rows}
    groups: dict[str, list[Pick]] = {}
    for pick in chosen:
        groups.setdefault(pick.line.words["section"] if rows else "", []).append(pick)
        if pick.line.words["level"] == 1:
            number += 1
            pick.line.words["number"] = str(number)
    added: list[dict[str, Any]] = []
    shift = 0
    for section, some in sorted(groups.items(), key=lambda g: ends.get(g[0], 10**9)):
        end = ends.get(section)
        ids = drafting.add_lines(
            tx,
            programme,
            [Line(pick.line.words, pick.line.bodies) for pick in some],
            after=None if end is None else end + shift,
        )
        shift += len(ids)
        fresh: dict[str, Any] = {"moves": 0} | dict.fromkeys(_ALSO[:4])
        for item_id, pick in zip(ids, some, strict=True):
            values = {**fresh, **pick.also}
            added.append({"b_id": item_id} | {f"b_{name}": values[name] for name in _ALSO})
    table = ProgrammeItem.__table__  # type: ignore[attr-defined]
    say_so = update(table).where(table.c.id == bindparam("b_id"))
    db.connection().execute(say_so.values({name: bindparam(f"b_{name}") for name in _ALSO}), added)
    db.expire_all()
