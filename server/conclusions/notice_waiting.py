"""What of a notice waits for whom (*Việc cần xử lý*), and how long there still is."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from server.conclusions.clock import Clock, clock_of
from server.conclusions.models import Conclusion, Notice, NoticeDraft
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext, show_date
from server.meetings.models import Attendee, Meeting
from server.people.access import Viewer, may


@dataclass(frozen=True)
class NoticeWaiting:
    """A notice that waits for the viewer.

    `kind`: approve-notice (the chair), draft-notice and return-notice (the office), number-notice
    and signed-notice (who gives numbers). `page` is the route where it is done, about `key`; `why`
    says it in words, `on` is the day it is due, `late` whether that is past.
    """

    kind: str
    key: str
    words: str
    page: str
    why: str
    on: date | None = None
    late: bool = False


def notices_waiting(db: Session, viewer: Viewer) -> list[NoticeWaiting]:
    """Return the notices that wait for the viewer, what is late first."""
    found = _to_approve(db, viewer)
    notes, numbers = may(viewer, "conclusions.note"), may(viewer, "documents.number")
    if notes or numbers:
        for meeting in _on_their_way(db):
            clock = clock_of(db, meeting)
            if clock is None:
                continue
            if clock.desk == "office" and notes:
                found.append(_office(db, clock))
            elif clock.desk == "records" and numbers:
                why = _("The notice is approved and waits for its number.")
                found.append(_line("number-notice", clock, "number_form", why))
            elif clock.desk == "signed" and numbers:
                why = _("The notice is issued; its signed copy is awaited.")
                found.append(_line("signed-notice", clock, "notice", why))
    return sorted(found, key=lambda waiting: not waiting.late)


def _on_their_way(db: Session) -> list[Meeting]:
    """Meetings that have ended and whose notice is not issued, or not signed."""
    noted = (
        select(Conclusion.meeting_id)
        .where(col(Conclusion.notice_id).is_(None))
        .where(col(Conclusion.removed) == False)  # noqa: E712
    )
    unsigned = (
        select(Notice.meeting_id)
        .where(Notice.layout != "")
        .where(col(Notice.signed_sha256).is_(None))
    )
    rows = db.exec(
        select(Meeting)
        .where(col(Meeting.ended_at).is_not(None))
        .where(
            ((col(Meeting.session_state) == "ended") & col(Meeting.id).in_(noted))
            | col(Meeting.id).in_(unsigned)
        )
        .order_by(col(Meeting.ended_at))
    )
    return list(rows)


def _to_approve(db: Session, viewer: Viewer) -> list[NoticeWaiting]:
    """Notices put to the viewer, who chaired."""
    rows = db.exec(
        select(Meeting)
        .join(Attendee, col(Attendee.meeting_id) == col(Meeting.id))
        .join(NoticeDraft, col(NoticeDraft.meeting_id) == col(Meeting.id))
        .where(Attendee.account_id == viewer.user_id)
        .where(Attendee.tier == "chair")
        .where(NoticeDraft.state == "submitted")
        .order_by(col(NoticeDraft.submitted_at))
    )
    return [_approving(db, meeting) for meeting in rows]


def _approving(db: Session, meeting: Meeting) -> NoticeWaiting:
    why = _("The notice of conclusion waits for your approval.")
    if (clock := clock_of(db, meeting)) is not None:
        return _line("approve-notice", clock, "notice_approval", why)
    return NoticeWaiting("approve-notice", str(meeting.key), meeting.title, "notice_approval", why)


def _office(db: Session, clock: Clock) -> NoticeWaiting:
    draft = db.exec(select(NoticeDraft).where(NoticeDraft.meeting_id == clock.meeting_id)).first()
    if draft is not None and draft.state == "returned":
        why = _("The chair returned the draft notice.") + f" {draft.answer}"
        return _line("return-notice", clock, "draft_notice", why)
    return _line("draft-notice", clock, "draft_notice", _("The notice is to be drafted."))


def _line(kind: str, clock: Clock, page: str, why: str) -> NoticeWaiting:
    """One line; of what is late it says by how much."""
    late = clock.late > 0 and clock.desk != "signed"
    if late:
        said = ngettext("%(num)s working day late", "%(num)s working days late", clock.late)
        said %= {"num": clock.late}
        why += f" {said[0].upper()}{said[1:]}."
    elif clock.desk != "signed":
        why += " " + _("To be issued by %(day)s.") % {"day": show_date(clock.due)}
    key = clock.notice_key if kind == "signed-notice" else clock.meeting_key
    return NoticeWaiting(kind, key, clock.meeting_title, page, why, clock.due, late)
