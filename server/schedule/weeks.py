"""What is done with a whole week: it is published, and filled from other weeks and programmes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import fold
from server.programmes.models import ProgrammeItem
from server.schedule import access
from server.schedule.commands import (
    FIELDS,
    TEXTS,
    AlreadyScheduled,
    checked,
    people_of,
    store,
)
from server.schedule.events import ScheduleWeekStepped
from server.schedule.models import ScheduleEntry, ScheduleWeek


def publish_week(tx: Tx, *, monday: date) -> int:
    """Publish a week (*Ban hành lịch tuần*): everybody reads it now. Returns its id.

    What was marked as an adjustment before is the new edition's own. Published again, nothing
    changes. Raises NotFound.
    """
    week = _week(tx, monday)
    if week.published_at is None:
        week.published_at, week.published_by_id = tx.now, tx.actor.user_id or None
        for entry in _entries(tx, monday):
            entry.adjusted = False
        tx.emit(ScheduleWeekStepped(monday=monday.isoformat()), published=True)
    return week.id


def recall_week(tx: Tx, *, monday: date) -> int:
    """Take a published week back into draft (*Thu hồi*). Returns its id. Raises NotFound."""
    week = _week(tx, monday)
    if week.published_at is not None:
        week.published_at = week.published_by_id = None
        tx.emit(ScheduleWeekStepped(monday=monday.isoformat()), published=False)
    return week.id


def copy_entries(tx: Tx, *, monday: date, keys: Sequence[UUID]) -> list[str]:
    """Write entries of an earlier week again, on the same days of the week of `monday`.

    What stands there already (same half day, hour and words) is left out. Returns the new keys.
    Raises NotFound.
    """
    access.keeps_schedule(tx)
    there = {_sameness(entry) for entry in _entries(tx, monday)}
    made = []
    for key in keys:
        found = access.entry_to_edit(tx, key)
        if found.meeting_id:
            raise NotFound
        day = monday + timedelta(days=found.day.weekday())
        values = {name: getattr(found, name) for name in FIELDS} | {"day": day}
        copy = ScheduleEntry(**values, secret=found.secret, body_id=found.body_id)
        if _sameness(copy) not in there:
            there.add(_sameness(copy))
            made.append(store(tx, copy, [(p.role, p.name) for p in people_of(tx, found)]))
    return made


def take_items(tx: Tx, *, keys: Sequence[UUID]) -> list[str]:
    """Take activities of the programmes with a day of their own into the schedule.

    Returns the new entries' keys. Raises NotFound, or AlreadyScheduled for one that stands there.
    """
    access.keeps_schedule(tx)
    made = []
    for key in keys:
        item = tx.session.exec(select(ProgrammeItem).where(ProgrammeItem.key == key)).first()
        day = item.time_from or item.time_to if item else None
        if item is None or item.kind != "activity" or not day:
            raise NotFound
        there = select(ScheduleEntry.id).where(ScheduleEntry.programme_item_id == item.id)
        if tx.session.exec(there.where(col(ScheduleEntry.cancelled).is_(False))).first():
            raise AlreadyScheduled
        values = {"day": date.fromisoformat(day[:10]), "starts": day[11:16], "text": item.text}
        values = dict.fromkeys(TEXTS, "") | values | {"prepared_by": item.lead}
        values |= {"part": "morning", "ends": "", "recurring": False}
        entry = ScheduleEntry(**checked(values, needs_text=True), programme_item_id=item.id)
        people = [("chair", item.leader), ("attend", item.participants)]
        made.append(store(tx, entry, [(role, words) for role, words in people if words]))
    return made


def _week(tx: Tx, monday: date) -> ScheduleWeek:
    access.keeps_schedule(tx)
    if monday.weekday():
        raise NotFound
    found = tx.session.exec(select(ScheduleWeek).where(ScheduleWeek.monday == monday)).first()
    return found or tx.add(ScheduleWeek(monday=monday))


def _entries(tx: Tx, monday: date) -> list[ScheduleEntry]:
    within = [
        col(ScheduleEntry.day) >= monday,
        col(ScheduleEntry.day) < monday + timedelta(days=7),
    ]
    return list(tx.session.exec(select(ScheduleEntry).where(*within)))


def _sameness(entry: ScheduleEntry) -> tuple[Any, ...]:
    return entry.day, entry.part, entry.starts, fold(entry.text), entry.secret
