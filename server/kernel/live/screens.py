"""What a live page declares about itself."""

import hashlib
import json
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Protocol

from sqlmodel import Session

from server.kernel.events import CHANGES_RIGHTS


class Audience(Protocol):
    """Readers who see the same of a page. Hashable; features add what they need."""

    @property
    def locale(self) -> str:
        """Language it is rendered in."""

    @property
    def priority(self) -> int:
        """Who is served first: 0 secretariat and chair, 1 everybody else."""


@dataclass(frozen=True)
class Seat:
    """What a reader of a page follows and sees, derived by the server alone."""

    streams: tuple[str, ...]
    audience: Any

    @property
    def mark(self) -> str:
        """Return 16 letters that are others once the seat is another one.

        A page says them when it comes back: where rights have changed, but not its reader's, it
        need not be fetched again.
        """
        said = json.dumps(_plain(self))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return a value as lists of texts, the same in every process."""
    if is_dataclass(value):
        return [_plain(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset | dict):
        parts = value.items() if isinstance(value, dict) else value
        return sorted(json.dumps(_plain(each)) for each in parts)
    return repr(value)


@dataclass(frozen=True)
class Happened:
    """One event as the relay reads it: ids only."""

    stream: str
    seq: int
    name: str
    ids: Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """A list's state: its elements' ids in order, and the new ones' markup."""

    ids: tuple[str, ...]
    html: Mapping[str, str] = field(default_factory=dict)


def _whole(audience: Any) -> Hashable:
    """Depend on everything about the audience."""
    return audience  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Fragment:
    """One element of a page: how to load it once and render it for an audience.

    `target` is the element's id. `load(db)` returns dataclasses that say who may see each part;
    `render(loaded, audience)` returns markup, an Order, or None where this audience does not have
    the element. `depends` names the part of the audience the markup depends on, so that thirty
    guests cost one rendering. `within` is the id of the list's element that this is a part of.
    """

    target: str
    load: Callable[[Session], Any]
    render: Callable[[Any, Any], "str | Order | None"]
    depends: Callable[[Any], Hashable] = _whole
    within: str = ""


class Screen(Protocol):
    """A kind of live page."""

    name: str

    def seat(self, db: Session, viewer: Any, subject: str) -> Seat:
        """Derive who `viewer` is on the page about `subject`. Raises NotFound."""

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the elements that these events of one stream may have changed."""


_screens: dict[str, Screen] = {}
_rights: dict[str, frozenset[str]] = {}
_long: set[str] = set()


def register(screen: Screen, rights: Collection[str] = (), *, takes_long: bool = False) -> None:
    """Make a kind of page known to the live path.

    `rights` names events after which its readers are derived again, beside those that say so
    themselves (Event.changes_rights) and make every page of the stream be asked. `takes_long`: what
    it shows is summed up of many rows, and may come a second later than the rows themselves.
    """
    if takes_long:
        _long.add(screen.name)
    _screens[screen.name] = screen
    _rights[screen.name] = frozenset(rights)


def rights_of(name: str) -> frozenset[str]:
    """Return the names of the events that may change who is on this kind of page."""
    return _rights[name] | CHANGES_RIGHTS


def takes_long(name: str) -> bool:
    """Return whether this kind of page may come after the others."""
    return name in _long


def screen_named(name: str) -> Screen:
    """Return a kind of page. Raises KeyError."""
    return _screens[name]
