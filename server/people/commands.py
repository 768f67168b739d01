"""One's own account: signing in and out, passwords, one's devices, language and look."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, or_, select

from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.people.events import (
    AccountChanged,
    PasswordChanged,
    RightsChanged,
    SessionsEnded,
    SignedIn,
)
from server.people.models import Account, Membership, OneTimeCode, SignInFailure, SignInSession

CLOCK_SLACK = timedelta(minutes=1)  # between a moment and its transaction
ADDRESS_TRIES = 30  # times what one account may: a hall of tablets stands behind one address


class WrongPassword(DomainError):
    """Account and password do not belong together; which of the two is never said."""

    status, code = 401, "wrong-password"


class WrongCode(DomainError):
    """The one-time code is not this account's, was used, or is too old."""

    status, code = 403, "wrong-code"


class TooManyTries(DomainError):
    """Too many wrong passwords for this account from this address, or from this address at all."""

    status, code = 429, "too-many-tries"


def count_try(tx: Tx, *, login: str, tries: int, window_seconds: float) -> int:
    """Count a try before the password is looked at, so that many at once are all counted.

    At most `tries` in the window for an account from one address (another address is not
    affected), and ADDRESS_TRIES times as many from one address. Raises TooManyTries.
    """
    tx.lock("sign-in")
    window = timedelta(seconds=window_seconds)
    here = (
        select(func.count())
        .select_from(SignInFailure)
        .where(SignInFailure.source == tx.actor.source)
        # What lies further ahead was counted before the clock was set back.
        .where(col(SignInFailure.at).between(tx.now - window, tx.now + window))
    )
    of_account = tx.session.execute(here.where(SignInFailure.login == login)).scalar_one()
    of_address = tx.session.execute(here).scalar_one()
    if of_account >= tries or of_address >= tries * ADDRESS_TRIES:
        raise TooManyTries(minutes=max(1, round(window_seconds / 60)))
    failure = tx.add(SignInFailure(login=login, source=tx.actor.source, at=tx.now))
    return int(failure.id)


def forget_tries(tx: Tx, *, login: str) -> None:
    """The right person was at this address after all."""
    tx.session.execute(
        delete(SignInFailure)
        .where(col(SignInFailure.login) == login)
        .where(col(SignInFailure.source) == tx.actor.source)
    )


def start_session(
    tx: Tx,
    *,
    account_id: int,
    session_key: str,
    token_hash: str,
    device: str,
    expires_at: datetime,
) -> int:
    """Begin a session on a device. Returns its id. Raises NotFound for a disabled account."""
    account = tx.session.get(Account, account_id)
    if account is None or account.disabled_at:
        raise NotFound
    session = tx.add(
        SignInSession(
            key=session_key,
            token_hash=token_hash,
            account_id=account_id,
            device=device[:200],
            source=tx.actor.source,
            created_at=tx.now,
            seen_at=tx.now,
            expires_at=expires_at,
        )
    )
    forget_tries(tx, login=account.login)
    tx.emit(SignedIn(user_id=account_id), device=device[:200])
    return int(session.id)


def end_session(tx: Tx, *, account_id: int, session_key: str) -> int:
    """End one session of an account: its pages and sockets close. Raises NotFound."""
    session = tx.session.execute(
        select(SignInSession)
        .where(col(SignInSession.account_id) == account_id)
        .where(col(SignInSession.key) == session_key)
    ).scalar()
    if session is None:
        raise NotFound
    if session.ended_at is None:
        session.ended_at = tx.now
        tx.emit(SessionsEnded(user_id=account_id))
    return int(session.id)


def end_sessions(tx: Tx, account_id: int, *, but: str = "") -> None:
    """End all sessions of an account, except the one with the key `but`."""
    ended = tx.session.execute(
        select(SignInSession)
        .where(SignInSession.account_id == account_id)
        .where(SignInSession.key != but)
        .where(col(SignInSession.ended_at) == None)  # noqa: E711
    ).scalars()
    for session in ended.all():
        session.ended_at = tx.now
    tx.emit(SessionsEnded(user_id=account_id))


