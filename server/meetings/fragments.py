"""What an event of a meeting renders again on the secretariat's console, and the live list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Order, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.meetings import lists
from server.meetings.access import Audience
from server.meetings.events import STREAM
from server.meetings.queries import AgendaView, agenda, visible
from server.people.access import Viewer, viewer_with_id

# The list is another; the item that the event names comes along, since a page may lack it.
LIST = ("agenda-reordered", "item-readers-changed")
HEAD = ("meeting-changed", "agenda-adjusted")
STRIP = (*LIST, "meeting-changed", "agenda-item-changed", "current-item-moved")


def agenda_of(meeting_id: int) -> Callable[[Session], AgendaView]:
    """Return a loader that reads the agenda once for all the fragments of one batch."""
    loaded: list[AgendaView] = []

    def load(db: Session) -> AgendaView:
        if not loaded:
            loaded.append(agenda(db, meeting_id))
        return loaded[0]

    return load


def listed(happened: Sequence[Happened]) -> set[int]:
    """Return the ids of the items whose place in the list these events changed."""
    return {h.ids["item_id"] for h in happened if h.name in LIST}


def changed(happened: Sequence[Happened]) -> dict[int, str]:
    """Return id -> key of the items that look another way since these events.

    The list's own items (see `listed`) travel with the list, and are here too: a page about one of
    them alone has no list.
    """
    items: dict[int, str] = {}
    for h in happened:
        if h.name in ("agenda-item-changed", *LIST):
            items[h.ids["item_id"]] = h.ids["item_key"]
        elif h.name == "current-item-moved":
            items |= {
                h.ids[f"{which}item_id"]: h.ids[f"{which}item_key"]
                for which in ("", "was_")
                if h.ids[f"{which}item_id"] is not None
            }
    return items


def console(happened: Sequence[Happened]) -> list[Fragment]:
    """Return the console's own parts: list, items, head, strip, and the chosen item's heading."""
    names = {h.name for h in happened}
    if names.isdisjoint({*STRIP, *HEAD, "attendance-changed"}):
        return []
    meeting_id = next(h.ids["meeting_id"] for h in happened if "meeting_id" in h.ids)
    load = agenda_of(meeting_id)
    in_list = listed(happened)
    items = changed(happened)
    found = []
    for item_id, key in items.items():
        if item_id not in in_list:
            found.append(_part(f"item-{key}", load, "meetings/_item.html", item_id))
        found.append(_part(f"about-{key}", load, "meetings/_about.html", item_id))
    if "attendance-changed" in names:  # whoever goes is named on no line any more
        found.append(Fragment("agenda", load, _order(None), _language))
    elif in_list:
        found.append(Fragment("agenda", load, _order(in_list), _language))
    if not names.isdisjoint(HEAD):
        found.append(_part("meeting-head", load, "meetings/_head.html"))
    if not names.isdisjoint(STRIP):
        found.append(_part("strip", load, "meetings/_strip.html"))
    return found


def _language(audience: Audience) -> Any:
    """The secretariat's members differ in nothing else."""
    return audience.locale


def _part(
    target: str, load: Callable[[Session], AgendaView], template: str, item_id: int | None = None
) -> Fragment:
    def shown(view: AgendaView, audience: Audience) -> str | None:
        view = visible(view, audience)
        item = view.item(item_id) if item_id is not None else None
        if item_id is not None and item is None:
            return None
        return render(template, agenda=view, meeting=view.meeting, item=item)

    return Fragment(target, load, shown, _language)


def _order(new: set[int] | None) -> Callable[[AgendaView, Audience], Order]:
    """Render the list's order and its `new` items; None: all of them."""

    def order(view: AgendaView, audience: Audience) -> Order:
        view = visible(view, audience)
        html = {
            f"item-{item.key}": render(
                "meetings/_item.html", agenda=view, meeting=view.meeting, item=item
            )
            for item in view.items
            if new is None or item.id in new
        }
        return Order(tuple(f"item-{item.key}" for item in view.items), html)

    return order


@dataclass(frozen=True)
class ListAudience:
    """One person before the list of meetings, with the past ones of a year (None: the latest)."""

    user_id: int
    locale: str
    year: int | None
    priority: int = 1


def seen_list(db: Session, audience: ListAudience) -> lists.Meetings:
    """Return the list as this reader sees it. Raises NotFound for a disabled account."""
    return lists.meetings(db, viewer_with_id(db, audience.user_id), audience.year)


class ListScreen:
    """The live list of meetings; its subject is the year of the past ones, or nothing."""

    name = "meetings"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat anybody who is signed in, on the streams of the meetings that can still change."""
        year = int(subject) if subject.isdecimal() and 1900 < int(subject) < 3000 else None
        streams = (*lists.streams_of(db, viewer), STREAM, f"user:{viewer.user_id}")
        return Seat(streams, ListAudience(viewer.user_id, viewer.locale, year))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the whole list where one of its lines is another: it is personal."""
        about = {"meeting-changed", "meeting-announced", "attendance-changed"}
        if about.isdisjoint(h.name for h in happened):
            return []

        def show(db: Session, audience: ListAudience) -> str:
            return render("meetings/_list.html", list=seen_list(db, audience))

        return [Fragment("meetings-list", lambda db: db, show)]


register(ListScreen())
