"""Signing in and out."""

from datetime import datetime

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.people.events import SessionsEnded, SignedIn
from server.people.models import Account, SignInSession


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
