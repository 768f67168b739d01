"""What the office writes beside the figures of a review, and its closing."""

from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.i18n import nfc
from server.programmes import access
from server.programmes.errors import ReviewClosed
from server.programmes.events import ReviewChanged
from server.programmes.models import Programme, ProgrammeReview
from server.programmes.review_periods import own_period, span_asked

TEXTS = ("assessment", "causes", "directions")


def write_review(
    tx: Tx,
    *,
    key: UUID | str,
    period: str,
    version: int,
    base: dict[str, str],
    to: dict[str, str],
) -> int:
    """Change what is written of a period, texts by the names of TEXTS. Returns the review's id.

    `version` is 0 where the form found nothing written. Raises NotFound, EditConflict, or
    ReviewClosed.
    """
    review = _review(tx, access.programme_to_change(tx, key), period)
    if review.closed_at is not None:
        raise ReviewClosed
    base = {name: base[name] for name in TEXTS}
    to = {name: nfc(to[name]) for name in TEXTS}
    if changed := tx.edit(review, version, base=base, to=to):
        review.changed_by_id = tx.actor.user_id or None
        _tell(tx, review, **changed)
    return review.id


def close_review(tx: Tx, *, key: UUID | str, period: str) -> int:
    """Say that a review was presented as it stands. Returns its id; closed before, it stays so.

    Raises NotFound.
    """
    review = _review(tx, access.programme_to_change(tx, key), period)
    if review.closed_at is None:
        review.closed_at = tx.now
        _tell(tx, review, closed=(False, True))
    return review.id


def reopen_review(tx: Tx, *, key: UUID | str, period: str) -> int:
    """Let the texts of a closed review be changed again. Returns its id. Raises NotFound."""
    review = _review(tx, access.programme_to_change(tx, key), period)
    if review.closed_at is not None:
        review.closed_at = None
        _tell(tx, review, closed=(True, False))
    return review.id


def _review(tx: Tx, programme: Programme, period: str) -> ProgrammeReview:
    """The review of a period, made where there is none yet; the programme is locked."""
    span_asked(programme, period)
    period = period or own_period(programme)
    found = tx.session.exec(
        select(ProgrammeReview)
        .where(ProgrammeReview.programme_id == programme.id)
        .where(ProgrammeReview.period == period)
        .execution_options(populate_existing=True)
    ).first()
    return found or tx.add(ProgrammeReview(programme_id=programme.id, period=period))


def _tell(tx: Tx, review: ProgrammeReview, **detail: tuple[object, object]) -> None:
    tx.session.flush()
    tx.emit(ReviewChanged(programme_id=review.programme_id, review_id=review.id), **detail)
