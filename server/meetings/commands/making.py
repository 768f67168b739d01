"""How a meeting comes about, what its head says, and who takes part."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, EditConflict
from server.kernel.i18n import local, today
from server.meetings import access
from server.meetings.commands.common import (
    accounts_with,
    attendance_changed,
    merged,
    one_line,
)
from server.meetings.commands.programme import move_sources, take
from server.meetings.events import MeetingAnnounced, MeetingChanged
from server.meetings.models import AgendaItem, Attendee, ItemReader, Meeting
from server.people.models import Account, Membership
from server.programmes.settling import meeting_moved

KINDS = ("session", "briefing")


def make_meeting(
    tx: Tx,
    *,
    body_key: UUID,
    kind: str,
    title: str,
    starts_at: datetime,
    place: str = "",
    programme_item_keys: list[UUID] | None = None,
) -> str:
    """Make a meeting of a body: a draft agenda with these programme items, in this order.

    Who takes part: the body's chair and delegates of that day. `kind` is session or briefing.
    Returns the meeting's key. Raises NotFound, BadForm, or ItemTaken where an item already stands
    on an agenda; then nothing is made.
    """
    body = access.body_to_convene(tx, body_key)
    title = one_line(title)
    if not title or kind not in KINDS:
        raise BadForm({"title": "field-required"} if not title else {"kind": "field-bad"})
    meeting = tx.add(
        Meeting(
            body_id=body.id,
            kind=kind,
            title=title,
            place=one_line(place),
            starts_at=starts_at,
            created_at=tx.now,
        )
    )
    for account_id, tier in members_on(tx.session, body.id, today(starts_at)).items():
        tx.session.add(Attendee(meeting_id=meeting.id, account_id=account_id, tier=tier))
    for position, key in enumerate(programme_item_keys or [], start=1):
        source = take(tx, key, meeting)
        tx.session.add(
            AgendaItem(
                meeting_id=meeting.id,
                programme_item_id=source.id,
                position=position,
                title=one_line(source.text),
                presenter=one_line(source.lead),
                changed_by_id=tx.actor.user_id or None,
            )
        )
    tx.emit(MeetingChanged(meeting_id=meeting.id), made=True)
    tx.emit(MeetingAnnounced(meeting_id=meeting.id))  # to its chair, and the other secretaries
    return str(meeting.key)


def members_on(db: Session, body_id: int, day: date) -> dict[int, str]:
    """Return account id -> tier of a body's chair and delegates on a day, for a caller."""
    rows = db.execute(
        select(Membership.account_id, Membership.role)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(col(Account.disabled_at).is_(None))
        .where(Membership.body_id == body_id)
        .where(col(Membership.role).in_(("chair", "delegate")))
        .where(Membership.since <= day)
        .where((col(Membership.until).is_(None)) | (col(Membership.until) >= day))
        .order_by(col(Membership.role).desc())  # who holds both chairs
    )
    return {account_id: role for account_id, role in rows}


def edit_meeting(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base_title: str,
    title: str,
    base_place: str,
    place: str,
    base_starts_at: datetime,
    starts_at: datetime,
) -> int:
    """Change what a meeting's head says. Returns its id.

    Raises NotFound, FileComplete, BadForm or EditConflict, whose times are as the office's clock
    shows them.
    """
    meeting = access.meeting_to_edit(tx, key)
    if not one_line(title):
        raise BadForm({"title": "field-required"})
    base = {"title": base_title, "place": base_place, "starts_at": base_starts_at}
    to = {"title": one_line(title), "place": one_line(place), "starts_at": starts_at}
    try:
        changed = tx.edit(meeting, version, base=base, to=to)
    except EditConflict as conflict:
        raise EditConflict(
            _on_the_clock(conflict.theirs), _on_the_clock(conflict.yours), conflict.version
        ) from conflict
    if changed:
        tx.emit(MeetingChanged(meeting_id=meeting.id), **changed)
    if "starts_at" in changed:
        meeting_moved(tx, meeting.id, today(starts_at))
        move_sources(tx, meeting)
    return meeting.id


def _on_the_clock(fields: dict[str, object]) -> dict[str, object]:
    return {
        name: local(value).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
        for name, value in fields.items()
    }


def set_attendees(
    tx: Tx,
    *,
    key: UUID,
    chair: UUID | None,
    delegates: list[UUID],
    base_chair: UUID | None,
    base_delegates: list[UUID],
) -> int:
    """Say who chairs and who takes part; `base_*` is what the form was rendered with.

    Guests are named on their items (set_guests). Whoever no longer takes part is taken off every
    item's list. Returns the meeting's id. Raises NotFound or FileComplete.
    """
    meeting = access.meeting_to_edit(tx, key)
    keys = {*delegates, *base_delegates} | {k for k in (chair, base_chair) if k}
    ids = accounts_with(tx, keys)
    rows = {
        row.account_id: row
        for row in tx.session.execute(
            select(Attendee).where(Attendee.meeting_id == meeting.id)
        ).scalars()
    }
    was = {account_id: row.tier for account_id, row in rows.items()}
    wanted = merged(
        {i for i, tier in was.items() if tier == "delegate"},
        (ids[k] for k in base_delegates),
        (ids[k] for k in delegates),
    )
    tiers = {i: tier for i, tier in was.items() if tier != "delegate"}
    tiers |= dict.fromkeys(wanted, "delegate")
    if chair != base_chair:
        tiers = {i: tier for i, tier in tiers.items() if tier != "chair"}
    if chair:
        tiers[ids[chair]] = "chair"
    if tiers == was:
        return meeting.id
    for account_id, row in rows.items():
        if account_id not in tiers:
            _take_off_lists(tx, meeting, account_id)
            tx.session.delete(row)
        elif row.tier != tiers[account_id]:
            row.tier = tiers[account_id]
    for account_id in sorted(set(tiers) - set(was)):
        tx.session.add(
            Attendee(meeting_id=meeting.id, account_id=account_id, tier=tiers[account_id])
        )
    attendance_changed(tx, meeting, was=was, now=tiers)
    return meeting.id


def _take_off_lists(tx: Tx, meeting: Meeting, account_id: int) -> None:
    for reader in tx.session.execute(
        select(ItemReader)
        .join(AgendaItem, col(AgendaItem.id) == col(ItemReader.item_id))
        .where(AgendaItem.meeting_id == meeting.id)
        .where(ItemReader.account_id == account_id)
    ).scalars():
        tx.session.delete(reader)
