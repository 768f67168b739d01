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

    `days` by names of milestones.STEPS. Raises KeyError for another. Tells of it, and of `also`,
    where something changed.
    """
    now = dict(item.steps)
    for step, day in days.items():
        if step not in STEPS:
            raise KeyError(step)
        now.pop(step, None)
        if day is not None:
            now[step] = day.isoformat()
    if now == item.steps:
        return
    was, item.steps = item.steps, now
    finished = [now[step] for step in FINISHING if step in now]
    item.settled_on = date.fromisoformat(max(finished)) if finished else None
    item.changed_by_id = tx.actor.user_id or None
    changed = ProgrammeItemChanged(
        programme_id=item.programme_id, item_id=item.id, item_key=item.key
    )
    told = {f"step-{step}": (was.get(step, ""), now.get(step, "")) for step in days}
    tx.emit(changed, **{name: pair for name, pair in told.items() if pair[0] != pair[1]}, **also)
