"""What an item says and whom it names, staged or adopted alike, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from server.kernel.i18n import gettext as _
from server.people.models import Body
from server.people.succession import Succession
from server.programmes.models import ItemWords


@dataclass(frozen=True)
class Named:
    """A body that an item names: as written, and what it is called in the register ("": none).

    `now` is what the body is called today, where that is another name than it had then.
    """

    written: str
    body: str
    key: UUID | None
    now: str = ""


@dataclass(frozen=True)
class ItemTexts:
    """What an item says: texts as written, times ISO 8601 on the office's calendar, and the bodies
    that it names."""

    section: str
    number: str
    level: int
    text: str
    kind: str
    kind_text: str
    lead: str
    coordinating: str
    participants: str
    product: str
    field: str
    leader: str
    watcher: str
    considers: str
    issuer: str
    basis: str
    note: str
    time_text: str
    time_from: str | None
    time_to: str | None
    leads: tuple[Named, ...]
    others: tuple[Named, ...]

    @property
    def dates(self) -> str:
        """The days its time means, as tables write them; "" for none."""
        return span(self.time_from, self.time_to)


_OWN = tuple(own.name for own in fields(ItemTexts) if own.name not in ("leads", "others"))
NamedBodies = dict[tuple[int, str], list[Named]]


def texts_of(item: ItemWords, named: NamedBodies, place: int) -> dict[str, Any]:
    """Return an item's part of ItemTexts by name; `named` are bodies by (place, role)."""
    return {name: getattr(item, name) for name in _OWN} | {
        "leads": tuple(named.get((place, "lead"), ())),
        "others": tuple(named.get((place, "coordinating"), ())),
    }


def bodies_named(
    rows: Iterable[tuple[int, str, str, Body | None]], known: Succession | None = None
) -> NamedBodies:
    """Return the bodies that items name by (place of the item, role), in the order of `rows`:
    (place, role, name as written, the body it is). `known` says what they are called today."""
    named: NamedBodies = {}
    for place, role, written, body in rows:
        now = known.now_called(body.id, written) if known and body else ""
        found = Named(written, body.name if body else "", body.key if body else None, now)
        named.setdefault((place, role), []).append(found)
    return named


def span(first: str | None, last: str | None) -> str:
    """Return the days from `first` to `last` (ISO 8601, with hours or without) for people."""
    if first and last:
        begin, end = _moment(first), _moment(last)
        return begin if begin == end else f"{begin} – {end}"
    if last:
        return _("until %(day)s") % {"day": _moment(last)}
    return _("from %(day)s") % {"day": _moment(first)} if first else ""


def _moment(iso: str) -> str:
    day = "/".join(reversed(iso[:10].split("-")))
    return f"{iso[11:16]}, {day}" if len(iso) > 10 else day
