"""What the 16 columns say of a task: the row that a sheet shows, and that a file is compared with.

The words are the office's own, in Vietnamese whoever asks: a sheet is the office's paper.
"""

from dataclasses import dataclass
from datetime import date

from server.tasks.deadlines import Lateness, lateness

KIND_WORDS = {
    "date": "Có hạn cụ thể",
    "period": "Trong kỳ hạn",
    "meeting": "Theo kỳ họp",
    "relative": "Ký ban hành",
    "recurring": "Định kỳ",
    "ongoing": "Thường xuyên",
    "conditional": "Chờ điều kiện",
    "none": "Chưa có hạn",
}
_STATE_WORDS = {
    "planned": "Dự kiến giao",
    "open": "Đang thực hiện",
    "reported": "Chờ xác nhận hoàn thành",
    "returned": "Đang bổ sung theo yêu cầu",
    "done": "Hoàn thành",
}


def code_of(task_id: int, written: str) -> str:
    """A task's code: the one its sheet gave it, else one that no sheet gives ("NV-P012")."""
    return written or f"NV-P{task_id:03d}"


def state_words(state: str, late: Lateness) -> str:
    """Where a task stands, in words, with how late it is."""
    words = _STATE_WORDS[state]
    if late.kind == "done-late":
        return f"{words}, chậm {late.days} ngày"
    return f"{words}, quá hạn {late.days} ngày" if late.kind == "overdue" else words


def kind_words(kind: str, phrase: str, day: date | None) -> str:
    """The kind of a deadline, with its phrase where the day stands in a column of its own."""
    if not kind and not day:
        return ""  # nobody has said
    words = KIND_WORDS.get(kind or "date", KIND_WORDS["none"])
    return f"{words} ({phrase})" if phrase and day else words


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """A task as one row of the tracking sheet; texts "" and days None where there is nothing.

    `progress` is what the row says; `state` is the task's own. `note` is the progress as the
    office's own sheet wrote it.
    """

    task_id: int
    key: str
    code: str
    session: str
    document: str
    issued_on: date | None
    issued_text: str
    watcher: str
    field: str
    lead: str
    lead_id: int | None
    field_detail: str
    work: str
    product: str
    coordinating: str
    receiver: str
    condition: str
    kind_text: str
    deadline_text: str
    deadline: date | None
    state: str
    reported_on: date | None
    note: str
    result: str
    documents: str
    updated_on: date | None

    def progress(self, today: date) -> str:
        """State and lateness in words, and the office's own note on an open task."""
        late = lateness(self.state, self.deadline, self.reported_on, today)
        words = state_words(self.state, late)
        own = self.state == "open" and self.note and self.note != words
        return f"{words}; {self.note}" if own else words
