"""Reads of the draft notice as a document: what it says, how far it is, what was said about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from server.conclusions.clock import Clock, clock_of, standing_of
from server.conclusions.content import KIND, content_of, digest_of, draft_of, in_draft
from server.conclusions.drafting import fields_of
from server.conclusions.models import Conclusion, DraftComment, Notice, NoticeDraft
from server.conclusions.queries import ConclusionLine, lines_of_conclusions
from server.conclusions.sheet import drawn
from server.kernel.documents.document import Document
from server.kernel.documents.layouts import layout_on
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.meetings.access import Audience, meeting_to_see, uuid_of
from server.meetings.models import Meeting
from server.people.access import Viewer, may, require
from server.people.documents import settings_of
from server.people.numbering import ToNumber, full_number, next_number
from server.people.queries import account_names


@dataclass(frozen=True)
class CommentLine:
    """What somebody said about the draft; `about` is a conclusion's number, or None."""

    key: str
    by: str
    at: datetime
    text: str
    about: int | None
    answer: str
    settled: bool


@dataclass(frozen=True)
class NoticeDraftView:
    """A draft notice. `state` is clock.standing_of's; `digest` that of all it says, "" while
    nothing stands in it; `fields` are drafting.FIELDS; `version` 0: nobody wrote any yet.

    `left` counts conclusions that do not go into it yet; `issued`: (number, key) of the meeting's
    notices that were.
    """

    meeting_id: int
    meeting_key: str
    meeting_title: str
    open: bool
    state: str
    version: int
    turn: int
    digest: str
    fields: dict[str, str]
    rules: str
    document: Document
    lines: tuple[ConclusionLine, ...]
    left: int
    answer: str
    submitted_by: str
    submitted_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    comments: tuple[CommentLine, ...]
    clock: Clock | None
    issued: tuple[tuple[str, str], ...]

    @property
    def differing(self) -> tuple[ConclusionLine, ...]:
        """Those that the draft says in other words than the session."""
        return tuple(line for line in self.lines if line.differs)

    @property
    def changing(self) -> tuple[ConclusionLine, ...]:
        """Those that change tasks given before."""
        return tuple(line for line in self.lines if line.terms)


def load_notice_draft(db: Session, meeting_id: int) -> NoticeDraftView:
    """Return a meeting's draft notice, whoever asks: callers look who reads it."""
    meeting = db.get_one(Meeting, meeting_id)
    draft, rows = draft_of(db, meeting_id), in_draft(db, meeting_id)
    said = content_of(db, meeting, rows)
    names = account_names(
        db, {i for i in (draft.submitted_by_id, draft.approved_by_id) if i} if draft else ()
    )
    state = standing_of(db, meeting, draft)
    standing = db.exec(
        select(func.count(col(Conclusion.id)))
        .where(Conclusion.meeting_id == meeting_id)
        .where(col(Conclusion.notice_id).is_(None))
        .where(col(Conclusion.removed) == False)  # noqa: E712
    ).one()
    turn = draft.turn if draft else 1
    return NoticeDraftView(
        meeting_id=meeting.id,
        meeting_key=str(meeting.key),
        meeting_title=meeting.title,
        open=meeting.session_state != "complete",
        state=state,
        version=draft.version if draft else 0,
        turn=turn,
        digest=digest_of(said) if rows else "",
        fields=fields_of(said, draft),
        rules=_rules(said),
        document=drawn(said, today(now()), turn),
        lines=lines_of_conclusions(db, rows),
        left=standing - len(rows),
        answer=draft.answer if draft else "",
        submitted_by=names.get(draft.submitted_by_id or 0, "") if draft else "",
        submitted_at=draft.submitted_at if draft else None,
        approved_by=names.get(draft.approved_by_id or 0, "") if draft else "",
        approved_at=draft.approved_at if draft else None,
        comments=_comments(db, meeting_id),
        clock=clock_of(db, meeting),
        issued=_issued(db, meeting_id),
    )


def _issued(db: Session, meeting_id: int) -> tuple[tuple[str, str], ...]:
    asked = select(Notice).where(Notice.meeting_id == meeting_id).order_by(col(Notice.id))
    return tuple((full_number(each.number, each.symbol), str(each.key)) for each in db.exec(asked))


def _rules(said: dict[str, Any]) -> str:
    return layout_on(today(now()), said["vocabulary"], said["layout"]).name


def _comments(db: Session, meeting_id: int) -> tuple[CommentLine, ...]:
    """What was said since the meeting's last notice was issued."""
    issued = db.exec(
        select(func.max(Notice.issued_at)).where(Notice.meeting_id == meeting_id)
    ).one()
    asked = (
        select(DraftComment, Conclusion.number)
        .outerjoin(Conclusion, col(Conclusion.id) == col(DraftComment.conclusion_id))
        .where(DraftComment.meeting_id == meeting_id)
        .where(col(DraftComment.minutes_id).is_(None))
        .order_by(col(DraftComment.id))
    )
    rows = [
        (row, number) for row, number in db.exec(asked) if issued is None or row.said_at > issued
    ]
    names = account_names(db, {row.said_by_id for row, _number in rows})
    return tuple(
        CommentLine(
            key=str(row.key),
            by=names.get(row.said_by_id, ""),
            at=row.said_at,
            text=row.text,
            about=number,
            answer=row.answer,
            settled=row.settled_at is not None,
        )
        for row, number in rows
    )


