"""The weekly schedule is written, entry by entry; weeks.py has what is done with a whole week.

Nothing refuses a clash: it is shown (clashes.py), and who writes the schedule decides.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import local, nfc
from server.meetings.models import Meeting
from server.people.models import Body
from server.schedule import access
from server.schedule.events import ScheduleChanged
from server.schedule.leaders import directory
from server.schedule.models import (
    PARTS,
    ROLES,
    ScheduleEntry,
    SchedulePerson,
    ScheduleWeek,
)

Person = tuple[str, str]  # role, the words
TEXTS = ("text", "place", "vehicle", "prepared_by", "note")
FIELDS = ("day", "part", "starts", "ends", *TEXTS, "recurring")
_OF_MEETING = frozenset({"day", "starts", "part", "text", "place"})
_SECRET = frozenset({"text", "note", "prepared_by"})  # what a secret entry does not take
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class AlreadyScheduled(DomainError):
    """The meeting or the item of a programme stands in the schedule already."""

    status, code = 409, "already-scheduled"


def add_entry(
    tx: Tx,
    *,
    fields: Mapping[str, Any],
    people: Sequence[Person] = (),
    secret: bool = False,
    body_key: UUID | None = None,
    meeting_key: UUID | None = None,
) -> str:
    """Write an entry, or what the schedule adds to a meeting; `fields` by FIELDS.

    A meeting's own words, place, day and hour are its own: those of `fields` do not matter then.
    A secret entry takes no words. Returns the entry's key. Raises NotFound, BadForm or
    AlreadyScheduled.
    """
    access.keeps_schedule(tx)
    meeting = _meeting(tx, meeting_key) if meeting_key else None
    fields = dict(fields)
    if meeting:
        begins = local(meeting.starts_at)
        fields |= {"day": begins.date(), "starts": begins.strftime("%H:%M")}
        fields |= {"text": meeting.title, "place": meeting.place}
    if secret:
        fields |= dict.fromkeys(_SECRET, "")
    values = checked(fields, needs_text=not secret)
    entry = ScheduleEntry(
        **values,
        secret=secret,
        body_id=_body_id(tx, body_key),
        meeting_id=meeting.id if meeting else None,
    )
    return store(tx, entry, people)


def edit_entry(
    tx: Tx,
    *,
    key: UUID | str,
    version: int,
    base: Mapping[str, Any],
    to: Mapping[str, Any],
    base_people: Sequence[Person] = (),
    people: Sequence[Person] = (),
    base_body_key: UUID | None = None,
    body_key: UUID | None = None,
) -> int:
    """Change an entry as the form asks that was rendered with `base` (both by FIELDS).

    People are merged one by one: two who each add another both get their way. Returns the id.
    Raises NotFound, BadForm or EditConflict.
    """
    entry = access.entry_to_edit(tx, key)
    _follow(tx, entry)
    was_day = entry.day
    base, to = dict(base), dict(to)
    if entry.meeting_id or entry.secret:
        kept = _OF_MEETING if entry.meeting_id else _SECRET
        to |= {name: base[name] for name in kept}
    base |= {"body_id": _body_id(tx, base_body_key)}
    to |= {"body_id": _body_id(tx, body_key)}
    changed = tx.edit(entry, version, base=base, to=to)
    values = {name: getattr(entry, name) for name in FIELDS}
    for name, value in checked(values, needs_text=not entry.secret).items():
        if getattr(entry, name) != value:
            setattr(entry, name, value)
    moved = _set_people(tx, entry, base_people, people)
    if changed or moved:
        flag_modified(entry, "changed_by_id")  # whoever is added: the row has another version
        _mark(tx, entry)
        if was_day != entry.day:
            entry.adjusted = entry.adjusted or _published(tx, was_day)
        _changed(tx, entry, was_day, **changed, **({"people": moved} if moved else {}))
    return entry.id


def cancel_entry(tx: Tx, *, key: UUID | str) -> int:
    """Cancel an entry (*Hủy lịch*); it stays, struck out. Returns its id. Raises NotFound."""
    return _cancelled(tx, key, True)


def restore_entry(tx: Tx, *, key: UUID | str) -> int:
    """Take a cancelled entry up again. Returns its id. Raises NotFound."""
    return _cancelled(tx, key, False)


# --- parts ---------------------------------------------------------------------------------------


def checked(fields: Mapping[str, Any], *, needs_text: bool) -> dict[str, Any]:
    """Return the fields as they are stored: composed, the half day by the hour. Raises BadForm."""
    values = dict(fields)
    values |= {name: " ".join(nfc(values[name]).split()) for name in TEXTS}
    starts, ends = values["starts"], values["ends"]
    wrong: dict[str, str] = {}
    for name in ("starts", "ends"):
        if values[name] and not _CLOCK.fullmatch(values[name]):
            wrong[name] = "field-bad"
    if ends and not starts:
        wrong["starts"] = "field-required"
    elif not wrong and ends and ends <= starts:
        wrong["ends"] = "ends-before-it-begins"
    if needs_text and not values["text"]:
        wrong["text"] = "field-required"
    if values["part"] not in PARTS:
        wrong["part"] = "field-bad"
    if wrong:
        raise BadForm(wrong)
    if starts:
        values["part"] = "morning" if starts < "12:00" else "afternoon"
    return values


def store(tx: Tx, entry: ScheduleEntry, people: Sequence[Person]) -> str:
    """Store a new entry with its people and tell of it. Returns its key. Raises BadForm."""
    tx.add(entry)
    _set_people(tx, entry, (), people)
    _mark(tx, entry)
    _changed(tx, entry, entry.day, text=("", entry.text))
    return str(entry.key)


def _set_people(
    tx: Tx, entry: ScheduleEntry, base: Iterable[Person], to: Iterable[Person]
) -> list[Person]:
    """Add and take off whom the form added and took off; returns these."""
    before, after = list(dict.fromkeys(base)), list(dict.fromkeys(to))
    stored = {(row.role, row.name): row for row in people_of(tx, entry)}
    moved: list[Person] = []
    for person in before:
        if person not in after and person in stored:
            tx.session.delete(stored.pop(person))
            moved.append(person)
    known = directory(tx.session)
    for person in after:
        role, name = person
        if role not in ROLES:
            raise BadForm({"attend": "field-bad"})
        if person not in before and person not in stored:
            named = known.named(name)
            account_id = named.id if named else None
            stored[person] = tx.add(
                SchedulePerson(entry_id=entry.id, account_id=account_id, name=name, role=role)
            )
            moved.append(person)
    return moved


def people_of(tx: Tx, entry: ScheduleEntry) -> list[SchedulePerson]:
    """Return who takes part in an entry, as written."""
    asked = select(SchedulePerson).where(SchedulePerson.entry_id == entry.id)
    return list(tx.session.exec(asked.order_by(col(SchedulePerson.id))))


def _cancelled(tx: Tx, key: UUID | str, cancelled: bool) -> int:
    entry = access.entry_to_edit(tx, key)
    if entry.meeting_id:
        raise NotFound  # a meeting is cancelled where it is kept
    if entry.cancelled != cancelled:
        entry.cancelled = cancelled
        _mark(tx, entry)
        _changed(tx, entry, entry.day, cancelled=(not cancelled, cancelled))
    return entry.id


def _follow(tx: Tx, entry: ScheduleEntry) -> None:
    """Let what was added to a meeting follow it to another day or hour."""
    if entry.meeting_id:
        begins = local(tx.session.get_one(Meeting, entry.meeting_id).starts_at)
        entry.day, entry.starts = begins.date(), begins.strftime("%H:%M")
        tx.session.flush()


def _mark(tx: Tx, entry: ScheduleEntry) -> None:
    """Note who changed it, and that it was after its week was published."""
    entry.changed_by_id = tx.actor.user_id or None
    entry.adjusted = entry.adjusted or _published(tx, entry.day)


def _changed(tx: Tx, entry: ScheduleEntry, was_day: date, **detail: Any) -> None:
    tx.session.flush()
    days = tuple(sorted({was_day.isoformat(), entry.day.isoformat()}))
    tx.emit(ScheduleChanged(entry_id=entry.id, days=days), **detail)


def monday_of(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def _published(tx: Tx, day: date) -> bool:
    asked = select(ScheduleWeek.published_at).where(ScheduleWeek.monday == monday_of(day))
    return tx.session.exec(asked).first() is not None


def _body_id(tx: Tx, key: UUID | None) -> int | None:
    if key is None:
        return None
    found = tx.session.exec(select(Body.id).where(Body.key == key)).first()
    if found is None:
        raise NotFound
    return found


def _meeting(tx: Tx, key: UUID) -> Meeting:
    """Load a meeting that the schedule adds to. Raises NotFound or AlreadyScheduled."""
    meeting = tx.session.exec(select(Meeting).where(Meeting.key == key)).first()
    if meeting is None:
        raise NotFound
    there = select(ScheduleEntry.id).where(ScheduleEntry.meeting_id == meeting.id)
    if tx.session.exec(there).first() is not None:
        raise AlreadyScheduled
    return meeting
