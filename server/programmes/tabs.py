"""The pages of one programme, side by side: each feature adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from server.kernel.i18n import gettext as _
from server.programmes.access import Readers
from server.programmes.views import Head


def _always(head: Head, readers: Readers) -> bool:
    return True


@dataclass(frozen=True)
class Tab:
    """A page about a programme: the name of its route, which takes the programme's `key`.

    `word` is what the catalogues are asked for; `place` orders; `shown` says for whom it is there.
    """

    route: str
    word: str
    place: int
    shown: Callable[[Head, Readers], bool] = _always


@dataclass(frozen=True)
class TabLink:
    """A tab of one programme's pages."""

    word: str
    href: str
    current: bool


_tabs: dict[str, Tab] = {}


def add_tab(tab: Tab) -> None:
    """Make a page of programmes known, at import."""
    _tabs[tab.route] = tab


def tabs_of(request: Request, head: Head, readers: Readers, current: str) -> list[TabLink]:
    """Return the tabs of a programme's pages; `current` is the route of the page that asks."""
    return [
        TabLink(
            _(tab.word),
            str(request.app.url_path_for(tab.route, key=str(head.key))),
            tab.route == current,
        )
        for tab in sorted(_tabs.values(), key=lambda tab: tab.place)
        if tab.shown(head, readers)
    ]
