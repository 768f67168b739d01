"""A programme's way from its draft to the document that is issued.

Draft (Dự thảo) → open for registration (Đang đăng ký) → appraised (Thẩm định) → with the chief of
office (Trình Chánh Văn phòng) → with the deciding body (Trình cấp quyết định) → approved, until it
has its number and date → adopted (Đã ban hành). The office moves it; the two words are access.py's.
A draft may be submitted without a registration, and a word that nobody could give is left out.

Once it is submitted its words stand still: what is approved is what was submitted, by its digest.
Until it is adopted the office takes it back and it is a draft again.
"""

import hashlib
import json
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.kernel.i18n import nfc, today
from server.programmes import access
from server.programmes.drafting import TEXTS, check_drafting
from server.programmes.errors import ChangedSinceSubmitted, NothingToSubmit, WrongStep
from server.programmes.events import ProgrammesStepped, ProgrammeStepped
from server.programmes.models import DRAFTING, Programme, ProgrammeApproval, ProgrammeItem

WAITING = {"chief": "submitted", "body": "endorsed", "": "approved"}  # state by the word awaited
_SAID = ("key", *TEXTS, "level", "kind", "origin")


def open_registration(tx: Tx, *, key: UUID, until: date | None) -> int:
    """Let bodies register what they ask for until a day, that day included. Returns its id.

    Again with another day: longer or shorter. Raises NotFound, NotInDraft, or BadForm for a day
    that is over.
    """
    programme = access.programme_to_draft(tx, key)
    check_drafting(programme)
    if until is None or until < today(tx.now):
        raise BadForm({"until": "field-required" if until is None else "day-is-over"})
    was, programme.register_until = programme.register_until, until
    return _step(tx, programme, "registering", until=(was, until))


def close_registration(tx: Tx, *, key: UUID) -> int:
    """End the registration: the office appraises what came. Returns its id.

    Raises NotFound, or WrongStep where it was not open.
    """
    programme = access.programme_to_draft(tx, key)
    _check(programme, "registering")
    return _step(tx, programme, "appraising")


def submit(tx: Tx, *, key: UUID) -> int:
    """Submit a draft to the chief of office; where there is none, to the deciding body.

    Where nobody on record could give a word, it is approved (on paper). Returns its id. Raises
    NotFound, NotInDraft, or NothingToSubmit for one without an item.
    """
    programme = access.programme_to_draft(tx, key)
    check_drafting(programme)
    own = col(ProgrammeItem.programme_id) == programme.id
    if tx.session.exec(select(ProgrammeItem.id).where(own)).first() is None:
        raise NothingToSubmit
    _note(tx, programme, "office", "submitted")
    return _step(tx, programme, WAITING[access.word_awaited(tx.session, programme)])


def approve(tx: Tx, *, key: UUID, note: str = "") -> int:
    """Approve what was submitted, as chief of office or for the deciding body. Returns its id.

    Raises NotFound, WrongStep where the actor's word is not waited for, or ChangedSinceSubmitted.
    """
    programme, word = access.programme_to_approve(tx, key)
    if not word:
        raise WrongStep(state=programme.state)
    if digest_of(tx.session, programme.id) != _submitted(tx.session, programme.id):
        raise ChangedSinceSubmitted
    _note(tx, programme, word, "approved", note)
    return _step(tx, programme, WAITING[access.word_awaited(tx.session, programme, word)])


def return_programme(tx: Tx, *, key: UUID, note: str) -> int:
    """Give back what was submitted, with the reason: it is a draft again. Returns its id.

    Raises NotFound, BadForm without a reason, or WrongStep as `approve` does.
    """
    programme, word = access.programme_to_approve(tx, key)
    if not word:
        raise WrongStep(state=programme.state)
    if not nfc(note):
        raise BadForm({"note": "field-required"})
    _note(tx, programme, word, "returned", note)
    return _step(tx, programme, "draft", note=nfc(note))


def take_back(tx: Tx, *, key: UUID) -> int:
    """Take back what was submitted and is not adopted: it is a draft again. Returns its id.

    The words given on it count no more. Raises NotFound or WrongStep.
    """
    programme = access.programme_to_draft(tx, key)
    _check(programme, *WAITING.values())
    return _step(tx, programme, "draft")


def adopt(tx: Tx, *, key: UUID, number: str, adopted_on: date | None) -> int:
    """Adopt what was approved, with its document's number and date. Returns its id.

    From now on its words change by amendments alone. Raises NotFound, BadForm or WrongStep.
    """
    programme = access.programme_to_draft(tx, key)
    _check(programme, "approved")
    lacking = {"number": nfc(number), "adopted_on": adopted_on}
    if wrong := {name: "field-required" for name, value in lacking.items() if not value}:
        raise BadForm(wrong)
    programme.number, programme.adopted_on = nfc(number), adopted_on
    return _step(tx, programme, "adopted", number=programme.number, adopted_on=adopted_on)


def set_document(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base_number: str,
    number: str,
    base_adopted_on: date | None,
    adopted_on: date | None,
) -> int:
    """Say with which number and on which day an adopted programme was issued. Returns its id.

    Either may be unknown of what came in as a file. Raises NotFound, WrongStep or EditConflict.
    """
    programme = access.programme_to_draft(tx, key)
    _check(programme, "adopted")
    base = {"number": base_number, "adopted_on": base_adopted_on}
    to = {"number": nfc(number), "adopted_on": adopted_on}
    if changed := tx.edit(programme, version, base=base, to=to):
        _tell(tx, programme, **changed)
    return programme.id


def digest_of(db: Session, programme_id: int) -> str:
    """Return the SHA-256 of what a programme says, for a caller: every item's words, in order."""
    columns = [getattr(ProgrammeItem, name) for name in _SAID]
    asked = select(*columns).where(ProgrammeItem.programme_id == programme_id)
    rows = db.execute(asked.order_by(col(ProgrammeItem.position)))
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps([str(value) for value in row]).encode())
    return digest.hexdigest()


def _submitted(db: Session, programme_id: int) -> str | None:
    """The digest of what was submitted last."""
    asked = select(ProgrammeApproval.digest).where(ProgrammeApproval.programme_id == programme_id)
    asked = asked.where(ProgrammeApproval.verdict == "submitted")
    return db.exec(asked.order_by(col(ProgrammeApproval.id).desc())).first()


def _check(programme: Programme, *states: str) -> None:
    if programme.state not in states:
        raise WrongStep(state=programme.state)


def _note(tx: Tx, programme: Programme, step: str, verdict: str, note: str = "") -> None:
    tx.add(
        ProgrammeApproval(
            programme_id=programme.id,
            step=step,
            verdict=verdict,
            note=nfc(note),
            digest=digest_of(tx.session, programme.id),
            account_id=tx.actor.user_id,
            at=tx.now,
        )
    )


def _step(tx: Tx, programme: Programme, state: str, **detail: object) -> int:
    was, programme.state = programme.state, state
    if state not in DRAFTING:
        programme.register_until = None
    _tell(tx, programme, state=(was, state), **detail)
    return programme.id


def _tell(tx: Tx, programme: Programme, **detail: object) -> None:
    tx.emit(ProgrammeStepped(programme_id=programme.id), **detail)
    tx.emit(ProgrammesStepped(programme_id=programme.id))
