"""The sessions of this year before the story begins: each month's, with what it had to deal with.

They have no papers and no conclusions: they are there so that the year's items stand as they would.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlmodel import col, select

from server.demo.life import KEEPER, TERM, Life, weekday
from server.demo.stage import Stage
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.programmes.models import ProgrammeItem
from server.programmes.spans import span_of
from server.room import commands as room

_FIRST_OF_STORY = 13  # the number of the story's earlier session
_BEFORE_STORY = 20  # days before today that the last of these sessions is held, at the least
_OWN = "II."  # what the term's programme puts to the body itself


def plan_months(stage: Stage, life: Life, taken: set[str], left: set[str]) -> None:
    """Plan a session on the 26th of each month that is over, or on the Friday before.

    Items whose slugs are `taken` by the story, or whose numbers are `left`, are not tabled.
    """
    held = [weekday(date(stage.today.year, month, 26)) for month in range(1, 13)]
    last = stage.today - timedelta(days=_BEFORE_STORY)
    held = [day for day in held if life.issued + timedelta(days=8) <= day <= last]
    for place, day in enumerate(held, _FIRST_OF_STORY - len(held)):
        keys = _due(stage, life, day, taken, left)
        name, days = ("meeting", f"btv-{place}"), life.days(day)
        act = partial(_make, stage, name, place, days, keys)
        stage.at(stage.moment(days - 7, "08:30"), KEEPER, act)
        for moment, command in (
            (stage.moment(days - 3, "10:00"), meetings.approve_agenda),
            (stage.moment(days - 3, "14:00"), meetings.send_agenda),
            (stage.moment(days, "08:00"), meetings.open_session),
        ):
            stage.at(moment, KEEPER, partial(_do, stage, name, command))
        for line in range(len(keys)):
            act = partial(_move_to, stage, name, line)
            stage.at(stage.moment(days, "08:05", 30 * line), KEEPER, act)
        stage.at(stage.moment(days, "11:30"), KEEPER, partial(_do, stage, name, room.end_session))


def _due(stage: Stage, life: Life, day: date, taken: set[str], left: set[str]) -> list[UUID]:
    """The keys of what must be tabled in a day's month, in the programmes' order."""
    month = span_of("month", day)
    year, term = life.programme(life.year), life.programme(TERM)
    rows = stage.tx.session.exec(
        select(ProgrammeItem)
        .where(col(ProgrammeItem.programme_id).in_([year.id, term.id]))
        .where(ProgrammeItem.kind == "submission")
        .where(col(ProgrammeItem.time_to) >= month.first.isoformat())
        .where(col(ProgrammeItem.time_to) <= month.last.isoformat())
        .order_by(col(ProgrammeItem.programme_id).desc(), col(ProgrammeItem.position))
    )
    return [
        row.key
        for row in rows
        if row.slug not in taken
        if (row.number not in left if row.programme_id == year.id else _is_own(row))
    ]


def _is_own(row: ProgrammeItem) -> bool:
    return row.section.startswith(_OWN)


def _make(stage: Stage, name: tuple[str, ...], place: int, days: int, keys: list[UUID]) -> None:
    key = meetings.make_meeting(
        stage.tx,
        body_key=stage.bodies["ban-thuong-vu"],
        kind="session",
        title=f"Hội nghị Ban Thường vụ Tỉnh ủy lần thứ {place}",
        starts_at=stage.moment(days, "08:00"),
        place="Phòng họp số 1, trụ sở Tỉnh ủy",
        programme_item_keys=keys,
    )
    stage.keys[name] = UUID(key)


def _do(stage: Stage, name: tuple[str, ...], command: Callable[..., object]) -> None:
    command(stage.tx, key=stage.keys[name])


def _move_to(stage: Stage, name: tuple[str, ...], line: int) -> None:
    lines = stage.tx.session.exec(
        select(AgendaItem.key)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(Meeting.key == stage.keys[name])
        .order_by(col(AgendaItem.position))
    ).all()
    meetings.move_to_item(stage.tx, key=lines[line])
