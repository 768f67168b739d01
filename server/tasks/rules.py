"""The office's rules of following up as they hold now, and the alert that a task stands at."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Protocol

from sqlmodel import Session, col, select

from server.people.calendar import set_day_rule
from server.tasks.followup import FollowUpRules


@dataclass(frozen=True)
class Rules:
    """The office's thresholds; followup.FollowUpRules says what each is.

    `key` and `version` are the row's, "" and 0 as long as the office has said nothing.
    """

    key: str = ""
    version: int = 0
    yellow: int = 3
    red: int = 1
    special: int = 3
    answer: int = 2
    silent: int = 30
    notice: int = 7
    propose: int = 10
    day_before: bool = False
    second_person: bool = False
    mail: bool = False


COUNTS = ("yellow", "red", "special", "answer", "silent", "notice", "propose")
SWITCHES = ("day_before", "second_person", "mail")


class Dated(Protocol):
    """What an alert is computed from: a task's row or its line."""

    @property
    def state(self) -> str: ...
    @property
    def deadline(self) -> date | None: ...


def follow_up_rules(db: Session) -> Rules:
    """Return the rules that hold now, whoever asks."""
    row = db.exec(select(FollowUpRules).order_by(col(FollowUpRules.id))).first()
    if row is None:
        return Rules()
    said = {field.name: getattr(row, field.name) for field in fields(Rules)}
    return Rules(**said | {"key": str(row.key)})


def alert_of(task: Dated, rules: Rules, day: date) -> str:
    """Return how loudly a task calls on `day`: "", yellow, red or special.

    Only one without a product calls: given (open) or returned. What was reported waits for the
    office. Forwarding or reading it changes nothing.
    """
    if task.deadline is None or task.state not in WITHOUT_PRODUCT:
        return ""
    reached = (alert for alert, last in alert_days(rules, day).items() if task.deadline <= last)
    return next(reached, "")


WITHOUT_PRODUCT = ("open", "returned")


def alert_days(rules: Rules, day: date) -> dict[str, date]:
    """Return the latest deadline that stands at each alert on `day`, the loudest first.

    For lists that ask the database: a task without a product is at the first whose day is not
    before its deadline.
    """
    return {
        "special": day - timedelta(days=rules.special),
        "red": day - timedelta(days=rules.red),
        "yellow": day + timedelta(days=rules.yellow),
    }


def _day_before(db: Session) -> bool:
    return follow_up_rules(db).day_before


set_day_rule(_day_before)
