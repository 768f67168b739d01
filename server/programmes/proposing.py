"""Who may register items for a programme, see what was registered, and answer it.

While a programme is open for registration a body registers items, up to the day the office named; a
body speaks through its clerk and, where it has one, through its chair and delegates too
(people.access.bodies_spoken_for). It sees what it registered and what was answered, then and later,
and nothing else of the draft. The secretariat sees everything, enters what came by letter for any
body as long as the programme is drafted, and answers. What came by letter the office alone changes.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, or_, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import show_date, today
from server.kernel.types import now
from server.people.access import Viewer, bodies_spoken_for, may, require, viewer_with_id
from server.people.models import Body
from server.programmes import access
from server.programmes.drafting import check_drafting
from server.programmes.errors import ProposalMoved, ProposalSettled, RegistrationClosed
from server.programmes.models import DRAFTING, Programme, ProgrammeProposal

OPEN = ("proposed", "returned")  # still to be answered for good


@dataclass(frozen=True)
class Proposers:
    """Who is at a programme's registration: the office, or bodies that ask something of it.

    `bodies` are ids of the bodies one speaks for, `open`: they may register items now. `by` and
    `show` are how the office wants the list; `edition` is how the programme stands.
    """

    office: bool
    bodies: frozenset[int]
    locale: str
    open: bool = False
    by: str = "body"
    show: str = "open"
    edition: str = ""

    @property
    def priority(self) -> int:
        """The secretariat is served first."""
        return 0 if self.office else 1


def is_open(programme: Programme) -> bool:
    """Whether bodies may register items today."""
    until = programme.register_until
    return programme.state == "registering" and (until is None or today(now()) <= until)


def _within(db: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The rule above as a condition on Programme. Raises NotFound for who proposes nowhere."""
    require(viewer, "programmes.propose")
    if may(viewer, "programmes.edit"):
        asked = exists().where(
            col(ProgrammeProposal.programme_id) == col(Programme.id),
            col(ProgrammeProposal.kind) == "register",
        )
        return or_(col(Programme.state).in_(DRAFTING), asked)
    bodies = bodies_spoken_for(db, viewer)
    if not bodies:
        raise NotFound
    own = exists().where(
        col(ProgrammeProposal.programme_id) == col(Programme.id),
        col(ProgrammeProposal.kind) == "register",
        col(ProgrammeProposal.body_id).in_(bodies),
    )
    return or_(col(Programme.state) == "registering", own)


def registration_to_see(
    db: Session, viewer: Viewer, key: UUID | str
) -> tuple[Programme, Proposers]:
    """Return a programme and who the viewer is to its registration. Raises NotFound."""
    found = db.exec(
        select(Programme).where(Programme.key == access.uuid_of(key)).where(_within(db, viewer))
    ).first()
    if found is None:
        raise NotFound
    office = may(viewer, "programmes.edit")
    bodies = frozenset() if office else bodies_spoken_for(db, viewer)
    opened = found.state in DRAFTING if office else is_open(found)
    edition = f"{found.state} {found.register_until} {found.number}"
    return found, Proposers(office, bodies, viewer.locale, opened, edition=edition)


def proposal_to_see(
    db: Session, viewer: Viewer, key: UUID | str
) -> tuple[ProgrammeProposal, Programme, Proposers]:
    """Return a registration, its programme and who the viewer is to it. Raises NotFound."""
    require(viewer, "programmes.propose")
    found = db.exec(
        select(ProgrammeProposal, Programme.key)
        .join(Programme, col(Programme.id) == col(ProgrammeProposal.programme_id))
        .where(col(ProgrammeProposal.key) == access.uuid_of(key))
        .where(ProgrammeProposal.kind == "register")
    ).first()
    if found is None:
        raise NotFound
    programme, readers = registration_to_see(db, viewer, found[1])
    if not readers.office and found[0].body_id not in readers.bodies:
        raise NotFound
    return found[0], programme, readers


def proposal_to_appraise(
    db: Session, viewer: Viewer, key: UUID | str
) -> tuple[ProgrammeProposal, Programme]:
    """Return a registration for who answers it. Raises NotFound."""
    require(viewer, "programmes.edit")
    return proposal_to_see(db, viewer, key)[:2]


