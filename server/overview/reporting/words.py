"""What the reports of follow-up are worded with, on the page and in the document."""

from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.overview.reporting.figures import STANDINGS, Figures
from server.overview.reporting.rows import Row
from server.overview.reviews.words import period_word

__all__ = ["figures_said", "heads", "period_word", "standing_word", "stood_word"]


def standing_word(standing: str) -> str:
    """Return a standing as the head of a column."""
    return {
        "done-in-time": _("Done in time"),
        "done-late": _("Done after the deadline"),
        "in-time": _("Under way, in time"),
        "overdue": _("Past the deadline"),
        "unclear": _("Not clear"),
    }[standing]


def stood_word(row: Row) -> str:
    """Return how a task stands, with the days it is late."""
    if row.days and row.stood == "overdue":
        return ngettext("%(num)s day overdue", "%(num)s days overdue", row.days) % {"num": row.days}
    if row.days and row.stood == "done-late":
        said = ngettext("Done %(num)s day late", "Done %(num)s days late", row.days)
        return said % {"num": row.days}
    return standing_word(row.stood)


def heads() -> tuple[str, ...]:
    """Return the columns of the report."""
    return (
        _("No."),
        _("The task"),
        _("Given by"),
        _("Lead body"),
        _("By when"),
        _("Result, standing"),
        _("Proposal"),
    )


def figures_said(found: Figures) -> str:
    """Return the paragraph of figures that stands on top."""
    sums = found.sums
    counted = "; ".join(f"{standing_word(name).lower()}: {sums.of(name)}" for name in STANDINGS)
    said = {
        "total": sums.total,
        "new": sums.new,
        "old": sums.total - sums.new,
        "counted": counted,
    }
    whole = _("Tasks followed: %(total)s (given in the period: %(new)s; from before: %(old)s).")
    return f"{whole} {_('Of them %(counted)s.')}" % said
