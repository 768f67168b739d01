"""What pages and fragments show of meetings and agendas.

`agenda` reads an agenda once, with who may see each part; `visible` makes of it what one audience
may see, without touching the database. So thirty delegates cost one query.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import local
from server.meetings.access import Audience
from server.meetings.models import AgendaItem, Attendee, ItemReader, Meeting
from server.people.models import Account, Body
from server.programmes.models import ProgrammeItem


@dataclass(frozen=True)
class Person:
    """Somebody named on a page. `key` is the account's, for forms; `tier` as in Attendee."""

    key: UUID
    name: str
    tier: str = ""


@dataclass(frozen=True)
class MeetingView:
    """A meeting's head. `vocabulary`: its body's words."""

    id: int
    key: UUID
    kind: str
    title: str
    place: str
    starts_at: datetime
    body_id: int
    body_name: str
    vocabulary: str
    agenda_state: str
    session_state: str
    current_item_id: int | None
    adjusted: int
    opened_at: datetime | None
    ended_at: datetime | None
    version: int

    @property
    def clock(self) -> str:
        """When it begins, as a form's field takes it: yyyy-mm-ddThh:mm on the office's clock."""
        return local(self.starts_at).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class ItemView:
    """One line of an agenda, and who may see it.

    `number` is given by `visible`: None where the line bears none. `readers` are the delegates
    named on a restricted line, `guests` who comes for this line alone. `by` changed it last.
    """

    id: int
    key: UUID
    title: str
    presenter: str
    time_label: str
    hidden: bool
    restricted: bool
    secret: bool
    state: str
    version: int
    by: str
    programme_key: UUID | None
    readers: tuple[Person, ...] = ()
    guests: tuple[Person, ...] = ()
    number: int | None = None

    @property
    def deferred(self) -> bool:
        """Whether it was taken off the agenda."""
        return self.state == "deferred"


@dataclass(frozen=True)
class AgendaView:
    """A meeting and its lines in order."""

    meeting: MeetingView
    items: tuple[ItemView, ...] = field(default=())

    @property
    def current(self) -> ItemView | None:
        """The line the room is on."""
        found = (i for i in self.items if i.id == self.meeting.current_item_id)
        return next(found, None)

    @property
    def next(self) -> ItemView | None:
        """The first line to come after the current one, else the first to come at all."""
        coming = [i for i in self.items if i.state == "planned" and not i.hidden]
        current = self.current
        if current is None:
            return coming[0] if coming else None
        behind = self.items[self.items.index(current) :]
        return next((i for i in behind if i in coming), None)

    def item(self, item_id: int) -> ItemView | None:
        """Return the line with this id, if it is there."""
        return next((i for i in self.items if i.id == item_id), None)


# Every push about a meeting asks these, so they are built once.
_MEETING_AND_BODY = (
    select(Meeting, Body)
    .join(Body, col(Body.id) == col(Meeting.body_id))
    .where(Meeting.id == bindparam("meeting_id"))
)
_LINES = (
    select(AgendaItem, Account.name, ProgrammeItem.key)
    .outerjoin(Account, col(Account.id) == col(AgendaItem.changed_by_id))
    .outerjoin(ProgrammeItem, col(ProgrammeItem.id) == col(AgendaItem.programme_item_id))
    .where(AgendaItem.meeting_id == bindparam("meeting_id"))
    .where(col(AgendaItem.aside) == False)  # noqa: E712
    .order_by(col(AgendaItem.position), col(AgendaItem.id))
)
_SOME_LINES = _LINES.where(col(AgendaItem.key).in_(bindparam("keys", expanding=True)))


