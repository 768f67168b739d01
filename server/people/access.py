"""Who somebody is, and what the permission matrix lets the role do.

A person is what the memberships of today say. The secretariat and the administrators are members
of the office itself; the standing body is whoever sits on a body of kind "standing"; a lead body's
clerk acts for that body alone; a records clerk numbers documents; a guest sees only the items that
name him or her (meetings.access). Administrators keep accounts and read no papers. An inspector is
made by an inspection alone (people.models.Inspection), from its first day to its last.

`may` answers for a role and an act, from permissions.toml, the one table that tests are generated
from too. Whether this object is within reach is each feature's own access.py.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.models import Account, Body, Membership, SignInSession
from server.people.secrets import token_hash

Row = TypeVar("Row")
ROLES = (
    *("administrator", "secretariat", "records", "standing", "chair", "delegate", "clerk"),
    *("guest", "inspector"),
)


class NotAllowed(DomainError):
    """Your role does not do this."""

    status, code = 403, "not-allowed"


@dataclass(frozen=True)
class Viewer:
    """Who asks: one signed-in person, as of now.

    `bodies` maps a body's id to the roles held there today.
    """

    user_id: int
    name: str
    title: str = ""
    locale: str = "vi"
    theme: str = "auto"
    session_key: str = ""
    session_ends: datetime = field(default_factory=now)
    bodies: Mapping[int, frozenset[str]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()

    @property
    def initials(self) -> str:
        """The first letters of the last two words of the name."""
        return "".join(word[0] for word in self.name.split()[-2:]).upper()

    def is_(self, *roles: str) -> bool:
        """Whether any of `roles` is held anywhere."""
        return not self.roles.isdisjoint(roles)

    def in_body(self, body_id: int, *roles: str) -> bool:
        """Whether any of `roles` (none named: any role) is held in this body."""
        held = self.bodies.get(body_id, frozenset())
        return bool(held) if not roles else not held.isdisjoint(roles)


@cache
def matrix() -> dict[str, dict[str, bool]]:
    """Return the permission matrix: act -> role -> whether it may."""
    with (Path(__file__).parent / "permissions.toml").open("rb") as file:
        table = tomllib.load(file)
    return {
        act: {role: role in row["roles"] for role in ROLES}
        for group in table.values()
        for act, row in group.items()
    }


def may(viewer: Viewer, act: str) -> bool:
    """Whether one of the viewer's roles does `act`. Raises KeyError for an unknown act."""
    row = matrix()[act]
    return any(row[role] for role in viewer.roles)


def require(viewer: Viewer, act: str) -> None:
    """Raise NotFound unless the viewer may do `act`: forbidden looks like not there."""
    if not may(viewer, act):
        raise NotFound


# Asked at every request, command and change of rights, so they are built once.
_PERSON = (
    select(  # type: ignore[call-overload]
        Account.id,
        Account.name,
        Account.title,
        Account.locale,
        Account.theme,
        Account.disabled_at,
        Membership.body_id,
        Membership.role,
        col(Body.kind).label("body_kind"),
    )
    .outerjoin(
        Membership,
        (col(Membership.account_id) == col(Account.id))
        & (col(Membership.since) <= bindparam("day"))
        & or_(col(Membership.until).is_(None), col(Membership.until) >= bindparam("day")),
    )
    .outerjoin(Body, col(Body.id) == col(Membership.body_id))
)
_WITH_ID = _PERSON.where(col(Account.id) == bindparam("account_id"))
_SIGNED_IN = (
    _PERSON.add_columns(
        col(SignInSession.key), col(SignInSession.ended_at), col(SignInSession.expires_at)
    )
    .join(SignInSession, col(SignInSession.account_id) == col(Account.id))
    .where(col(SignInSession.token_hash) == bindparam("token_hash"))
)


def viewer_of_session(db: Session, token: str) -> Viewer | None:
    """Return who a session's cookie stands for, or None once it has ended."""
    moment = now()
    asked = {"token_hash": token_hash(token), "day": today(moment)}
    rows = db.connection().execute(_SIGNED_IN, asked).all()
    if not rows:
        return None
    first = rows[0]
    if first.ended_at or first.expires_at <= moment or first.disabled_at:
        return None
    return _viewer(rows, first.key, first.expires_at)


def viewer_with_id(db: Session, user_id: int) -> Viewer:
    """Return the person who acts in a command. Raises NotFound (0, the system, has no viewer)."""
    moment = now()
    rows = db.connection().execute(_WITH_ID, {"account_id": user_id, "day": today(moment)}).all()
    if not rows or rows[0].disabled_at:
        raise NotFound
    return _viewer(rows, "", moment)


def _viewer(rows: Sequence[Any], session_key: str, session_ends: datetime) -> Viewer:
    """Make one person of a row for each membership of today (or one without any)."""
    person = rows[0]
    bodies: dict[int, set[str]] = {}
    roles: set[str] = set()
    for row in rows:
        if row.body_id is None:
            continue
        bodies.setdefault(row.body_id, set()).add(row.role)
        roles.add(row.role)
        if row.body_kind == "standing" and row.role in ("chair", "delegate"):
            roles.add("standing")
    return Viewer(
        user_id=person.id,
        name=person.name,
        title=person.title,
        locale=person.locale,
        theme=person.theme,
        session_key=session_key,
        session_ends=session_ends,
        bodies={body_id: frozenset(held) for body_id, held in bodies.items()},
        roles=frozenset(roles),
    )


def bodies_spoken_for(db: Session, viewer: Viewer) -> frozenset[int]:
    """Return the ids of the bodies for which the viewer asks something of the office.

    A body does so through its clerk; where it has one, its chair and its delegates may as well.
    """
    own = {body_id for body_id in viewer.bodies if viewer.in_body(body_id, "clerk")}
    seated = {body_id for body_id in viewer.bodies if viewer.in_body(body_id, "chair", "delegate")}
    if not seated - own:
        return frozenset(own)
    day = today(now())
    clerks = db.exec(
        select(Membership.body_id)
        .where(Membership.role == "clerk")
        .where(col(Membership.body_id).in_(seated))
        .where(col(Membership.since) <= day)
        .where(or_(col(Membership.until).is_(None), col(Membership.until) >= day))
    )
    return frozenset(own | set(clerks))


# --- for commands: load, after the actor's right was asked ---------------------------------------


def keeps(tx: Tx, act: str) -> None:
    """Raise NotFound unless whoever acts in the command may do `act` (the system may all)."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), act)


def account_to_keep(tx: Tx, key: UUID) -> Account:
    """Load an account for an administrator's command. Raises NotFound."""
    keeps(tx, "accounts.keep")
    tx.lock("accounts")
    return _there(tx.session.exec(select(Account).where(Account.key == key)).first())


def membership_to_keep(tx: Tx, key: UUID) -> Membership:
    """Load a membership for an administrator's command. Raises NotFound."""
    keeps(tx, "accounts.keep")
    tx.lock("accounts")
    return _there(tx.session.exec(select(Membership).where(Membership.key == key)).first())


def body_to_keep(tx: Tx, key: UUID) -> Body:
    """Load a body for a command of who keeps the catalogue. Raises NotFound."""
    keeps(tx, "bodies.keep")
    tx.lock("bodies")
    return _there(tx.session.exec(select(Body).where(Body.key == key)).first())


def _there(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
