"""What shows that a step of an item is done, noted on the item by whoever does it.

Features above call this in the transaction in which the step happens (a paper is received, a
session ends), so that the item's pages and lists follow, and no list has to look at papers and
sessions again.
"""

from collections.abc import Mapping
from datetime import date

from server.kernel.db import Tx
from server.programmes.events import ProgrammeItemChanged
from server.programmes.milestones import STEPS
from server.programmes.models import ProgrammeItem

FINISHING = ("presented", "issued", "held", "done")


def note_steps(
    tx: Tx, item: ProgrammeItem, days: Mapping[str, date | None], **also: object
) -> None:
    """Note the day of steps of an item, locked by its loader; None: nothing shows it any more.

    `days` by names of milestones.STEPS. What somebody has said by hand of a step stands
    (noting.py). Raises KeyError for another. Tells of it, and of `also`, where something changed.
    """
    now, noted = dict(item.steps), dict(item.noted)
    for step, day in days.items():
        if step not in STEPS:
            raise KeyError(step)
        said = day.isoformat() if day else ""
        if step in noted:
            noted[step] = noted[step] | {"otherwise": said}
        elif said:
            now[step] = said
        else:
            now.pop(step, None)
    if noted != item.noted:
        item.noted = noted
    settle_steps(tx, item, now, **(also if now != item.steps else {}))


def settle_steps(tx: Tx, item: ProgrammeItem, now: dict[str, str], **more: object) -> None:
    """Let these be the steps of an item, and tell of what changed and of `more`."""
    was = item.steps
    if now == was and not more:
        return
    item.steps = now
    finished = [now[step] for step in FINISHING if step in now]
    item.settled_on = date.fromisoformat(max(finished)) if finished else None
    item.changed_by_id = tx.actor.user_id or None
    changed = ProgrammeItemChanged(
        programme_id=item.programme_id, item_id=item.id, item_key=item.key
    )
    told = {f"step-{step}": (was.get(step, ""), now.get(step, "")) for step in {**was, **now}}
    tx.emit(changed, **{name: pair for name, pair in told.items() if pair[0] != pair[1]}, **more)
