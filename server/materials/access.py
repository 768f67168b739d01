"""Who may see and edit papers.

Whoever sees an agenda item (meetings.access) sees the papers of it that have been sent, each in the
version that was sent last: chair, delegates and the item's guests alike. In a meeting one is what
the meeting names one: somebody who holds no office anywhere and is named a delegate or a guest
reads as one. The secretariat sees drafts, recalled papers and older versions too, and alone changes
them. Administrators read none; of one that was withdrawn urgently they see the register's row,
which does not say what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.materials.events import WITHDRAWALS
from server.materials.models import BackupTaken, Paper, PaperVersion, UrgentWithdrawal
from server.meetings.access import Audience, audience_of, item_to_edit, uuid_of
from server.meetings.models import AgendaItem, Meeting
from server.people.access import Viewer, keeps, matrix

# Between the moment a backup is noted and the one it reads, a paper may still arrive.
BEGINNING = timedelta(minutes=1)


@dataclass(frozen=True)
class Seen:
    """A paper as somebody may see it: the version that is read, and who reads."""

    paper: Paper
    version: PaperVersion
    item: AgendaItem
    audience: Audience


# Every range of every reader asks these, so they are built once.
_PAPER = (
    select(Paper, AgendaItem, Meeting)
    .join(AgendaItem, col(AgendaItem.id) == col(Paper.item_id))
    .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
    .where(Paper.key == bindparam("key"))
)
_DRAFTS = (
    select(PaperVersion)
    .where(PaperVersion.paper_id == bindparam("paper_id"))
    .order_by(col(PaperVersion.number).desc())
)


def paper_to_see(
    db: Session, viewer: Viewer, key: UUID | str, version_key: UUID | str | None = None
) -> Seen:
    """Return a paper and the version asked for (none named: the one that is read).

    Delegates get the one that was sent last, whichever version of the paper an open page still
    names: reading goes on in the new one. Raises NotFound, also for another paper's version.
    """
    row = db.execute(_PAPER, {"key": uuid_of(key)}).first()
    if row is None:
        raise NotFound
    paper, item, meeting = row
    audience = audience_of(db, viewer, meeting)
    if not matrix()["papers.read"][audience.tier]:
        raise NotFound
    if not audience.sees(item.id, hidden=item.hidden, restricted=item.restricted):
        raise NotFound
    if not audience.may_edit and paper.state != "sent":
        raise NotFound
    drafts = db.execute(_DRAFTS, {"paper_id": paper.id}).scalars().all()
    by_key = {draft.key: draft for draft in drafts}
    sent = next((draft for draft in drafts if draft.id == paper.current_id), None)
    version = sent if paper.state == "sent" else next(iter(drafts), None)
    if version_key is not None:
        version = by_key.get(uuid_of(version_key))
        if version is not None and not audience.may_edit:
            version = sent
    if version is None:
        raise NotFound
    return Seen(paper, version, item, audience)


def backups_holding(db: Session, withdrawal: UrgentWithdrawal) -> Sequence[BackupTaken]:
    """Return the backups begun while the paper was here, in order, for a caller who may know."""
    return db.exec(
        select(BackupTaken)
        .where(col(BackupTaken.at) >= withdrawal.arrived_at - BEGINNING)
        .where(col(BackupTaken.at) < withdrawal.at)
        .order_by(col(BackupTaken.at))
    ).all()


# --- for commands: load, locked ----------------------------------------------------------------


def item_for_papers(tx: Tx, key: UUID | str) -> tuple[AgendaItem, Meeting]:
    """Load an agenda item whose papers are changed. Raises NotFound or FileComplete."""
    return item_to_edit(tx, key, "papers.keep")


def paper_to_edit(tx: Tx, key: UUID | str) -> tuple[Paper, AgendaItem]:
    """Load a paper and its item for a command. Raises NotFound or FileComplete."""
    found = tx.session.execute(
        select(Paper.id, AgendaItem.key)
        .join(AgendaItem, col(AgendaItem.id) == col(Paper.item_id))
        .where(Paper.key == uuid_of(key))
    ).first()
    if found is None:
        raise NotFound
    item, _ = item_for_papers(tx, found[1])
    return _still_there(tx, found[0]), item


def paper_to_withdraw(tx: Tx, key: UUID | str) -> tuple[Paper, AgendaItem]:
    """Load a paper to withdraw it urgently, also of a complete file. Raises NotFound."""
    keeps(tx, "papers.withdraw")
    found = tx.session.execute(
        select(Paper.id, AgendaItem.id, AgendaItem.meeting_id)
        .join(AgendaItem, col(AgendaItem.id) == col(Paper.item_id))
        .where(Paper.key == uuid_of(key))
    ).first()
    if found is None:
        raise NotFound
    tx.lock(f"meeting:{found[2]}")
    return _still_there(tx, found[0]), tx.session.get_one(AgendaItem, found[1])


def held_backup(
    tx: Tx, withdrawal_key: UUID | str, backup_key: UUID | str
) -> tuple[UrgentWithdrawal, BackupTaken]:
    """Load a row of the register and one of the backups that hold its paper. Raises NotFound."""
    keeps(tx, "withdrawals.keep")
    tx.lock(WITHDRAWALS)
    wanted = select(UrgentWithdrawal).where(UrgentWithdrawal.key == uuid_of(withdrawal_key))
    withdrawal = tx.session.exec(wanted).first()
    if withdrawal is not None:
        for backup in backups_holding(tx.session, withdrawal):
            if backup.key == uuid_of(backup_key):
                return withdrawal, backup
    raise NotFound


def version_to_send(tx: Tx, key: UUID | str, meeting: Meeting) -> tuple[Paper, PaperVersion]:
    """Load a version of a paper of `meeting`, which is loaded for editing. Raises NotFound."""
    found = tx.session.execute(
        select(PaperVersion.id, Paper.id)
        .join(Paper, col(Paper.id) == col(PaperVersion.paper_id))
        .join(AgendaItem, col(AgendaItem.id) == col(Paper.item_id))
        .where(PaperVersion.key == uuid_of(key))
        .where(AgendaItem.meeting_id == meeting.id)
    ).first()
    if found is None:
        raise NotFound
    return _still_there(tx, found[1]), tx.session.get_one(PaperVersion, found[0])


def _still_there(tx: Tx, paper_id: int) -> Paper:
    paper = tx.session.get(Paper, paper_id)
    if paper is None:  # dropped while this command waited for its turn
        raise NotFound
    return paper
