"""The chair's own correction of a conclusion, on the own tablet: both texts are kept, and it is
agreed to by being made."""

from collections.abc import Sequence
from uuid import UUID

from server.conclusions import access
from server.conclusions.commands import changed
from server.conclusions.proposing import Answer
from server.conclusions.rewording import reword
from server.kernel.db import Tx
from server.kernel.errors import NotFound


def correct_as_chair(
    tx: Tx,
    *,
    key: UUID | str,
    version: int,
    base_text: str,
    text: str,
    answers: Sequence[Answer] | None = None,
) -> list[int | bool]:
    """Change a conclusion's words as its meeting's chair, who thereby agrees to them.

    What stood there before is kept (`before_chair`). Where something else of it changed since it
    was shown (a task), the words are kept but not yet agreed to: nobody agrees to what was unseen.
    Returns [id, whether it is agreed to]. Raises NotFound, FileComplete, ConclusionIssued,
    EditConflict, TooManyTasks or BadForm.
    """
    conclusion, item, meeting = access.conclusion_to_edit(tx, key, "conclusions.agree")
    if tx.actor.user_id and not access.is_chair(tx, meeting):
        raise NotFound
    was, seen = conclusion.text, conclusion.version == version
    edited = reword(tx, conclusion, meeting, version, (base_text, text), answers)
    if edited:
        conclusion.before_chair = was
    elif not seen:
        return [conclusion.id, bool(conclusion.agreed_as)]
    agreed_as = "chair" if seen else ""
    if edited or conclusion.agreed_as != agreed_as:
        conclusion.agreed_as = agreed_as
        conclusion.agreed_at = tx.now if seen else None
        conclusion.agreed_by_id = (tx.actor.user_id or None) if seen else None
        changed(tx, item, conclusion.id, agreed_as=agreed_as, by_the_chair=True, **edited)
    return [conclusion.id, seen]
