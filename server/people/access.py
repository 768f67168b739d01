"""Who somebody is, and what the permission matrix lets the role do.

A person is what the memberships of today say. The secretariat and the administrators are members
of the office itself; the standing body is whoever sits on a body of kind "standing"; a lead body's
clerk acts for that body alone; a guest sees only the items that name him or her (meetings.access).
Administrators keep accounts and read no papers.

`may` answers for a role and an act, from permissions.toml, the one table that tests are generated
from too. Whether this object is within reach is each feature's own access.py.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.models import Account, Body, Membership, SignInSession
from server.people.secrets import token_hash

Row = TypeVar("Row")
ROLES = ("administrator", "secretariat", "standing", "chair", "delegate", "clerk", "guest")


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


def viewer_of_session(db: Session, token: str) -> Viewer | None:
    """Return who a session's cookie stands for, or None once it has ended."""
    row = db.execute(
        select(SignInSession, Account)
        .join(Account, col(Account.id) == col(SignInSession.account_id))
        .where(SignInSession.token_hash == token_hash(token))
    ).first()
    if row is None:
        return None
    session, account = row
    moment = now()
    if session.ended_at or session.expires_at <= moment or account.disabled_at:
        return None
    return viewer_of_account(db, account, session)


def viewer_of_account(
    db: Session, account: Account, session: SignInSession | None = None
) -> Viewer:
    """Return a person as the memberships of today make it."""
    day = today(now())
    held = db.execute(
        select(Membership.body_id, Membership.role, Body.kind)
        .join(Body, col(Body.id) == col(Membership.body_id))
        .where(Membership.account_id == account.id)
        .where(Membership.since <= day)
        .where((col(Membership.until) == None) | (col(Membership.until) >= day))  # noqa: E711
    ).all()
    bodies: dict[int, set[str]] = {}
    roles: set[str] = set()
    for body_id, role, kind in held:
        bodies.setdefault(body_id, set()).add(role)
        roles.add(role)
        if kind == "standing" and role in ("chair", "delegate"):
            roles.add("standing")
    return Viewer(
        user_id=account.id,
        name=account.name,
        title=account.title,
        locale=account.locale,
        theme=account.theme,
        session_key=session.key if session else "",
        session_ends=session.expires_at if session else now(),
        bodies={body_id: frozenset(held) for body_id, held in bodies.items()},
        roles=frozenset(roles),
    )


def viewer_with_id(db: Session, user_id: int) -> Viewer:
    """Return the person who acts in a command. Raises NotFound (0, the system, has no viewer)."""
    account = db.get(Account, user_id)
    if account is None or account.disabled_at:
        raise NotFound
    return viewer_of_account(db, account)


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
