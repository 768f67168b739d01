"""Queries about urgent withdrawals: what the drawer says before one, and the register of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from server.materials.access import backups_holding, paper_to_see
from server.materials.models import (
    Paper,
    PaperVersion,
    UrgentWithdrawal,
    UrgentWithdrawalBackup,
    UrgentWithdrawalDevice,
)
from server.people.access import Viewer, require
from server.people.queries import account_names


@dataclass(frozen=True)
class ToWithdraw:
    """A paper about to be withdrawn. `shared`: titles of other papers with the very same file."""

    key: UUID
    title: str
    drafts: int
    shared: tuple[str, ...]


def paper_to_withdraw(db: Session, viewer: Viewer, key: UUID | str) -> ToWithdraw:
    """Return what the drawer says, for whoever may withdraw papers. Raises NotFound."""
    require(viewer, "papers.withdraw")
    paper = paper_to_see(db, viewer, key).paper
    own = select(PaperVersion.sha256).where(PaperVersion.paper_id == paper.id)
    drafts = db.exec(own).all()
    shared = db.exec(
        select(Paper.title)
        .join(PaperVersion, col(PaperVersion.paper_id) == col(Paper.id))
        .where(col(PaperVersion.sha256).in_(drafts))
        .where(Paper.id != paper.id)
        .distinct()
        .order_by(Paper.title)
    ).all()
    return ToWithdraw(paper.key, paper.title, len(drafts), tuple(shared))


@dataclass(frozen=True)
class DeviceLine:
    """A device that had a withdrawn paper. `act`: uploaded or fetched; `name` is the account's."""

    act: str
    name: str
    device: str
    source: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class BackupLine:
    """A backup that holds a withdrawn paper, until it was dealt with (`settled_at`)."""

    key: UUID
    folder: str
    at: datetime
    settled_by: str
    settled_at: datetime | None


@dataclass(frozen=True)
class WithdrawalLine:
    """A row of the register: everything about an urgent withdrawal but what was withdrawn."""

    key: UUID
    number: int
    at: datetime
    by: str
    reason: str
    versions: int
    arrived_at: datetime
    cleared_at: datetime | None
    devices: tuple[DeviceLine, ...]
    backups: tuple[BackupLine, ...]


def withdrawals(db: Session, viewer: Viewer) -> tuple[WithdrawalLine, ...]:
    """Return the register, the latest first. Raises NotFound."""
    require(viewer, "withdrawals.keep")
    return register_of(db)


def register_of(db: Session) -> tuple[WithdrawalLine, ...]:
    """Return the register for a fragment, whose readers may all read it."""
    rows = db.exec(select(UrgentWithdrawal).order_by(col(UrgentWithdrawal.id).desc())).all()
    ids = [row.id for row in rows]
    devices = db.exec(
        select(UrgentWithdrawalDevice)
        .where(col(UrgentWithdrawalDevice.withdrawal_id).in_(ids))
        .order_by(col(UrgentWithdrawalDevice.first_at), col(UrgentWithdrawalDevice.id))
    ).all()
    ticks = db.exec(
        select(UrgentWithdrawalBackup).where(
            col(UrgentWithdrawalBackup.withdrawal_id).in_(ids),
        )
    ).all()
    people = {row.by_id for row in rows} | {row.account_id for row in devices}
    names = account_names(db, people | {tick.settled_by_id for tick in ticks})
    settled = {(tick.withdrawal_id, tick.backup_id): tick for tick in ticks}

    def backup_lines(row: UrgentWithdrawal) -> tuple[BackupLine, ...]:
        lines = []
        for backup in backups_holding(db, row):
            tick = settled.get((row.id, backup.id))
            by = names.get(tick.settled_by_id, "") if tick else ""
            when = tick.settled_at if tick else None
            lines.append(BackupLine(backup.key, backup.folder, backup.at, by, when))
        return tuple(lines)

    return tuple(
        WithdrawalLine(
            key=row.key,
            number=row.id,
            at=row.at,
            by=names.get(row.by_id, ""),
            reason=row.reason,
            versions=row.versions,
            arrived_at=row.arrived_at,
            cleared_at=row.cleared_at,
            devices=tuple(
                DeviceLine(
                    each.act,
                    names.get(each.account_id, ""),
                    each.device,
                    each.source,
                    each.first_at,
                    each.last_at,
                )
                for each in devices
                if each.withdrawal_id == row.id
            ),
            backups=backup_lines(row),
        )
        for row in rows
    )
