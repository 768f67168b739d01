"""What reviews are worded with, on the page and in the report."""

from server.kernel.i18n import gettext as _
from server.overview.pictures.columns import ROMAN
from server.programmes.outcomes import WORK
from server.programmes.review_periods import TERM


def period_word(period: str) -> str:
    """Return a period of a review in words."""
    if period == TERM:
        return _("The whole term")
    year, part = period[:4], period[5:]
    if not part:
        return _("Year %(year)s") % {"year": year}
    if part in ("H1", "H2"):
        halves = {"H1": _("First half of %(year)s"), "H2": _("Second half of %(year)s")}
        return halves[part] % {"year": year}
    if part.startswith("Q"):
        quarter = ROMAN[int(part[1]) - 1]
        return _("Quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": year}
    return _("Month %(month)s of %(year)s") % {"month": part, "year": year}


def part_word(part: str) -> str:
    """Return a part of the figures in words."""
    if part == WORK:
        return _("Activities, meetings and documents")
    return _("Items to be tabled")


def outcome_word(outcome: str, part: str = "") -> str:
    """Return an outcome in words: what is not tabled is done, or not."""
    if part == WORK:
        done = {"presented": _("Carried out"), "not-presented": _("Not done")}
        done["outside"] = _("Done outside the programme")
        if outcome in done:
            return done[outcome]
    return {
        "presented": _("Presented"),
        "not-presented": _("Not presented"),
        "outside": _("Presented outside the programme"),
        "carried": _("Carried forward"),
        "postponed": _("Put off"),
        "dropped": _("Dropped"),
    }[outcome]
