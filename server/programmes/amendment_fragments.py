"""The live pages of amendments: a programme as adopted beside the current one, one proposal."""

from collections.abc import Sequence

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.people.access import Viewer
from server.programmes.access import programme_to_see
from server.programmes.amended_queries import amendment_card, edition_of, open_of
from server.programmes.events import ProgrammeUpdated, ProposalChanged
from server.programmes.models import Programme, ProgrammeProposal
from server.programmes.proposal_access import Askers, askers_of, proposal_to_see


class AmendedPage:
    """A programme as adopted beside the current one: another page once something was taken."""

    name = "programme-amended"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme whose key is `subject`."""
        programme, _readers = programme_to_see(db, viewer, subject)
        return _seat(viewer, programme, askers_of(viewer, programme, edition_of(db, programme)))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return what waits for somebody."""
        changed = {h.ids["programme_id"] for h in happened if h.name == ProposalChanged.name}
        return [_open(programme_id) for programme_id in changed]


class AmendmentPage:
    """One proposal: what is asked, and what the reader may do with it."""

    name = "amendment"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme of the proposal whose key is `subject`."""
        proposal, programme, _askers = proposal_to_see(db, viewer, subject)
        edition = f"{edition_of(db, programme)}:{proposal.id}"  # what it is about is called anew
        return _seat(viewer, programme, askers_of(viewer, programme, edition))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the cards of the proposals that changed."""
        changed = {h.ids["proposal_id"] for h in happened if h.name == ProposalChanged.name}
        return [_card(proposal_id) for proposal_id in changed]


def _seat(viewer: Viewer, programme: Programme, askers: Askers) -> Seat:
    return Seat((f"programme:{programme.id}", f"user:{viewer.user_id}"), askers)


def _open(programme_id: int) -> Fragment:
    def render_(db: Session, askers: Askers) -> str:
        found = open_of(db, askers, programme_id)
        return render("programmes/_amend_open.html", proposals=found, audience=askers)

    return Fragment("amend-open", lambda db: db, render_)


def _card(proposal_id: int) -> Fragment:
    def render_(db: Session, askers: Askers) -> str | None:
        proposal = db.get_one(ProgrammeProposal, proposal_id)
        if not askers.edition.endswith(f":{proposal_id}") or not askers.sees(proposal):
            return None
        found = amendment_card(db, askers, proposal_id)
        return render("programmes/_amendment.html", amendment=found, audience=askers)

    return Fragment(f"amendment-{proposal_id}", lambda db: db, render_)


_TAKEN = (ProgrammeUpdated.name, ProposalChanged.name)
register(AmendedPage(), rights=_TAKEN)
register(AmendmentPage(), rights=_TAKEN)
