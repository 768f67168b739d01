"""The state of a matter's tasks as a PDF for the agenda."""

import io
from collections.abc import Sequence
from datetime import date

from server.kernel.documents.document import Column, Document, Grid, Head, Row
from server.kernel.documents.pdf import write_pdf
from server.kernel.i18n import current_locale, ngettext, show_date
from server.kernel.i18n import gettext as _
from server.overview.queries import FollowLine


def state_table(title: str, office: str, lines: Sequence[FollowLine], day: date) -> io.BytesIO:
    """Return the table of these tasks as they stand on `day`, drawn by the office. CPU-bound.

    Raises FileNotFoundError where set-up has put no fonts.
    """
    columns = (
        Column(_("No."), 0.5, centred=True),
        Column(_("Task"), 3),
        Column(_("Lead body"), 1.6),
        Column(_("Comes from"), 1.8),
        Column(_("Deadline"), 1.2, centred=True),
        Column(_("Where it stands"), 1.5),
    )
    rows = tuple(Row(_cells(number, line)) for number, line in enumerate(lines, 1))
    document = Document(
        locale=current_locale(),
        head=Head(issuer=office.upper()),
        kind=_("STATE OF TASKS"),
        subject=title,
        note=_("state on %(day)s") % {"day": show_date(day)},
        body=(Grid(columns, rows),),
        landscape=True,
    )
    return io.BytesIO(write_pdf(document))


def _cells(number: int, line: FollowLine) -> tuple[str, ...]:
    task = line.task
    return (
        str(number),
        task.work + (f" ({task.product})" if task.product else ""),
        task.lead_name or task.lead_text,
        line.meeting_title,
        show_date(task.deadline) or task.deadline_text,
        stands(line),
    )


def stands(line: FollowLine) -> str:
    """Return in words how a task stands: how many days overdue, and what is there."""
    late = line.task.lateness
    state = {
        "planned": _("to be assigned"),
        "open": _("no result yet"),
        "returned": _("more asked for"),
        "reported": _("waiting to be confirmed"),
        "done": _("completed"),
    }[line.task.state]
    if late.kind != "overdue":
        return state
    days = ngettext("%(num)s day overdue", "%(num)s days overdue", late.days)
    return f"{days % {'num': late.days}}; {state}"
