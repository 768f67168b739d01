"""How a matter is called on an agenda."""

from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.overview.matters.queries import Matter


def title_of(matter: Matter) -> str:
    """Return the line that is proposed for an agenda."""
    if matter.reason == "overdue":
        words = ngettext("%(num)s task long overdue", "%(num)s tasks long overdue", matter.count)
        return words % {"num": matter.count}
    work = matter.lines[0].task.work if matter.lines else ""
    return {
        "second-extension": _("More time asked for again: %(work)s"),
        "conflict": _("Two tasks that say different things: %(work)s"),
        "asked": _("Follow-up of a task: %(work)s"),
    }[matter.reason] % {"work": work}
