"""Minutes (*Biên bản*): made from the meeting, circulated, approved, signed, then only added to,
also once the session's file is complete.

The office writes and circulates them to those who took part, who comment until a day. The chair
approves them, or the office records it; a board's are approved at its next session, which is named.
Then they are frozen under a hash. When the signed copy has come back they are locked, and the
opinions become what the body has ruled.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, func, select

from server.conclusions import minutes_source as source
from server.conclusions.events import MinutesChanged
from server.conclusions.minutes_access import minutes_for_number, minutes_to_edit
from server.conclusions.minutes_errors import (
    MinutesMisdated,
    MinutesMoved,
    NextSessionNeeded,
    WrongMinutesState,
)
from server.conclusions.models import DraftComment, Minutes, MinutesSupplement, Opinion
from server.kernel.db import Tx
from server.kernel.errors import BadForm, EditConflict, NotFound
from server.kernel.events import EventRow
from server.kernel.i18n import today
from server.meetings.access import meeting_to_edit, uuid_of
from server.meetings.errors import WrongOrder
from server.meetings.models import Meeting
from server.people.numbering import give_number


def _tell(tx: Tx, minutes: Minutes, **detail: Any) -> None:
    tx.emit(MinutesChanged(meeting_id=minutes.meeting_id, minutes_id=minutes.id), **detail)


def _need(minutes: Minutes, *states: str) -> None:
    if minutes.state not in states:
        raise WrongMinutesState


def open_minutes(tx: Tx, *, meeting_key: UUID | str) -> str:
    """Draft the minutes of a session that has begun; returns their key. Twice is once.

    Raises NotFound, FileComplete or WrongOrder.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.note")
    if meeting.session_state == "planned":
        raise WrongOrder
    minutes = tx.session.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    if minutes is None:
        minutes = tx.add(Minutes(meeting_id=meeting.id))
        _tell(tx, minutes, state=("", "drafting"))
    return str(minutes.key)


def write_words(
    tx: Tx, *, meeting_key: UUID | str, version: int, base: dict[str, str], to: dict[str, str]
) -> int:
    """Write the minutes' own texts (minutes_source.TEXTS, ITEM + key), as long as not approved.

    Texts left as they were shown are nobody's change. Returns the id. Raises NotFound,
    FileComplete, WrongMinutesState or EditConflict with both texts.
    """
    minutes, meeting = minutes_to_edit(tx, meeting_key)
    _need(minutes, "drafting", "circulated")
    there = source.words_of(tx.session, meeting, minutes)
    asked = {name: text for name, text in to.items() if name in there and text != base[name]}
    if minutes.version != version:
        moved = [name for name in asked if there[name] not in (base[name], asked[name])]
        if moved:
            theirs = {name: there[name] for name in moved}
            raise EditConflict(theirs, {name: asked[name] for name in moved}, minutes.version)
    changed = {name: text for name, text in asked.items() if text != there[name]}
    if changed:
        minutes.words = minutes.words | changed
        _tell(tx, minutes, words={name: (there[name], text) for name, text in changed.items()})
    return minutes.id


def circulate(tx: Tx, *, meeting_key: UUID | str, answer_by: date) -> int:
    """Circulate the draft to those who took part, who comment until `answer_by`; again: a new day.

    Returns the id. Raises NotFound, FileComplete, WrongMinutesState or MinutesMisdated.
    """
    minutes, _meeting = minutes_to_edit(tx, meeting_key)
    _need(minutes, "drafting", "circulated")
    if answer_by < today(tx.now):
        raise MinutesMisdated
    was = minutes.state
    if (was, minutes.answer_by) != ("circulated", answer_by):
        minutes.state, minutes.answer_by = "circulated", answer_by
        minutes.circulated_at = minutes.circulated_at or tx.now
        _tell(tx, minutes, state=(was, "circulated"), answer_by=answer_by.isoformat())
    return minutes.id


def comment(tx: Tx, *, meeting_key: UUID | str, text: str) -> str:
    """Comment circulated minutes, as one who takes part, until their day; returns the key.

    Raises NotFound, FileComplete, WrongMinutesState or BadForm.
    """
    minutes, meeting = minutes_to_edit(tx, meeting_key, commenting=True)
    _need(minutes, "circulated")
    if minutes.answer_by is not None and today(tx.now) > minutes.answer_by:
        raise WrongMinutesState
    if not text.strip():
        raise BadForm({"text": "field-required"})
    row = DraftComment(
        meeting_id=meeting.id,
        minutes_id=minutes.id,
        text=text.strip(),
        said_by_id=tx.actor.user_id,
        said_at=tx.now,
    )
    tx.add(row)
    _tell(tx, minutes, comment=row.id)
    return str(row.key)


def answer_comment(tx: Tx, *, meeting_key: UUID | str, key: UUID | str, answer: str) -> int:
    """Say what became of a comment; returns its id. Raises NotFound or FileComplete."""
    minutes, _meeting = minutes_to_edit(tx, meeting_key)
    row = tx.session.exec(
        select(DraftComment)
        .where(DraftComment.key == uuid_of(key))
        .where(DraftComment.minutes_id == minutes.id)
    ).first()
    if row is None:
        raise NotFound
    if row.settled_at is None or row.answer != answer:
        row.answer, row.settled_by_id, row.settled_at = answer, tx.actor.user_id, tx.now
        _tell(tx, minutes, comment=row.id, settled=True)
    return row.id


