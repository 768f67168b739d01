"""How often a task is reported on (*Chế độ báo cáo*), and when the next report is due."""

from calendar import monthrange
from datetime import date, timedelta

_MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def next_report(rhythm: str, given_on: date, told_on: date | None) -> date | None:
    """Return the day by which the next report is due; None where none is asked for.

    The days follow from the day the task was given: that weekday, or that day of the month (the
    last of a shorter one). `told_on` is when its bodies last reported progress or a result; the
    next is due on the first such day after it, also where that has gone by.
    """
    last = max(told_on, given_on) if told_on else given_on
    if rhythm == "weekly":
        return given_on + timedelta(days=7 * ((last - given_on).days // 7 + 1))
    if rhythm not in _MONTHS:
        return None
    step = _MONTHS[rhythm]
    apart = (last.year - given_on.year) * 12 + last.month - given_on.month
    turn = max(1, apart // step)
    while (due := _later(given_on, turn * step)) <= last:
        turn += 1
    return due


def _later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
