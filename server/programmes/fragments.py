"""The live pages of programmes: one programme, one item, one uploaded file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qsl
from uuid import UUID

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.people.access import Viewer
from server.people.events import CalendarChanged
from server.programmes.access import Readers, import_to_see, item_to_see, programme_to_see
from server.programmes.amended_queries import edition_of
from server.programmes.annex_fragments import AnnexReaders, listed
from server.programmes.drafting import TEXTS
from server.programmes.events import (
    ImportMoved,
    ImportSettled,
    OfficeRulesChanged,
    ProgrammeItemChanged,
    ProgrammeListChanged,
    ProgrammeUpdated,
    ProposalChanged,
)
from server.programmes.import_queries import Progress, progress
from server.programmes.item_queries import history, item_line
from server.programmes.life_queries import Contents, contents
from server.programmes.models import Programme
from server.programmes.office_pages import RULES, edition
from server.programmes.preparation import preparation
from server.programmes.registration_live import proposals_waiting
from server.programmes.settling_fragments import settled_fragment
from server.programmes.views import Happening, ItemLine, Preparation, Wanted

# Of an item with other words than these, the page is another one.
_WORDS = (*TEXTS, "level", "origin", "parent_id", "time_from", "time_to")


class ProgrammePage:
    """A programme as its annex: rows change in place."""

    name = "programme"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme whose key is `subject`; behind "?" what of it is looked at."""
        key, _, asked = subject.partition("?")
        programme, readers = programme_to_see(db, viewer, key)
        seat = _seat(db, viewer, programme, readers)
        wanted = Wanted.of(dict(parse_qsl(asked)))
        return replace(seat, audience=AnnexReaders(**vars(seat.audience), wanted=wanted))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the rows of the items that changed, the list where it is another, and how many
        proposals wait."""
        rows = [_row(item_id, key) for _programme, item_id, key in _changed(happened)]
        return [*rows, *listed(happened), *proposals_waiting(happened)]


class ItemPage:
    """An item with its facts and its history."""

    name = "programme-item"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme of the item whose key is `subject`."""
        item, programme, readers = item_to_see(db, viewer, subject)
        seat = _seat(db, viewer, programme, readers)
        said = repr([getattr(item, name) for name in _WORDS])
        mark = hashlib.sha256(said.encode()).hexdigest()[:16]
        edition = f"{seat.audience.edition} {mark}"
        return replace(seat, audience=replace(seat.audience, edition=edition))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return what the pages of the items that changed show of them."""
        return [
            fragment
            for programme_id, item_id, key in _changed(happened)
            for fragment in (
                _facts(item_id, key),
                _prepared(item_id, key),
                settled_fragment(item_id, key),
                _history(programme_id, item_id, key),
            )
        ]


class ApprovalPage:
    """A programme that waits for a word: what it contains."""

    name = "programme-approval"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme whose key is `subject`."""
        programme, readers = programme_to_see(db, viewer, subject)
        return _seat(db, viewer, programme, readers)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return what it contains, where something of that changed."""
        kinds = (ProgrammeItemChanged.name, ProgrammeListChanged.name)
        found = [h.ids["programme_id"] for h in happened if h.name in kinds]
        return [_contents(found[0])] if found else []


def _contents(programme_id: int) -> Fragment:
    def load(db: Session) -> Contents:
        return contents(db, None, programme_id)

    def html(found: Contents, audience: Readers) -> str:
        return render("programmes/_contents.html", contents=found)

    return Fragment("programme-contents", load, html, _language)


@dataclass(frozen=True)
class ImportReaders:
    """Readers of an uploaded file's page: another once the file stands otherwise."""

    locale: str
    state: str
    turn: int
    priority: int = 0


class ImportPage:
    """An uploaded file: how far its reading is; the page is another once it is read."""

    name = "programme-import"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the import whose key is `subject`."""
        staged = import_to_see(db, viewer, subject)
        state = "adopted" if staged.programme_id else staged.state
        streams = (f"import:{staged.id}", f"user:{viewer.user_id}")
        return Seat(streams, ImportReaders(viewer.locale, state, staged.turn))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return how far the reading of each file is."""
        moved = {h.ids["import_id"] for h in happened if h.name == ImportMoved.name}
        return [_progress(import_id) for import_id in moved]


def _progress(import_id: int) -> Fragment:
    def html(view: Progress, audience: ImportReaders) -> str:
        return render("programmes/_progress.html", view=view)

    load = partial(progress, import_id=import_id)
    return Fragment("import-progress", load, html, lambda audience: audience.locale)


def _seat(db: Session, viewer: Viewer, programme: Programme, readers: Readers) -> Seat:
    """Seat a reader; once an amendment was taken or a rule changed the page is another one."""
    streams = f"programme:{programme.id}", RULES, f"user:{viewer.user_id}"
    said = (edition_of(db, programme), programme.state, programme.register_until)
    own = repr((*said, programme.number, programme.adopted_on, edition(db)))
    return Seat(streams, replace(readers, edition=own))


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
        return render("programmes/_row.html", item=item, audience=audience)

    load = partial(_line, item_id=item_id)
    return Fragment(f"row-{key}", load, html, lambda a: (a.locale, a.drafts))


def _facts(item_id: int, key: UUID) -> Fragment:
    def html(item: ItemLine, audience: Readers) -> str:
        return render("programmes/_facts.html", item=item)

    return Fragment(f"facts-{key}", partial(_line, item_id=item_id), html, _language)


def _prepared(item_id: int, key: UUID) -> Fragment:
    def load(db: Session) -> Preparation:
        return preparation(db, None, item_id)

    def html(view: Preparation, audience: Readers) -> str:
        return render("programmes/_preparation.html", view=view, audience=audience)

    return Fragment(f"preparation-{key}", load, html, lambda a: (a.locale, a.may_edit))


def _history(programme_id: int, item_id: int, key: UUID) -> Fragment:
    def load(db: Session) -> tuple[Happening, ...]:
        return history(db, None, programme_id, item_id)

    def html(happenings: tuple[Happening, ...], audience: Readers) -> str:
        return render("programmes/_history.html", key=key, history=happenings)

    return Fragment(f"history-{key}", load, html, _language)


def _line(db: Session, *, item_id: int) -> ItemLine:
    return item_line(db, None, item_id)


_KEPT = (OfficeRulesChanged.name, CalendarChanged.name)  # all colours are counted anew
_OTHER = (ProgrammeUpdated.name, ProposalChanged.name, *_KEPT)
register(ProgrammePage(), rights=_OTHER)
# An item whose words changed has another page; one that was removed has none.
_REWORDED = (ProgrammeItemChanged.name, ProgrammeListChanged.name)
register(ItemPage(), rights=(*_OTHER, *_REWORDED))
register(ApprovalPage(), rights=(ProgrammeUpdated.name, OfficeRulesChanged.name))
register(ImportPage(), rights={ImportSettled.name})