def by_letter(proposal: ProgrammeProposal) -> bool:
    """Whether the office entered it: it came by letter, or nobody but the office asks for it."""
    return bool(proposal.letter) or proposal.body_id is None


def may_change(proposal: ProgrammeProposal, programme: Programme, readers: Proposers) -> bool:
    """Whether a reader may change a registration's words, or take it back, now."""
    own = by_letter(proposal) if readers.office else not by_letter(proposal)
    return proposal.state in OPEN and readers.open and own


def waiting() -> ColumnElement[bool]:
    """The condition for registrations that wait for the office."""
    own = ProgrammeProposal
    return and_(col(own.kind) == "register", col(own.state) == "proposed")


# --- for commands ------------------------------------------------------------------------------


def _viewer(tx: Tx) -> Viewer | None:
    """Who acts; None for the system, which may all."""
    return viewer_with_id(tx.session, tx.actor.user_id) if tx.actor.user_id else None


def programme_to_register_for(
    tx: Tx, key: UUID | str, body_key: UUID | str | None
) -> tuple[Programme, Body | None, bool]:
    """Load a programme and the body that asks something of it (None: the office itself), and
    whether the office acts.

    Raises NotFound, RegistrationClosed, or NotInDraft for the office.
    """
    viewer = _viewer(tx)
    office = viewer is None or may(viewer, "programmes.edit")
    found = tx.session.exec(select(Programme).where(Programme.key == access.uuid_of(key))).first()
    if found is None:
        raise NotFound
    _locked(tx, found)
    body = access.body_with_key(tx, body_key) if body_key else None
    if office:
        check_drafting(found)
        return found, body, True
    assert viewer is not None
    registration_to_see(tx.session, viewer, key)
    if body is None or body.id not in bodies_spoken_for(tx.session, viewer):
        raise NotFound
    _check_open(found)
    return found, body, False


def proposal_to_change(tx: Tx, key: UUID | str) -> tuple[ProgrammeProposal, Programme, bool]:
    """Load a registration for a change by who made it, and whether the office acts.

    Raises NotFound, ProposalSettled, RegistrationClosed, or NotInDraft for the office.
    """
    viewer = _viewer(tx)
    proposal, programme = _proposal(tx, key)
    office = viewer is None or may(viewer, "programmes.edit")
    if viewer is not None:
        proposal_to_see(tx.session, viewer, key)
        if by_letter(proposal) is not office:
            raise NotFound
    if proposal.state not in OPEN:
        raise ProposalSettled
    if office:
        check_drafting(programme)
    else:
        _check_open(programme)
    return proposal, programme, office


def proposal_to_answer(
    tx: Tx, key: UUID | str, version: int
) -> tuple[ProgrammeProposal, Programme]:
    """Load a registration that the office answers, as it was looked at (`version`).

    Raises NotFound, ProposalSettled or ProposalMoved.
    """
    access.keeps_programmes(tx)
    tx.lock("programmes")
    proposal, programme = _proposal(tx, key)
    if proposal.state not in OPEN:
        raise ProposalSettled
    if proposal.version != version:
        raise ProposalMoved(items=proposal.words["text"])
    return proposal, programme


def _proposal(tx: Tx, key: UUID | str) -> tuple[ProgrammeProposal, Programme]:
    own = select(ProgrammeProposal).where(
        col(ProgrammeProposal.key) == access.uuid_of(key), col(ProgrammeProposal.kind) == "register"
    )
    if (found := tx.session.exec(own).first()) is None:
        raise NotFound
    programme = tx.session.get_one(Programme, found.programme_id)
    _locked(tx, programme)
    again = tx.session.exec(own.execution_options(populate_existing=True)).first()
    if again is None:
        raise NotFound
    return again, programme


def _locked(tx: Tx, programme: Programme) -> None:
    tx.lock(f"programme:{programme.id}")
    tx.session.refresh(programme)


def _check_open(programme: Programme) -> None:
    if not is_open(programme):
        raise RegistrationClosed(until=_day(programme.register_until))


def _day(day: date | None) -> str:
    return show_date(day) if day else ""
