"""Keeping the office's calendar: the secretariat and the administrators."""

from datetime import date
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import nfc
from server.kernel.workdays import office_days
from server.people.access import keeps
from server.people.calendar import FIRST_YEAR, LAST_YEAR
from server.people.events import OFFICE_RULES, CalendarChanged
from server.people.models import CalendarDay


class DaySaidAlready(DomainError):
    """The calendar already has a correction of this day, or has it like that anyway."""

    status, code = 409, "calendar-day-said"


def add_calendar_day(tx: Tx, *, day: date, works: bool, note: str = "") -> int:
    """Say that the office is off on a day, or works on it (*làm bù*). Returns the row's id.

    Deadlines that were computed before stay as they are. Raises NotFound, BadForm or
    DaySaidAlready.
    """
    _keeps(tx)
    _check(day)
    there = tx.session.exec(select(CalendarDay).where(CalendarDay.day == day)).first()
    if there is not None or office_days().works(day) == works:
        raise DaySaidAlready(day=f"{day:%d/%m/%Y}")
    row = tx.add(CalendarDay(day=day, works=works, note=nfc(note)))
    tx.emit(CalendarChanged(), **{day.isoformat(): (None, works)})
    return row.id


def edit_calendar_day(
    tx: Tx, *, key: UUID, version: int, base_works: bool, works: bool, base_note: str, note: str
) -> int:
    """Change what the office says of a day. Returns the id. Raises NotFound or EditConflict."""
    row = _row(tx, key)
    base = {"works": base_works, "note": base_note}
    if changed := tx.edit(row, version, base=base, to={"works": works, "note": nfc(note)}):
        said = {row.day.isoformat(): changed["works"]} if "works" in changed else {}
        tx.emit(CalendarChanged(), day=row.day.isoformat(), **said)
    return row.id


def remove_calendar_day(tx: Tx, *, key: UUID) -> int:
    """Let a day be as the country has it. Returns the id it had. Raises NotFound."""
    row = _row(tx, key)
    tx.session.delete(row)
    tx.emit(CalendarChanged(), **{row.day.isoformat(): (row.works, None)})
    return row.id


def _keeps(tx: Tx) -> None:
    keeps(tx, "calendar.keep")
    tx.lock(OFFICE_RULES)


def _row(tx: Tx, key: UUID) -> CalendarDay:
    _keeps(tx)
    row = tx.session.exec(select(CalendarDay).where(CalendarDay.key == key)).first()
    if row is None:
        raise NotFound
    return row


def _check(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadForm({"day": "field-bad"})
