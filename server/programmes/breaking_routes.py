"""HTTP of breaking down: a new programme, and what one in drafting still lacks."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.web import CommandForm, Line, OptionalLine, done, page, read, viewer_of, write
from server.programmes import breaking, breaking_queries, new_queries
from server.programmes.access import uuid_of
from server.programmes.starters import starters_for


class DraftForm(CommandForm):
    """A new programme: its head, and the ticked offers."""

    body: UUID
    level: Line
    title: Line
    period_from: date
    period_to: date
    above: UUID | None = None
    starter: OptionalLine = ""
    another: OptionalLine = ""
    pick: list[OptionalLine] = []  # noqa: RUF012 (pydantic copies it)


class MoreForm(CommandForm):
    """What a programme in drafting takes."""

    above: UUID | None = None
    starter: OptionalLine = ""
    pick: list[OptionalLine] = []  # noqa: RUF012 (pydantic copies it)


async def new_programme(request: Request) -> Response:
    """GET /programmes/new: whose, of which time, and what it is drafted from."""
    asked = request.query_params
    names = ("body", "level", "first", "last", "above", "starter")
    wanted = new_queries.Asked(**{name: asked.get(name, "") for name in names})
    found = await read(request, new_queries.new_programme, viewer_of(request), wanted)
    return page(request, "programmes/new.html", new=found)


async def draft_programme(request: Request) -> Response:
    """POST /programmes/new: make the draft and go to it."""
    form = await DraftForm.parse(request)
    key = await write(
        request,
        form.command_id,
        breaking.draft_programme,
        body_key=form.body,
        level=form.level,
        title=form.title,
        period_from=form.period_from,
        period_to=form.period_to,
        above_key=form.above,
        starter=form.starter,
        values=form.pick,
        another=bool(form.another),
    )
    return done(request, back=str(request.app.url_path_for("programme", key=key)), go=True)


async def more_for_programme(request: Request) -> Response:
    """GET /programmes/{key}/more: what it lacks of what it is drafted from."""
    asked, key = request.query_params, request.path_params["key"]
    above = asked.get("above")
    head, offers, candidates = await read(
        request,
        breaking_queries.more,
        viewer_of(request),
        key,
        above.strip("-") if above is not None else None,
        asked.get("starter", "").strip("-"),
    )
    return page(
        request,
        "programmes/more.html",
        head=head,
        offers=offers,
        above=candidates,
        starters=starters_for(head.level),
        starter=asked.get("starter", "").strip("-"),
    )


async def take_more(request: Request) -> Response:
    """POST /programmes/{key}/more."""
    form = await MoreForm.parse(request)
    key = uuid_of(request.path_params["key"])
    await write(
        request,
        form.command_id,
        breaking.take_more,
        key=key,
        above_key=form.above,
        starter=form.starter,
        values=form.pick,
    )
    back = str(request.app.url_path_for("programme", key=str(key)))
    return done(request, back=back, say=_("Added to the programme."), go=True)


routes: list[BaseRoute] = [
    Route("/programmes/new", new_programme, name="new_programme"),
    Route("/programmes/new", draft_programme, methods=["POST"], name="draft_programme"),
    Route("/programmes/{key}/more", more_for_programme, name="more_for_programme"),
    Route("/programmes/{key}/more", take_more, methods=["POST"], name="take_more"),
]
