"""Starter programmes of a month: `{month}` and `{last}`, its last day, in a definition's text."""

import re
from calendar import monthrange

_MONTH = re.compile(r"^template_month *= *(0?[1-9]|1[0-2])(?=\s*$)", re.MULTILINE)
_YEAR = re.compile(r"^template_year *= *(\d{4})\s*$", re.MULTILINE)


def of_month(text: str, year: int | None, month: int | None) -> str:
    """Return a file's text, a month's template filled; any other text as it is.

    `year` and `month` None: those that the template states itself.
    """
    own, said = _MONTH.search(text), _YEAR.search(text)
    if own is None or said is None:
        return text
    number = month or int(own[1])
    last = monthrange(year or int(said[1]), number)[1]
    filled = _MONTH.sub("", text, count=1)
    return filled.replace("{month}", f"{number:02d}").replace("{last}", str(last))
