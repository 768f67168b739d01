"""A person's e-mail address: kept by the administrators, and by the person."""

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.mail import ADDRESS
from server.people.events import AccountChanged
from server.people.models import Account

MOST = 254  # characters of an address (RFC 5321)


def address(text: str) -> str:
    """Return an address as typed, "" for none. Raises BadForm for what is none."""
    text = text.strip()
    if text and (len(text) > MOST or not ADDRESS.fullmatch(text)):
        raise BadForm({"email": "email-bad"})
    return text


def set_email(tx: Tx, *, email: str) -> int:
    """Keep one's own e-mail address, "" for none. Returns the account's id. Raises NotFound or
    BadForm."""
    account = tx.session.get(Account, tx.actor.user_id)
    if account is None:
        raise NotFound
    was, account.email = account.email, address(email)
    if was != account.email:
        tx.emit(AccountChanged(user_id=account.id), email=(was, account.email))
    return account.id
