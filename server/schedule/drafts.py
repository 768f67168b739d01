"""Clashes within a programme that is still drafted, and its activities that have their day.

Two dated items of one programme clash where the same leader has both; one without an hour takes
the whole of its day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from server.people.access import Viewer, require
from server.programmes.models import LIVE, Programme, ProgrammeItem
from server.schedule.clashes import Busy, Clash, clashes
from server.schedule.leaders import Directory, directory, names_in
from server.schedule.models import ScheduleEntry

_PAPER = ("adopted",)


@dataclass(frozen=True)
class Dated:
    """An item of a programme that has one day: `starts` and `ends` "HH:MM" or ""."""

    key: UUID
    programme: str
    number: str
    text: str
    leader: str
    day: date
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Meant:
    """A clash of two items of a draft programme."""

    clash: Clash
    one: Dated
    other: Dated


@dataclass(frozen=True)
class Offer:
    """An activity of a programme that the week may take in."""

    item: Dated
    lead: str


def dated(item: ProgrammeItem, programme: str) -> Dated | None:
    """Return an item that has one day, None for one whose time is longer or unknown."""
    first, last = item.time_from or item.time_to, item.time_to or item.time_from
    if not first or not last or first[:10] != last[:10]:
        return None
    return Dated(
        key=item.key,
        programme=programme,
        number=item.number,
        text=item.text,
        leader=item.leader,
        day=date.fromisoformat(first[:10]),
        starts=first[11:16],
        ends=last[11:16] if last != first else "",
    )


def draft_clashes(items: Iterable[Dated], known: Directory) -> tuple[Meant, ...]:
    """Return each pair of items of one programme whose leader is wanted twice, by day."""
    of: dict[str, list[Dated]] = {}
    for item in items:
        if item.leader:
            of.setdefault(item.programme, []).append(item)
    found = []
    for its in of.values():
        by_key = {str(item.key): item for item in its}
        busy = [
            Busy(
                key=str(item.key),
                day=item.day,
                starts=item.starts,
                ends=item.ends,
                people=tuple(known.who(name) for name in names_in(item.leader)),
            )
            for item in its
        ]
        for key, all_of in clashes(busy).items():
            found += [Meant(c, by_key[key], by_key[c.other]) for c in all_of if key < c.other]
    return tuple(sorted(found, key=lambda meant: (meant.one.day, meant.one.starts)))


def clashes_of_week(db: Session, monday: date) -> tuple[Meant, ...]:
    """Return the clashes of draft programmes within a week, for a caller who may see drafts."""
    rows = _dated_in(db, monday, adopted=False)
    items = [found for item, programme in rows if (found := dated(item, programme.title))]
    return draft_clashes(items, directory(db)) if items else ()


def streams_of(db: Session, monday: date) -> tuple[str, ...]:
    """Return the streams of the draft programmes whose time a week lies in."""
    rows = db.exec(
        select(Programme.id)
        .where(col(Programme.state).not_in(_PAPER))
        .where(Programme.period_from <= monday + timedelta(days=6))
        .where(Programme.period_to >= monday)
    )
    return tuple(f"programme:{programme_id}" for programme_id in sorted(rows))


def offers(db: Session, viewer: Viewer, monday: date) -> tuple[Offer, ...]:
    """Return the activities with a day in this week that the schedule does not have yet.

    Of adopted programmes. Raises NotFound unless the viewer writes the schedule.
    """
    require(viewer, "schedule.edit")
    there = select(ScheduleEntry.programme_item_id).where(
        col(ScheduleEntry.programme_item_id).is_not(None), col(ScheduleEntry.cancelled).is_(False)
    )
    taken = set(db.exec(there))
    found = []
    for item, programme in _dated_in(db, monday, adopted=True):
        if item.kind == "activity" and item.id not in taken and (d := dated(item, programme.title)):
            found.append(Offer(d, item.lead))
    return tuple(sorted(found, key=lambda offer: (offer.item.day, offer.item.starts)))


def _dated_in(db: Session, monday: date, *, adopted: bool) -> list[tuple[ProgrammeItem, Programme]]:
    first, after = monday.isoformat(), (monday + timedelta(days=7)).isoformat()
    state = col(Programme.state)
    begins = col(ProgrammeItem.time_from)
    rows = db.execute(
        select(ProgrammeItem, Programme)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(state.in_(_PAPER) if adopted else state.not_in(_PAPER))
        .where(col(ProgrammeItem.state).in_(LIVE))
        .where(begins >= first, begins < after)
        .order_by(col(Programme.id), col(ProgrammeItem.position))
    )
    return [(item, programme) for item, programme in rows]