def notice_draft(db: Session, audience: Audience) -> NoticeDraftView:
    """Return a meeting's draft notice, for the office or the chair. Raises NotFound."""
    if not audience.sees_all:
        raise NotFound
    return load_notice_draft(db, audience.meeting_id)


def draft_to_edit(db: Session, viewer: Viewer, key: str) -> NoticeDraftView:
    """Return what the editor of the notice's own words shows. Raises NotFound."""
    require(viewer, "conclusions.note")
    _meeting, audience = meeting_to_see(db, viewer, key)
    return notice_draft(db, audience)


def draft_to_comment(db: Session, viewer: Viewer, key: str) -> tuple[NoticeDraftView, bool]:
    """Return the draft the viewer comments on, and whether he or she chairs. Raises NotFound."""
    _meeting, audience = meeting_to_see(db, viewer, key)
    return notice_draft(db, audience), audience.chairs


def comment_to_settle(db: Session, viewer: Viewer, key: str) -> CommentLine:
    """Return a comment that the office deals with. Raises NotFound."""
    require(viewer, "conclusions.note")
    row = db.exec(select(DraftComment).where(DraftComment.key == uuid_of(key))).first()
    if row is None or row.minutes_id is not None:
        raise NotFound
    return next(line for line in _comments(db, row.meeting_id) if line.key == str(row.key))


# --- for a number --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbering:
    """An approved notice that gets its number: what is proposed, what it says and its digest."""

    meeting_key: str
    meeting_title: str
    number: int
    symbol: str
    day: date
    digest: str
    document: Document
    approved_by: str
    approved_at: datetime | None
    clock: Clock | None


def to_number(db: Session, viewer: Viewer, key: str) -> Numbering:
    """Return the approved notice of a meeting, for who gives numbers. Raises NotFound."""
    require(viewer, "documents.number")
    meeting = db.exec(select(Meeting).where(Meeting.key == uuid_of(key))).first()
    draft = draft_of(db, meeting.id) if meeting else None
    if meeting is None or draft is None or standing_of(db, meeting, draft) != "approved":
        raise NotFound
    day, settings = today(now()), settings_of(db, meeting.body_id, KIND)
    said = content_of(db, meeting, in_draft(db, meeting.id))
    return Numbering(
        meeting_key=str(meeting.key),
        meeting_title=meeting.title,
        number=next_number(db, meeting.body_id, KIND, day),
        symbol=settings.type_symbol,
        day=day,
        digest=draft.approved_digest,
        document=drawn(said, day),
        approved_by=account_names(db, [draft.approved_by_id or 0]).get(
            draft.approved_by_id or 0, ""
        ),
        approved_at=draft.approved_at,
        clock=clock_of(db, meeting),
    )


@dataclass(frozen=True)
class ToSign:
    """An issued notice whose signed copy is awaited, or here (`signed_name`)."""

    key: str
    number: str
    signed_name: str


def notice_to_sign(db: Session, viewer: Viewer, key: str) -> ToSign:
    """Return the notice whose signed copy is brought, for who gives numbers. Raises NotFound."""
    require(viewer, "documents.number")
    row = db.exec(select(Notice).where(Notice.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    return ToSign(str(row.key), full_number(row.number, row.symbol), row.signed_name)


def notices_to_number(db: Session) -> list[ToNumber]:
    """Return the approved notices that wait for a number, for a caller that may know."""
    found = []
    rows = db.exec(
        select(NoticeDraft, Meeting)
        .join(Meeting, col(Meeting.id) == col(NoticeDraft.meeting_id))
        .where(NoticeDraft.state == "approved")
        .order_by(col(NoticeDraft.approved_at))
    ).all()
    for draft, meeting in rows:
        if standing_of(db, meeting, draft) == "approved" and draft.approved_at:
            settings = settings_of(db, meeting.body_id, KIND)
            clock = clock_of(db, meeting)
            found.append(
                ToNumber(
                    kind=KIND,
                    body=settings.body,
                    subject=draft.words.get("subject") or meeting.title,
                    since=draft.approved_at,
                    due=clock.due if clock else None,
                    late=clock.late if clock else 0,
                    page="number_form",
                    target=str(meeting.key),
                )
            )
    return found


def draft_file(db: Session, viewer: Viewer, key: str) -> Document:
    """Return the draft to be drawn, for the office and the chair; for who numbers, once it is
    approved. Raises NotFound."""
    if may(viewer, "documents.number") and not may(viewer, "conclusions.note"):
        return to_number(db, viewer, key).document
    return draft_to_comment(db, viewer, key)[0].document
