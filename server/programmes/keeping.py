"""Commands on what the office keeps beside its programmes: lead times, and who follows what."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import fold, nfc
from server.people.events import OFFICE_RULES
from server.people.models import Account
from server.programmes import access
from server.programmes.events import OfficeRulesChanged
from server.programmes.milestones import LeadTimes
from server.programmes.models import KINDS
from server.programmes.rulebook import FieldWatch, LeadTime

LEADS = ("draft", "opinions", "appraisal", "papers")


class LeadTimeSaid(DomainError):
    """The body's lead times for this kind from this day on are there already."""

    status, code = 409, "lead-time-said"


class FollowedAlready(DomainError):
    """This field, or this body's items, somebody follows already."""

    status, code = 409, "followed-already"


def add_lead_time(
    tx: Tx, *, body_key: UUID, kind: str, since: date, counts: dict[str, int | None]
) -> int:
    """Say a body's lead times for a kind ("": every other one) from a day on. Returns the row's id.

    `counts` by LEADS, in working days. Raises NotFound, BadForm, LeadTimesRefused or LeadTimeSaid.
    """
    _keeps(tx)
    body = access.body_with_key(tx, body_key)
    if kind not in ("", *KINDS):
        raise BadForm({"kind": "field-bad"})
    leads = _checked(counts)
    if tx.session.exec(
        select(LeadTime)
        .where(LeadTime.body_id == body.id)
        .where(LeadTime.kind == kind)
        .where(LeadTime.since == since)
    ).first():
        raise LeadTimeSaid(body=body.name, since=f"{since:%d/%m/%Y}")
    row = tx.add(
        LeadTime(
            body_id=body.id,
            kind=kind,
            since=since,
            draft=leads["draft"],
            opinions=leads["opinions"],
            appraisal=leads["appraisal"],
            papers=leads["papers"],
        )
    )
    tx.emit(OfficeRulesChanged(), lead_time=row.id, body=body.name, **_pairs({}, leads))
    return row.id


def edit_lead_time(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base: dict[str, int | None],
    to: dict[str, int | None],
) -> int:
    """Change lead times as the form asks; both by LEADS. Returns the row's id.

    Raises NotFound, LeadTimesRefused or EditConflict.
    """
    row = _lead_time(tx, key)
    changed = tx.edit(row, version, base=base, to=to)
    _checked({name: getattr(row, name) for name in LEADS})
    if changed:
        tx.emit(OfficeRulesChanged(), lead_time=row.id, **changed)
    return row.id


def remove_lead_time(tx: Tx, *, key: UUID) -> int:
    """Take lead times away: the ones before them hold again. Returns the id. Raises NotFound."""
    row = _lead_time(tx, key)
    leads = {name: getattr(row, name) for name in LEADS}
    tx.session.delete(row)
    tx.emit(OfficeRulesChanged(), lead_time=row.id, **_pairs(leads, {}))
    return row.id


def add_watch(tx: Tx, *, account_key: UUID, field: str = "", body_key: UUID | None = None) -> int:
    """Let a person of the office follow a field, or a body's items. Returns the row's id.

    Raises NotFound, BadForm (neither or both, or nobody of the office) or FollowedAlready.
    """
    _keeps(tx)
    field = nfc(" ".join(field.split()))
    if bool(field) == (body_key is not None):
        raise BadForm({"field": "watch-one"})
    account = tx.session.exec(select(Account).where(Account.key == account_key)).first()
    if account is None or account.disabled_at is not None:
        raise NotFound
    body = access.body_with_key(tx, body_key) if body_key else None
    same = select(FieldWatch).where(FieldWatch.folded == fold(field))
    body_id = body.id if body else None
    if tx.session.exec(same.where(FieldWatch.body_id == body_id)).first():
        raise FollowedAlready(what=field or (body.name if body else ""))
    row = tx.add(
        FieldWatch(account_id=account.id, field=field, folded=fold(field), body_id=body_id)
    )
    said = field or (body.name if body else "")
    tx.emit(OfficeRulesChanged(), watch=("", said), watcher=account.name)
    return row.id


def remove_watch(tx: Tx, *, key: UUID) -> int:
    """Nobody follows this from now on. Returns the id it had. Raises NotFound."""
    _keeps(tx)
    row = tx.session.exec(select(FieldWatch).where(FieldWatch.key == key)).first()
    if row is None:
        raise NotFound
    tx.session.delete(row)
    tx.emit(OfficeRulesChanged(), watch=(row.field or row.body_id, ""))
    return row.id


def _keeps(tx: Tx) -> None:
    access.keeps_programmes(tx)
    tx.lock(OFFICE_RULES)


def _lead_time(tx: Tx, key: UUID) -> LeadTime:
    _keeps(tx)
    row = tx.session.exec(select(LeadTime).where(LeadTime.key == key)).first()
    if row is None:
        raise NotFound
    return row


def _checked(counts: dict[str, int | None]) -> dict[str, int | None]:
    leads: dict[str, int | None] = asdict(LeadTimes(**counts))
    if all(count is None for count in leads.values()):
        raise BadForm({"papers": "field-required"})
    return leads


def _pairs(was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {name: (was.get(name), now.get(name)) for name in LEADS}
