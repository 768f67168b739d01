"""Live equals reload: the page before, with what is pushed applied to it, is the page after.

What is pushed is rendered by the relay's own code; it is applied to a parsed page as live.js
applies it: an element is replaced by id, a list's elements are put in order. So a fragment that was
forgotten, or that renders another way than the page, fails here without a browser.
"""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import html

from server.kernel.errors import NotFound
from server.kernel.live import Order, screen_named
from server.kernel.live.mailbox import Entry
from server.kernel.live.relay import happened_since, render
from tests.world import World

GONE, RELOADED, SAME = "gone", "reloaded", "same"
ASIDE = ("data-live",)  # how far the page is; the comparison is about what it shows


@dataclass
class Watched:
    """A page somebody has open."""

    who: str
    url: str
    client: Any
    page: Any
    live: dict[str, Any]
    audience: Any


def opened(world: World, who: str, url: str) -> Watched:
    """Open a live page as `who`."""
    client = world.client(who, script=False)
    answer = client.get(url)
    assert answer.status_code == 200, f"{who} {url}: {answer.status_code}"
    page = html.document_fromstring(answer.text)
    live = json.loads(page.body.get("data-live"))
    return Watched(who, url, client, page, live, seat(world, who, live))


def seat(world: World, who: str, live: dict[str, Any]) -> Any:
    """Return the audience that a page's socket has now, or None where it is put out."""

    def derive(db: Any) -> Any:
        try:
            return screen_named(live["screen"]).seat(db, world.viewer(who), live["subject"])
        except NotFound:
            return None

    found = world.read(derive)
    return found.audience if found else None


def pushed(world: World, watched: Watched) -> list[Entry]:
    """Return what the relay sends to this page about what happened since it was opened."""
    group = (watched.live["screen"], watched.audience)

    def read(db: Any) -> list[Entry]:
        entries: list[Entry] = []
        for stream, since in watched.live["since"].items():
            if happened := happened_since(db, stream, since):
                entries += render(db, stream, happened[-1].seq, happened, [group])[group]
        return entries

    return world.read(read)


def applied(page: Any, entries: list[Entry]) -> Any:
    """Return a copy of `page` with the entries applied as live.js does it."""
    page = deepcopy(page)
    for entry in entries:
        found = by_id(page, entry.target)
        if found is None:
            continue
        if isinstance(entry.state, Order):
            arrange(page, found, entry.state)
        else:
            replace(found, entry.state)
    return page


def by_id(page: Any, target: str) -> Any:
    found = page.xpath("//*[@id=$id]", id=target)
    assert len(found) <= 1, f"{target} stands twice on the page"
    return found[0] if found else None


def replace(element: Any, state: str) -> None:
    new = html.fragment_fromstring(state.strip())
    assert new.get("id") == element.get("id"), "a pushed element keeps its id"
    new.tail = element.tail
    element.getparent().replace(element, new)


def arrange(page: Any, listed: Any, order: Order) -> None:
    elements = []
    for target in order.ids:
        element = by_id(page, target)
        if target in order.html:
            element = html.fragment_fromstring(order.html[target].strip())
        assert element is not None, f"the list lacks {target}, and its push did not bring it"
        elements.append(element)
    for child in list(listed):
        if child.get("id"):
            listed.remove(child)
    listed.extend(elements)


def shape(element: Any) -> Iterator[str]:
    """Yield a page's tags, attributes and words, so that two of them can be compared."""
    if not isinstance(element.tag, str):
        return
    if element.tag == "input" and element.get("name") == "command_id":
        return
    attributes = " ".join(f'{k}="{v}"' for k, v in sorted(element.items()) if k not in ASIDE)
    yield f"<{element.tag} {attributes}>" + words(element.text)
    for child in element:
        yield from shape(child)
        if words(child.tail):
            yield words(child.tail)
    yield f"</{element.tag}>"


def words(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def live_equals_reload(world: World, pages: list[Watched], act: Callable[[], Any]) -> list[str]:
    """Carry out `act` and compare every open page with its reload.

    Returns what became of each page: "same" (kept right by push), "reloaded" (its reader sees
    another part of the world now, so the page is told to fetch itself) or "gone".
    """
    act()
    outcome = []
    for watched in pages:
        audience = seat(world, watched.who, watched.live)
        after = watched.client.get(watched.url)
        if audience is None:
            assert after.status_code == 404, f"{watched.who} {watched.url}"
            outcome.append(GONE)
            continue
        assert after.status_code == 200, f"{watched.who} {watched.url}: {after.status_code}"
        if audience != watched.audience:
            outcome.append(RELOADED)
            continue
        live = applied(watched.page, pushed(world, watched))
        expected = list(shape(html.document_fromstring(after.text).body))
        assert list(shape(live.body)) == expected, f"{watched.who} {watched.url}"
        outcome.append(SAME)
    return outcome
