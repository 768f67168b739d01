"""What was asked of adopted programmes and waits for somebody."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from server.people.access import Viewer, may
from server.programmes.amending import OPEN
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposal_access import askers_of

STREAM = "programme-proposals"
_WAITS = {"forwarded": "amend-decide", "proposed": "amend-appraise", "returned": "amend-returned"}


class WaitingProposal(NamedTuple):
    """A proposal that waits for the viewer: `kind` amend-decide, amend-appraise (by the office) or
    amend-returned (to those who asked); `words` are its item's or the new item's."""

    kind: str
    key: str
    words: str
    on: datetime


def proposals_waiting(db: Session, viewer: Viewer) -> list[WaitingProposal]:
    """Return what waits for the viewer's word, what is to be decided first. May be empty."""
    if not (may(viewer, "programmes.amend") or may(viewer, "programmes.decide")):
        return []
    rows = db.exec(
        select(ProgrammeProposal, Programme, ProgrammeItem.text)
        .join(Programme, col(Programme.id) == col(ProgrammeProposal.programme_id))
        .outerjoin(ProgrammeItem, col(ProgrammeItem.id) == col(ProgrammeProposal.item_id))
        .where(col(ProgrammeProposal.state).in_(OPEN))
        .where(col(ProgrammeProposal.kind) != "register")
        .order_by(col(ProgrammeProposal.id))
    )
    found = []
    for proposal, programme, text in rows:
        askers = askers_of(viewer, programme)
        mine = {
            "forwarded": askers.decides,
            "proposed": askers.office,
            "returned": askers.keeps(proposal),
        }
        if mine[proposal.state]:
            words = text or proposal.words.get("text", "")
            key, since = str(proposal.key), proposal.appraised_at or proposal.entered_at
            found.append(WaitingProposal(_WAITS[proposal.state], key, words, since))
    return sorted(found, key=lambda each: [*_WAITS.values()].index(each.kind))
