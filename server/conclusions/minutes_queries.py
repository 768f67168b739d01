"""Minutes for pages and files: what they say to whom, comments, supplements, what can be done."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from server.conclusions import minutes_source as source
from server.conclusions.access import sees_item
from server.conclusions.minutes_access import MinutesReader, minutes_to_see, number_of
from server.conclusions.minutes_document import document_of
from server.conclusions.models import Conclusion, DraftComment, Minutes, MinutesSupplement
from server.kernel.documents.document import Document
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.meetings.models import AgendaItem, Meeting
from server.people.access import Viewer
from server.people.models import IssuedNumber
from server.people.numbering import next_number
from server.people.queries import account_names


@dataclass(frozen=True)
class CommentLine:
    """A comment on the draft minutes; `settled` once the office has dealt with it."""

    key: str
    by: str
    at: datetime
    text: str
    answer: str
    settled: bool


@dataclass(frozen=True)
class SupplementLine:
    """What was added to signed minutes."""

    number: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class MinutesView:
    """The minutes of a meeting as one reader sees them; `state` "" while there are none.

    `unagreed`: how many conclusions are left out because nobody agreed to them. `digest` is that
    of all that they say, for who approves. `words` are their own texts, `items` (key, title) those
    that have one; `next_sessions` (key, title) are those that can approve a board's.
    """

    meeting_id: int
    meeting_key: str
    meeting_title: str
    begun: bool
    board: bool
    state: str = ""
    version: int = 0
    open: bool = True
    answer_by: date | None = None
    may_comment: bool = False
    document: Document | None = None
    number: str = ""
    sha256: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None
    file_name: str = ""
    approved_session: str = ""
    signed_sha256: str = ""
    unagreed: int = 0
    digest: str = ""
    proposed_number: int = 0
    symbol: str = ""
    held_on: date | None = None
    words: tuple[tuple[str, str], ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    next_sessions: tuple[tuple[str, str], ...] = ()
    comments: tuple[CommentLine, ...] = ()
    supplements: tuple[SupplementLine, ...] = ()


def view(db: Session, audience: MinutesReader) -> MinutesView:
    """Return the minutes of the audience's meeting as it may read them."""
    meeting = db.get_one(Meeting, audience.meeting_id)
    minutes = db.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    settings = source.settings_for(db, meeting)
    found = MinutesView(
        meeting_id=meeting.id,
        meeting_key=str(meeting.key),
        meeting_title=meeting.title,
        begun=meeting.session_state != "planned",
        board=settings.vocabulary == "board",
        open=meeting.session_state != "complete",
    )
    if minutes is None:
        return found
    said, spoken = _within_sight(db, audience, meeting, minutes)
    given = number_of(db, meeting)
    day = today(now())
    in_time = minutes.answer_by is None or day <= minutes.answer_by
    takes_part = audience.audience is not None
    names = account_names(db, [minutes.approved_by_id] if minutes.approved_by_id else [])
    at = db.get(Meeting, minutes.approved_at_id) if minutes.approved_at_id else None
    supplements = _supplements(db, minutes)
    found = replace(
        found,
        state=minutes.state,
        version=minutes.version,
        answer_by=minutes.answer_by,
        may_comment=minutes.state == "circulated" and in_time and takes_part and found.open,
        document=document_of(
            said,
            spoken,
            settings,
            number=given.full if given else "",
            issued_on=given.issued_on if given else None,
            draft=minutes.state in ("drafting", "circulated"),
            supplements=tuple(line.text for line in supplements),
        ),
        number=given.full if given else "",
        sha256=minutes.sha256,
        file_name=file_name(meeting, given),
        approved_by=names.get(minutes.approved_by_id or 0, ""),
        approved_at=minutes.approved_at,
        approved_session=at.title if at else "",
        signed_sha256=minutes.signed_sha256 or "",
        supplements=supplements,
        comments=_comments(db, minutes) if takes_part else (),
    )
    if audience.may_number:
        found = replace(
            found,
            proposed_number=next_number(db, meeting.body_id, source.KIND, day),
            symbol=settings.type_symbol,
            held_on=today(meeting.starts_at),
        )
    return _for_office(db, found, meeting, minutes) if audience.whole else found


def file_name(meeting: Meeting, given: IssuedNumber | None) -> str:
    """Return what a file of minutes is called, by their number or day, for a caller."""
    number = given.full.replace("/", "-") if given else f"{today(meeting.starts_at):%Y-%m-%d}"
    return f"bien-ban-{number}"


