"""What several commands of a meeting do."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, inspect, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import nfc
from server.meetings.events import AgendaAdjusted, AttendanceChanged, MeetingAnnounced
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Account


def mark(tx: Tx, row: AgendaItem | Meeting, **values: Any) -> None:
    """Set columns that no form edits: place, state, marks.

    The row's version stays: whoever is just editing its words need not be disturbed. The
    meeting's stream is locked, so nobody else writes them meanwhile.
    """
    marking = _marking(type(row), tuple(sorted(values)))
    tx.session.connection().execute(marking, values | {"row_id": row.id})
    for column, value in values.items():
        set_committed_value(row, column, value)


@cache
def _marking(table: type[AgendaItem | Meeting], columns: tuple[str, ...]) -> Any:
    """Every edit of a sent agenda marks it, so the statement is built once."""
    rows: Any = inspect(table).local_table
    values: dict[str, Any] = {column: bindparam(column) for column in columns}
    return update(rows).where(rows.c.id == bindparam("row_id")).values(values)


def adjusted(tx: Tx, meeting: Meeting) -> None:
    """Count a change of the agenda made after it was sent."""
    if meeting.agenda_state == "sent":
        mark(tx, meeting, adjusted=meeting.adjusted + 1)
        tx.emit(AgendaAdjusted(meeting_id=meeting.id))


def attendance_changed(tx: Tx, meeting: Meeting, **detail: Any) -> None:
    """Tell the meeting's own pages who takes part, and lists of meetings.

    Before it is sent it is in the lists of the secretariat and of its chair, who may be another.
    """
    tx.emit(AttendanceChanged(meeting_id=meeting.id), **detail)
    tx.emit(MeetingAnnounced(meeting_id=meeting.id))


def items_of(tx: Tx, meeting: Meeting) -> list[AgendaItem]:
    """Return the agenda's items in order, deferred ones too, without the holder aside."""
    return list(
        tx.session.execute(
            select(AgendaItem)
            .where(AgendaItem.meeting_id == meeting.id)
            .where(col(AgendaItem.aside) == False)  # noqa: E712
            .order_by(col(AgendaItem.position), col(AgendaItem.id))
        ).scalars()
    )


def put_in_order(tx: Tx, items: Iterable[AgendaItem]) -> None:
    """Give the items the places 1 to n."""
    for position, item in enumerate(items, start=1):
        if item.position != position:
            mark(tx, item, position=position)


def place_after(items: list[AgendaItem], after: UUID | None) -> int:
    """Return the index behind the item with key `after` (None: 0). Raises NotFound."""
    if after is None:
        return 0
    for index, item in enumerate(items):
        if item.key == after:
            return index + 1
    raise NotFound


def accounts_with(tx: Tx, keys: Collection[UUID]) -> dict[UUID, int]:
    """Return the ids of the accounts with these keys. Raises NotFound if one is missing."""
    found = tx.session.execute(select(Account.key, Account.id).where(col(Account.key).in_(keys)))
    ids: dict[UUID, int] = {key: account_id for key, account_id in found}
    if len(ids) != len(set(keys)):
        raise NotFound
    return ids


def merged(current: set[int], base: Iterable[int], wanted: Iterable[int]) -> set[int]:
    """Return `current` with what a form took away from and added to `base`.

    Two secretaries who each name another person both get their way.
    """
    was, to = set(base), set(wanted)
    return (current | (to - was)) - (was - to)


def one_line(text: str) -> str:
    """Return `text` composed, on one line: a browser sends a field's line breaks in its own way."""
    return " ".join(nfc(text).split())
