"""The delegate's tablet and the chair's: agenda, papers, what is on now.

Every line of the agenda is an element of its own (`item-KEY`), so that a change costs a tablet a
line, not a page; the list itself travels as its order. What a tablet shows is the agenda as its
audience sees it (meetings.queries.visible) with the papers that were sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session

from server.conclusions.fragments import chair_list, issued_list
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Order, Seat, register
from server.kernel.templates import render
from server.materials.queries import PaperLine, papers_of_meeting, visible_papers
from server.meetings.access import Audience, meeting_to_see
from server.meetings.fragments import LIST
from server.meetings.queries import AgendaView, ItemView, agenda, visible
from server.people.access import Viewer


@dataclass(frozen=True)
class Line:
    """One line of the agenda with its papers, as one audience sees it."""

    item: ItemView
    papers: tuple[PaperLine, ...]
    is_now: bool


@dataclass(frozen=True)
class Room:
    """A whole meeting as one audience sees it."""

    view: AgendaView
    lines: tuple[Line, ...]

    def line(self, item_key: UUID | str) -> Line | None:
        """Return the line of an item, if this audience sees it."""
        return next((line for line in self.lines if str(line.item.key) == str(item_key)), None)

    @property
    def now(self) -> Line | None:
        """The line the room is on, if this audience sees it."""
        return next((line for line in self.lines if line.is_now), None)

    @property
    def next(self) -> Line | None:
        """The line that comes after it."""
        coming = self.view.next
        return self.line(coming.key) if coming else None


Whole = tuple[AgendaView, dict[int, tuple[PaperLine, ...]]]


def load(db: Session, meeting_id: int) -> Whole:
    """Read a meeting whole, once a transaction, for `as_seen` to filter. Raises NotFound."""
    known = db.info.setdefault("rooms", {})
    if meeting_id not in known:
        view = agenda(db, meeting_id, with_people=False)
        known[meeting_id] = view, papers_of_meeting(db, meeting_id)
    return known[meeting_id]  # type: ignore[no-any-return]


def as_seen(whole: Whole, audience: Audience) -> Room:
    """Return what this audience may see of a meeting."""
    view = visible(whole[0], audience)
    lines = tuple(
        Line(
            item=item,
            papers=visible_papers(whole[1].get(item.id, ()), audience),
            is_now=item.id == view.meeting.current_item_id,
        )
        for item in view.items
    )
    return Room(view, lines)


def room(db: Session, audience: Audience) -> Room:
    """Return the meeting as this audience sees it. Raises NotFound."""
    return as_seen(load(db, audience.meeting_id), audience)


# --- elements ----------------------------------------------------------------------------------


def _part(template: str, whole: Whole, audience: Audience) -> str:
    return render(template, room=as_seen(whole, audience), audience=audience)


def _line(key: str, whole: Whole, audience: Audience) -> str | None:
    line = as_seen(whole, audience).line(key)
    if line is None:
        return None
    return render("room/_tablet_item.html", line=line, audience=audience)


def _order(new: set[str], whole: Whole, audience: Audience) -> Order:
    seen = as_seen(whole, audience)
    html = {
        f"item-{line.item.key}": render("room/_tablet_item.html", line=line, audience=audience)
        for line in seen.lines
        if str(line.item.key) in new
    }
    return Order(tuple(f"item-{line.item.key}" for line in seen.lines), html)


class RoomScreen:
    """A page about one meeting, whose elements are made by `builders`."""

    def __init__(self, name: str, builders: Callable[[Sequence[Happened]], list[Fragment]]) -> None:
        self.name = name
        self._builders = builders

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever may see the meeting with key `subject`. Raises NotFound."""
        meeting, audience = meeting_to_see(db, viewer, subject)
        if self.name == "chair" and not audience.sees_all:
            raise NotFound
        return Seat((f"meeting:{meeting.id}", f"user:{viewer.user_id}"), audience)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the elements that these events of a meeting may have changed."""
        mine = [h for h in happened if "meeting_id" in h.ids]
        return self._builders(mine) if mine else []


ITEM_EVENTS = ("agenda-item-changed", "current-item-moved", "paper-changed", *LIST)
STATE_EVENTS = {"meeting-changed", "attendance-changed"}


def _touched(happened: Sequence[Happened]) -> set[str]:
    """Keys of the items that look another way since these events."""
    fields = ("item_key", "was_item_key")
    about = [h.ids.get(f) for h in happened if h.name in ITEM_EVENTS for f in fields]
    return {str(key) for key in about if key}


# Events that change no order, no state and no right: what else shows the line changes with it,
# and a thousand tablets are spared the rest.
WITHIN_A_LINE = {"agenda-item-changed", "agenda-adjusted", "paper-changed"}


def _now(only: set[str] | None, whole: Whole, audience: Audience) -> str | None:
    """The foot's line about what is on; with `only`, where that is one of these items."""
    seen = as_seen(whole, audience)
    if only is not None and (seen.now is None or str(seen.now.item.key) not in only):
        return None
    return render("room/_tablet_now.html", room=seen, audience=audience)


def _unless_none(issued: Fragment) -> Callable[[Any, Audience], str | Order | None]:
    """Render what was issued, unless nothing was: then no line of it can have changed."""

    def shown(sight: Any, audience: Audience) -> str | Order | None:
        return issued.render(sight, audience) if sight[0].conclusions else None

    return shown


def _head(read: Callable[[Session], Whole]) -> list[Fragment]:
    return [
        Fragment("room-title", read, partial(_part, "room/_title.html")),
        Fragment("room-state", read, partial(_part, "room/_tablet_state.html")),
    ]


def tablet_fragments(happened: Sequence[Happened]) -> list[Fragment]:
    """Elements of the delegate's tablet."""
    meeting_id = happened[0].ids["meeting_id"]
    names = {h.name for h in happened}
    read = partial(load, meeting_id=meeting_id)
    touched = _touched(happened)
    found: list[Fragment] = []
    if names & STATE_EVENTS:
        found += _head(read)
    if touched or names & STATE_EVENTS:
        only = touched if names <= WITHIN_A_LINE else None
        found.append(Fragment("room-now", read, partial(_now, only)))
    if names & {*LIST}:
        found.append(Fragment("agenda", read, partial(_order, touched)))
    else:
        found += [Fragment(f"item-{key}", read, partial(_line, key)) for key in sorted(touched)]
    if names & {"notice-issued", "conclusion-changed", "agenda-item-changed", *LIST}:
        issued = issued_list(meeting_id)
        found.append(
            replace(issued, render=_unless_none(issued)) if names <= WITHIN_A_LINE else issued
        )
    return found


def chair_fragments(happened: Sequence[Happened]) -> list[Fragment]:
    """Elements of the chair's tablet."""
    meeting_id = happened[0].ids["meeting_id"]
    names = {h.name for h in happened}
    read = partial(load, meeting_id=meeting_id)
    found: list[Fragment] = []
    if names & STATE_EVENTS:
        found += _head(read)
    if names & {*ITEM_EVENTS, *STATE_EVENTS}:
        found += [
            Fragment(target, read, partial(_part, template))
            for target, template in (
                ("chair-now", "room/_chair_now.html"),
                ("chair-acts", "room/_chair_acts.html"),
            )
        ]
    if names & {"conclusion-changed", "notice-issued", "agenda-item-changed", *LIST}:
        found.append(chair_list(meeting_id))
    return found


register(RoomScreen("tablet", tablet_fragments))
register(RoomScreen("chair", chair_fragments))
