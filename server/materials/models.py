"""Papers of agenda items: the paper, its drafts, and what is derived from them."""

from datetime import datetime

from sqlmodel import Field

from server.kernel.types import UTC, Keyed

KINDS = ("submission", "report", "draft", "appendix", "reference", "appraisal")
STATES = ("draft", "sent", "recalled")


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
