"""What administrators read: accounts, memberships, the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.events import ECHOES, EventRow
from server.kernel.i18n import collation_key, fold, from_local, today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.events import AccountEvent, BodyChanged, BodyReorganised
from server.people.models import Account, Body, Membership
from server.people.queries import Device, account_names, devices

AUDIT_ROWS = 50  # a page of the audit trail
# What administrators may read in full: their own field.
OPEN = {
    BodyChanged.name,
    BodyReorganised.name,
    *(kind.name for kind in AccountEvent.__subclasses__()),
}


@dataclass(frozen=True)
class MembershipView:
    """What somebody is in a body; `now` is whether that holds today."""

    key: UUID
    version: int
    body: str
    role: str
    since: date
    until: date | None
    now: bool


@dataclass(frozen=True)
class AccountView:
    """An account as administrators see it; `devices` only where one is looked at."""

    id: int
    key: UUID
    version: int
    login: str
    name: str
    title: str
    email: str
    disabled_at: datetime | None
    has_password: bool
    memberships: tuple[MembershipView, ...]
    devices: tuple[Device, ...] = ()


def accounts(db: Session, viewer: Viewer, search: str = "") -> list[AccountView]:
    """Return all accounts, those in use first, as a dictionary sorts. Raises NotFound.

    `search` is a part of the name, the title or the sign-in name.
    """
    require(viewer, "accounts.keep")
    wanted = fold(search)
    rows = db.execute(select(Account)).scalars().all()
    held = _memberships(db, None)
    found = [
        _view(account, held.get(account.id, []))
        for account in rows
        if wanted in fold(f"{account.name} {account.title} {account.login}")
    ]
    return sorted(found, key=lambda a: (a.disabled_at is not None, collation_key(a.name)))


def account(db: Session, viewer: Viewer, key: UUID) -> AccountView:
    """Return one account with its devices. Raises NotFound."""
    require(viewer, "accounts.keep")
    row = db.execute(select(Account).where(Account.key == key)).scalar()
    if row is None:
        raise NotFound
    held = _memberships(db, row.id)
    return _view(row, held.get(row.id, []), tuple(devices(db, row.id)))


def account_key(db: Session, viewer: Viewer, account_id: int) -> UUID:
    """Return the key of an account just made. Raises NotFound."""
    require(viewer, "accounts.keep")
    row = db.get(Account, account_id)
    if row is None:
        raise NotFound
    return row.key


def membership(db: Session, viewer: Viewer, key: UUID) -> tuple[AccountView, MembershipView]:
    """Return one membership and whose it is. Raises NotFound."""
    require(viewer, "accounts.keep")
    row = db.execute(
        select(Account.key)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.key == key)
    ).scalar()
    if row is None:
        raise NotFound
    whose = account(db, viewer, row)
    return whose, next(m for m in whose.memberships if m.key == key)


def _view(
    row: Account, held: list[MembershipView], signed_in: tuple[Device, ...] = ()
) -> AccountView:
    return AccountView(
        id=row.id,
        key=row.key,
        version=row.version,
        login=row.login,
        name=row.name,
        title=row.title,
        email=row.email,
        disabled_at=row.disabled_at,
        has_password=row.password_hash is not None,
        memberships=tuple(sorted(held, key=lambda m: (not m.now, collation_key(m.body)))),
        devices=signed_in,
    )


def _memberships(db: Session, account_id: int | None) -> dict[int, list[MembershipView]]:
    day = today(now())
    wanted = [] if account_id is None else [col(Membership.account_id) == account_id]
    rows = db.execute(
        select(Membership, Body.name)
        .join(Body, col(Body.id) == col(Membership.body_id))
        .where(*wanted)
    ).all()
    held: dict[int, list[MembershipView]] = {}
    for row, body in rows:
        is_now = row.since <= day and (row.until is None or row.until >= day)
        held.setdefault(row.account_id, []).append(
            MembershipView(row.key, row.version, body, row.role, row.since, row.until, is_now)
        )
    return held


# --- the audit trail ---------------------------------------------------------------------------


@dataclass(frozen=True)
class AuditEntry:
    """Who did what, when and from where; `about` are ids, `changes` field -> (was, is).

    `changes` is filled for people and bodies alone: administrators keep the office's accounts and
    do not read its agendas, so what was written in those is not in their trail.
    """

    id: int
    at: datetime
    actor: str
    name: str
    stream: str
    about: Mapping[str, Any]
    changes: Mapping[str, Any]
    source: str


@dataclass(frozen=True)
class AuditPage:
    """Entries, the latest first; `older` is where the next page begins, None at the end."""

    entries: tuple[AuditEntry, ...]
    older: int | None


def audit_page(
    db: Session,
    viewer: Viewer,
    *,
    before: int | None = None,
    day: date | None = None,
    name: str = "",
    actor_id: int | None = None,
) -> AuditPage:
    """Return a page of the audit trail: before an entry, of a day, a kind, a person.

    Raises NotFound.
    """
    require(viewer, "audit.read")
    statement = select(EventRow).where(col(EventRow.name).not_in(ECHOES))
    statement = statement.order_by(col(EventRow.id).desc()).limit(AUDIT_ROWS + 1)
    if before:
        statement = statement.where(col(EventRow.id) < before)
    if day:
        start = from_local(datetime(day.year, day.month, day.day))
        statement = statement.where(col(EventRow.at) >= start)
        statement = statement.where(col(EventRow.at) < start + timedelta(days=1))
    if name:
        statement = statement.where(col(EventRow.name) == name)
    if actor_id is not None:
        statement = statement.where(col(EventRow.actor_id) == actor_id)
    rows = list(db.execute(statement).scalars())
    shown = rows[:AUDIT_ROWS]
    names = account_names(db, {row.actor_id for row in shown} | {_whose(row) for row in shown})
    entries = tuple(
        AuditEntry(
            id=row.id,
            at=row.at,
            actor=names.get(row.actor_id, ""),
            name=row.name,
            stream=row.stream,
            about=row.ids | ({"user_id": names[_whose(row)]} if _whose(row) in names else {}),
            changes=row.detail if row.name in OPEN else {},
            source=row.source,
        )
        for row in shown
    )
    return AuditPage(entries, shown[-1].id if len(rows) > AUDIT_ROWS else None)


def _whose(row: EventRow) -> int:
    """The account an entry is about, 0 for none."""
    return int(row.ids.get("user_id") or 0)


def audit_names(db: Session, viewer: Viewer) -> list[str]:
    """Return the kinds of entries there are. Raises NotFound."""
    require(viewer, "audit.read")
    names = select(EventRow.name).where(col(EventRow.name).not_in(ECHOES))
    return list(db.execute(names.distinct().order_by(EventRow.name)).scalars())
