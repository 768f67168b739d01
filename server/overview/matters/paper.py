"""The state of a matter's tasks as a PDF for the agenda."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext, show_date
from server.kernel.static import STATIC
from server.overview.queries import FollowLine

_FONTS = STATIC / "vendor" / "fonts" / "ttf"
_LAYOUT = Path(__file__).parent / "state.typ"


def state_table(title: str, office: str, lines: Sequence[FollowLine], day: date) -> io.BytesIO:
    """Return the table of these tasks as they stand on `day`. CPU-bound.

    Raises FileNotFoundError where set-up has put no fonts.
    """
    import typst  # a fifth of a second: only who prints waits for it

    if not any(_FONTS.glob("Tinos*.ttf")):
        raise FileNotFoundError(f"no fonts in {_FONTS}; ./dev setup puts them there")
    said = {
        "office": office,
        "title": title,
        "dated": _("State on %(day)s") % {"day": show_date(day)},
        "headings": [
            *(_("No."), _("Task"), _("Lead body"), _("Comes from")),
            *(_("Deadline"), _("Where it stands")),
        ],
        "rows": [_row(number, line) for number, line in enumerate(lines, 1)],
    }
    content = typst.compile(
        _LAYOUT,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
    )
    return io.BytesIO(content)


def _row(number: int, line: FollowLine) -> list[str]:
    task = line.task
    return [
        str(number),
        task.work + (f" ({task.product})" if task.product else ""),
        task.lead_name or task.lead_text,
        line.meeting_title,
        show_date(task.deadline) or task.deadline_text,
        stands(line),
    ]


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
