"""Who may see and change conclusions.

The secretariat sees every conclusion of its office, notes them and edits the draft notice. The
chair of the meeting sees all of them and agrees, alone, as he or she alone approves the notice:
membership of another body as its chair does not count, and a member of the secretariat who was
named the chair is one. Who gives numbers sees what was approved and what was issued. Everybody
else who takes part sees a conclusion once it has been issued, and only at items within sight. The
notice as a whole is for those who see every item it speaks of, and for the standing body; a
correction also for the bodies that have a task of the conclusion it corrects.

Once issued, or once the file is complete, no conclusion changes any more; until the file is
complete an issued one is corrected. The signed copy of a notice may come back later.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion, DraftComment, Notice
from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.meetings.access import (
    Audience,
    FileComplete,
    audience_of,
    item_to_edit,
    meeting_to_edit,
    uuid_of,
)
from server.meetings.models import AgendaItem, Attendee, Meeting
from server.people.access import Viewer, keeps, may, viewer_with_id
from server.tasks.models import Task


class ConclusionIssued(DomainError):
    """The wording is frozen by the notice that carries it."""

    status, code = 409, "conclusion-issued"


class NotIssued(DomainError):
    """Only what was issued is corrected; before, its words are edited."""

    status, code = 409, "conclusion-not-issued"


class SecretItem(DomainError):
    """An item that is discussed from paper takes no conclusion here."""

    status, code = 409, "secret-item"


def conclusion_to_edit(
    tx: Tx, key: UUID | str, act: str = "conclusions.note", *, removed: bool = False
) -> tuple[Conclusion, AgendaItem, Meeting]:
    """Load a conclusion that may still change, with its item and meeting, locked.

    Raises NotFound, FileComplete or ConclusionIssued.
    """
    conclusion, item, meeting = _conclusion(tx, key, act)
    if conclusion.notice_id is not None:
        raise ConclusionIssued
    if conclusion.removed != removed:
        raise NotFound
    return conclusion, item, meeting


def conclusion_to_correct(
    tx: Tx, key: UUID | str
) -> tuple[Conclusion, Notice, AgendaItem, Meeting]:
    """Load an issued conclusion with its notice, locked.

    Raises NotFound, FileComplete or NotIssued.
    """
    conclusion, item, meeting = _conclusion(tx, key, "conclusions.issue")
    if conclusion.notice_id is None:
        raise NotIssued
    return conclusion, tx.session.get_one(Notice, conclusion.notice_id), item, meeting


def _conclusion(tx: Tx, key: UUID | str, act: str) -> tuple[Conclusion, AgendaItem, Meeting]:
    found = tx.session.exec(
        select(AgendaItem.key)
        .join(Conclusion, col(Conclusion.item_id) == col(AgendaItem.id))
        .where(Conclusion.key == uuid_of(key))
    ).first()
    if found is None:
        raise NotFound
    item, meeting = item_to_edit(tx, found, act, aside=True)
    conclusion = tx.session.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).one()
    return conclusion, item, meeting


def item_to_conclude(tx: Tx, key: UUID | str) -> tuple[AgendaItem, Meeting]:
    """Load an agenda item that takes conclusions. Raises NotFound, FileComplete or SecretItem."""
    item, meeting = item_to_edit(tx, key, "conclusions.note", aside=True)
    if item.secret:
        raise SecretItem
    return item, meeting


def task_to_plan(
    tx: Tx, key: UUID | str, act: str = "conclusions.note"
) -> tuple[Task, Conclusion, AgendaItem, Meeting]:
    """Load a task of a conclusion that may still change. Raises what conclusion_to_edit does."""
    found = tx.session.exec(
        select(Conclusion.key)
        .join(Task, col(Task.conclusion_id) == col(Conclusion.id))
        .where(Task.key == uuid_of(key))
    ).first()
    if found is None:
        raise NotFound
    conclusion, item, meeting = conclusion_to_edit(tx, found, act)
    task = tx.session.exec(select(Task).where(Task.key == uuid_of(key))).first()
    if task is None:
        raise NotFound
    return task, conclusion, item, meeting


def meeting_to_agree(tx: Tx, key: UUID | str) -> Meeting:
    """Load a meeting whose chair acts, and nobody else. Raises NotFound or FileComplete."""
    meeting = meeting_to_edit(tx, key, "conclusions.agree")
    if tx.actor.user_id and not is_chair(tx, meeting):
        raise NotFound
    return meeting


def meeting_to_number(tx: Tx, key: UUID | str) -> Meeting:
    """Load a meeting whose notice gets its number, which who numbers may without taking part.

    Raises NotFound or FileComplete.
    """
    keeps(tx, "documents.number")
    found = tx.session.exec(select(Meeting.id).where(Meeting.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    tx.lock(f"meeting:{found}")
    meeting = tx.session.get_one(Meeting, found)
    if meeting.session_state == "complete":
        raise FileComplete
    return meeting


def notice_to_bind(tx: Tx, key: UUID | str) -> tuple[Notice, Meeting]:
    """Load an issued notice whose signed copy came back. Raises NotFound."""
    keeps(tx, "documents.number")
    notice = tx.session.exec(select(Notice).where(Notice.key == uuid_of(key))).first()
    if notice is None:
        raise NotFound
    tx.lock(f"meeting:{notice.meeting_id}")
    tx.session.refresh(notice)
    return notice, tx.session.get_one(Meeting, notice.meeting_id)


def comment_to_settle(tx: Tx, key: UUID | str) -> tuple[DraftComment, Meeting]:
    """Load a comment on a draft notice for the office to deal with. Raises NotFound."""
    found = tx.session.exec(
        select(Meeting.key)
        .join(DraftComment, col(DraftComment.meeting_id) == col(Meeting.id))
        .where(DraftComment.key == uuid_of(key))
        .where(col(DraftComment.minutes_id).is_(None))
    ).first()
    if found is None:
        raise NotFound
    meeting = meeting_to_edit(tx, found, "conclusions.note")
    comment = tx.session.exec(select(DraftComment).where(DraftComment.key == uuid_of(key))).one()
    return comment, meeting


def meeting_to_comment(tx: Tx, key: UUID | str) -> Meeting:
    """Load a meeting on whose draft notice its chair or the office comments.

    Raises NotFound or FileComplete.
    """
    if tx.actor.user_id and may(viewer_with_id(tx.session, tx.actor.user_id), "conclusions.note"):
        return meeting_to_edit(tx, key, "conclusions.note")
    return meeting_to_agree(tx, key)


def is_chair(tx: Tx, meeting: Meeting) -> bool:
    """Whether the person who acts is this meeting's chair."""
    tier = tx.session.exec(
        select(Attendee.tier)
        .where(Attendee.meeting_id == meeting.id)
        .where(Attendee.account_id == tx.actor.user_id)
    ).first()
    return tier == "chair"


def notice_to_see(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Notice, Meeting]:
    """Return a notice that the viewer may read as a whole. Raises NotFound."""
    notice = db.exec(select(Notice).where(Notice.key == uuid_of(key))).first()
    if notice is None:
        raise NotFound
    meeting = db.get_one(Meeting, notice.meeting_id)
    if may(viewer, "tasks.follow") or may(viewer, "documents.number"):
        return notice, meeting
    audience = audience_of(db, viewer, meeting)
    items = db.exec(
        select(AgendaItem)
        .join(Conclusion, col(Conclusion.item_id) == col(AgendaItem.id))
        .where(Conclusion.notice_id == notice.id)
    )
    if not all(sees_item(audience, item) for item in items):
        raise NotFound
    return notice, meeting


def sees_item(audience: Audience, item: AgendaItem) -> bool:
    """Whether these readers see what was issued at an agenda item.

    What was concluded without an item (AgendaItem.aside) is for all who take part, but for guests.
    """
    if item.aside:
        return audience.tier != "guest"
    return audience.sees(item.id, hidden=item.hidden, restricted=item.restricted)
