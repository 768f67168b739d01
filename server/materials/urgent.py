"""*Gỡ khẩn cấp*: a paper that must never have been here goes in one act, and does not come back.

Its rows, its drafts and whatever refers to them are deleted; what happened to it stays in the audit
trail without its words; its files go right after the commit (stored.py). What stays is a row of the
register: who, when, for which of a few fixed reasons (a free text would soon name the paper), which
devices had it and which backups still hold it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Table, delete, type_coerce
from sqlmodel import col, select

from server.kernel.audit import STREAM as AUDIT
from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.kernel.events import EventRow
from server.kernel.types import now
from server.materials.access import held_backup, paper_to_withdraw
from server.materials.events import WITHDRAWALS, PaperChanged, PaperWithdrawn, WithdrawalChanged
from server.materials.evidence import note_papers
from server.materials.models import (
    REASONS,
    BackupTaken,
    Paper,
    PaperVersion,
    UrgentWithdrawal,
    UrgentWithdrawalBackup,
    UrgentWithdrawalDevice,
)
from server.meetings.access import uuid_of
from server.migrations import metadata
from server.people.access import keeps
from server.people.models import SignInSession

# Of what happened to a withdrawn paper, this is kept; titles, file names and hashes are not.
WORDLESS = ("draft", "state", "place", "kind", "reason")


class UnknownReason(DomainError):
    """The register's reasons are fixed, and this is none of them."""

    status, code = 422, "unknown-withdrawal-reason"


class NotSure(DomainError):
    """Nobody ticked that this cannot be undone; nothing was withdrawn."""

    status, code = 422, "withdrawal-not-confirmed"


def withdraw_urgently(tx: Tx, *, key: UUID | str, reason: str, sure: bool) -> str:
    """Take a paper away for good, with its drafts and everything that refers to them.

    Works on a complete file too. Withdrawn already: nothing happens. Returns the key of the
    register's row. Raises NotFound, UnknownReason or NotSure; then nothing has gone.
    """
    if reason not in REASONS:
        raise UnknownReason
    if not sure:
        raise NotSure
    try:
        paper, item = paper_to_withdraw(tx, key)
    except NotFound:
        return _withdrawn_already(tx, key)
    tx.lock(WITHDRAWALS)  # a backup is noted wholly before this moment or wholly after it
    versions = tx.session.exec(select(PaperVersion).where(PaperVersion.paper_id == paper.id)).all()
    happened = tx.session.exec(_about(paper, f"meeting:{item.meeting_id}")).all()
    hashes = {str(row.detail["sha256"]) for row in happened if "sha256" in row.detail}
    hashes.update(version.sha256 for version in versions)
    hashes.update(v.rendition_sha256 for v in versions if v.rendition_sha256 is not None)
    withdrawal = tx.add(
        UrgentWithdrawal(
            paper_id=paper.id,
            paper_key=paper.key,
            reason=reason,
            versions=len(versions),
            arrived_at=min(version.uploaded_at for version in versions),
            by_id=tx.actor.user_id,
            at=now(),
            blobs=sorted(hashes),
        )
    )
    for row in happened:
        if _is_upload(row.detail):
            _note_device(tx, withdrawal, "uploaded", row.actor_id, row.source, [row.at])
        row.detail = {name: row.detail[name] for name in WORDLESS if name in row.detail}
    _note_views(tx, withdrawal)
    _delete(tx, metadata().tables["paper"], [paper.id])
    note_papers(tx, item)
    for event in (PaperWithdrawn, PaperChanged):
        happening = event(
            meeting_id=item.meeting_id,
            item_id=item.id,
            item_key=item.key,
            paper_id=paper.id,
            paper_key=paper.key,
        )
        tx.emit(happening, reason=reason)
    tx.emit(WithdrawalChanged(withdrawal_id=withdrawal.id))
    return str(withdrawal.key)


def settle_backup(tx: Tx, *, key: UUID | str, backup_key: UUID | str, settled: bool) -> int:
    """Tick that a backup no longer holds a withdrawn paper (*đã xử lý*), or take the tick back.

    As it is already: nothing happens. Returns the withdrawal's id. Raises NotFound.
    """
    withdrawal, backup = held_backup(tx, key, backup_key)
    tick = tx.session.exec(
        select(UrgentWithdrawalBackup)
        .where(UrgentWithdrawalBackup.withdrawal_id == withdrawal.id)
        .where(UrgentWithdrawalBackup.backup_id == backup.id)
    ).first()
    if settled != (tick is not None):
        if tick is not None:
            tx.session.delete(tick)
        else:
            tx.add(
                UrgentWithdrawalBackup(
                    withdrawal_id=withdrawal.id,
                    backup_id=backup.id,
                    settled_by_id=tx.actor.user_id,
                    settled_at=tx.now,
                )
            )
        event = WithdrawalChanged(withdrawal_id=withdrawal.id)
        tx.emit(event, backup=backup.folder, settled=(not settled, settled))
    return int(withdrawal.id)


