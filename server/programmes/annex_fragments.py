"""What an event renders again of a programme's list: its lines in order, and what stands round it.

A page shows what its reader asked for (period, filters, page), so its audience says that, and the
list is read once for all who asked the same: 200 lines' keys and headings, and the words of those
lines alone that a page may lack. One item that comes, goes or moves shifts a page's ends by one
line at most.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from server.kernel.live import Fragment, Happened, Order
from server.kernel.templates import render
from server.people.models import Body
from server.programmes import queries
from server.programmes.access import Readers
from server.programmes.events import ProgrammeItemChanged, ProgrammeListChanged
from server.programmes.item_queries import COLUMNS, head_of, lines_of
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.views import Around, Head, Heading, Places, Wanted, annex


@dataclass(frozen=True)
class AnnexReaders(Readers):
    """Readers of one part of a programme."""

    wanted: Wanted = field(default_factory=Wanted)


@dataclass(frozen=True)
class Parts:
    """What the parts round a list show; as views.ProgrammeView names it."""

    head: Head
    wanted: Wanted
    around: Around
    places: Places

    def __getattr__(self, name: str) -> Any:
        return getattr(self.around if name in vars(self.around) else self.places, name)


def listed(happened: Sequence[Happened]) -> list[Fragment]:
    """Return the list and what stands round it, for the pages on which these events change it."""
    moved = [h for h in happened if h.name == ProgrammeListChanged.name]
    changed = [h for h in happened if h.name == ProgrammeItemChanged.name]
    if not (moved or changed):
        return []
    found = _Listing((moved or changed)[0].ids["programme_id"], moved, changed)
    parts = {
        "programme-count": "_count",
        "programme-rail": "_rail",
        "programme-found": "_found",
        "programme-pages": "_pages",
        "programme-none": "_none",
        "filter-body": "_filter_body",
        "filter-kind": "_filter_kind",
        "filter-moved": "_filter_moved",
        "filter-origin": "_filter_origin",
    }
    return [
        Fragment("programme-rows", _same, found.order, found.depends),
        *(
            Fragment(target, _same, found.part(name), found.depends)
            for target, name in parts.items()
        ),
    ]


def _same(db: Session) -> Session:
    """What is read depends on the audience."""
    return db


class _Listing:
    """A programme's list after some events; read once for each part that is looked at."""

    def __init__(self, programme_id: int, moved: list[Happened], changed: list[Happened]) -> None:
        self._id, self._moved, self._changed = programme_id, moved, changed
        self._found: dict[Wanted, Places] = {}
        self._parts: dict[Wanted, Parts] = {}

    def depends(self, audience: AnnexReaders) -> Hashable:
        return audience.locale, audience.drafts, audience.wanted, audience.edition

    def _concerns(self, audience: AnnexReaders) -> bool:
        """Whether the list may be another: an item's words decide whether it passes a filter."""
        return bool(self._moved or audience.wanted.narrowed)

    def _places(self, db: Session, wanted: Wanted) -> Places:
        if wanted not in self._found:
            programme = db.get_one(Programme, self._id)
            self._found[wanted] = queries.places(db, None, programme, wanted)
        return self._found[wanted]

    def _read(self, db: Session, wanted: Wanted) -> Parts:
        if wanted not in self._parts:
            programme = db.get_one(Programme, self._id)
            body = db.get_one(Body, programme.body_id)
            head = head_of(programme, body, queries.count_of(db, None, programme))
            around = queries.around(db, None, programme, wanted)
            self._parts[wanted] = Parts(head, wanted, around, self._places(db, wanted))
        return self._parts[wanted]

    def part(self, name: str) -> Callable[[Session, AnnexReaders], str | None]:
        placed = all(h.ids.get("placed", False) for h in self._moved)

        def html(db: Session, audience: AnnexReaders) -> str | None:
            only_places = placed and not (self._changed and audience.wanted.narrowed)
            if only_places or not self._concerns(audience):
                return None
            view = self._read(db, audience.wanted)
            return render(f"programmes/annex/{name}.html", view=view, audience=audience)

        return html

    def order(self, db: Session, audience: AnnexReaders) -> Order | None:
        """Return the ids of the page's headings and lines, and the markup of what it may lack."""
        if not self._concerns(audience):
            return None
        places = self._places(db, audience.wanted)
        lacking = self._lacking(places, audience.wanted)
        rows = db.exec(select(ProgrammeItem).where(col(ProgrammeItem.id).in_(lacking)))
        html = {
            f"row-{item.key}": render("programmes/_row.html", item=item, audience=audience)
            for item in lines_of(db, rows, COLUMNS)
        }
        ids = []
        for row in annex(places.rows):
            if isinstance(row, Heading):
                ids.append(f"head-{row.key}")
                html[ids[-1]] = render(
                    "programmes/annex/_heading.html", row=row, columns=COLUMNS, audience=audience
                )
            else:
                ids.append(f"row-{row.key}")
        return Order(tuple(ids), html)

    def _lacking(self, places: Places, wanted: Wanted) -> list[int]:
        ids = [place.id for place in places.rows]
        counts = [h.ids.get("count", 0) for h in self._moved]
        if 0 in counts or places.page != wanted.page:
            return ids
        named = {h.ids["item_id"] for h in self._changed if wanted.narrowed}
        ends = sum(counts) + len(named)
        named |= {item_id for h in self._moved for item_id in h.ids["item_ids"]}
        return [i for n, i in enumerate(ids) if i in named or n < ends or n >= len(ids) - ends]
