"""Papers of agenda items: the paper, its drafts, what is derived from them, what stays of one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Json, Keyed

KINDS = ("submission", "report", "draft", "appendix", "reference", "appraisal")
STATES = ("draft", "sent", "recalled")
REASONS = ("secret", "suspected", "not-allowed")  # of an urgent withdrawal


class Paper(Keyed, table=True):
    """One paper of an agenda item. `kind`: tờ trình, báo cáo, dự thảo, phụ lục, tham khảo,
    báo cáo thẩm tra.

    It is a draft until *Gửi đại biểu*. `current_id` is the PaperVersion that was sent last, the one
    delegates read; None before.
    """

    item_id: int = Field(foreign_key="agenda_item.id", index=True)
    kind: str
    title: str
    position: int
    state: str = "draft"
    sent_at: datetime | None = Field(default=None, sa_type=UTC)
    current_id: int | None = None
    changed_by_id: int | None = None


class PaperVersion(Keyed, table=True):
    """One uploaded file of a paper: the bytes as they came, by hash, never changed.

    `number` is the nth draft. The reading rendition (same pages, object streams, quicker to open)
    is derived by a job: `rendition_state` is pending, ready or failed; it has its own hash. Until
    `rendition_lease` somebody is at it.
    """

    __tablename__ = "paper_version"

    paper_id: int = Field(foreign_key="paper.id", index=True)
    number: int
    file_name: str
    sha256: str = Field(index=True)
    size_bytes: int
    page_count: int
    scanned_pages: int = 0
    rendition_state: str = "pending"
    rendition_sha256: str | None = None
    rendition_lease: datetime | None = Field(default=None, sa_type=UTC)
    uploaded_by_id: int
    uploaded_at: datetime = Field(sa_type=UTC)


class UrgentWithdrawal(Keyed, table=True):
    """What stays of a paper after *Gỡ khẩn cấp*: no title, no file name, no text.

    `paper_id` and `paper_key` are what the audit trail calls it (the key is never used again);
    `reason` is one of REASONS, never free text. `blobs` are the hashes that may still lie among
    the stored files: empty, and `cleared_at` set, once they are gone.
    """

    __tablename__ = "urgent_withdrawal"

    paper_id: int
    paper_key: UUID = Field(unique=True)
    reason: str
    versions: int
    arrived_at: datetime = Field(sa_type=UTC)
    by_id: int
    at: datetime = Field(sa_type=UTC)
    blobs: list[str] = Field(sa_type=Json)
    cleared_at: datetime | None = Field(default=None, sa_type=UTC)


class UrgentWithdrawalDevice(SQLModel, table=True):
    """A device that had a withdrawn paper. `act`: uploaded (it came from there) or fetched."""

    __tablename__ = "urgent_withdrawal_device"

    id: int = Field(default=None, primary_key=True)
    withdrawal_id: int = Field(foreign_key="urgent_withdrawal.id", index=True)
    act: str
    account_id: int
    device: str = ""
    source: str = ""
    first_at: datetime = Field(sa_type=UTC)
    last_at: datetime = Field(sa_type=UTC)


class BackupTaken(Keyed, table=True):
    """A backup that `python -m server backup` began; `folder` is its name, without the path."""

    __tablename__ = "backup_taken"

    folder: str
    at: datetime = Field(sa_type=UTC, index=True)


class UrgentWithdrawalBackup(SQLModel, table=True):
    """A backup that held a withdrawn paper was dealt with (*đã xử lý*)."""

    __tablename__ = "urgent_withdrawal_backup"
    __table_args__ = (UniqueConstraint("withdrawal_id", "backup_id"),)

    id: int = Field(default=None, primary_key=True)
    withdrawal_id: int = Field(foreign_key="urgent_withdrawal.id", index=True)
    backup_id: int = Field(foreign_key="backup_taken.id", index=True)
    settled_by_id: int
    settled_at: datetime = Field(sa_type=UTC)