def change_password(tx: Tx, *, password_hash: str, session_key: str) -> int:
    """Take another password (the old one has been asked) and sign out everywhere else.

    `session_key` is the session that stays. Returns the account's id. Raises NotFound.
    """
    account = tx.session.get(Account, tx.actor.user_id)
    if account is None:
        raise NotFound
    account.password_hash = password_hash
    forget_tries(tx, login=account.login)
    tx.emit(PasswordChanged(user_id=account.id))
    end_sessions(tx, account.id, but=session_key)
    return account.id


def choose_password(tx: Tx, *, login: str, code_hash: str, password_hash: str) -> int:
    """Choose a password with a one-time code, which is then used up; signs out everywhere.

    Returns the account's id. Raises WrongCode.
    """
    found = tx.session.execute(
        select(OneTimeCode, Account)
        .join(Account, col(Account.id) == col(OneTimeCode.account_id))
        .where(OneTimeCode.code_hash == code_hash)
        .where(Account.login == login)
        .with_for_update()  # PostgreSQL: two forms with one code
    ).first()
    if found is None:
        raise WrongCode
    code, account = found
    if code.used_at or code.expires_at <= tx.now or account.disabled_at:
        raise WrongCode
    tx.session.execute(  # this one and every other that was given out
        OneTimeCode.__table__.update()  # type: ignore[attr-defined]
        .where(col(OneTimeCode.account_id) == account.id)
        .where(col(OneTimeCode.used_at) == None)  # noqa: E711
        .values(used_at=tx.now)
    )
    account.password_hash = password_hash
    forget_tries(tx, login=login)
    tx.emit(PasswordChanged(user_id=account.id))
    end_sessions(tx, account.id)
    return int(account.id)


def set_preferences(tx: Tx, *, theme: str | None = None, locale: str | None = None) -> int:
    """Choose light or dark, or a language, for oneself. Returns the account's id."""
    account = tx.session.get(Account, tx.actor.user_id)
    if account is None:
        raise NotFound
    account.theme = theme or account.theme
    account.locale = locale or account.locale
    tx.emit(AccountChanged(user_id=account.id))
    return account.id


# --- the passing of time -----------------------------------------------------------------------


def keep_sessions(tx: Tx, *, seen: list[str], idle_since: datetime, ends_by: datetime) -> int:
    """Note which sessions are in use, and end those that were not since `idle_since`.

    `seen` are keys of sessions; one that began now would end at `ends_by`. Returns how many ended.
    """
    _shorten_sessions(tx, ends_by)
    if seen:
        tx.session.execute(
            SignInSession.__table__.update()  # type: ignore[attr-defined]
            .where(col(SignInSession.key).in_(seen))
            .values(seen_at=tx.now)
        )
    idle = tx.session.execute(
        select(SignInSession)
        .where(col(SignInSession.ended_at) == None)  # noqa: E711
        .where(col(SignInSession.seen_at) <= idle_since)
    ).scalars()
    ended = 0
    for session in idle.all():
        session.ended_at = tx.now
        tx.emit(SessionsEnded(user_id=session.account_id))
        ended += 1
    return ended


def _shorten_sessions(tx: Tx, ends_by: datetime) -> None:
    """After the clock was set back: nobody's session lasts longer than one that begins now."""
    begun_later = tx.session.execute(
        select(SignInSession)
        .where(col(SignInSession.ended_at) == None)  # noqa: E711
        .where(
            or_(
                col(SignInSession.expires_at) > ends_by + CLOCK_SLACK,
                col(SignInSession.seen_at) > tx.now + CLOCK_SLACK,
            )
        )
    ).scalars()
    for session in begun_later.all():
        session.expires_at = min(session.expires_at, ends_by)
        session.seen_at = min(session.seen_at, tx.now)
        tx.emit(RightsChanged(user_id=session.account_id))  # open pages learn when they end


def turn_day(tx: Tx, *, day: date) -> int:
    """Tell the people whose memberships begin today or ended yesterday. Returns how many."""
    turned = tx.session.execute(
        select(Membership.account_id)
        .where(or_(Membership.since == day, Membership.until == day - timedelta(days=1)))
        .distinct()
    ).scalars()
    people = turned.all()
    for account_id in people:
        tx.emit(RightsChanged(user_id=account_id))
    return len(people)
