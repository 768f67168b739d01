"""The leaders' week of the demonstration: written last week, published, adjusted since."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlmodel import select

from server.demo.stage import Stage
from server.schedule import commands, weeks
from server.schedule.models import ScheduleEntry

_KEEPER = "thuky"
_TEXTS = ("text", "starts", "ends", "place", "vehicle", "prepared_by", "note")


def plan_week(stage: Stage, entries: list[dict[str, Any]]) -> None:
    """Plan the acts: what is `adjusted` or `cancelled` is so once the week is published."""
    monday = stage.today - timedelta(days=stage.today.weekday())
    first = (monday - stage.today).days
    written, published = stage.moment(first - 4, "09:00"), stage.moment(first - 3, "16:00")
    for entry in entries:
        stage.at(written, _KEEPER, partial(_write, stage, monday, entry))
    stage.at(published, _KEEPER, partial(_publish, stage, monday))
    for entry in entries:
        if entry.keys() & {"adjusted", "cancelled"}:
            stage.at(stage.moment(first, "07:00"), _KEEPER, partial(_adjust, stage, entry))


def _publish(stage: Stage, monday: date) -> None:
    weeks.publish_week(stage.tx, monday=monday)


def _write(stage: Stage, monday: date, entry: dict[str, Any]) -> None:
    fields = {name: entry.get(name, "") for name in _TEXTS}
    fields["day"] = monday + timedelta(days=entry["week"] * 7 + entry["weekday"] - 1)
    fields |= {"part": entry.get("part", "morning"), "recurring": entry.get("recurring", False)}
    people = [
        (role, stage.people[said].name if said in stage.people else said)
        for role in ("chair", "attend")
        for said in entry.get(role, [])
    ]
    commands.add_entry(
        stage.tx,
        fields=fields,
        people=people,
        secret=entry.get("secret", False),
        body_key=stage.bodies[entry["body"]] if "body" in entry else None,
    )


def _adjust(stage: Stage, entry: dict[str, Any]) -> None:
    asked = select(ScheduleEntry).where(ScheduleEntry.text == entry["text"])
    row = stage.tx.session.exec(asked).one()
    if "cancelled" in entry:
        commands.cancel_entry(stage.tx, key=row.key)
        return
    base = {name: getattr(row, name) for name in commands.FIELDS}
    to = base | {"note": entry["adjusted"]}
    commands.edit_entry(stage.tx, key=row.key, version=row.version, base=base, to=to)
