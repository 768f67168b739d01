"""Keeping the catalogue of bodies: the secretariat and the administrators."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError
from server.kernel.i18n import fold, nfc
from server.people.access import body_to_keep, keeps
from server.people.events import BodyChanged, RightsChanged
from server.people.models import KINDS, VOCABULARIES, Body, BodyAlias, Membership


class OneOffice(DomainError):
    """The server's own office is one, and stays what it is."""

    status, code = 409, "one-office"


class OwnSuccessor(DomainError):
    """A body cannot come after itself, not even by way of others."""

    status, code = 409, "own-successor"


def add_body(
    tx: Tx,
    *,
    name: str,
    short_name: str = "",
    kind: str = "agency",
    symbol: str = "",
    vocabulary: str = "party",
    valid_from: date | None = None,
    valid_to: date | None = None,
    aliases: list[str],
) -> int:
    """Add a body with its other names. Returns its id. Raises NotFound, OneOffice or BadForm."""
    keeps(tx, "bodies.keep")
    tx.lock("bodies")
    _check(kind, vocabulary, valid_from, valid_to)
    if kind == "office":
        raise OneOffice
    body = tx.add(
        Body(
            name=name,
            short_name=short_name,
            kind=kind,
            symbol=symbol,
            vocabulary=vocabulary,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    )
    _set_aliases(tx, body, [], aliases)
    tx.emit(BodyChanged(body_id=body.id), name=("", name))
    return body.id


def edit_body(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base: dict[str, Any],
    to: dict[str, Any],
    base_aliases: list[str],
    aliases: list[str],
    base_successor_key: UUID | None = None,
    successor_key: UUID | None = None,
) -> int:
    """Change a body as the form asks; a name that is given up stays as an alias.

    `base` and `to` hold the fields of Body that the form shows; aliases that somebody else added
    meanwhile stay. Returns the id. Raises NotFound, EditConflict, OneOffice, OwnSuccessor or
    BadForm.
    """
    body = body_to_keep(tx, key)
    before = body_to_keep(tx, base_successor_key) if base_successor_key else None
    successor = body_to_keep(tx, successor_key) if successor_key else None
    refuse_circle(tx, body, successor)
    was_kind = body.kind
    base |= {"successor_id": before.id if before else None}
    to |= {"successor_id": successor.id if successor else None}
    changed = tx.edit(body, version, base=base, to=to)
    _check(body.kind, body.vocabulary, body.valid_from, body.valid_to)
    if body.kind != was_kind and "office" in (body.kind, was_kind):
        raise OneOffice
    if "name" in changed:
        aliases = [*aliases, changed["name"][0]]
    renamed = _set_aliases(tx, body, base_aliases, aliases)
    if changed or renamed:
        tx.session.flush()
        tx.emit(BodyChanged(body_id=body.id), **changed)
    if "standing" in changed.get("kind", ()):  # its members now are, or no longer are, the body
        members = select(Membership.account_id).where(Membership.body_id == body.id).distinct()
        for account_id in tx.session.execute(members).scalars().all():
            tx.emit(RightsChanged(user_id=account_id))
    return body.id


def _check(kind: str, vocabulary: str, valid_from: date | None, valid_to: date | None) -> None:
    if kind not in KINDS:
        raise BadForm({"kind": "field-bad"})
    if vocabulary not in VOCABULARIES:
        raise BadForm({"vocabulary": "field-bad"})
    if valid_from and valid_to and valid_to < valid_from:
        raise BadForm({"valid_to": "ends-before-it-begins"})


def refuse_circle(tx: Tx, body: Body, successor: Body | None) -> None:
    """Raise OwnSuccessor where `body` would come after itself."""
    met = {body.id}
    while successor is not None:
        if successor.id in met:
            raise OwnSuccessor
        met.add(successor.id)
        after = successor.successor_id
        successor = tx.session.get_one(Body, after) if after else None


def _set_aliases(tx: Tx, body: Body, base: list[str], to: list[str]) -> bool:
    """Add and remove what the form added and removed; whether anything changed."""
    stored = {
        alias.folded: alias
        for alias in tx.session.execute(select(BodyAlias).where(col(BodyAlias.body_id) == body.id))
        .scalars()
        .all()
    }
    known = dict(stored)
    own = fold(body.name)
    wanted: dict[str, str] = {}
    for name in to:
        if name.strip() and fold(name) != own:
            wanted.setdefault(fold(name), nfc(name))
    for folded in {fold(name) for name in base} - wanted.keys():
        if folded in known:
            tx.session.delete(known.pop(folded))
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = tx.add(BodyAlias(body_id=body.id, name=name, folded=folded))
    return known != stored
