"""Access opens for a decision, is noted as it is used, and ends on its day or before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, exists, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import today
from server.overview.inspections.access import inspection_to_read
from server.overview.inspections.events import InspectionChanged
from server.people.access import keeps, viewer_with_id
from server.people.account_commands import LoginTaken
from server.people.commands import end_sessions
from server.people.events import AccountChanged, RightsChanged
from server.people.models import (
    INSPECTOR,
    Account,
    Body,
    Inspection,
    InspectionRead,
    Inspector,
    Membership,
)
from server.tasks.access import uuid_of

MOST_PEOPLE = 30


class InspectionOver(DomainError):
    """The inspection has ended, or its last day has gone by."""

    status, code = 409, "inspection-over"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a decision opens: its number, day, issuer and title, the matter's scope (`bodies` are
    keys), and from which day to which."""

    number: str
    decided_on: date
    issuer: str
    title: str
    bodies: Sequence[str]
    fields: Sequence[str]
    matter_since: date
    matter_until: date
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the inspection: the sign-in name, the name and what they are."""

    login: str
    name: str
    title: str = ""


def open_inspection(tx: Tx, *, decision: Decision, people: Sequence[Person]) -> str:
    """Open access for a decision, with an account for each person. Returns the inspection's key.

    Raises NotFound, BadForm for days the wrong way round or nobody named, LoginTaken for a name
    that belongs to somebody who is more than an inspector.
    """
    keeps(tx, "inspections.keep")
    tx.lock("accounts")
    day = today(tx.now)
    if decision.until < decision.since or decision.until < day:
        raise BadForm({"until": "ends-before-it-begins"})
    if decision.matter_until < decision.matter_since:
        raise BadForm({"matter_until": "ends-before-it-begins"})
    if not 1 <= len(people) <= MOST_PEOPLE or len({p.login for p in people}) != len(people):
        raise BadForm({"people": "field-bad"})
    asked = [uuid_of(key) for key in decision.bodies]
    bodies = tx.session.exec(select(Body.id).where(col(Body.key).in_(asked))).all()
    if len(bodies) != len(set(asked)):
        raise NotFound
    inspection = tx.add(
        Inspection(
            number=decision.number,
            decided_on=decision.decided_on,
            issuer=decision.issuer,
            title=decision.title,
            scope={
                "bodies": sorted(bodies),
                "fields": list(decision.fields),
                "since": decision.matter_since.isoformat(),
                "until": decision.matter_until.isoformat(),
            },
            since=decision.since,
            until=decision.until,
            opened_by_id=tx.actor.user_id,
            opened_at=tx.now,
        )
    )
    office = tx.session.exec(select(Body.id).where(Body.kind == "office")).first()
    assert office is not None
    for person in people:
        account_id = _account(tx, person)
        tx.add(Inspector(inspection_id=inspection.id, account_id=account_id))
        tx.add(
            Membership(
                account_id=account_id,
                body_id=office,
                role=INSPECTOR,
                since=decision.since,
                until=decision.until,
            )
        )
        tx.emit(RightsChanged(user_id=account_id), body_id=office, role=("", INSPECTOR))
    tx.emit(InspectionChanged(inspection_id=inspection.id), number=decision.number)
    return str(inspection.key)


def _account(tx: Tx, person: Person) -> int:
    """The account of somebody who inspected before, or a new one. Raises LoginTaken."""
    known = tx.session.exec(select(Account).where(Account.login == person.login)).first()
    if known is None:
        account = tx.add(
            Account(login=person.login, name=person.name, title=person.title, created_at=tx.now)
        )
        tx.emit(AccountChanged(user_id=account.id), login=account.login, name=("", account.name))
        return account.id
    inspected = exists().where(col(Inspector.account_id) == known.id)
    more = exists().where(col(Membership.account_id) == known.id, col(Membership.role) != INSPECTOR)
    if known.disabled_at or not tx.session.exec(select(inspected & ~more)).one():
        raise LoginTaken
    return known.id


def end_inspection(tx: Tx, *, key: UUID | str) -> str:
    """End an inspection before its day: what it opened is gone at once. Returns its key.

    Raises NotFound, or InspectionOver for one that is over.
    """
    keeps(tx, "inspections.keep")
    tx.lock("accounts")
    asked = select(Inspection).where(Inspection.key == uuid_of(key)).with_for_update()
    inspection = tx.session.exec(asked).first()
    if inspection is None:
        raise NotFound
    day = today(tx.now)
    if inspection.ended_at is not None or inspection.until < day:
        raise InspectionOver
    inspection.ended_at = tx.now
    tx.session.flush()
    people = select(Inspector.account_id).where(Inspector.inspection_id == inspection.id)
    for account_id in tx.session.exec(people).all():
        held = tx.session.exec(
            select(Membership)
            .where(Membership.account_id == account_id, Membership.role == INSPECTOR)
            .where(Membership.since == inspection.since, Membership.until == inspection.until)
            .order_by(col(Membership.id))
        ).first()
        if held is not None:
            held.until = min(held.until or day, day - timedelta(days=1))
        left = _others(tx, account_id, inspection.id)
        if not left:
            end_sessions(tx, account_id)
        tx.emit(RightsChanged(user_id=account_id), role=(INSPECTOR, ""))
    tx.emit(InspectionChanged(inspection_id=inspection.id), ended=True)
    return str(inspection.key)


def _others(tx: Tx, account_id: int, but: int) -> bool:
    day = today(tx.now)
    return (
        tx.session.exec(
            select(Inspection.id)
            .join(Inspector, col(Inspector.inspection_id) == col(Inspection.id))
            .where(Inspector.account_id == account_id, Inspection.id != but)
            .where(col(Inspection.ended_at).is_(None), Inspection.until >= day)
        ).first()
        is not None
    )


def note_read(tx: Tx, *, key: UUID | str, page: str, target: str = "", words: str = "") -> int:
    """Note that the actor opened a page of an inspection; before it is shown. Returns the row's id.

    Raises NotFound where it is not open to the actor now.
    """
    viewer = viewer_with_id(tx.session, tx.actor.user_id)
    inspection = inspection_to_read(tx.session, viewer, key)
    row = tx.add(
        InspectionRead(
            inspection_id=inspection.id,
            account_id=viewer.user_id,
            page=page,
            key=target,
            words=words[:300],
            at=tx.now,
        )
    )
    return row.id
