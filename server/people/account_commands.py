"""Keeping accounts: administrators, and the command line when an office begins."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError
from server.kernel.i18n import today
from server.people.access import account_to_keep, body_to_keep, keeps, membership_to_keep
from server.people.commands import end_session, end_sessions
from server.people.events import AccountChanged, CodeIssued, RightsChanged
from server.people.models import (
    CHIEF,
    OFFICE_ROLES,
    ROLES,
    Account,
    Body,
    Instance,
    Membership,
    OneTimeCode,
)

CODE_HOURS = 72


class LoginTaken(DomainError):
    """Another account has this sign-in name."""

    status, code = 409, "login-taken"


class OfficeExists(DomainError):
    """This server has its office already."""

    status, code = 409, "office-exists"


class LastAdministrator(DomainError):
    """Somebody must be left who keeps the accounts."""

    status, code = 409, "last-administrator"


def make_office(tx: Tx, *, name: str, login: str, administrator: str, code_hash: str) -> int:
    """Begin: an office and its administrator, who chooses a password with a one-time code.

    Returns the administrator's account id. Raises OfficeExists.
    """
    if tx.session.get(Instance, 1) is not None:
        raise OfficeExists
    tx.add(Instance(name=name, created_at=tx.now))
    office = tx.add(Body(name=name, kind="office"))
    account = tx.add(Account(login=login, name=administrator, created_at=tx.now))
    tx.add(
        Membership(
            account_id=account.id,
            body_id=office.id,
            role="administrator",
            since=today(tx.now),
        )
    )
    _issue(tx, account.id, code_hash)
    tx.emit(AccountChanged(user_id=account.id), login=login)
    return account.id


def add_account(tx: Tx, *, login: str, name: str, title: str = "", email: str = "") -> int:
    """Add a person, who can sign in once a code was given. Returns the id. Raises LoginTaken."""
    keeps(tx, "accounts.keep")
    tx.lock("accounts")
    if tx.session.execute(select(Account.id).where(Account.login == login)).first():
        raise LoginTaken
    account = tx.add(Account(login=login, name=name, title=title, email=email, created_at=tx.now))
    tx.emit(AccountChanged(user_id=account.id), login=login, name=("", name))
    return account.id


def edit_account(
    tx: Tx, *, key: UUID, version: int, base: dict[str, str], to: dict[str, str]
) -> int:
    """Change name, title and e-mail address. Returns the id. Raises NotFound or EditConflict."""
    account = account_to_keep(tx, key)
    changed = tx.edit(account, version, base=base, to=to)
    if changed:
        tx.emit(AccountChanged(user_id=account.id), **changed)
    return account.id


def disable_account(tx: Tx, *, key: UUID) -> int:
    """Shut a person out, everywhere and at once. Returns the id. Raises LastAdministrator."""
    account = account_to_keep(tx, key)
    if account.disabled_at is None:
        account.disabled_at = tx.now
        end_sessions(tx, account.id)
        tx.emit(RightsChanged(user_id=account.id), disabled=(False, True))
        _somebody_is_left(tx)
    return account.id


def enable_account(tx: Tx, *, key: UUID) -> int:
    """Let a person in again; the password is the one from before. Returns the id."""
    account = account_to_keep(tx, key)
    if account.disabled_at is not None:
        account.disabled_at = None
        tx.emit(RightsChanged(user_id=account.id), disabled=(True, False))
    return account.id


def end_device(tx: Tx, *, key: UUID, session_key: str) -> int:
    """End one session of somebody's. Returns its id. Raises NotFound."""
    return end_session(tx, account_id=account_to_keep(tx, key).id, session_key=session_key)


def issue_code(tx: Tx, *, key: UUID, code_hash: str) -> int:
    """Give out a one-time code of CODE_HOURS to choose a password with; older ones end.

    The password from before stays until the code has been used. Returns the account's id.
    """
    account = account_to_keep(tx, key)
    tx.session.execute(
        OneTimeCode.__table__.update()  # type: ignore[attr-defined]
        .where(col(OneTimeCode.account_id) == account.id)
        .where(col(OneTimeCode.used_at) == None)  # noqa: E711
        .values(used_at=tx.now)
    )
    _issue(tx, account.id, code_hash)
    return account.id


def _issue(tx: Tx, account_id: int, code_hash: str) -> None:
    expires_at = tx.now + timedelta(hours=CODE_HOURS)
    tx.add(OneTimeCode(account_id=account_id, code_hash=code_hash, expires_at=expires_at))
    tx.emit(CodeIssued(user_id=account_id))


# --- memberships -------------------------------------------------------------------------------


def add_membership(
    tx: Tx,
    *,
    account_key: UUID,
    body_key: UUID,
    role: str,
    since: date,
    until: date | None = None,
) -> int:
    """Make somebody something in a body, from a day to a day (None: open). Returns its id.

    Whoever chairs the office is its chief. Raises NotFound, or BadForm where the office's roles
    and other bodies' are mixed up.
    """
    account, body = account_to_keep(tx, account_key), body_to_keep(tx, body_key)
    own = (*OFFICE_ROLES, CHIEF) if body.kind == "office" else set(ROLES) - {*OFFICE_ROLES}
    if role not in own:
        raise BadForm({"role": "role-elsewhere"})
    _check(since, until)
    membership = tx.add(
        Membership(account_id=account.id, body_id=body.id, role=role, since=since, until=until)
    )
    tx.emit(RightsChanged(user_id=account.id), body_id=body.id, role=("", role))
    return membership.id


def edit_membership(
    tx: Tx, *, key: UUID, version: int, base: dict[str, str], since: date, until: date | None
) -> int:
    """Change from when to when. Returns its id. Raises NotFound, EditConflict, LastAdministrator.

    `base` holds the dates the form was rendered with (ISO 8601, "" for none).
    """
    membership = membership_to_keep(tx, key)
    _check(since, until)
    shown = {name: date.fromisoformat(day) if day else None for name, day in base.items()}
    to = {"since": since, "until": until}
    changed = tx.edit(membership, version, base=shown, to=to)
    if changed:
        tx.emit(RightsChanged(user_id=membership.account_id), body_id=membership.body_id, **changed)
        _somebody_is_left(tx)
    return membership.id


def _check(since: date, until: date | None) -> None:
    if until and until < since:
        raise BadForm({"until": "ends-before-it-begins"})


def _somebody_is_left(tx: Tx) -> None:
    """Raise LastAdministrator unless an administrator can sign in from today on, without end."""
    tx.session.flush()
    day = today(tx.now)
    left = tx.session.execute(
        select(Membership.id)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(Membership.role == "administrator")
        .where(Membership.since <= day)
        .where((col(Membership.until) == None) | (col(Membership.until) > day))  # noqa: E711
        .where(col(Account.disabled_at) == None)  # noqa: E711
    ).first()
    if left is None:
        raise LastAdministrator
