"""The leaders' weekly schedule: its weeks, what stands in them, and who takes part."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from server.kernel.types import UTC, Keyed

PARTS = ("morning", "afternoon")
ROLES = ("chair", "attend")


class ScheduleWeek(Keyed, table=True):
    """A week, known by its `monday`, that was touched: a draft until `published_at`."""

    __tablename__ = "schedule_week"

    monday: date = Field(unique=True)
    published_at: datetime | None = Field(default=None, sa_type=UTC)
    published_by_id: int | None = None


class ScheduleEntry(Keyed, table=True):
    """One line of the schedule, or what the schedule adds to a meeting (`meeting_id`).

    `starts` and `ends` are "HH:MM" on the office's clock or ""; `part` (one of PARTS) is the half
    day, which follows from `starts` where there is one. Of a meeting, its own words, place, day
    and hour are shown, and those here stay as they were when it was complemented. `secret`:
    discussed from paper; `text` is "" and the line shows only *Nội dung trình trực tiếp*.
    `prepared_by` and `vehicle` are as written. `recurring`: proposed again for the next week.
    `adjusted`: written, changed or cancelled after its week was published (*điều chỉnh*).
    """

    __tablename__ = "schedule_entry"

    day: date = Field(index=True)
    part: str = "morning"
    starts: str = ""
    ends: str = ""
    text: str = ""
    secret: bool = False
    place: str = ""
    vehicle: str = ""
    body_id: int | None = Field(default=None, foreign_key="body.id")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", unique=True)
    programme_item_id: int | None = Field(default=None, foreign_key="programme_item.id", index=True)
    prepared_by: str = ""
    note: str = ""
    recurring: bool = False
    cancelled: bool = False
    adjusted: bool = False
    changed_by_id: int | None = None


class SchedulePerson(SQLModel, table=True):
    """Somebody who takes part: as written ("Đ/c Phó Bí thư Thường trực"), in one of ROLES.

    `account_id` is the one person of that name; None for a post, a group or an unknown name.
    """

    __tablename__ = "schedule_person"

    id: int = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="schedule_entry.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    name: str
    role: str = "attend"
