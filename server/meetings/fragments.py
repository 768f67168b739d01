"""What an event of a meeting renders again on the secretariat's console."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Order
from server.kernel.templates import render
from server.meetings.access import Audience
from server.meetings.queries import AgendaView, agenda, visible

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
    if names.isdisjoint({*STRIP, *HEAD}):
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
    if in_list:
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


def _order(new: set[int]) -> Callable[[AgendaView, Audience], Order]:
    def order(view: AgendaView, audience: Audience) -> Order:
        view = visible(view, audience)
        html = {
            f"item-{item.key}": render(
                "meetings/_item.html", agenda=view, meeting=view.meeting, item=item
            )
            for item in view.items
            if item.id in new
        }
        return Order(tuple(f"item-{item.key}" for item in view.items), html)

    return order
