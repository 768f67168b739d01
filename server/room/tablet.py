"""The delegate's tablet and the chair's: agenda, papers, what is on now.

What a line says (`line-KEY`) and each of its papers (`sheet-KEY`) are elements of their own, so
that a change costs a tablet a line or a paper, not a page; lists travel as their order. What a
tablet shows is the agenda as its audience sees it (meetings.queries.visible) with the papers that
were sent.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import Session

from server.conclusions.fragments import chair_list, issued_list
from server.conclusions.opinion_routes import chair_opinions
from server.conclusions.queries import any_issued
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Order, Seat, register
from server.kernel.templates import render
from server.materials.queries import PaperLine, every_paper, visible_papers
from server.meetings.access import Audience, meeting_to_see
from server.meetings.fragments import LIST
from server.meetings.queries import AgendaView, ItemView, agenda, visible
from server.people.access import Viewer
from server.tasks.events import STREAM as TASKS


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


def load(db: Session, meeting_id: int, only: frozenset[UUID] | None = None) -> Whole:
    """Read a meeting, once a transaction, for `as_seen` to filter. Raises NotFound.

    `only`: the keys of the lines that are wanted; None is all of them, with their numbers.
    """
    known = db.info.setdefault("rooms", {})
    if (meeting_id, only) not in known:
        view = agenda(db, meeting_id, with_people=False, only=only)
        known[meeting_id, only] = view, every_paper(db, [item.id for item in view.items])
    return known[meeting_id, only]  # type: ignore[no-any-return]


def load_if_on(db: Session, meeting_id: int, among: frozenset[UUID]) -> Whole:
    """Read a meeting whole if the room is on one of these lines. Raises NotFound otherwise."""
    if load(db, meeting_id, among)[0].current is None:
        raise NotFound
    return load(db, meeting_id)


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


def _line(key: UUID, whole: Whole, audience: Audience) -> str | None:
    line = as_seen(whole, audience).line(key)
    if line is None:
        return None
    return render("room/_tablet_line.html", line=line, audience=audience)


def _sheets(key: UUID, new: frozenset[UUID], whole: Whole, audience: Audience) -> Order | None:
    line = as_seen(whole, audience).line(key)
    if line is None:
        return None
    html = {
        f"sheet-{paper.key}": render("room/_tablet_paper.html", paper=paper)
        for paper in line.papers
        if paper.key in new
    }
    return Order(tuple(f"sheet-{paper.key}" for paper in line.papers), html)


def _order(new: frozenset[UUID], whole: Whole, audience: Audience) -> Order:
    seen = as_seen(whole, audience)
    html = {
        f"item-{line.item.key}": render("room/_tablet_item.html", line=line, audience=audience)
        for line in seen.lines
        if line.item.key in new
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
        return Seat((f"meeting:{meeting.id}", f"user:{viewer.user_id}"), audience)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the elements that these events of a meeting may have changed."""
        mine = [h for h in happened if "meeting_id" in h.ids]
        return self._builders(mine) if mine else []


SAYS = ("agenda-item-changed", "current-item-moved")  # what changes what a line says
ITEM_EVENTS = (*SAYS, "paper-changed", *LIST)
STATE_EVENTS = {"meeting-changed", "attendance-changed"}


def _touched(happened: Sequence[Happened], by: Collection[str] = ITEM_EVENTS) -> frozenset[UUID]:
    """Keys of the items that look another way since these events."""
    fields = ("item_key", "was_item_key")
    about = [h.ids.get(f) for h in happened if h.name in by for f in fields]
    return frozenset(UUID(str(key)) for key in about if key)


def _papers(happened: Sequence[Happened]) -> dict[UUID, frozenset[UUID]]:
    """Key of an item -> keys of its papers that these events changed."""
    found: dict[UUID, frozenset[UUID]] = {}
    for h in happened:
        if h.name == "paper-changed":
            key, paper = UUID(str(h.ids["item_key"])), UUID(str(h.ids["paper_key"]))
            found[key] = found.get(key, frozenset()) | {paper}
    return found


# Events that change no order, no state and no right: what else shows the line changes with it,
# and a thousand tablets are spared the rest.
WITHIN_A_LINE = {"agenda-item-changed", "agenda-adjusted", "paper-changed"}


def _issued_if_any(db: Session, issued: Fragment, meeting_id: int) -> Any:
    """Load what was issued. Raises NotFound where nothing was: no line of it can have changed."""
    if not any_issued(db, meeting_id):
        raise NotFound
    return issued.load(db)


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
        if_on = partial(load_if_on, meeting_id=meeting_id, among=touched)
        about_now = if_on if names <= WITHIN_A_LINE else read
        found.append(Fragment("room-now", about_now, partial(_part, "room/_tablet_now.html")))
    if names & {*LIST}:
        found.append(Fragment("agenda", read, partial(_order, touched)))
    else:
        lines = partial(load, meeting_id=meeting_id, only=touched)
        found += [
            Fragment(f"line-{key}", lines, partial(_line, key), within=f"item-{key}")
            for key in sorted(_touched(happened, SAYS))
        ]
        found += [
            Fragment(f"papers-{key}", lines, partial(_sheets, key, new), within=f"item-{key}")
            for key, new in sorted(_papers(happened).items())
        ]
    told = {"notice-issued", "conclusion-changed", "agenda-item-changed", "minutes-changed"}
    if names & {*told, *LIST}:
        issued = issued_list(meeting_id)
        if names <= WITHIN_A_LINE:
            if_any = partial(_issued_if_any, issued=issued, meeting_id=meeting_id)
            issued = replace(issued, load=if_any)
        found.append(issued)
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
    if names & {"opinion-changed", "meeting-changed", "agenda-item-changed", *LIST}:
        found.append(chair_opinions(meeting_id))
    return found


class ChairScreen(RoomScreen):
    """The chair's tablet, which also shows what becomes of the tasks."""

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever sees all of the meeting with key `subject`. Raises NotFound."""
        seat = super().seat(db, viewer, subject)
        if not seat.audience.sees_all:
            raise NotFound
        return replace(seat, streams=(*seat.streams, TASKS))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the elements that these events of a meeting, or of any tasks, may have changed."""
        if happened[0].stream != TASKS:
            return super().fragments(happened)
        about = {h.ids["meeting_id"] for h in happened if h.name == "task-changed"}
        about.discard(None)  # a task that no meeting gave
        return [chair_list(meeting_id) for meeting_id in sorted(about)]


register(RoomScreen("tablet", tablet_fragments))
register(ChairScreen("chair", chair_fragments))
