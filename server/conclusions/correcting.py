"""Corrections of an issued notice (*Đính chính*): numbered, dated, with a reason.

The notice's wording and hash stay; what a conclusion is to be read as stands beside them.
"""

from datetime import date
from uuid import UUID

from sqlmodel import func, select

from server.conclusions import access
from server.conclusions.commands import changed
from server.conclusions.models import Correction
from server.kernel.db import Tx
from server.kernel.errors import DomainError
from server.tasks.access import tasks_of
from server.tasks.commands import corrected


class CorrectionTaken(DomainError):
    """Somebody corrected the notice since the form was shown: this number is in use."""

    status, code = 409, "correction-taken"


def correct(
    tx: Tx, *, key: UUID | str, number: int, issued_on: date, text: str, reason: str
) -> int:
    """Correct the issued conclusion with this key; `text` is how it is to be read from now on.

    `number` is the notice's next one, as the form showed it. The bodies of the conclusion's tasks
    are told. Returns the correction's id. Raises NotFound, FileComplete, NotIssued or
    CorrectionTaken.
    """
    conclusion, notice, item, _meeting = access.conclusion_to_correct(tx, key)
    last = tx.session.exec(
        select(func.max(Correction.number)).where(Correction.notice_id == notice.id)
    ).one()
    if number != (last or 0) + 1:
        raise CorrectionTaken
    correction = tx.add(
        Correction(
            notice_id=notice.id,
            conclusion_id=conclusion.id,
            number=number,
            issued_on=issued_on,
            text=text,
            reason=reason,
            made_by_id=tx.actor.user_id,
            made_at=tx.now,
        )
    )
    changed(tx, item, conclusion.id, correction=number, text=text, reason=reason)
    for task in tasks_of(tx.session, [conclusion.id])[conclusion.id]:
        corrected(tx, task, number)
    return correction.id
