"""What the office starts a new meeting from: filled in as it most likely will be."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session

from server.kernel import i18n
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.types import now
from server.meetings.editing import to_edit
from server.meetings.lists import Convenable, bodies_that_meet
from server.meetings.queries import MeetingView
from server.meetings.tabling import presented_on
from server.people.access import Viewer
from server.programmes.item_queries import due_items
from server.programmes.views import DueItem

MORNING, LAST_START = time(8, 0), time(16, 0)  # a session begins within office hours


@dataclass(frozen=True)
class Offered:
    """An item that is due. `presented`: it was before the body already, `on` that day if known."""

    item: DueItem
    presented: bool
    on: date | None


@dataclass(frozen=True)
class Proposal:
    """A new meeting's form. `starts_at` is on the office's clock; `month` is yyyy-mm."""

    kind: str
    bodies: tuple[Convenable, ...]
    body: Convenable | None
    title: str
    starts_at: datetime
    month: str
    items: tuple[Offered, ...]


@dataclass(frozen=True)
class Due:
    """What a meeting could still take from its body's programmes in a month (yyyy-mm)."""

    meeting: MeetingView
    month: str
    items: tuple[Offered, ...]


def propose(db: Session, viewer: Viewer, *, kind: str, body_key: str, month: str) -> Proposal:
    """Return the form of a new meeting. Raises NotFound for who makes none.

    A briefing (*Giao ban*) is the standing body's, at the next half-hour; a session is the first
    other body's, on a working morning of `month` (yyyy-mm, this one if it is not one).
    """
    bodies = bodies_that_meet(db, viewer)
    briefing = kind == "briefing"
    body = next((b for b in bodies if str(b.key) == body_key), None)
    if body is None:
        body = next((b for b in bodies if (b.kind == "standing") == briefing), None)
    body = body or next(iter(bodies), None)
    here = i18n.local(now()).replace(tzinfo=None)
    year, number = _month(month, here)
    starts_at = next_half_hour(here) if briefing else first_morning(here, year, number)
    return Proposal(
        kind="briefing" if briefing else "session",
        bodies=bodies,
        body=body,
        title=_title(body, starts_at, briefing=briefing) if body else "",
        starts_at=starts_at,
        month=f"{year:04}-{number:02}",
        items=_offered(db, viewer, body, year, number) if body and not briefing else (),
    )


def _offered(
    db: Session, viewer: Viewer, body: Convenable, year: int, number: int
) -> tuple[Offered, ...]:
    """What a body could take in a month; what it has had before stands behind what it has not."""
    items = due_items(db, viewer, body.id, year, number)
    days = presented_on(db, [item.id for item in items if item.presented])
    offered = [Offered(item, item.presented, days.get(item.id)) for item in items]
    return tuple(sorted(offered, key=lambda each: each.presented))


def _title(body: Convenable, starts_at: datetime, *, briefing: bool) -> str:
    if briefing:
        day = starts_at.strftime("%d/%m/%Y")
        return _("%(briefing)s of the %(body)s, %(day)s") % {
            "briefing": i18n.term(body.vocabulary, "briefing").capitalize(),
            "body": body.name,
            "day": day,
        }
    return _("%(meeting)s of the %(body)s") % {
        "meeting": i18n.term(body.vocabulary, "meeting").capitalize(),
        "body": body.name,
    }


def due_for_meeting(db: Session, viewer: Viewer, key: UUID | str, month: str) -> Due:
    """Return what a meeting could take onto its agenda, of its own month unless told another.

    Raises NotFound unless the viewer may edit it.
    """
    meeting = to_edit(db, viewer, meeting_key=key).meeting
    year, number = _month(month, i18n.local(meeting.starts_at))
    body = next((b for b in bodies_that_meet(db, viewer) if b.id == meeting.body_id), None)
    if body is None:
        raise NotFound
    items = _offered(db, viewer, body, year, number)
    return Due(meeting, f"{year:04}-{number:02}", items)


def _month(asked: str, otherwise: datetime) -> tuple[int, int]:
    try:
        found = datetime.strptime(asked, "%Y-%m")
    except ValueError:
        found = otherwise
    return found.year, found.month


def next_half_hour(here: datetime) -> datetime:
    """Return the next full half-hour of office hours after `here`, on the office's clock."""
    start = here.replace(second=0, microsecond=0)
    start += timedelta(minutes=30 - start.minute % 30)
    if (
        start.weekday() < 5
        and MORNING <= start.time() <= LAST_START
        and start.date() == here.date()
    ):
        return start
    if start.weekday() < 5 and here.time() < MORNING:
        return datetime.combine(here.date(), MORNING)
    return datetime.combine(_working_day(here.date() + timedelta(days=1)), MORNING)


def first_morning(here: datetime, year: int, month: int) -> datetime:
    """Return the first working morning of a month that is still to come, else tomorrow's."""
    first = max(date(year, month, 1), here.date() + timedelta(days=1))
    return datetime.combine(_working_day(first), MORNING)


def _working_day(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
