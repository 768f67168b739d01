"""What other features and one's own pages read of bodies, people and devices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key, fold, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.models import Account, Body, BodyAlias, Instance, Membership, SignInSession


@dataclass(frozen=True)
class BodyView:
    """A body with its other names (`aliases`) and the name of the one that came after it."""

    id: int
    key: UUID
    version: int
    name: str
    short_name: str
    kind: str
    symbol: str
    vocabulary: str
    position: int
    valid_from: date | None
    valid_to: date | None
    successor_id: int | None
    successor_key: UUID | None
    successor: str
    aliases: tuple[str, ...]

    def stands(self, day: date) -> bool:
        """Whether the body exists on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True)
class Person:
    """Somebody in a body: `roles` are those held there on the day asked for."""

    account_id: int
    key: UUID
    name: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Device:
    """A session that has not ended."""

    key: str
    device: str
    source: str
    created_at: datetime
    seen_at: datetime


def body_catalogue(db: Session) -> list[BodyView]:
    """Return every body there is or was, by position and name, to whoever asks: no secret."""
    bodies = db.execute(select(Body)).scalars().all()
    by_id = {body.id: body for body in bodies}
    aliases: dict[int, list[str]] = {}
    for alias in db.execute(select(BodyAlias).order_by(col(BodyAlias.id))).scalars():
        aliases.setdefault(alias.body_id, []).append(alias.name)
    found = []
    for body in bodies:
        after = by_id.get(body.successor_id or 0)
        found.append(
            BodyView(
                id=body.id,
                key=body.key,
                version=body.version,
                name=body.name,
                short_name=body.short_name,
                kind=body.kind,
                symbol=body.symbol,
                vocabulary=body.vocabulary,
                position=body.position,
                valid_from=body.valid_from,
                valid_to=body.valid_to,
                successor_id=body.successor_id,
                successor_key=after.key if after else None,
                successor=after.name if after else "",
                aliases=tuple(aliases.get(body.id, ())),
            )
        )
    return sorted(found, key=lambda body: (body.position, collation_key(body.name)))


def bodies(db: Session, viewer: Viewer, day: date | None = None) -> list[BodyView]:
    """Return the bodies that exist on `day` (today), to choose from."""
    when = day or today(now())
    return [body for body in body_catalogue(db) if body.stands(when)]


def body(db: Session, viewer: Viewer, key: UUID) -> BodyView:
    """Return one body. Raises NotFound."""
    for found in body_catalogue(db):
        if found.key == key:
            return found
    raise NotFound


def people_of_body(
    db: Session, viewer: Viewer, body_id: int, day: date | None = None
) -> list[Person]:
    """Return who is what in a body on `day` (today): chairs first, then as a dictionary sorts."""
    when = day or today(now())
    rows = db.execute(
        select(Account, Membership.role)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.body_id == body_id)
        .where(Membership.since <= when)
        .where((col(Membership.until) == None) | (col(Membership.until) >= when))  # noqa: E711
        .where(col(Account.disabled_at) == None)  # noqa: E711
    ).all()
    roles: dict[int, list[str]] = {}
    accounts = {}
    for account, role in rows:
        accounts[account.id] = account
        roles.setdefault(account.id, []).append(role)
    people = [
        Person(a.id, a.key, a.name, a.title, tuple(sorted(set(roles[a.id]))))
        for a in accounts.values()
    ]
    return sorted(people, key=lambda p: ("chair" not in p.roles, collation_key(p.name)))


def people(db: Session, viewer: Viewer, search: str = "") -> list[Person]:
    """Return everybody who can sign in, for naming somebody; `search` is a part of the name.

    `roles` is empty. Names of colleagues are no secret within the office.
    """
    rows = db.execute(select(Account).where(col(Account.disabled_at) == None)).scalars()  # noqa: E711
    wanted = fold(search)
    found = [Person(a.id, a.key, a.name, a.title, ()) for a in rows if wanted in fold(a.name)]
    return sorted(found, key=lambda person: collation_key(person.name))


def account_names(db: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """Return names of accounts by id, disabled ones too, to whoever asks; unknown ids left out."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    rows = db.execute(select(Account.id, Account.name).where(col(Account.id).in_(wanted))).all()
    return {account_id: name for account_id, name in rows}


def body_names(db: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of bodies by id, for a caller that shows them."""
    rows = db.execute(select(Body.id, Body.name).where(col(Body.id).in_(set(ids)))).all()
    return {body_id: name for body_id, name in rows}


def devices(db: Session, user_id: int) -> list[Device]:
    """Return where a person is signed in, the latest first, for a caller who may know."""
    rows = db.execute(
        select(SignInSession)
        .where(SignInSession.account_id == user_id)
        .where(col(SignInSession.ended_at) == None)  # noqa: E711
        .where(col(SignInSession.expires_at) > now())
        .order_by(col(SignInSession.id).desc())
    ).scalars()
    return [Device(r.key, r.device, r.source, r.created_at, r.seen_at) for r in rows]


# --- before anybody has signed in --------------------------------------------------------------


@dataclass(frozen=True)
class Credentials:
    """What signing in compares with."""

    account_id: int
    login: str
    name: str
    password_hash: str | None
    email: str = ""


def credentials(db: Session, login: str) -> Credentials | None:
    """Return what an account signs in with, for a caller that keeps it; None: no such sign-in."""
    account = db.execute(select(Account).where(Account.login == login)).scalar()
    if account is None or account.disabled_at:
        return None
    return Credentials(account.id, account.login, account.name, account.password_hash)


def credentials_of(db: Session, user_id: int) -> Credentials:
    """Return what somebody signs in with, for a caller that keeps it. Raises NotFound."""
    account = db.get(Account, user_id)
    if account is None:
        raise NotFound
    hashed = account.password_hash
    return Credentials(account.id, account.login, account.name, hashed, account.email)


@dataclass(frozen=True)
class DemonstrationPerson:
    """An invented person to sign in as; `roles` are pairs of role and body."""

    login: str
    name: str
    title: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Demonstration:
    """Whom to try the demonstration as, and their password."""

    password: str
    people: tuple[DemonstrationPerson, ...]


def demonstration(db: Session) -> Demonstration | None:
    """Return whom to sign in as on a demonstration, to whoever asks; None anywhere else."""
    instance = db.get(Instance, 1)
    if instance is None or not instance.demonstration:
        return None
    rows = db.execute(
        select(Account, Membership.role, Body.name)
        .join(Membership, col(Membership.account_id) == col(Account.id), isouter=True)
        .join(Body, col(Body.id) == col(Membership.body_id), isouter=True)
        .where(col(Account.disabled_at) == None)  # noqa: E711
        .order_by(col(Account.id), col(Membership.id))
    ).all()
    accounts = {account.login: account for account, _role, _body in rows}
    roles: dict[str, list[tuple[str, str]]] = {login: [] for login in accounts}
    for account, role, body_name in rows:
        if role:
            roles[account.login].append((role, body_name))
    return Demonstration(
        instance.demonstration_password,
        tuple(
            DemonstrationPerson(a.login, a.name, a.title, tuple(roles[a.login]))
            for a in accounts.values()
        ),
    )
