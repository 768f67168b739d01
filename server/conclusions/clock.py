"""How long a notice takes (*Đồng hồ ban hành*): from the end of the session to its issue, and on
whose desk it is."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from server.conclusions.content import content_of, digest_of, draft_of, in_draft
from server.conclusions.models import Conclusion, Notice, NoticeDraft
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.workdays import office_days
from server.meetings.models import Meeting
from server.tasks.rules import follow_up_rules


@dataclass(frozen=True)
class Clock:
    """A meeting's notice on its way. `desk`: office (drafting), chair (approving), records (number
    and signature) or signed (issued, the signed copy is awaited).

    `due` is the day by which it is to be issued, `days` how many working days have passed since the
    session ended, `late` how many of them after `due`; `since` is when this desk got it.
    """

    meeting_id: int
    meeting_key: str
    meeting_title: str
    desk: str
    ended_at: datetime
    since: datetime
    due: date
    days: int
    late: int
    notice_key: str = ""


def standing_of(db: Session, meeting: Meeting, draft: NoticeDraft | None) -> str:
    """Return how far a draft is, for a caller: drafting, submitted, returned, approved, or changed:
    approved, but it says something else since, and so is a draft again."""
    if draft is None or draft.state != "approved":
        return draft.state if draft else "drafting"
    said = content_of(db, meeting, in_draft(db, meeting.id))
    return "approved" if digest_of(said) == draft.approved_digest else "changed"


def clock_of(db: Session, meeting: Meeting) -> Clock | None:
    """Return where a meeting's notice is, whoever asks: None before the session's end, where there
    is nothing to issue, and once the signed copy is here."""
    if meeting.ended_at is None:
        return None
    left = db.exec(
        select(func.count(col(Conclusion.id)))
        .where(Conclusion.meeting_id == meeting.id)
        .where(col(Conclusion.notice_id).is_(None))
        .where(col(Conclusion.removed) == False)  # noqa: E712
    ).one()
    if not left:
        return _unsigned(db, meeting)
    draft = draft_of(db, meeting.id)
    standing = standing_of(db, meeting, draft)
    desk = {"submitted": "chair", "approved": "records"}.get(standing, "office")
    since = {
        "chair": draft.submitted_at if draft else None,
        "records": draft.approved_at if draft else None,
    }.get(desk)
    return _clock(db, meeting, desk, since or meeting.ended_at, today(now()))


def _unsigned(db: Session, meeting: Meeting) -> Clock | None:
    notice = db.exec(
        select(Notice)
        .where(Notice.meeting_id == meeting.id)
        .where(Notice.layout != "")  # of before there were documents, none comes back
        .where(col(Notice.signed_sha256).is_(None))
        .order_by(col(Notice.id))
    ).first()
    if notice is None:
        return None
    return _clock(db, meeting, "signed", notice.issued_at, notice.issued_on, str(notice.key))


def _clock(
    db: Session, meeting: Meeting, desk: str, since: datetime, until: date, key: str = ""
) -> Clock:
    """Return the clock as it stands on `until`: today, or the day of issue."""
    assert meeting.ended_at is not None
    days, ended = office_days(), today(meeting.ended_at)
    due = days.after(ended, follow_up_rules(db).notice)
    return Clock(
        meeting_id=meeting.id,
        meeting_key=str(meeting.key),
        meeting_title=meeting.title,
        desk=desk,
        ended_at=meeting.ended_at,
        since=since,
        due=due,
        days=max(days.between(ended, until), 0),
        late=max(days.between(due, until), 0) if until > due else 0,
        notice_key=key,
    )
