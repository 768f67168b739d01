"""The live pages of programmes: one programme, one item."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.people.access import Viewer
from server.programmes.access import Readers, item_to_see, programme_to_see
from server.programmes.events import ProgrammeItemChanged
from server.programmes.item_queries import history, item_line
from server.programmes.views import Happening, ItemLine


class ProgrammePage:
    """A programme as its annex: rows change in place."""

    name = "programme"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme whose key is `subject`."""
        programme, readers = programme_to_see(db, viewer, subject)
        return Seat((f"programme:{programme.id}", f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the rows of the items that changed."""
        return [_row(item_id, key) for _programme, item_id, key in _changed(happened)]


class ItemPage:
    """An item with its facts and its history."""

    name = "programme-item"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme of the item whose key is `subject`."""
        _item, programme, readers = item_to_see(db, viewer, subject)
        return Seat((f"programme:{programme.id}", f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return what the pages of the items that changed show of them."""
        return [
            fragment
            for programme_id, item_id, key in _changed(happened)
            for fragment in (_facts(item_id, key), _history(programme_id, item_id, key))
        ]


def _changed(happened: Sequence[Happened]) -> list[tuple[int, int, UUID]]:
    items = {
        h.ids["item_id"]: (h.ids["programme_id"], h.ids["item_id"], UUID(str(h.ids["item_key"])))
        for h in happened
        if h.name == ProgrammeItemChanged.name
    }
    return list(items.values())


def _language(audience: Readers) -> str:
    return audience.locale


def _row(item_id: int, key: UUID) -> Fragment:
    def html(item: ItemLine, audience: Readers) -> str:
        return render("programmes/_row.html", item=item)

    return Fragment(f"row-{key}", partial(_line, item_id=item_id), html, _language)


def _facts(item_id: int, key: UUID) -> Fragment:
    def html(item: ItemLine, audience: Readers) -> str:
        return render("programmes/_facts.html", item=item)

    return Fragment(f"facts-{key}", partial(_line, item_id=item_id), html, _language)


def _history(programme_id: int, item_id: int, key: UUID) -> Fragment:
    def load(db: Session) -> tuple[Happening, ...]:
        return history(db, None, programme_id, item_id)

    def html(happenings: tuple[Happening, ...], audience: Readers) -> str:
        return render("programmes/_history.html", key=key, history=happenings)

    return Fragment(f"history-{key}", load, html, _language)


def _line(db: Session, *, item_id: int) -> ItemLine:
    return item_line(db, None, item_id)


register(ProgrammePage())
register(ItemPage())
