"""Deadlines as offices write them, and how late a task is.

A phrase is kept as written; a date is proposed only where the phrase names one and nothing is left
to guess, by the rules of phrases.py: "trước ngày 30/4/2026", "chậm nhất ngày 30/4/2026" and "trong
ngày 30/4/2026" are that day (of 47 real phrases the office counted 44 so), "trong tháng 7/2026" is
the month's last day. A stated date is never moved from a weekend. Without a year, or counted from
the notice, nothing is proposed before its date is known; with two dates, never.
"""

from dataclasses import dataclass
from datetime import date

from server.kernel.i18n import nfc
from server.tasks.phrases import Deadline, read_deadline

DUE_SOON_DAYS = 3  # as long as the office says nothing else (rules.Rules.yellow)
DAYLESS = ("recurring", "ongoing", "conditional")  # kinds of deadline that have no day

_ANY_DAY = date(2026, 1, 5)


def deadline_of(phrase: str, issued_on: date | None = None) -> Deadline | None:
    """Return the one deadline that the whole of a phrase says, None for none or several.

    `issued_on` is the notice's date, None where it is not known yet.
    """
    return read_deadline(" ".join(nfc(phrase).split()).strip(" .;,"), issued_on)


def proposed_date(phrase: str, issued_on: date | None = None) -> date | None:
    """Return the day a deadline's phrase names, or None where it would have to be guessed."""
    found = deadline_of(phrase, issued_on)
    return found.day if found and found.sure else None


def kind_of(phrase: str) -> str:
    """Return the kind of deadline a phrase says (phrases.KINDS), "" where it says none for sure."""
    found = deadline_of(phrase)
    return found.kind if found else ""


def counts_from_notice(phrase: str) -> bool:
    """Whether the day follows from the notice's own date: signed, issued or received."""
    found = deadline_of(phrase, _ANY_DAY)
    return found is not None and found.kind == "relative" and found.sure


@dataclass(frozen=True)
class Lateness:
    """How a task stands to its deadline.

    `kind`: overdue, due-soon, on-time, no-deadline, done or done-late. `days` is how many days
    late (overdue, done-late) or left (due-soon, on-time); 0 otherwise.
    """

    kind: str
    days: int = 0


def lateness(
    state: str,
    deadline: date | None,
    reported_on: date | None,
    today: date,
    soon: int = DUE_SOON_DAYS,
) -> Lateness:
    """Compute a task's lateness; it is never set. From `soon` days left on it is due soon.

    A result counts from the day it was reported, as long as it was not returned: a returned
    result is as good as none. Where nobody knows that day, nothing is said of its lateness.
    """
    if deadline is None or (state in ("reported", "done") and reported_on is None):
        return Lateness("done" if state == "done" else "no-deadline")
    stands = today
    if state in ("reported", "done") and reported_on:
        stands = reported_on
    late = (stands - deadline).days
    if state == "done":
        return Lateness("done-late", late) if late > 0 else Lateness("done")
    if late > 0:
        return Lateness("overdue", late)
    if state != "reported" and -late <= soon:
        return Lateness("due-soon", -late)
    return Lateness("on-time", max(0, -late))
