"""Which elements of live pages show conclusions. The page and the push render the same template.

The console's desk is for the secretariat, the chair's list for the chair; delegates and guests get
the list of what was issued, at items within their sight.
"""

from functools import partial
from typing import Any

from server.conclusions import queries
from server.kernel.live.screens import Fragment
from server.kernel.templates import render
from server.meetings.access import Audience


def _tier(audience: Any) -> tuple[str, str]:
    return audience.tier, audience.locale


def desk(item_id: int, item_key: str) -> Fragment:
    """The conclusions of one item on the console: element `desk-ITEMKEY`."""

    def show(loaded: queries.Desk, audience: Audience) -> str | None:
        if not audience.may_edit:
            return None
        return render("conclusions/_desk.html", desk=loaded, audience=audience)

    return Fragment(f"desk-{item_key}", partial(queries.load_desk, item_id=item_id), show, _tier)


def chair_list(meeting_id: int) -> Fragment:
    """All conclusions of a meeting on the chair's tablet: element `chair-conclusions`."""

    def show(loaded: queries.MeetingConclusions, audience: Audience) -> str | None:
        if not audience.sees_all:
            return None
        return render("conclusions/_chair.html", conclusions=loaded, audience=audience)

    load = partial(queries.load_meeting, meeting_id=meeting_id)
    return Fragment("chair-conclusions", load, show, _tier)


def issued_list(meeting_id: int) -> Fragment:
    """What was issued, on a delegate's tablet: element `issued-conclusions`."""

    def show(loaded: queries.Sight, audience: Audience) -> str:
        return render(
            "conclusions/_issued.html",
            conclusions=queries.within_sight(loaded, audience),
            audience=audience,
        )

    load = partial(queries.load_issued, meeting_id=meeting_id)
    return Fragment("issued-conclusions", load, show)
