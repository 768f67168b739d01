"""HTTP of settling an item by hand, and of taking that back; both in the editor."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import EditForm, Line, OptionalLine, done, fragment, read, viewer_of, write
from server.programmes import settling
from server.programmes.access import uuid_of


class SettleForm(EditForm):
    """On which day, and what shows it."""

    day: date
    evidence: OptionalLine = ""
    confirmed: OptionalLine = ""


class UnsettleForm(EditForm):
    """Why it is taken back."""

    reason: Line


async def edit_settled(request: Request) -> Response:
    """GET /programme-items/{key}/settle: the form of its kind."""
    key = request.path_params["key"]
    item, text = await read(request, settling.to_settle, viewer_of(request), key)
    return fragment(
        request, "programmes/_edit_settled.html", item=item, text=text, today=today(now())
    )


async def settle_item(request: Request) -> Response:
    """POST /programme-items/{key}/settle."""
    form = await SettleForm.parse(request)
    await write(
        request,
        form.command_id,
        settling.settle_item,
        key=uuid_of(request.path_params["key"]),
        version=form.version,
        day=form.day,
        evidence=form.evidence,
        confirmed=bool(form.confirmed),
    )
    return _saved(request)


async def edit_unsettled(request: Request) -> Response:
    """GET /programme-items/{key}/unsettle: why it is taken back."""
    key = request.path_params["key"]
    item, text = await read(request, settling.to_settle, viewer_of(request), key)
    return fragment(request, "programmes/_edit_unsettled.html", item=item, text=text)


async def unsettle_item(request: Request) -> Response:
    """POST /programme-items/{key}/unsettle."""
    form = await UnsettleForm.parse(request)
    await write(
        request,
        form.command_id,
        settling.unsettle_item,
        key=uuid_of(request.path_params["key"]),
        version=form.version,
        reason=form.reason,
    )
    return _saved(request)


def _saved(request: Request) -> Response:
    back = request.app.url_path_for("programme_item", key=request.path_params["key"])
    return done(request, back=str(back), say=_("Saved."))


_ITEM = "/programme-items/{key}"
routes: list[BaseRoute] = [
    Route(f"{_ITEM}/settle", edit_settled, name="edit_settled"),
    Route(f"{_ITEM}/settle", settle_item, methods=["POST"], name="settle_item"),
    Route(f"{_ITEM}/unsettle", edit_unsettled, name="edit_unsettled"),
    Route(f"{_ITEM}/unsettle", unsettle_item, methods=["POST"], name="unsettle_item"),
]
