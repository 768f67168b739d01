"""The office's register of inspections: what was opened for which decision, and who read what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.overview.inspections.matter import Opened, opened_of
from server.people.access import Viewer, may, require
from server.people.models import Account, Inspection, InspectionRead, Inspector
from server.tasks.access import uuid_of

A_PAGE = 100


@dataclass(frozen=True)
class Entry:
    """An inspection in the register. `state`: coming, open, ended (before its day) or over."""

    opened: Opened
    state: str
    people: int
    reads: int


@dataclass(frozen=True)
class Member:
    """Somebody to whom it is open; `signed`: a password was chosen already."""

    account_key: str
    name: str
    title: str
    login: str
    signed: bool


@dataclass(frozen=True)
class Read:
    """What somebody opened, and when."""

    name: str
    page: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Record:
    """One inspection with its people and a page of what they read, the newest first."""

    entry: Entry
    members: tuple[Member, ...]
    reads: tuple[Read, ...]
    page: int
    pages: int
    may_end: bool
    keeps_accounts: bool


def entries(db: Session, viewer: Viewer) -> tuple[Entry, ...]:
    """Return all inspections, the newest first. Raises NotFound."""
    require(viewer, "inspections.list")
    rows = db.exec(select(Inspection).order_by(col(Inspection.id).desc())).all()
    return tuple(_entry(db, row) for row in rows)


def record(db: Session, viewer: Viewer, key: UUID | str, page: int) -> Record:
    """Return one inspection with its people and what they read. Raises NotFound."""
    require(viewer, "inspections.list")
    row = db.exec(select(Inspection).where(Inspection.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    entry = _entry(db, row)
    pages = max(1, -(-entry.reads // A_PAGE))
    page = min(max(1, page), pages)
    members = db.exec(
        select(Account)
        .join(Inspector, col(Inspector.account_id) == col(Account.id))
        .where(Inspector.inspection_id == row.id)
        .order_by(col(Account.id))
    )
    reads = db.exec(
        select(InspectionRead, Account.name)
        .join(Account, col(Account.id) == col(InspectionRead.account_id))
        .where(InspectionRead.inspection_id == row.id)
        .order_by(col(InspectionRead.id).desc())
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE)
    )
    return Record(
        entry=entry,
        members=tuple(
            Member(str(one.key), one.name, one.title, one.login, one.password_hash is not None)
            for one in members
        ),
        reads=tuple(Read(name, read.page, read.words, read.at) for read, name in reads),
        page=page,
        pages=pages,
        may_end=entry.state in ("coming", "open") and may(viewer, "inspections.keep"),
        keeps_accounts=may(viewer, "accounts.keep"),
    )


def _entry(db: Session, row: Inspection) -> Entry:
    day = today(now())
    state = "over" if row.until < day else "open" if row.since <= day else "coming"

    def count(table: type[Inspector] | type[InspectionRead]) -> int:
        asked = select(func.count()).select_from(table)
        return db.exec(asked.where(col(table.inspection_id) == row.id)).one()

    return Entry(
        opened=opened_of(db, row),
        state="ended" if row.ended_at else state,
        people=count(Inspector),
        reads=count(InspectionRead),
    )
