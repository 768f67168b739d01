"""Minutes, letters and programme items as an inspector reads them: as signed, issued, adopted."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.conclusions.minutes_queries import filed
from server.conclusions.models import Minutes
from server.conclusions.notices import full_number
from server.kernel.documents.document import Document
from server.kernel.errors import NotFound
from server.meetings.models import Meeting
from server.overview.inspections.access import (
    inspection_to_read,
    items_within,
    minutes_within,
    scope_of,
    tasks_within,
)
from server.overview.inspections.matter import Opened, opened_of
from server.people.access import Viewer
from server.people.queries import body_names
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.access import uuid_of
from server.tasks.followup import UrgedTask, UrgingLetter
from server.tasks.models import Task

# As adopted: what the office notes beside an item for itself (who watches, remarks) is left out.
FACTS = (
    *("kind_text", "lead", "coordinating", "participants", "product", "field", "leader"),
    *("considers", "issuer", "basis", "time_text"),
)


@dataclass(frozen=True)
class OpenMinutes:
    """Signed minutes with their supplements, without the opinions."""

    opened: Opened
    title: str
    document: Document


@dataclass(frozen=True)
class UrgedLine:
    """A line of a letter's table as issued; `key` is that of its task, `days` how late it was."""

    key: str
    work: str
    lead: str
    document: str
    deadline: date
    days: int


@dataclass(frozen=True)
class OpenLetter:
    """An issued letter: its number, day and receiver, and those of its tasks that are open.

    `whole`: none is left out.
    """

    opened: Opened
    number: str
    issued_on: date | None
    body: str
    lines: tuple[UrgedLine, ...]
    whole: bool


@dataclass(frozen=True)
class OpenItem:
    """An item of an adopted programme; `facts` are (one of FACTS, as written)."""

    opened: Opened
    text: str
    programme: str
    number: str
    adopted_on: date | None
    facts: tuple[tuple[str, str], ...]


def open_minutes(db: Session, viewer: Viewer, key: UUID | str, minutes_key: str) -> OpenMinutes:
    """Return signed minutes that are open. Raises NotFound."""
    inspection = inspection_to_read(db, viewer, key)
    meetings = minutes_within(db, scope_of(db, inspection))
    row = db.exec(
        select(Minutes)
        .where(Minutes.key == uuid_of(minutes_key), Minutes.state == "signed")
        .where(col(Minutes.meeting_id).in_(meetings))
    ).first()
    if row is None:
        raise NotFound
    meeting = db.get_one(Meeting, row.meeting_id)
    return OpenMinutes(opened_of(db, inspection), meeting.title, filed(db, meeting, row))


def open_letter(db: Session, viewer: Viewer, key: UUID | str, letter_key: str) -> OpenLetter:
    """Return an issued letter as far as it is open. Raises NotFound."""
    inspection = inspection_to_read(db, viewer, key)
    row = db.exec(select(UrgingLetter).where(UrgingLetter.key == uuid_of(letter_key))).first()
    if row is None or row.issued_on is None:
        raise NotFound
    found = db.execute(
        select(Task.id, Task.key)
        .join(UrgedTask, col(UrgedTask.task_id) == col(Task.id))
        .where(UrgedTask.letter_id == row.id)
        .where(tasks_within(db, scope_of(db, inspection)))
    )
    keys = {task_id: str(task_key) for task_id, task_key in found}
    if not keys:
        raise NotFound
    lines = [line for line in row.lines if line["task"] in keys]
    return OpenLetter(
        opened=opened_of(db, inspection),
        number=full_number(row.number, row.symbol),
        issued_on=row.issued_on,
        body=body_names(db, [row.body_id]).get(row.body_id, "") if row.body_id else "",
        lines=tuple(_line(line, keys[line["task"]]) for line in lines),
        whole=len(lines) == len(row.lines),
    )


def _line(line: dict[str, Any], key: str) -> UrgedLine:
    day = date.fromisoformat(line["deadline"])
    return UrgedLine(key, line["work"], line["lead"], line["document"], day, line["days"])


def open_item(db: Session, viewer: Viewer, key: UUID | str, item_key: str) -> OpenItem:
    """Return an item of an adopted programme that is open. Raises NotFound."""
    inspection = inspection_to_read(db, viewer, key)
    within = items_within(db, scope_of(db, inspection))
    row = db.exec(
        select(ProgrammeItem).where(ProgrammeItem.key == uuid_of(item_key), within)
    ).first()
    if row is None:
        raise NotFound
    programme = db.get_one(Programme, row.programme_id)
    return OpenItem(
        opened=opened_of(db, inspection),
        text=row.text,
        programme=programme.title,
        number=programme.number,
        adopted_on=programme.adopted_on,
        facts=tuple((name, getattr(row, name)) for name in FACTS if getattr(row, name)),
    )
