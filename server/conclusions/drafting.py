"""The draft notice as a document: its words, comments, and the chair's approval of the whole.

drafting -> submitted -> approved, or returned with words. What is approved is a digest of all that
the notice will say: whatever changes it afterwards makes it a draft again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import select

from server.conclusions import access
from server.conclusions.commands import changed
from server.conclusions.content import content_of, digest_of, draft_of, in_draft
from server.conclusions.events import NoticeDraftChanged
from server.conclusions.models import Conclusion, DraftComment, NoticeDraft
from server.conclusions.sheet import CIRCULATIONS, MARKS, URGENCIES, WORDS
from server.kernel.db import Tx
from server.kernel.documents.layouts import layouts
from server.kernel.errors import BadForm, DomainError, EditConflict, NotFound
from server.kernel.i18n import nfc
from server.meetings.access import meeting_to_edit, uuid_of
from server.meetings.models import AgendaItem, Meeting

FIELDS = (*WORDS, "layout", *MARKS)


class NoticeMoved(DomainError):
    """The notice says something else than what was shown: nobody approves words unseen."""

    status, code = 409, "notice-moved"


class NotSubmitted(DomainError):
    """Only what was submitted is approved or returned."""

    status, code = 409, "notice-not-submitted"


class EmptyNotice(DomainError):
    """Nothing stands in the draft that could be issued."""

    status, code = 409, "notice-empty"


def save_words(
    tx: Tx, *, meeting_key: UUID | str, version: int, base: dict[str, str], to: dict[str, str]
) -> int:
    """Write the notice's own words, layout and marks. Returns the draft's id.

    `base` and `to` are texts by FIELDS; `version` is 0 where nothing was written yet. What was
    approved is a draft again. Raises NotFound, FileComplete, EditConflict or BadForm.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    row = _draft(tx, meeting)
    said = content_of(tx.session, meeting, in_draft(tx.session, meeting.id))
    there = fields_of(said, row)
    to = {name: nfc(text) for name, text in to.items()}
    mine = {name: text for name, text in to.items() if text != nfc(base[name])}
    _check(mine)
    moved = [name for name in mine if there[name] not in (nfc(base[name]), mine[name])]
    if moved and row.version != version:
        theirs = {name: there[name] for name in moved}
        raise EditConflict(theirs, {name: mine[name] for name in moved}, row.version)
    mine = {name: text for name, text in mine.items() if text != there[name]}
    if not mine:
        return row.id
    row.words = row.words | {name: mine[name] for name in WORDS if name in mine}
    row.marks = row.marks | {name: mine[name] for name in MARKS if name in mine}
    row.layout = mine.get("layout", row.layout)
    if row.state == "approved":
        _reopen(row)
    _told(tx, meeting, **{f"of_{name}": (there[name], text) for name, text in mine.items()})
    return row.id


def fields_of(said: Mapping[str, Any], row: NoticeDraft | None) -> dict[str, str]:
    """Return a draft's FIELDS as they are now; `said` is its content."""
    marks = {name: said["marks"].get(name, "") for name in MARKS}
    return {**said["words"], **marks, "layout": row.layout if row else ""}


def _check(mine: dict[str, str]) -> None:
    known: dict[str, Any] = {"urgency": URGENCIES, "circulation": CIRCULATIONS}
    known["layout"] = ("", *layouts())
    wrong = {name: "field-bad" for name in known if mine.get(name, "") not in known[name]}
    if wrong:
        raise BadForm(wrong)


def submit(tx: Tx, *, meeting_key: UUID | str, digest: str) -> int:
    """Put the notice to the chair (*Trình duyệt*), as it was shown. Returns the draft's id.

    A draft that was returned or approved before comes as the next *Dự thảo lần n*. Raises NotFound,
    FileComplete, EmptyNotice or NoticeMoved.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    row = _draft(tx, meeting)
    _shown(tx, meeting, digest)
    if row.state != "submitted":
        row.turn += row.state in ("returned", "approved")
        _reopen(row)
        row.state, row.submitted_at = "submitted", tx.now
        row.submitted_by_id = tx.actor.user_id or None
        _told(tx, meeting, state="submitted", turn=row.turn)
    return row.id


def take_back(tx: Tx, *, meeting_key: UUID | str) -> int:
    """Take what was submitted or approved back into the office's hands. Returns the draft's id."""
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    row = _draft(tx, meeting)
    if row.state in ("submitted", "approved"):
        _reopen(row)
        _told(tx, meeting, state="drafting")
    return row.id


def approve(tx: Tx, *, meeting_key: UUID | str, digest: str) -> int:
    """The chair approves the notice (*Duyệt*), every word of it. Returns the draft's id.

    `digest` is that of what was shown. Raises NotFound, FileComplete, NotSubmitted or NoticeMoved.
    """
    meeting = access.meeting_to_agree(tx, meeting_key)
    row = _draft(tx, meeting)
    if row.state not in ("submitted", "approved"):
        raise NotSubmitted
    return _approve(tx, meeting, row, digest, "chair")


def record_approved(tx: Tx, *, meeting_key: UUID | str, digest: str) -> int:
    """The office records that the chair approved it on paper. Returns the draft's id.

    Raises NotFound, FileComplete, EmptyNotice or NoticeMoved.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    return _approve(tx, meeting, _draft(tx, meeting), digest, "recorded")


