"""The list of meetings, and what a new one starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, or_, select

from server.kernel import i18n
from server.kernel.types import now
from server.meetings.models import AgendaItem, Attendee, ItemReader, Meeting
from server.people.access import Viewer, may, require
from server.people.models import Body, Membership

PAST = 200  # meetings of one year that a list shows


@dataclass(frozen=True)
class MeetingLine:
    """A meeting as a list shows it. `may_edit`: whether the reader keeps it."""

    key: UUID
    kind: str
    title: str
    body_name: str
    vocabulary: str
    place: str
    starts_at: datetime
    agenda_state: str
    session_state: str
    may_edit: bool

    @property
    def month(self) -> str:
        """The month it is in, yyyy-mm on the office's clock."""
        return i18n.local(self.starts_at).strftime("%Y-%m")


@dataclass(frozen=True)
class Meetings:
    """Meetings that are on now, to come (soonest first) and past (newest first) in `year`."""

    now: tuple[MeetingLine, ...]
    coming: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    year: int
    years: tuple[int, ...]


def meetings(db: Session, viewer: Viewer, year: int | None = None) -> Meetings:
    """Return the meetings the viewer may see; past ones of one year, the present one if None."""
    mine = _mine(viewer)
    live = _lines(db, viewer, [col(Meeting.session_state).in_(("planned", "open")), *mine])
    over = [col(Meeting.session_state).in_(("ended", "complete")), *mine]
    starts = db.exec(select(Meeting.starts_at).where(*over)).all()
    years = sorted({i18n.local(moment).year for moment in starts}, reverse=True)
    year = year or (years[0] if years else i18n.today(now()).year)
    first = i18n.from_local(datetime(year, 1, 1))
    last = i18n.from_local(datetime(year + 1, 1, 1))
    within = [col(Meeting.starts_at) >= first, col(Meeting.starts_at) < last]
    past = _lines(db, viewer, [*over, *within], newest_first=True)
    return Meetings(
        now=tuple(line for line in live if line.session_state == "open"),
        coming=tuple(line for line in live if line.session_state == "planned"),
        past=tuple(past[:PAST]),
        year=year,
        years=tuple(years),
    )


def streams_of(db: Session, viewer: Viewer) -> tuple[str, ...]:
    """Return the streams of every meeting the viewer may see that can still change."""
    ids = db.exec(
        select(Meeting.id).where(Meeting.session_state != "complete").where(*_mine(viewer))
    )
    return tuple(f"meeting:{meeting_id}" for meeting_id in sorted(ids))


def seen_between(db: Session, viewer: Viewer, first: date, after: date) -> list[int]:
    """Return the ids of the meetings the viewer may see that begin from `first` to before `after`.

    Days are the office's.
    """
    begins = i18n.from_local(datetime.combine(first, time()))
    ends = i18n.from_local(datetime.combine(after, time()))
    within = [col(Meeting.starts_at) >= begins, col(Meeting.starts_at) < ends]
    return list(db.exec(select(Meeting.id).where(*within, *_mine(viewer))))


def _mine(viewer: Viewer) -> list[ColumnElement[bool]]:
    """The rule of access._tier, for a list."""
    if may(viewer, "agenda.edit"):
        return []
    here = exists().where(
        col(Attendee.meeting_id) == col(Meeting.id), col(Attendee.account_id) == viewer.user_id
    )
    named = exists().where(
        col(AgendaItem.meeting_id) == col(Meeting.id),
        col(ItemReader.item_id) == col(AgendaItem.id),
        col(ItemReader.account_id) == viewer.user_id,
    )
    sent = col(Meeting.agenda_state) == "sent"
    return [
        or_(
            here.where(col(Attendee.tier) == "chair"),
            here.where(col(Attendee.tier) == "delegate") & sent,
            here.where(col(Attendee.tier) == "guest") & sent & named,
        )
    ]


def _lines(
    db: Session,
    viewer: Viewer,
    where: Sequence[ColumnElement[bool]],
    *,
    newest_first: bool = False,
) -> list[MeetingLine]:
    order = col(Meeting.starts_at).desc() if newest_first else col(Meeting.starts_at)
    rows = db.exec(
        select(Meeting, Body)
        .join(Body, col(Body.id) == col(Meeting.body_id))
        .where(*where)
        .order_by(order, col(Meeting.id))
    )
    return [
        MeetingLine(
            key=meeting.key,
            kind=meeting.kind,
            title=meeting.title,
            body_name=body.name,
            vocabulary=body.vocabulary,
            place=meeting.place,
            starts_at=meeting.starts_at,
            agenda_state=meeting.agenda_state,
            session_state=meeting.session_state,
            may_edit=may(viewer, "agenda.edit"),
        )
        for meeting, body in rows
    ]


# --- a new meeting -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Convenable:
    """A body that meets: it has a chair or delegates today."""

    id: int
    key: UUID
    name: str
    kind: str
    vocabulary: str


def bodies_that_meet(db: Session, viewer: Viewer) -> tuple[Convenable, ...]:
    """Return the bodies a meeting can be made of, standing bodies first. Raises NotFound."""
    require(viewer, "meetings.make")
    day = i18n.today(now())
    seats = (
        select(Membership.body_id)
        .where(col(Membership.role).in_(("chair", "delegate")))
        .where(Membership.since <= day)
        .where(or_(col(Membership.until).is_(None), col(Membership.until) >= day))
    )
    rows = db.exec(
        select(Body)
        .where(col(Body.id).in_(seats))
        .where(or_(col(Body.valid_to).is_(None), col(Body.valid_to) >= day))
    ).all()
    found = sorted(
        rows, key=lambda b: (b.kind != "standing", b.position, i18n.collation_key(b.name))
    )
    return tuple(Convenable(b.id, b.key, b.name, b.kind, b.vocabulary) for b in found)
