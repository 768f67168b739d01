"""Reorganisation (*Sắp xếp tổ chức*): a body is renamed, merged into another, or ends.

One act, one transaction. What is open goes to the body that comes after and keeps what it was
called; what is done stays with the old body. A former name leads to the body of today.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, or_, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import fold, nfc, today
from server.people.access import body_to_keep
from server.people.body_commands import OneOffice, refuse_circle
from server.people.events import BodyReorganised, RightsChanged
from server.people.models import Account, Body, BodyAlias, Membership
from server.people.takeovers import takeovers

KINDS = ("rename", "merge", "end")


class NotInForceYet(DomainError):
    """The decision takes effect on a day to come: until then the old body goes on."""

    status, code = 409, "not-in-force-yet"


def reorganise(
    tx: Tx,
    *,
    key: UUID,
    kind: str,
    day: date,
    decision: str,
    name: str = "",
    successor_key: UUID | None = None,
    accounts: Sequence[UUID] = (),
) -> dict[str, int]:
    """Carry out a decision about a body, from `day` on. Returns what was handed over, by kind.

    `kind`: rename (to `name`), merge (into the successor) or end (with or without one).
    `decision` is the document's number as written. `accounts` are those of the old body's people
    who keep their place there, to read what is done, and get the same one in the successor; of
    everybody else the membership ends the day before. The same act again changes nothing.

    Raises NotFound, BadForm, OneOffice, OwnSuccessor or NotInForceYet.
    """
    body = body_to_keep(tx, key)
    successor = body_to_keep(tx, successor_key) if successor_key and kind != "rename" else None
    _check(tx, body, kind, day, decision, nfc(name), successor)
    last = day - timedelta(days=1)
    was = {"name": body.name, "valid_to": body.valid_to, "successor_id": body.successor_id}
    handed: dict[str, int] = {}
    if kind == "rename":
        _call_formerly(tx, body, body.name, last, to=nfc(name))
        body.name = nfc(name)
    else:
        body.valid_to = last
        if successor is not None:
            refuse_circle(tx, body, successor)
            body.successor_id = successor.id
            _take_names(tx, body, successor, last)
            tx.take_time()  # thousands of items by one act
            for takeover in takeovers():
                handed[takeover.name] = takeover.hand_over(tx, body.id, successor.id, day)
        handed["memberships"] = _move_people(tx, body, successor, day, accounts)
    tx.session.flush()
    now = {"name": body.name, "valid_to": body.valid_to, "successor_id": body.successor_id}
    if was != now or any(handed.values()):
        tx.emit(
            BodyReorganised(body_id=body.id, successor_id=successor.id if successor else None),
            kind=kind,
            day=day.isoformat(),
            decision=nfc(decision),
            was_name=was["name"],
            name=body.name,
            handed=handed,
        )
    return handed


def _check(
    tx: Tx, body: Body, kind: str, day: date, decision: str, name: str, successor: Body | None
) -> None:
    wrong: dict[str, str] = {}
    if kind not in KINDS:
        wrong["kind"] = "field-bad"
    if not decision.strip():
        wrong["decision"] = "field-required"
    if kind == "rename" and not name:
        wrong["name"] = "field-required"
    if kind == "merge" and successor is None:
        wrong["successor"] = "field-required"
    if body.valid_from and day <= body.valid_from:
        wrong["day"] = "ends-before-it-begins"
    if wrong:
        raise BadForm(wrong)
    if body.kind == "office" and kind != "rename":
        raise OneOffice
    if successor is not None and successor.valid_to is not None and successor.valid_to < day:
        raise BadForm({"successor": "field-bad"})
    if day > today(tx.now):
        raise NotInForceYet


def _aliases(tx: Tx, body: Body) -> dict[str, BodyAlias]:
    rows = tx.session.exec(select(BodyAlias).where(BodyAlias.body_id == body.id))
    return {alias.folded: alias for alias in rows}


def _call_formerly(tx: Tx, body: Body, name: str, last: date, *, to: str) -> None:
    """Let a name be a former one of `body`, which is called `to` from now on."""
    known = _aliases(tx, body)
    if fold(to) in known:  # it goes back to a name that it had
        tx.session.delete(known.pop(fold(to)))
    if fold(name) == fold(to):
        return
    if fold(name) not in known:
        known[fold(name)] = tx.add(BodyAlias(body_id=body.id, name=name, folded=fold(name)))
    known[fold(name)].until = known[fold(name)].until or last


def _take_names(tx: Tx, body: Body, successor: Body, last: date) -> None:
    """The successor is asked for by the names that the old body, and those before it, had."""
    former = [alias for alias in _aliases(tx, body).values() if alias.until]
    for name, until in ((body.name, last), *((a.name, a.until or last) for a in former)):
        _call_formerly(tx, successor, name, until, to=successor.name)


def _move_people(
    tx: Tx, body: Body, successor: Body | None, day: date, accounts: Sequence[UUID]
) -> int:
    """Give those ticked their place in the successor, end everybody else's; returns how many."""
    keys = dict(
        tx.session.exec(
            select(Account.id, Account.key)
            .join(Membership, col(Membership.account_id) == col(Account.id))
            .where(Membership.body_id == body.id)
        ).all()
    )
    if not set(accounts) <= set(keys.values()):
        raise NotFound
    tx.lock("accounts")
    moved: set[int] = set()
    for held in _open_memberships(tx.session, body.id, day):
        if keys[held.account_id] not in accounts:
            held.until = max(day - timedelta(days=1), held.since)
            moved.add(held.account_id)
        elif successor is not None and not _has(tx, held, successor, day):
            tx.add(
                Membership(
                    account_id=held.account_id, body_id=successor.id, role=held.role, since=day
                )
            )
            moved.add(held.account_id)
    for account_id in sorted(moved):
        tx.emit(RightsChanged(user_id=account_id))
    return len(moved)


def _open_memberships(db: Session, body_id: int, day: date) -> list[Membership]:
    until = col(Membership.until)
    return list(
        db.exec(
            select(Membership)
            .where(Membership.body_id == body_id)
            .where(or_(until.is_(None), until >= day))
            .order_by(col(Membership.id))
        )
    )


def _has(tx: Tx, held: Membership, successor: Body, day: date) -> bool:
    there = _open_memberships(tx.session, successor.id, day)
    return any((m.account_id, m.role) == (held.account_id, held.role) for m in there)
