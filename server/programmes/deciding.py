"""What is asked of an adopted programme is appraised by the office, and then decided."""

from uuid import UUID

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import nfc
from server.programmes import taking
from server.programmes.amending import check_adopted, tell
from server.programmes.amendment_errors import ProposalMoved, ProposalSettled
from server.programmes.models import ProgrammeProposal
from server.programmes.proposal_access import proposal_to_settle

APPRAISED = {"forward": "forwarded", "return": "returned", "decline": "declined"}
DECIDED = {"take": "taken", "decline": "declined"}


def appraise(tx: Tx, *, key: UUID, version: int, verdict: str, opinion: str) -> str:
    """Say the office's opinion of a proposal and pass it on, return it or decline it.

    `verdict`: one of APPRAISED; only what is passed on needs no opinion. `version` is the one that
    was read. Returns its key. Raises NotFound, BadForm, ProposalSettled or ProposalMoved.
    """
    proposal, _programme, askers = proposal_to_settle(tx, key)
    if not askers.office:
        raise NotFound
    opinion = _words(verdict, opinion, APPRAISED, "forward")
    _check(proposal, version, "proposed")
    was, proposal.state = proposal.state, APPRAISED[verdict]
    proposal.appraisal = opinion
    proposal.appraised_by_id, proposal.appraised_at = tx.actor.user_id or None, tx.now
    tell(tx, proposal, state=(was, proposal.state), reason=opinion)
    return str(proposal.key)


def decide(tx: Tx, *, key: UUID, version: int, verdict: str, note: str = "") -> str:
    """Take a proposal that the office passed on, and carry it out, or decline it with a reason.

    `verdict`: one of DECIDED; `version` is the one that was read. Returns its key. Raises NotFound,
    BadForm, ProposalSettled, ProposalMoved, and where its items went on meanwhile ItemOnAgenda or
    ItemSettled.
    """
    proposal, programme, askers = proposal_to_settle(tx, key)
    if not askers.decides:
        raise NotFound
    note = _words(verdict, note, DECIDED, "take")
    _check(proposal, version, "forwarded")
    check_adopted(programme)
    if verdict == "take":
        taking.carry_out(tx, programme, proposal)
        proposal.taken_at = tx.now
    was, proposal.state = proposal.state, DECIDED[verdict]
    proposal.decision, proposal.decided_by_id = note, tx.actor.user_id or None
    tell(tx, proposal, state=(was, proposal.state), reason=note)
    return str(proposal.key)


def _words(verdict: str, words: str, verdicts: dict[str, str], silent: str) -> str:
    if verdict not in verdicts:
        raise BadForm({"verdict": "field-bad"})
    words = nfc(words).strip()
    if verdict != silent and not words:
        raise BadForm({"note": "field-required"})
    return words


def _check(proposal: ProgrammeProposal, version: int, state: str) -> None:
    if proposal.state != state:
        raise ProposalSettled
    if proposal.version != version:
        raise ProposalMoved
