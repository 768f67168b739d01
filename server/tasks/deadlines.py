"""Deadlines as offices write them, and how late a task is.

A phrase is kept as written; a date is proposed only where the phrase names one and nothing is left
to guess: "trước ngày 30/4/2026", "chậm nhất ngày 30/4/2026" and "trong ngày 30/4/2026" are that
day (of 47 real phrases the office counted 44 so), "trong tháng 7/2026" is the month's last day. A
stated date is never moved from a weekend. Without a year, or with two dates, nothing is proposed.
"""

import re
from dataclasses import dataclass
from datetime import date

from server.kernel.i18n import nfc
from server.tasks.phrases import read_deadline

DUE_SOON_DAYS = 3  # the yellow alert of provincial rules: three days left without a product

_HOUR = re.compile(r"\d\s*(?:giờ|h|g\b|:)", re.IGNORECASE)
_MONTH = re.compile(r"(?:.*\s)?trong\s+tháng\s", re.IGNORECASE)


def proposed_date(phrase: str) -> date | None:
    """Return the day a deadline's phrase names, or None where it would have to be guessed.

    Narrower than phrases.py reads: of periods only a month, and no hour of a day.
    """
    text = re.sub(r"\s+", " ", nfc(phrase)).strip(" .;,")
    found = read_deadline(text)
    if found is None or not found.sure or _HOUR.search(text):
        return None
    if found.kind == "date" or (found.kind == "period" and _MONTH.match(text)):
        return found.day
    return None


@dataclass(frozen=True)
class Lateness:
    """How a task stands to its deadline.

    `kind`: overdue, due-soon, on-time, no-deadline, done or done-late. `days` is how many days
    late (overdue, done-late) or left (due-soon, on-time); 0 otherwise.
    """

    kind: str
    days: int = 0


def lateness(state: str, deadline: date | None, reported_on: date | None, today: date) -> Lateness:
    """Compute a task's lateness; it is never set.

    A result counts from the day it was reported, as long as it was not returned: a returned
    result is as good as none.
    """
    if deadline is None:
        return Lateness("done" if state == "done" else "no-deadline")
    stands = reported_on if state in ("reported", "done") and reported_on else today
    late = (stands - deadline).days
    if state == "done":
        return Lateness("done-late", late) if late > 0 else Lateness("done")
    if late > 0:
        return Lateness("overdue", late)
    if state != "reported" and -late <= DUE_SOON_DAYS:
        return Lateness("due-soon", -late)
    return Lateness("on-time", max(0, -late))