def _approve(tx: Tx, meeting: Meeting, row: NoticeDraft, digest: str, said_as: str) -> int:
    _shown(tx, meeting, digest)
    if row.state == "approved" and row.approved_digest == digest:
        return row.id
    row.state, row.approved_digest, row.answer = "approved", digest, ""
    row.approved_at, row.approved_by_id = tx.now, tx.actor.user_id or None
    for conclusion in in_draft(tx.session, meeting.id):
        if not conclusion.agreed_as:  # the words of the draft, which the whole has
            conclusion.agreed_as, conclusion.agreed_at = said_as, tx.now
            conclusion.agreed_by_id = tx.actor.user_id or None
            item = tx.session.get_one(AgendaItem, conclusion.item_id)
            changed(tx, item, conclusion.id, agreed_as=said_as, text=conclusion.text)
    _told(tx, meeting, state="approved", said_as=said_as, digest=digest)
    return row.id


def return_draft(tx: Tx, *, meeting_key: UUID | str, answer: str) -> int:
    """The chair returns it with words (*Trả lại*). Returns the draft's id.

    Raises NotFound, FileComplete, NotSubmitted or BadForm.
    """
    meeting = access.meeting_to_agree(tx, meeting_key)
    row = _draft(tx, meeting)
    if row.state not in ("submitted", "approved"):
        raise NotSubmitted
    if not nfc(answer):
        raise BadForm({"answer": "field-required"})
    _reopen(row)
    row.state, row.answer = "returned", nfc(answer)
    _told(tx, meeting, state="returned", answer=row.answer)
    return row.id


def comment(
    tx: Tx, *, meeting_key: UUID | str, text: str, conclusion_key: UUID | str | None = None
) -> str:
    """Say something about the draft, or about one conclusion of it. Returns the comment's key.

    Raises NotFound, FileComplete or BadForm.
    """
    meeting = access.meeting_to_comment(tx, meeting_key)
    if not nfc(text):
        raise BadForm({"text": "field-required"})
    about = None
    if conclusion_key is not None:
        about = tx.session.exec(
            select(Conclusion.id)
            .where(Conclusion.key == uuid_of(conclusion_key))
            .where(Conclusion.meeting_id == meeting.id)
        ).first()
        if about is None:
            raise NotFound
    row = tx.add(
        DraftComment(
            meeting_id=meeting.id,
            conclusion_id=about,
            text=nfc(text),
            said_by_id=tx.actor.user_id,
            said_at=tx.now,
        )
    )
    _told(tx, meeting, comment=row.text)
    return str(row.key)


def settle_comment(tx: Tx, *, key: UUID | str, answer: str = "") -> int:
    """The office has dealt with a comment. Returns its id. Raises NotFound or FileComplete."""
    row, meeting = access.comment_to_settle(tx, key)
    if row.settled_at is None:
        row.answer, row.settled_at = nfc(answer), tx.now
        row.settled_by_id = tx.actor.user_id or None
        _told(tx, meeting, settled=row.text, answer=row.answer)
    return row.id


def _draft(tx: Tx, meeting: Meeting) -> NoticeDraft:
    return draft_of(tx.session, meeting.id) or tx.add(NoticeDraft(meeting_id=meeting.id))


def _shown(tx: Tx, meeting: Meeting, digest: str) -> None:
    """Look whether the notice says what was shown. Raises EmptyNotice or NoticeMoved."""
    rows = in_draft(tx.session, meeting.id)
    if not rows:
        raise EmptyNotice
    if digest_of(content_of(tx.session, meeting, rows)) != digest:
        raise NoticeMoved


def _reopen(row: NoticeDraft) -> None:
    row.state, row.approved_digest, row.answer = "drafting", "", ""
    row.approved_at = row.approved_by_id = None


def _told(tx: Tx, meeting: Meeting, **detail: object) -> None:
    tx.emit(NoticeDraftChanged(meeting_id=meeting.id), **detail)
