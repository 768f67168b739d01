"""What the form of an amendment shows: of whom it may be asked, what is there, what to merge."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.kernel.i18n import fold
from server.people.access import Viewer
from server.people.models import Body
from server.programmes.access import item_to_see, programme_to_see
from server.programmes.amending import ASKED, fields_of, texts_of
from server.programmes.amendments import called
from server.programmes.item_texts import span
from server.programmes.models import LEFT, Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposal_access import Askers, askers_of, bodies_to_ask_for, proposal_to_see

CHOICES = 30  # items to merge that are offered at a time


@dataclass(frozen=True)
class Offered:
    """An item that could be merged; `section` tells it from another of the same words."""

    key: UUID
    called: str
    section: str


@dataclass(frozen=True)
class AmendForm:
    """A form: what it asks (`kind`, "" to choose one), of which item, with which texts in it.

    `bodies` are (key, name) of those in whose name the viewer may ask, all of them for the office,
    which may also ask for itself. `proposal` is what is changed, None for a new one.
    """

    programme: UUID
    item: UUID | None
    called: str
    kind: str
    office: bool
    bodies: tuple[tuple[UUID, str], ...]
    texts: Mapping[str, str]
    there: Mapping[str, str]
    dates: str
    sections: tuple[str, ...]
    choices: tuple[Offered, ...]
    proposal: UUID | None = None
    version: int = 0


def form_of(
    db: Session, viewer: Viewer, *, kind: str, item_key: str = "", programme_key: str = ""
) -> AmendForm:
    """Return the form of a new proposal about an item the viewer sees, or for one to be added.

    Raises NotFound.
    """
    item = None
    if item_key:
        item, programme, _readers = item_to_see(db, viewer, item_key)
    else:
        programme, _readers = programme_to_see(db, viewer, programme_key)
    if kind and (kind not in ASKED or (kind == "add") != (item is None)):
        raise NotFound
    askers = askers_of(viewer, programme)
    texts = {name: "" for name in fields_of(kind)} if kind else {}
    if item is not None:  # what is to be changed begins with what is there
        texts |= {name: getattr(item, name) for name in ASKED.get(kind, ()) if kind != "merge"}
    return _form(db, askers, programme, item, kind, texts)


def form_to_edit(db: Session, viewer: Viewer, key: str) -> AmendForm:
    """Return the form of a proposal that the viewer may change. Raises NotFound."""
    proposal, programme, askers = proposal_to_see(db, viewer, key)
    if not askers.keeps(proposal):
        raise NotFound
    item = db.get(ProgrammeItem, proposal.item_id) if proposal.item_id else None
    texts = texts_of(db, proposal)
    return _form(db, askers, programme, item, proposal.kind, texts, proposal)


def candidates(
    db: Session, viewer: Viewer, key: str, words: str, ticked: list[str]
) -> tuple[tuple[Offered, ...], list[str]]:
    """Return items that an item the viewer sees could be merged with, and which are ticked.

    Those ticked already come first, then those with these words. Raises NotFound.
    """
    item, _programme, _readers = item_to_see(db, viewer, key)
    return _choices(db, item, words, ticked), ticked


def _form(
    db: Session,
    askers: Askers,
    programme: Programme,
    item: ProgrammeItem | None,
    kind: str,
    texts: Mapping[str, str],
    proposal: ProgrammeProposal | None = None,
) -> AmendForm:
    ids = bodies_to_ask_for(db, askers, programme, item)
    some = select(Body.key, Body.name).order_by(col(Body.position), col(Body.name))
    known = db.exec(some if askers.office else some.where(col(Body.id).in_(ids)))
    sections: tuple[str, ...] = ()
    if kind == "add":
        own = col(ProgrammeItem.programme_id) == programme.id
        first = func.min(ProgrammeItem.position)
        named = select(ProgrammeItem.section).where(own, col(ProgrammeItem.section) != "")
        sections = tuple(db.exec(named.group_by(col(ProgrammeItem.section)).order_by(first)))
    return AmendForm(
        programme=programme.key,
        item=item.key if item else None,
        called=called(item.number, item.text) if item else "",
        kind=kind,
        office=askers.office,
        bodies=tuple((key, name) for key, name in known),
        texts=texts,
        there={n: getattr(item, n) for n in ("lead", "time_text", "product")} if item else {},
        dates=span(item.time_from, item.time_to) if item else "",
        sections=sections,
        choices=_choices(db, item, "", texts["others"].split()) if item and kind == "merge" else (),
        proposal=proposal.key if proposal else None,
        version=proposal.version if proposal else 0,
    )


def _choices(
    db: Session, item: ProgrammeItem, words: str, ticked: list[str]
) -> tuple[Offered, ...]:
    own = ProgrammeItem
    there = (
        select(own.key, own.number, own.text, own.section)
        .where(own.programme_id == item.programme_id)
        .where(col(own.id) != item.id)
    )
    keys = []
    for key in ticked:
        try:
            keys.append(UUID(key))
        except ValueError:
            raise NotFound from None
    found = list(db.exec(there.where(col(own.key).in_(keys)).order_by(col(own.position))))
    near = there.where(col(own.state).not_in((*LEFT, "presented", "done", "carried")))
    near = near.where(col(own.key).not_in(keys))
    if words:
        near = near.where(col(own.folded).contains(fold(words), autoescape=True))
    by_place = func.abs(col(own.position) - item.position)
    found += db.exec(near.order_by(by_place).limit(CHOICES))
    return tuple(Offered(key, called(no, text), section) for key, no, text, section in found)