def approve(
    tx: Tx, *, meeting_key: UUID | str, seen: str, next_key: UUID | str | None = None
) -> int:
    """Approve the minutes and freeze them; by the chair, or the office records it.

    `seen` is the digest of what was shown. A board names the next session, at which it approved
    them. Returns the id. Raises NotFound, FileComplete, WrongMinutesState, MinutesMoved or
    NextSessionNeeded.
    """
    minutes, meeting = minutes_to_edit(tx, meeting_key, "session.lead")
    _need(minutes, "drafting", "circulated")
    said = source.said_by(tx.session, meeting, minutes)
    if source.digest(said) != seen:
        raise MinutesMoved
    board = source.settings_for(tx.session, meeting).vocabulary == "board"
    if board or next_key:
        minutes.approved_at_id = _next_session(tx, meeting, next_key).id
    was, minutes.state = minutes.state, "approved"
    minutes.wording, minutes.sha256 = source.canonical(said), seen
    minutes.approved_by_id, minutes.approved_at = tx.actor.user_id or None, tx.now
    _tell(tx, minutes, state=(was, "approved"), sha256=seen)
    return minutes.id


def _next_session(tx: Tx, meeting: Meeting, key: UUID | str | None) -> Meeting:
    found = None
    if key:
        found = tx.session.exec(select(Meeting).where(Meeting.key == uuid_of(key))).first()
    if found is None or found.body_id != meeting.body_id or found.starts_at <= meeting.starts_at:
        raise NextSessionNeeded
    return found


def number_minutes(
    tx: Tx, *, meeting_key: UUID | str, number: int, symbol: str, issued_on: date
) -> int:
    """Enter number and date of approved minutes, once; returns their id.

    Raises NotFound, WrongMinutesState, MinutesMisdated, BadForm or NumberTaken.
    """
    minutes, meeting, given = minutes_for_number(tx, meeting_key)
    _need(minutes, "approved", "signed")
    if given:
        raise WrongMinutesState
    if not today(meeting.starts_at) <= issued_on <= max(today(tx.now), today(meeting.starts_at)):
        raise MinutesMisdated
    row = give_number(
        tx,
        body_id=meeting.body_id,
        kind=source.KIND,
        number=number,
        symbol=symbol,
        issued_on=issued_on,
        subject=meeting.title,
        page="minutes",
        target=str(meeting.key),
    )
    minutes.pdf_sha256 = minutes.docx_sha256 = None  # drawn again with it
    _tell(tx, minutes, number=row.full)
    return minutes.id


def bind_signed(tx: Tx, *, meeting_key: UUID | str, sha256: str, file_name: str) -> int:
    """Bind the signed copy that came back; the minutes are locked, the opinions as ruled.

    The copy with this hash is stored already. Returns the id. Raises NotFound, FileComplete or
    WrongMinutesState.
    """
    minutes, meeting = minutes_to_edit(tx, meeting_key)
    _need(minutes, "approved")
    minutes.state, minutes.signed_sha256, minutes.signed_name = "signed", sha256, file_name
    minutes.signed_by_id, minutes.signed_at = tx.actor.user_id or None, tx.now
    _tell(tx, minutes, state=("approved", "signed"), signed=sha256)
    if source.settings_for(tx.session, meeting).opinions_after == "remove":
        _remove_opinions(tx, meeting.id)
    return minutes.id


def _remove_opinions(tx: Tx, meeting_id: int) -> None:
    """Delete a meeting's opinions; what happened to them stays in the trail without a detail."""
    tx.session.execute(delete(Opinion).where(col(Opinion.meeting_id) == meeting_id))
    happened = select(EventRow).where(
        EventRow.stream == f"meeting:{meeting_id}", EventRow.name == "opinion-changed"
    )
    for row in tx.session.exec(happened):
        row.detail = {}


def supplement(tx: Tx, *, meeting_key: UUID | str, text: str) -> int:
    """Add to signed minutes (*Bổ sung biên bản*); returns the supplement's number.

    Also once the session's file is complete: what stands there stays, this comes after it. Raises
    NotFound, WrongMinutesState or BadForm.
    """
    minutes, _meeting = minutes_to_edit(tx, meeting_key, complete=True)
    _need(minutes, "signed")
    if not text.strip():
        raise BadForm({"text": "field-required"})
    last = tx.session.exec(
        select(func.max(MinutesSupplement.number)).where(MinutesSupplement.minutes_id == minutes.id)
    ).one()
    row = MinutesSupplement(
        minutes_id=minutes.id,
        number=(last or 0) + 1,
        text=text.strip(),
        made_by_id=tx.actor.user_id,
        made_at=tx.now,
    )
    tx.add(row)
    minutes.pdf_sha256 = minutes.docx_sha256 = None  # drawn again with it
    _tell(tx, minutes, supplement=row.number)
    return row.number


def keep_files(tx: Tx, *, meeting_key: UUID | str, pdf_sha256: str, docx_sha256: str) -> int:
    """Keep the documents drawn of approved minutes, the first ones. Returns their id.

    Raises NotFound or WrongMinutesState.
    """
    minutes, _meeting = minutes_to_edit(tx, meeting_key, complete=True)
    _need(minutes, "approved", "signed")
    if minutes.pdf_sha256 is None or minutes.docx_sha256 is None:
        minutes.pdf_sha256, minutes.docx_sha256 = pdf_sha256, docx_sha256
    return minutes.id
