"""Who urges, and who is reminded.

The secretariat drafts the letters that urge, sees who owes what and how long nobody has said a
word. Records clerks see the letters and give them their number, as the secretariat may. Everybody
else sees the reminders that were made for them, as long as they are still what made them so: a
clerk or the head of the lead body, the level that assigned, the standing body.
"""

from uuid import UUID

from sqlmodel import Session, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.people.access import Viewer, may, require, viewer_with_id
from server.tasks.access import uuid_of
from server.tasks.followup import UrgingLetter
from server.tasks.models import Task

HEADS = ("clerk", "chair")  # who hears of what a body owes


class LetterIssued(DomainError):
    """The letter has its number already: it is changed no more."""

    status, code = 409, "letter-issued"


class NothingDue(DomainError):
    """Nothing is due or overdue that a letter could urge."""

    status, code = 409, "letter-nothing-due"


def bodies_of(viewer: Viewer) -> frozenset[int]:
    """Return the ids of the bodies whose tasks somebody answers for, as clerk or as head."""
    return frozenset(b for b in viewer.bodies if viewer.in_body(b, *HEADS))


def hears_of(viewer: Viewer, task: Task, said_by: int | None = None) -> bool:
    """Whether a reminder of this task is still the viewer's; `said_by` gave its directive."""
    if may(viewer, "tasks.follow") or viewer.user_id == said_by:
        return True
    assigner = task.assigner_body_id
    return task.lead_body_id in bodies_of(viewer) or (
        assigner is not None and viewer.in_body(assigner, "chair")
    )


def may_read_letters(viewer: Viewer) -> bool:
    """Whether somebody sees the letters that urge: who drafts or who numbers them."""
    return may(viewer, "tasks.urge") or may(viewer, "documents.number")


def letter_to_see(db: Session, viewer: Viewer, key: UUID | str) -> UrgingLetter:
    """Return a letter. Raises NotFound."""
    if not may_read_letters(viewer):
        raise NotFound
    return _letter(db, key)


def letter_to_change(tx: Tx, key: UUID | str, act: str) -> UrgingLetter:
    """Load a draft for who may do `act`. Raises NotFound or LetterIssued."""
    urges(tx, act)
    tx.lock("urging")
    letter = _letter(tx.session, key)
    if letter.state != "draft":
        raise LetterIssued
    return letter


def letter_to_file(tx: Tx, key: UUID | str) -> UrgingLetter:
    """Load a letter whose file is kept, for who sees letters. Raises NotFound."""
    viewer = viewer_with_id(tx.session, tx.actor.user_id) if tx.actor.user_id else None
    if viewer and not may_read_letters(viewer):
        raise NotFound
    tx.lock("urging")
    return _letter(tx.session, key)


def urges(tx: Tx, act: str = "tasks.urge") -> None:
    """Raise NotFound unless whoever acts may do `act` (the system may)."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), act)


def _letter(db: Session, key: UUID | str) -> UrgingLetter:
    found = db.exec(select(UrgingLetter).where(UrgingLetter.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    return found
