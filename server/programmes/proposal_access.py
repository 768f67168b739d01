"""Who may ask for a change of a programme, who sees what was asked, and who decides.

Whoever is clerk, chair or delegate of a body asks in its name: for the items it leads, for any item
of its own programmes, and for an item to be added to a programme within reach. The office asks for
itself, and for a body whose letter it holds. What is asked is seen by the office, by who decides
and by people of the body that asks, until it is taken: then by everybody who sees the programme.
The office appraises; a chair of the programme's body or the standing body decides.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.people.access import Viewer, may, require, viewer_with_id
from server.programmes.access import programme_to_see, uuid_of, within_reach
from server.programmes.models import (
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
)

_SEATS = ("chair", "delegate", "clerk")


@dataclass(frozen=True)
class Askers:
    """People who see the same of what is asked of a programme; `bodies` are theirs, sorted.

    `edition` is the content that a page shows: with another one it is fetched again.
    """

    office: bool
    decides: bool
    bodies: tuple[int, ...]
    locale: str
    edition: str = ""

    @property
    def priority(self) -> int:
        """The office and who decides are served first."""
        return 0 if self.office or self.decides else 1

    def sees(self, proposal: ProgrammeProposal) -> bool:
        """Whether they see a proposal of a programme that they see."""
        own = proposal.body_id in self.bodies
        return self.office or self.decides or own or proposal.state == "taken"

    def keeps(self, proposal: ProgrammeProposal) -> bool:
        """Whether they may change it or take it back: it is theirs."""
        by_office = proposal.body_id is None or proposal.letter != ""
        return (self.office and by_office) or proposal.body_id in self.bodies


def my_bodies(viewer: Viewer) -> frozenset[int]:
    """Return the bodies in whose name the viewer may ask for something."""
    return frozenset(body for body in viewer.bodies if viewer.in_body(body, *_SEATS))


def askers_of(viewer: Viewer, programme: Programme, edition: str = "") -> Askers:
    """Return who the viewer is where changes of a programme, which he or she sees, are asked."""
    chairs = viewer.is_("standing") or viewer.in_body(programme.body_id, "chair")
    return Askers(
        office=may(viewer, "programmes.edit"),
        decides=may(viewer, "programmes.decide") and chairs,
        bodies=tuple(sorted(my_bodies(viewer))) if may(viewer, "programmes.amend") else (),
        locale=viewer.locale,
        edition=edition,
    )


def bodies_to_ask_for(
    db: Session, askers: Askers, programme: Programme, item: ProgrammeItem | None
) -> Collection[int]:
    """Return in the name of which of their bodies people may ask for a change, for a caller."""
    if item is None:
        return askers.bodies
    leads = select(ProgrammeItemBody.body_id).where(
        ProgrammeItemBody.item_id == item.id, ProgrammeItemBody.role == "lead"
    )
    near = {*db.exec(leads), programme.body_id}
    return [body for body in askers.bodies if body in near]


def to_ask(
    db: Session, viewer: Viewer, programme_key: UUID | str, item_key: UUID | str | None
) -> tuple[Programme, ProgrammeItem | None, Askers, Collection[int]]:
    """Return the programme and the item of a change that the viewer may ask for, and for whom.

    Raises NotFound unless he or she may.
    """
    require(viewer, "programmes.amend")
    programme, _readers = programme_to_see(db, viewer, programme_key)
    item = None
    if item_key is not None:
        item = db.exec(
            select(ProgrammeItem)
            .where(ProgrammeItem.key == uuid_of(item_key))
            .where(ProgrammeItem.programme_id == programme.id)
        ).first()
        if item is None:
            raise NotFound
    askers = askers_of(viewer, programme)
    bodies = bodies_to_ask_for(db, askers, programme, item)
    if not (askers.office or bodies):
        raise NotFound
    return programme, item, askers, bodies


def proposal_to_see(
    db: Session, viewer: Viewer, key: UUID | str
) -> tuple[ProgrammeProposal, Programme, Askers]:
    """Return a proposal, its programme and who the viewer is to it. Raises NotFound."""
    require(viewer, "programmes.read")
    found = db.exec(
        select(ProgrammeProposal, Programme)
        .join(Programme, col(Programme.id) == col(ProgrammeProposal.programme_id))
        .where(ProgrammeProposal.key == uuid_of(key))
        .where(col(ProgrammeProposal.kind) != "register")
        .where(within_reach(viewer))
    ).first()
    if found is None or not (askers := askers_of(viewer, found[1])).sees(found[0]):
        raise NotFound
    return found[0], found[1], askers


# --- for commands ------------------------------------------------------------------------------


def programme_to_ask(
    tx: Tx, key: UUID, item_key: UUID | None, body_id: int | None
) -> tuple[Programme, ProgrammeItem | None]:
    """Load a programme and the item that a body (None: the office) asks to change, locked.

    Raises NotFound.
    """
    viewer = viewer_with_id(tx.session, tx.actor.user_id)
    programme, _item, askers, bodies = to_ask(tx.session, viewer, key, item_key)
    if not askers.office and body_id not in bodies:
        raise NotFound
    tx.lock(f"programme:{programme.id}")
    item = None
    if item_key is not None:
        asked = select(ProgrammeItem).where(ProgrammeItem.key == item_key)
        item = tx.session.exec(asked.execution_options(populate_existing=True)).first()
        if item is None:
            raise NotFound
    tx.session.refresh(programme)
    return programme, item


def proposal_to_settle(tx: Tx, key: UUID) -> tuple[ProgrammeProposal, Programme, Askers]:
    """Load a proposal that the actor sees, as it is once nobody else changes its programme.

    Raises NotFound.
    """
    viewer = viewer_with_id(tx.session, tx.actor.user_id)
    proposal, programme, askers = proposal_to_see(tx.session, viewer, key)
    tx.lock(f"programme:{programme.id}")
    tx.session.refresh(proposal)
    tx.session.refresh(programme)
    return proposal, programme, askers
