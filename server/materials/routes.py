"""Papers over HTTP: their bytes, and the secretariat's acts. Files arriving: uploads.py."""

from collections.abc import Awaitable, Callable

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.guard import source_of
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page,
    page_before,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials import commands, queries, single
from server.materials import fragments as _live  # noqa: F401  # registers the live page
from server.materials.serving import begins, paper_response
from server.materials.uploads import Ticked, add_draft, add_paper
from server.materials.urgent_routes import routes as urgent

Handler = Callable[[Request], Awaitable[Response]]


class PaperForm(EditForm):
    base_title: OptionalLine = ""
    title: Line
    base_kind: OptionalLine = ""
    kind: Line


class MoveForm(CommandForm):
    after: OptionalLine = ""


class SendForm(CommandForm):
    versions: list[str] = Field(default_factory=list)
    scans_seen: Ticked = False


class DropForm(CommandForm):
    draft: Line


# --- reading ----------------------------------------------------------------------------------


async def paper(request: Request) -> Response:
    """GET /papers/{key}: one paper in the viewer."""
    key = request.path_params["key"]
    viewer = viewer_of(request)
    _audience, found, live = await read_live(
        request, "paper", key, lambda db, _: single.paper_page(db, viewer, key)
    )
    return page(request, "materials/paper.html", page=found, paper=found.paper, live=live)


async def paper_file(request: Request) -> Response:
    """GET /papers/{key}/file: the rendition, or the paper of record with ?original=1.

    ?v=KEY names one of its drafts. One range at a time; never kept by anybody on the way.
    """
    viewer = viewer_of(request)
    found = await read(
        request,
        single.paper_file,
        viewer,
        request.path_params["key"],
        request.query_params.get("v"),
        original=request.query_params.get("original") == "1",
    )
    if begins(request):
        request.app.state.audit.note(
            "paper-viewed",
            viewer.user_id,
            source_of(request.scope),
            meeting_id=found.meeting_id,
            paper_id=found.paper_id,
            paper_key=str(found.paper_key),
            version_id=found.version_id,
            session=viewer.session_key,
        )
    return await paper_response(request, found.sha256, found.file_name)


# --- the secretariat's acts -------------------------------------------------------------------


async def _editor(request: Request, template: str) -> Response:
    key = request.path_params["key"]
    found = await read(request, queries.paper_editor, viewer_of(request), key)
    return fragment(request, template, editor=found, paper=found.paper)


async def edit_paper(request: Request) -> Response:
    """GET /papers/{key}/edit: title and kind."""
    return await _editor(request, "materials/_edit_paper.html")


async def new_draft(request: Request) -> Response:
    """GET /papers/{key}/drafts/new: the editor for one more draft."""
    return await _editor(request, "materials/_new_draft.html")


async def save_paper(request: Request) -> Response:
    """POST /papers/{key}."""
    form = await PaperForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_paper,
        key=request.path_params["key"],
        version=form.version,
        base_title=form.base_title,
        title=form.title,
        base_kind=form.base_kind,
        kind=form.kind,
    )
    return done(request, back=page_before(request), say=_("Saved"))


async def move_paper(request: Request) -> Response:
    """POST /papers/{key}/move: behind another paper of its item, or first."""
    form = await MoveForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.move_paper,
        key=request.path_params["key"],
        after=form.after or None,
    )
    return done(request, back=page_before(request))


async def send_papers_form(request: Request) -> Response:
    """GET /meetings/{key}/papers/send: what is still to be sent, of one item with ?item=KEY."""
    key, papers = await read(
        request,
        queries.unsent_papers,
        viewer_of(request),
        request.path_params["key"],
        request.query_params.get("item"),
    )
    return fragment(request, "materials/_send_papers.html", meeting_key=key, papers=papers)


async def send_papers(request: Request) -> Response:
    """POST /meetings/{key}/papers/send."""
    form = await SendForm.parse(request)
    sent = await write(
        request,
        form.command_id,
        commands.send_papers,
        meeting_key=request.path_params["key"],
        versions=form.versions,
        scans_seen=form.scans_seen,
    )
    said = ngettext("Sent: %(num)s paper", "Sent: %(num)s papers", len(sent)) % {"num": len(sent)}
    return done(request, back=page_before(request), say=said)


async def recall_paper(request: Request) -> Response:
    """POST /papers/{key}/recall."""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.recall_paper, key=request.path_params["key"])
    return done(request, back=page_before(request), say=_("Recalled"))


async def drop_draft_form(request: Request) -> Response:
    """GET /papers/{key}/drop: asks once more, since a dropped file does not come back."""
    return await _editor(request, "materials/_drop_draft.html")


async def drop_draft(request: Request) -> Response:
    """POST /papers/{key}/drop."""
    form = await DropForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.drop_draft,
        key=request.path_params["key"],
        draft=form.draft,
    )
    return done(request, back=page_before(request), say=_("The draft was dropped"))


def _get(address: str, handler: Handler) -> Route:
    return Route(address, handler, methods=["GET"], name=handler.__name__)


def _post(address: str, handler: Handler, name: str = "") -> Route:
    return Route(address, handler, methods=["POST"], name=name or handler.__name__)


routes: list[BaseRoute] = [
    _get("/papers/{key}", paper),
    _get("/papers/{key}/file", paper_file),
    _post("/agenda-items/{key}/papers", add_paper, "add_paper"),
    _get("/papers/{key}/drafts/new", new_draft),
    _post("/papers/{key}/drafts", add_draft, "add_draft"),
    _get("/papers/{key}/edit", edit_paper),
    _post("/papers/{key}", save_paper),
    _post("/papers/{key}/move", move_paper),
    _get("/meetings/{key}/papers/send", send_papers_form),
    _post("/meetings/{key}/papers/send", send_papers),
    _post("/papers/{key}/recall", recall_paper),
    _get("/papers/{key}/drop", drop_draft_form),
    _post("/papers/{key}/drop", drop_draft),
    *urgent,
]