# --- the system's own ---------------------------------------------------------------------------


def remember_backup(tx: Tx, *, folder: str) -> str:
    """Note that a backup begins now; returns its key. Before it reads: what it reads is older."""
    tx.lock(WITHDRAWALS)
    return str(tx.add(BackupTaken(folder=folder, at=now())).key)


def finish_withdrawal(tx: Tx, *, key: UUID | str) -> None:
    """Note that a withdrawn paper's files have gone, and who fetched it in the last moment."""
    wanted = select(UrgentWithdrawal).where(UrgentWithdrawal.key == uuid_of(key))
    tx.lock(WITHDRAWALS)
    withdrawal = tx.session.exec(wanted).one()
    seen = _note_views(tx, withdrawal)
    if withdrawal.cleared_at is None:
        withdrawal.blobs, withdrawal.cleared_at = [], tx.now
    elif not seen:
        return
    tx.emit(WithdrawalChanged(withdrawal_id=withdrawal.id))


# --- which devices had it -------------------------------------------------------------------------


def _note_views(tx: Tx, withdrawal: UrgentWithdrawal) -> bool:
    """Note the devices that fetched the paper; returns whether they are others than before.

    Views are written once a second, so those of the last moment are found by asking again.
    """
    ids, at = type_coerce(col(EventRow.ids), JSON), col(EventRow.at)
    key = ids["paper_key"].as_string()
    # Views of the first release name the paper by its id alone, which another may bear later.
    by_id = (ids["paper_id"].as_integer() == withdrawal.paper_id) & key.is_(None)
    by_id &= at.between(withdrawal.arrived_at, withdrawal.at)
    views = tx.session.exec(
        select(EventRow)
        .where(EventRow.stream == AUDIT, EventRow.name == "paper-viewed")
        .where((key == str(withdrawal.paper_key)) | by_id)
        .order_by(at)
    ).all()
    found: dict[tuple[int, str, str], list[datetime]] = {}
    for view in views:
        whose = (view.actor_id, str(view.ids.get("session", "")), view.source)
        found.setdefault(whose, []).append(view.at)
    names = _device_names(tx, {session for _, session, _ in found})
    known = tx.session.exec(
        select(UrgentWithdrawalDevice)
        .where(UrgentWithdrawalDevice.withdrawal_id == withdrawal.id)
        .where(UrgentWithdrawalDevice.act == "fetched")
    ).all()
    if [row.last_at for row in known] == [moments[-1] for moments in found.values()]:
        return False
    for row in known:
        tx.session.delete(row)
    for (account_id, session, source), moments in found.items():
        device = names.get(session, "")
        _note_device(tx, withdrawal, "fetched", account_id, source, moments, device)
    return True


def _note_device(
    tx: Tx,
    withdrawal: UrgentWithdrawal,
    act: str,
    account_id: int,
    source: str,
    moments: Sequence[datetime],
    device: str = "",
) -> None:
    tx.add(
        UrgentWithdrawalDevice(
            withdrawal_id=withdrawal.id,
            act=act,
            account_id=account_id,
            device=device,
            source=source,
            first_at=moments[0],
            last_at=moments[-1],
        )
    )


def _device_names(tx: Tx, sessions: Collection[str]) -> dict[str, str]:
    wanted = select(SignInSession.key, SignInSession.device)
    rows = tx.session.exec(wanted.where(col(SignInSession.key).in_(sessions))).all()
    return dict(rows)


# --- what goes ----------------------------------------------------------------------------------


def _about(paper: Paper, stream: str) -> Any:
    """What happened to a paper, in its meeting's stream."""
    key = type_coerce(col(EventRow.ids), JSON)["paper_key"].as_string()
    return select(EventRow).where(EventRow.stream == stream).where(key == str(paper.key))


def _is_upload(detail: Mapping[str, Any]) -> bool:
    """Whether an event tells of a file that arrived: sending and dropping name its hash too."""
    return "sha256" in detail and detail.keys().isdisjoint({"state", "dropped"})


def _delete(tx: Tx, table: Table, ids: Collection[int]) -> None:
    """Delete rows and before them whatever refers to them, whichever feature's table it is in."""
    for child in metadata().sorted_tables:
        for reference in child.foreign_keys:
            if reference.column.table is table:
                below = select(child.c.id).where(reference.parent.in_(ids))
                _delete(tx, child, tx.session.execute(below).scalars().all())
    if ids:
        tx.session.execute(delete(table).where(table.c.id.in_(ids)))


def _withdrawn_already(tx: Tx, key: UUID | str) -> str:
    keeps(tx, "papers.withdraw")
    found = select(UrgentWithdrawal.key).where(UrgentWithdrawal.paper_key == uuid_of(key))
    row = tx.session.exec(found).first()
    if row is None:
        raise NotFound
    return str(row)
