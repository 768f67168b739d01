"""Bodies register items for a programme that is drafted (*Đăng ký nội dung*).

The office enters what came by letter. How they are answered: appraising.py; by a sheet:
registering_sheets.py.
"""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.kernel.i18n import nfc
from server.people.models import Body
from server.programmes import proposing
from server.programmes.drafting import TEXTS, body_words, line_of_texts
from server.programmes.events import ProposalChanged
from server.programmes.lines import Line
from server.programmes.models import Programme, ProgrammeProposal
from server.programmes.reading import BodyCatalogue

# What a form asks for, by the names of models.ItemWords.
ASKED = (
    *("text", "kind", "time_text", "product", "coordinating", "field", "considers", "basis"),
    "origin",
)
WRITTEN = (*TEXTS, "kind", "origin")  # all texts that a proposal may hold
_BESIDE = ("time_from", "time_to", "milestones", "extra")  # what a sheet says further


def register_item(
    tx: Tx,
    *,
    key: UUID,
    body_key: UUID | None,
    texts: Mapping[str, str],
    reason: str = "",
    letter: str = "",
    letter_on: date | None = None,
) -> str:
    """Ask that an item be taken into a programme. Returns the proposal's key.

    `texts` by the names of ASKED; a time is kept as written. `body_key` asks; the office enters it
    for any body, with the `letter` (number and symbol as written) by which it came, or None for
    itself. Raises NotFound, BadForm, RegistrationClosed or NotInDraft.
    """
    programme, body, office = proposing.programme_to_register_for(tx, key, body_key)
    words = {name: nfc(texts.get(name, "")) for name in WRITTEN if texts.get(name)}
    if body is not None:
        words.setdefault("lead", body.name)
    sent = {"letter": nfc(letter), "letter_on": letter_on} if office else {}
    _check(tx, programme, words, lacks_letter=office and body is not None and not letter)
    proposal = add_proposal(tx, programme, body, words, reason=reason, **sent)
    return str(proposal.key)


def change_proposal(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base: Mapping[str, Any],
    to: Mapping[str, Any],
) -> int:
    """Change what is asked for, while it is not answered. Returns the proposal's id.

    `base` is what the form showed and `to` what it says now: texts by the names of ASKED, reason
    and, for the office, letter and letter_on. What was returned is with the office again. Raises
    NotFound, BadForm, EditConflict, ProposalSettled, RegistrationClosed or NotInDraft.
    """
    proposal, programme, office = proposing.proposal_to_change(tx, key)
    beside = ("reason", "letter", "letter_on") if office else ("reason",)
    to = {name: to[name] for name in (*ASKED, *beside) if name in to}
    to = {name: nfc(text) if isinstance(text, str) else text for name, text in to.items()}
    words = {name: proposal.words.get(name, "") for name in ASKED}
    now = {name: getattr(proposal, name) for name in beside}
    row = SimpleNamespace(version=proposal.version, **words, **now)
    changed = tx.edit(row, version, base=base, to=to)
    words = proposal.words | {name: getattr(row, name) for name in ASKED}
    letter = getattr(row, "letter", proposal.letter)
    _check(
        tx, programme, words, lacks_letter=proposal.body_id is not None and office and not letter
    )
    if "time_text" in changed:  # what a sheet said it means does not hold any more
        words = {name: said for name, said in words.items() if name not in _BESIDE[:3]}
    was, proposal.state = proposal.state, "proposed"
    if not changed and was == proposal.state:
        return proposal.id
    proposal.words = words
    for name in beside:
        setattr(proposal, name, getattr(row, name))
    tell(tx, proposal, state=(was, proposal.state), **changed)
    return proposal.id


def take_back(tx: Tx, *, key: UUID) -> int:
    """Take a proposal back while it is not answered; it stays with the others as taken back.

    Returns its id. Raises NotFound, ProposalSettled, RegistrationClosed or NotInDraft.
    """
    proposal, _programme, _office = proposing.proposal_to_change(tx, key)
    was, proposal.state = proposal.state, "taken-back"
    tell(tx, proposal, state=(was, proposal.state))
    return proposal.id


# --- for its neighbours ------------------------------------------------------------------------


def add_proposal(
    tx: Tx, programme: Programme, body: Body | None, words: Mapping[str, Any], **beside: Any
) -> ProgrammeProposal:
    """Store a registration whose programme is locked, and tell of it, for a caller."""
    reason = nfc(beside.pop("reason", ""))
    proposal = tx.add(
        ProgrammeProposal(
            programme_id=programme.id,
            kind="register",
            body_id=body.id if body else None,
            words=dict(words),
            reason=reason,
            entered_by_id=tx.actor.user_id,
            entered_at=tx.now,
            **beside,
        )
    )
    tell(tx, proposal, state=("", proposal.state))
    return proposal


def line_of(words: Mapping[str, Any], programme: Programme, bodies: BodyCatalogue) -> Line:
    """Return the item that a proposal's words make. Raises BadForm as drafting.line_of_texts."""
    texts = {name: words.get(name, "") for name in WRITTEN}
    line = line_of_texts(texts, programme, bodies)
    return Line(line.words | {name: words[name] for name in _BESIDE if name in words}, line.bodies)


def tell(tx: Tx, proposal: ProgrammeProposal, **detail: Any) -> None:
    """Tell who follows the programme that a proposal has changed."""
    changed = ProposalChanged(programme_id=proposal.programme_id, proposal_id=proposal.id)
    tx.emit(changed, **detail)


def _check(tx: Tx, programme: Programme, words: Mapping[str, Any], *, lacks_letter: bool) -> None:
    """Raise BadForm for what is lacking or unknown: all of it at once."""
    wrong = {} if words.get("origin") else {"origin": "field-required"}
    wrong |= {"letter": "field-required"} if lacks_letter else {}
    try:
        line_of(words, programme, body_words(tx.session))
    except BadForm as problem:
        wrong |= problem.fields
    if wrong:
        raise BadForm(wrong)
