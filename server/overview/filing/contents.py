"""What belongs in the file of a session, read for whoever keeps it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.conclusions.minutes_access import number_of
from server.conclusions.models import Minutes, MinutesSupplement, Notice, SessionFile
from server.conclusions.notices import NoticePage, full_number, load_notice
from server.conclusions.queries import ConclusionLine, load_meeting
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.materials.models import Paper, PaperVersion
from server.meetings.access import meeting_to_see
from server.meetings.models import AgendaItem, Attendee, Meeting
from server.people.access import Viewer, require
from server.people.models import Account, Body, Instance
from server.people.queries import account_names


@dataclass(frozen=True)
class Sent:
    """A paper as it was sent."""

    title: str
    file_name: str
    sha256: str
    size_bytes: int
    pages: int
    sent_on: date | None


@dataclass(frozen=True)
class Line:
    """A line of the agenda with what was sent of it.

    `number` is what the agenda prints; None and no title where it is discussed from paper.
    """

    number: int | None
    title: str
    presenter: str
    time_label: str
    restricted: bool
    secret: bool
    papers: tuple[Sent, ...]


@dataclass(frozen=True)
class Present:
    """Somebody who took part, in what part (meetings.models.TIERS)."""

    name: str
    title: str
    tier: str


@dataclass(frozen=True)
class Stored:
    """A document that lies among the stored files already, by its hash.

    `kind`: notice, notice-signed, minutes or minutes-signed.
    """

    kind: str
    ending: str
    sha256: str
    number: str
    on: date | None


@dataclass(frozen=True)
class Made:
    """A file that was made of the session before."""

    key: str
    sha256: str
    size_bytes: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class Contents:
    """All that goes into the file of a session, and the files made of it, the newest first."""

    key: UUID
    version: int
    title: str
    place: str
    starts_at: datetime
    held_on: date
    ended_at: datetime | None
    session_state: str
    retention: str
    body: str
    symbol: str
    vocabulary: str
    office: str
    lines: tuple[Line, ...]
    present: tuple[Present, ...]
    conclusions: tuple[ConclusionLine, ...]
    notices: tuple[NoticePage, ...]
    stored: tuple[Stored, ...]
    made: tuple[Made, ...]
    added_at: datetime | None = None

    @property
    def behind(self) -> bool:
        """Whether something came since the last file was made: a signed copy, a supplement."""
        return bool(self.made and self.added_at and self.made[0].made_at < self.added_at)

    @property
    def may_make(self) -> bool:
        """Whether the session is over: before, there is nothing to file."""
        return self.session_state in ("ended", "complete")


def contents(db: Session, viewer: Viewer, key: str) -> Contents:
    """Return what the file of a meeting holds, for a viewer who keeps files. Raises NotFound."""
    meeting, audience = meeting_to_see(db, viewer, key)
    require(viewer, "files.make")
    if not audience.may_edit:
        raise NotFound
    body = db.get_one(Body, meeting.body_id)
    notices = db.exec(
        select(Notice).where(Notice.meeting_id == meeting.id).order_by(col(Notice.id))
    ).all()
    return Contents(
        key=meeting.key,
        version=meeting.version,
        title=meeting.title,
        place=meeting.place,
        starts_at=meeting.starts_at,
        held_on=today(meeting.starts_at),
        ended_at=meeting.ended_at,
        session_state=meeting.session_state,
        retention=meeting.retention,
        body=body.name,
        symbol=body.symbol,
        vocabulary=body.vocabulary,
        office=db.get_one(Instance, 1).name,
        lines=_lines(db, meeting),
        present=_present(db, meeting),
        conclusions=tuple(
            line for line in load_meeting(db, meeting.id).conclusions if not line.removed
        ),
        notices=tuple(load_notice(db, row.id) for row in notices),
        stored=(*(part for row in notices for part in _of_notice(row)), *_minutes(db, meeting)),
        made=_made(db, meeting),
        added_at=_added(db, meeting),
    )


def _lines(db: Session, meeting: Meeting) -> tuple[Line, ...]:
    items = db.exec(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .where(AgendaItem.state != "deferred")
        .where(col(AgendaItem.aside) == False)  # noqa: E712
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    ).all()
    papers: dict[int, list[Sent]] = {item.id: [] for item in items}
    rows = db.execute(
        select(Paper, PaperVersion)
        .join(PaperVersion, col(PaperVersion.id) == col(Paper.current_id))
        .where(col(Paper.item_id).in_(papers))
        .where(Paper.state == "sent")
        .order_by(col(Paper.position), col(Paper.id))
    )
    for paper, version in rows:
        papers[paper.item_id].append(
            Sent(
                title=paper.title,
                file_name=version.file_name,
                sha256=version.sha256,
                size_bytes=version.size_bytes,
                pages=version.page_count,
                sent_on=today(paper.sent_at) if paper.sent_at else None,
            )
        )
    return tuple(
        Line(
            number=number,
            title="" if item.secret else item.title,
            presenter="" if item.secret else item.presenter,
            time_label=item.time_label,
            restricted=item.restricted,
            secret=item.secret,
            papers=() if item.secret else tuple(papers[item.id]),
        )
        for number, item in enumerate(items, 1)
    )


def _present(db: Session, meeting: Meeting) -> tuple[Present, ...]:
    rows = db.exec(
        select(Account.name, Account.title, Attendee.tier)
        .join(Attendee, col(Attendee.account_id) == col(Account.id))
        .where(Attendee.meeting_id == meeting.id)
        .order_by(col(Attendee.id))
    ).all()
    order = {"chair": 0, "delegate": 1, "guest": 2}
    people = [Present(name, title, tier) for name, title, tier in rows]
    return tuple(sorted(people, key=lambda person: order[person.tier]))


def _of_notice(row: Notice) -> list[Stored]:
    number = full_number(row.number, row.symbol)
    found = [
        ("notice", "pdf", row.pdf_sha256),
        ("notice", "docx", row.docx_sha256),
        ("notice-signed", "pdf", row.signed_sha256),
    ]
    return [Stored(k, ending, sha, number, row.issued_on) for k, ending, sha in found if sha]


def _minutes(db: Session, meeting: Meeting) -> list[Stored]:
    row = db.exec(select(Minutes).where(Minutes.meeting_id == meeting.id)).first()
    if row is None:
        return []
    given = number_of(db, meeting)
    number, on = (given.full, given.issued_on) if given else ("", today(meeting.starts_at))
    found = [
        ("minutes", "pdf", row.pdf_sha256, on),
        ("minutes", "docx", row.docx_sha256, on),
        ("minutes-signed", "pdf", row.signed_sha256, today(row.signed_at or meeting.starts_at)),
    ]
    return [Stored(kind, ending, sha, number, day) for kind, ending, sha, day in found if sha]


def _added(db: Session, meeting: Meeting) -> datetime | None:
    """When something last came to the notices or minutes of a meeting, None for nothing."""
    moments = [
        *db.exec(select(Notice.signed_at).where(Notice.meeting_id == meeting.id)),
        *db.exec(select(Notice.issued_at).where(Notice.meeting_id == meeting.id)),
        *db.exec(select(Minutes.signed_at).where(Minutes.meeting_id == meeting.id)),
        *db.exec(
            select(MinutesSupplement.made_at)
            .join(Minutes, col(Minutes.id) == col(MinutesSupplement.minutes_id))
            .where(Minutes.meeting_id == meeting.id)
        ),
    ]
    given = number_of(db, meeting)
    moments.append(given.given_at if given else None)
    return max(filter(None, moments), default=None)


def _made(db: Session, meeting: Meeting) -> tuple[Made, ...]:
    rows = db.exec(
        select(SessionFile)
        .where(SessionFile.meeting_id == meeting.id)
        .order_by(col(SessionFile.id).desc())
    ).all()
    names = account_names(db, {row.made_by_id for row in rows})
    return tuple(
        Made(str(row.key), row.sha256, row.size_bytes, names.get(row.made_by_id, ""), row.made_at)
        for row in rows
    )


def file_of(db: Session, viewer: Viewer, key: str) -> tuple[str, str]:
    """Return hash and name of a file that was made, for a viewer who keeps files.

    Raises NotFound.
    """
    row = db.exec(select(SessionFile).where(SessionFile.key == UUID(key))).first()
    if row is None:
        raise NotFound
    meeting = db.get_one(Meeting, row.meeting_id)
    found, audience = meeting_to_see(db, viewer, meeting.key)
    require(viewer, "files.make")
    if not audience.may_edit:
        raise NotFound
    return row.sha256, f"ho-so-phien-hop-{today(found.starts_at):%Y-%m-%d}.zip"


def made_here(db: Session, sha256: str) -> datetime | None:
    """Return when this instance made a file with this hash, whoever asks; None: it did not."""
    row = db.exec(select(SessionFile).where(SessionFile.sha256 == sha256)).first()
    return row.made_at if row else None
