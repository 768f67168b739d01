"""What of the schedule goes on to the body that comes after one: what is still to come."""

from datetime import date

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.people.takeovers import Takeover, takes_over
from server.schedule.events import ScheduleChanged
from server.schedule.models import ScheduleEntry


def _coming(db: Session, body_id: int, day: date) -> list[ScheduleEntry]:
    asked = select(ScheduleEntry).where(ScheduleEntry.body_id == body_id)
    return list(db.exec(asked.where(col(ScheduleEntry.day) >= day)))


def _hand_over(tx: Tx, old_id: int, new_id: int, day: date) -> int:
    tx.lock("schedule")
    found = _coming(tx.session, old_id, day)
    for entry in found:
        entry.body_id = new_id
        tx.emit(
            ScheduleChanged(entry_id=entry.id, days=(entry.day.isoformat(),)),
            passed_from=old_id,
            passed_to=new_id,
        )
    return len(found)


takes_over(Takeover("schedule", lambda db, b, d: len(_coming(db, b, d)), _hand_over))