def _meeting_view(db: Session, meeting_id: int) -> MeetingView:
    """Return a meeting's head, unfiltered: see `visible`. Raises NotFound."""
    found = db.execute(_MEETING_AND_BODY, {"meeting_id": meeting_id}).first()
    if found is None:
        raise NotFound
    meeting, body = found
    return MeetingView(
        id=meeting.id,
        key=meeting.key,
        kind=meeting.kind,
        title=meeting.title,
        place=meeting.place,
        starts_at=meeting.starts_at,
        body_id=body.id,
        body_name=body.name,
        vocabulary=body.vocabulary,
        agenda_state=meeting.agenda_state,
        session_state=meeting.session_state,
        current_item_id=meeting.current_item_id,
        adjusted=meeting.adjusted,
        opened_at=meeting.opened_at,
        ended_at=meeting.ended_at,
        version=meeting.version,
    )


def agenda(
    db: Session,
    meeting_id: int,
    *,
    with_people: bool = True,
    only: Collection[UUID] | None = None,
) -> AgendaView:
    """Return an agenda, the same for whoever asks: `visible` filters it. Raises NotFound.

    Without `with_people` the names on its lines are left out: tablets never show them, and a hall
    has hundreds. `only` names the lines that are wanted; numbers are then not those of the whole.
    """
    meeting = _meeting_view(db, meeting_id)
    named = _named(db, meeting_id) if with_people else {}
    asked: dict[str, Any] = {"meeting_id": meeting_id}
    if only is None:
        rows = db.execute(_LINES, asked)
    else:
        rows = db.execute(_SOME_LINES, asked | {"keys": list(only)})
    items = tuple(
        ItemView(
            id=item.id,
            key=item.key,
            title=item.title,
            presenter=item.presenter,
            time_label=item.time_label,
            hidden=item.hidden,
            restricted=item.restricted,
            secret=item.secret,
            state=item.state,
            version=item.version,
            by=by or "",
            programme_key=programme_key,
            readers=tuple(p for p in named.get(item.id, []) if p.tier == "delegate"),
            guests=tuple(p for p in named.get(item.id, []) if p.tier == "guest"),
        )
        for item, by, programme_key in rows
    )
    return AgendaView(meeting, items)


def _named(db: Session, meeting_id: int) -> dict[int, list[Person]]:
    """Item's id -> the people named on it, by name."""
    named: dict[int, list[Person]] = {}
    for item_id, key, name, tier in db.exec(
        select(ItemReader.item_id, Account.key, Account.name, Attendee.tier)
        .join(AgendaItem, col(AgendaItem.id) == col(ItemReader.item_id))
        .join(Account, col(Account.id) == col(ItemReader.account_id))
        .join(
            Attendee,
            (col(Attendee.account_id) == col(ItemReader.account_id))
            & (col(Attendee.meeting_id) == col(AgendaItem.meeting_id)),
        )
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(col(Account.name), col(Account.id))
    ):
        named.setdefault(item_id, []).append(Person(key, name, tier))
    return named


def visible(view: AgendaView, audience: Audience) -> AgendaView:
    """Return what this audience may see of an agenda, numbered as it sees it.

    Deferred lines are there for who edits, without a number. Guests get no numbers; names of
    readers and the count of changes are for who sees all.
    """
    shown: list[ItemView] = []
    number = 0
    for item in view.items:
        if not audience.sees(item.id, hidden=item.hidden, restricted=item.restricted):
            continue
        if item.deferred and not audience.may_edit:
            continue
        bears = audience.tier != "guest" and not item.deferred
        number += bears
        if not audience.sees_all:
            item = replace(item, readers=(), guests=(), by="", programme_key=None)
        shown.append(replace(item, number=number if bears else None))
    meeting = view.meeting
    if not audience.sees_all:
        seen = {item.id for item in shown}
        current = meeting.current_item_id if meeting.current_item_id in seen else None
        meeting = replace(meeting, current_item_id=current, adjusted=0)
    return AgendaView(meeting, tuple(shown))


def seen_agenda(db: Session, audience: Audience) -> AgendaView:
    """Return the agenda as this audience sees it. Raises NotFound."""
    return visible(agenda(db, audience.meeting_id), audience)