def filed(db: Session, meeting: Meeting, minutes: Minutes) -> Document:
    """Return approved minutes as the file of the session holds them, without the opinions."""
    given = number_of(db, meeting)
    return document_of(
        source.said_by(db, meeting, minutes),
        {},
        source.settings_for(db, meeting),
        number=given.full if given else "",
        issued_on=given.issued_on if given else None,
        draft=False,
        supplements=tuple(line.text for line in _supplements(db, minutes)),
    )


def _for_office(db: Session, found: MinutesView, meeting: Meeting, minutes: Minutes) -> MinutesView:
    said = source.said_by(db, meeting, minutes)
    unagreed = db.exec(
        select(Conclusion.id)
        .where(Conclusion.meeting_id == meeting.id, Conclusion.agreed_as == "")
        .where(col(Conclusion.removed) == False)  # noqa: E712
    ).all()
    later = db.exec(
        select(Meeting)
        .where(Meeting.body_id == meeting.body_id, col(Meeting.starts_at) > meeting.starts_at)
        .order_by(col(Meeting.starts_at))
        .limit(20)
    )
    return replace(
        found,
        unagreed=len(unagreed),
        digest=source.digest(said),
        words=tuple(said["words"].items()),
        items=tuple(
            (f"{source.ITEM}{item['key']}", item["title"])
            for item in said["items"]
            if item["title"]
        ),
        next_sessions=tuple((str(row.key), row.title) for row in later),
    )


def _within_sight(
    db: Session, reader: MinutesReader, meeting: Meeting, minutes: Minutes
) -> tuple[dict[str, Any], source.Spoken]:
    """What these readers may see of what the minutes say, and of the opinions."""
    said = source.said_by(db, meeting, minutes)
    if reader.whole:
        return said, source.spoken_at(db, meeting.id)
    rows = db.exec(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    seen = {
        str(item.key)
        for item in rows
        if reader.audience is None or sees_item(reader.audience, item)
    }
    said = said | {"items": [item for item in said["items"] if item["key"] in seen]}
    settings = source.settings_for(db, meeting)
    members = minutes.state == "signed" and settings.opinions_after == "members"
    if not (members and reader.audience is not None):
        return said, {}
    spoken = source.spoken_at(db, meeting.id)
    return said, {key: lines for key, lines in spoken.items() if key in seen}


def _comments(db: Session, minutes: Minutes) -> tuple[CommentLine, ...]:
    rows = db.exec(
        select(DraftComment)
        .where(DraftComment.minutes_id == minutes.id)
        .order_by(col(DraftComment.id))
    ).all()
    names = account_names(db, {row.said_by_id for row in rows})
    return tuple(
        CommentLine(
            str(row.key),
            names.get(row.said_by_id, ""),
            row.said_at,
            row.text,
            row.answer,
            row.settled_at is not None,
        )
        for row in rows
    )


def _supplements(db: Session, minutes: Minutes) -> tuple[SupplementLine, ...]:
    rows = db.exec(
        select(MinutesSupplement)
        .where(MinutesSupplement.minutes_id == minutes.id)
        .order_by(col(MinutesSupplement.number))
    ).all()
    names = account_names(db, {row.made_by_id for row in rows})
    return tuple(
        SupplementLine(row.number, row.text, names.get(row.made_by_id, ""), row.made_at)
        for row in rows
    )


def seen_by(db: Session, viewer: Viewer, key: str) -> tuple[MinutesView, MinutesReader]:
    """Return minutes as the viewer may read them. Raises NotFound."""
    _meeting, _minutes, reader = minutes_to_see(db, viewer, key)
    return view(db, reader), reader


def signed_copy(db: Session, viewer: Viewer, key: str) -> tuple[str, str]:
    """Return hash and name of the signed copy, for office, chair and records. Raises NotFound."""
    _meeting, minutes, reader = minutes_to_see(db, viewer, key)
    if minutes is None or not minutes.signed_sha256 or not (reader.whole or reader.may_number):
        raise NotFound
    return minutes.signed_sha256, minutes.signed_name


def state_of(db: Session, meeting_id: int) -> str:
    """Return the state of a meeting's minutes, "" for none, for a caller."""
    return db.exec(select(Minutes.state).where(Minutes.meeting_id == meeting_id)).first() or ""
