"""HTTP of the end of a term: what it leaves open is handed over."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.web import CommandForm, OptionalLine, done, page, read, viewer_of, write
from server.programmes import handover as handing
from server.programmes.access import uuid_of


class HandOverForm(CommandForm):
    """What goes into the new term, where that is, and what becomes of the rest."""

    item: list[UUID] = []  # noqa: RUF012 (pydantic copies it)
    into: OptionalLine = ""
    title: OptionalLine = ""
    period_from: date | None = None
    period_to: date | None = None
    rest: OptionalLine = ""
    reason: OptionalLine = ""
    seen: OptionalLine = ""


async def handover(request: Request) -> Response:
    """GET /programmes/{key}/handover: what the term leaves open."""
    key = request.path_params["key"]
    view = await read(request, handing.handover, viewer_of(request), key)
    return page(request, "programmes/handover.html", view=view)


async def hand_over(request: Request) -> Response:
    """POST /programmes/{key}/handover: and go to the new term's programme."""
    form = await HandOverForm.parse(request)
    into = await write(
        request,
        form.command_id,
        handing.hand_over,
        key=uuid_of(request.path_params["key"]),
        item_keys=form.item,
        into_key=uuid_of(form.into) if form.into else None,
        title=form.title,
        period_from=form.period_from,
        period_to=form.period_to,
        withdraw_rest=form.rest == "withdraw",
        reason=form.reason,
        seen=form.seen,
    )
    return done(request, back=str(request.app.url_path_for("programme", key=into)), go=True)


routes: list[BaseRoute] = [
    Route("/programmes/{key}/handover", handover, name="handover"),
    Route("/programmes/{key}/handover", hand_over, methods=["POST"], name="hand_over"),
]
