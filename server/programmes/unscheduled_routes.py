"""HTTP of what a programme still holds unscheduled, a page beside it."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.web import CommandForm, done, page, read_live, viewer_of, write
from server.programmes import breaking, unscheduled
from server.programmes.access import Readers, uuid_of
from server.programmes.tabs import Tab, add_tab, tabs_of
from server.programmes.views import Head


def _is_broken_down(head: Head, readers: Readers) -> bool:
    return head.level != "month"


add_tab(Tab("unscheduled", "Not yet in a programme below", 30, _is_broken_down))


class PutForm(CommandForm):
    """Items that go into a draft below."""

    draft: UUID
    item: list[UUID] = []  # noqa: RUF012 (pydantic copies it)


async def show(request: Request) -> Response:
    """GET /programmes/{key}/unscheduled: what no programme below has."""
    key, asked = request.path_params["key"], request.query_params
    number = asked.get("page", "")
    place = int(number) if number.isdecimal() and len(number) < 6 else 1
    viewer, due = viewer_of(request), asked.get("due", "")[:20]
    audience, view, live = await read_live(
        request,
        "unscheduled",
        key,
        lambda db, _audience: unscheduled.unscheduled(db, viewer, key, due, place),
    )
    return page(
        request,
        "programmes/unscheduled.html",
        view=view,
        audience=audience,
        live=live,
        tabs=tabs_of(request, view.head, audience, "unscheduled"),
    )


async def put(request: Request) -> Response:
    """POST /programmes/{key}/unscheduled: put the ticked items into a draft below."""
    form = await PutForm.parse(request)
    key = uuid_of(request.path_params["key"])
    await write(
        request,
        form.command_id,
        breaking.take_more,
        key=form.draft,
        above_key=key,
        values=[f"above:{item}" for item in form.item],
    )
    back = str(request.app.url_path_for("programme", key=str(form.draft)))
    return done(request, back=back, say=_("Added to the programme."), go=True)


routes: list[BaseRoute] = [
    Route("/programmes/{key}/unscheduled", show, name="unscheduled"),
    Route("/programmes/{key}/unscheduled", put, methods=["POST"], name="put_unscheduled"),
]
