"""The office keeps its rules of following up."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.people.access import keeps
from server.people.events import OFFICE_RULES
from server.tasks.events import FollowUpRulesChanged
from server.tasks.followup import FollowUpRules
from server.tasks.rules import COUNTS, SWITCHES

MOST_DAYS = 365


def keep_rules(tx: Tx, *, version: int, base: Mapping[str, Any], to: Mapping[str, Any]) -> None:
    """Say the office's thresholds and switches; both by rules.COUNTS and rules.SWITCHES.

    `version` is 0 where the office had said nothing. Raises NotFound, BadForm or EditConflict.
    """
    keeps(tx, "rules.keep")
    tx.lock(OFFICE_RULES)
    wrong = {n: "field-bad" for n in COUNTS if not least(n) <= int(to[n]) <= MOST_DAYS}
    if not wrong and to["special"] <= to["red"]:
        wrong = {"special": "special-after-red"}
    if wrong:
        raise BadForm(wrong)
    row = tx.session.exec(select(FollowUpRules).order_by(col(FollowUpRules.id))).first()
    if row is None:
        row = tx.add(FollowUpRules())
    names = (*COUNTS, *SWITCHES)
    asked = {name: base[name] for name in names}, {name: to[name] for name in names}
    changed = tx.edit(row, version, base=asked[0], to=asked[1])
    if changed:
        tx.emit(FollowUpRulesChanged(), **changed)


def least(name: str) -> int:
    """Return the fewest days that a threshold takes: a task is not overdue before it is."""
    return 0 if name == "yellow" else 1
