"""Steps that the office notes by hand: what came on paper, and what shows it.

What is said by hand of a step counts instead of what the product itself has seen of it, until it is
taken back. What finishes an item is not noted here: a session, a document, an activity's evidence.
"""

from datetime import date
from uuid import UUID

from server.kernel.db import Tx
from server.kernel.errors import BadForm, EditConflict
from server.kernel.i18n import nfc, today
from server.programmes.access import item_to_edit
from server.programmes.models import ProgrammeItem
from server.programmes.steps import settle_steps

BY_HAND = ("draft", "opinions", "appraisal", "papers")


def note_by_hand(tx: Tx, *, key: UUID, step: str, base: str, day: date, shown_by: str) -> int:
    """Say on which day a step of an item was there, and what shows it. Returns the item's id.

    `base` is the day by hand that the form showed, ISO 8601 or "". Raises NotFound, BadForm (also
    for a day that is still to come) or EditConflict.
    """
    item = item_to_edit(tx, key)
    shown_by = nfc(" ".join(shown_by.split()))
    _check(step)
    if day > today(tx.now):
        raise BadForm({"day": "step-ahead"})
    if not shown_by:
        raise BadForm({"shown_by": "field-required"})
    there = item.noted.get(step)
    said = {"day": day.isoformat(), "shown_by": shown_by}
    if there and {"day": there["day"], "shown_by": there["shown_by"]} == said:
        return item.id
    if (there["day"] if there else "") != base:
        theirs = {"day": there["day"] if there else ""}
        raise EditConflict(theirs=theirs, yours={"day": said["day"]}, version=item.version)
    otherwise = there["otherwise"] if there else item.steps.get(step, "")
    was = there["shown_by"] if there else ""
    item.noted = item.noted | {step: said | {"otherwise": otherwise}}
    settle_steps(tx, item, item.steps | {step: said["day"]}, **_told(step, was, shown_by))
    return item.id


def forget_by_hand(tx: Tx, *, key: UUID, step: str) -> int:
    """Take back what was said by hand of a step: what else shows it counts again.

    Nothing was said: nothing happens. Returns the item's id. Raises NotFound or BadForm.
    """
    item: ProgrammeItem = item_to_edit(tx, key)
    _check(step)
    there = item.noted.get(step)
    if there is None:
        return item.id
    item.noted = {name: said for name, said in item.noted.items() if name != step}
    now = {name: day for name, day in item.steps.items() if name != step}
    if there["otherwise"]:
        now[step] = there["otherwise"]
    settle_steps(tx, item, now, **_told(step, there["shown_by"], ""))
    return item.id


def _told(step: str, was: str, now: str) -> dict[str, tuple[str, str]]:
    """What shows a step is another thing now: for the item's history."""
    return {f"shown-{step}": (was, now)} if was != now else {}


def _check(step: str) -> None:
    if step not in BY_HAND:
        raise BadForm({"step": "field-bad"})
