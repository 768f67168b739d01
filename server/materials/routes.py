"""Papers over HTTP: uploads, the secretariat's acts, and the bytes themselves."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import BeforeValidator, Field
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.kernel.guard import source_of
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.kernel.jobs import enqueue
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    by_script,
    done,
    fragment,
    local_path,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials import commands, queries
from server.materials import fragments as _live  # noqa: F401  # registers the live page
from server.materials.intake import (
    Arrived,
    NoFile,
    NotDeclared,
    clean_name,
    kind_of,
    take_in,
    title_of,
    too_large,
)
from server.materials.renditions import make_rendition
from server.materials.serving import begins, paper_response

Handler = Callable[[Request], Awaitable[Response]]
_FIELDS, _FIELD_BYTES = 20, 16 * 1024  # beside the file itself
_ENVELOPE_BYTES = 64 * 1024  # boundaries and fields round the file
Ticked = Annotated[bool, BeforeValidator(bool)]


class UploadForm(CommandForm):
    declared: Ticked = False
    kind: OptionalLine = ""


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


def _back(request: Request) -> str:
    """Where a form without script returns to: the page it was on."""
    referer, own = request.headers.get("referer", ""), str(request.base_url)
    return local_path("/" + referer.removeprefix(own)) if referer.startswith(own) else "/"


# --- reading ----------------------------------------------------------------------------------


async def paper(request: Request) -> Response:
    """GET /papers/{key}: one paper in the viewer."""
    key = request.path_params["key"]
    viewer = viewer_of(request)
    _audience, found, live = await read_live(
        request, "paper", key, lambda db, _: queries.paper_page(db, viewer, key)
    )
    return page(request, "materials/paper.html", page=found, paper=found.paper, live=live)


async def paper_file(request: Request) -> Response:
    """GET /papers/{key}/file: the rendition, or the paper of record with ?original=1.

    ?v=KEY names one of its drafts. One range at a time; never kept by anybody on the way.
    """
    viewer = viewer_of(request)
    found = await read(
        request,
        queries.paper_file,
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
            version_id=found.version_id,
        )
    path = request.app.state.blobs.path(found.sha256)
    return paper_response(request, path, found.sha256, found.file_name)


# --- uploads ----------------------------------------------------------------------------------


async def _arrived(request: Request) -> tuple[UploadForm, str, Arrived]:
    """Read an upload's form and file: returns the form, the clean name, and what was stored."""
    settings = request.app.state.settings
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > settings.max_upload_bytes + _ENVELOPE_BYTES:
        raise too_large(settings)
    try:
        async with request.form(
            max_files=1, max_fields=_FIELDS, max_part_size=_FIELD_BYTES
        ) as data:
            form = UploadForm.of(data)
            file = data.get("file")
            if not form.declared:
                raise NotDeclared
            if not isinstance(file, UploadFile):
                raise NoFile
            arrived = await take_in(file.file, settings, request.app.state.blobs)
            return form, clean_name(file.filename), arrived
    except HTTPException as problem:
        if problem.status_code == 413:  # what is still on its way is not wanted
            problem.headers = {"connection": "close"}
        raise


async def _received(request: Request, draft_key: str, arrived: Arrived) -> str:
    """Ask for the rendition; returns what was found in the file, for people."""
    await asyncio.to_thread(enqueue, request.app.state.settings, make_rendition, draft_key)
    pages = ngettext("%(num)s page", "%(num)s pages", arrived.page_count)
    said = _("Received: %(pages)s.") % {"pages": pages % {"num": arrived.page_count}}
    if arrived.scanned_pages:
        scans = ngettext("%(num)s scanned page", "%(num)s scanned pages", arrived.scanned_pages)
        note = _("%(scans)s: look at them before sending")
        said += " " + note % {"scans": scans % {"num": arrived.scanned_pages}} + "."
    return said


async def add_paper(request: Request) -> Response:
    """POST /agenda-items/{key}/papers: one file becomes a draft of the item."""
    key = request.path_params["key"]
    found = await read(request, queries.item_papers, viewer_of(request), key)
    if found.secret:
        raise commands.SecretItem  # before a byte of the file is read
    form, name, arrived = await _arrived(request)
    title = title_of(name)
    draft_key = await write(
        request,
        form.command_id,
        commands.add_paper,
        item_key=key,
        kind=form.kind or kind_of(title),
        title=title,
        file_name=name,
        sha256=arrived.sha256,
        size_bytes=arrived.size_bytes,
        page_count=arrived.page_count,
        scanned_pages=arrived.scanned_pages,
    )
    said = await _received(request, draft_key, arrived)
    if by_script(request):  # for the file's own line in the list of uploads
        return JSONResponse({"message": said})
    return done(request, back=_back(request))


async def new_draft(request: Request) -> Response:
    """GET /papers/{key}/drafts/new: the editor for one more draft."""
    return await _editor(request, "materials/_new_draft.html")


async def add_draft(request: Request) -> Response:
    """POST /papers/{key}/drafts: one file becomes the paper's next draft."""
    key = request.path_params["key"]
    await read(request, queries.paper_editor, viewer_of(request), key)
    form, name, arrived = await _arrived(request)
    draft_key = await write(
        request,
        form.command_id,
        commands.add_draft,
        key=key,
        file_name=name,
        sha256=arrived.sha256,
        size_bytes=arrived.size_bytes,
        page_count=arrived.page_count,
        scanned_pages=arrived.scanned_pages,
    )
    said = await _received(request, draft_key, arrived)
    return done(request, back=_back(request), say=said)


# --- the secretariat's acts -------------------------------------------------------------------


async def _editor(request: Request, template: str) -> Response:
    key = request.path_params["key"]
    found = await read(request, queries.paper_editor, viewer_of(request), key)
    return fragment(request, template, editor=found, paper=found.paper)


async def edit_paper(request: Request) -> Response:
    """GET /papers/{key}/edit: title and kind."""
    return await _editor(request, "materials/_edit_paper.html")


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
    return done(request, back=_back(request), say=_("Saved"))


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
    return done(request, back=_back(request))


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
    return done(request, back=_back(request), say=said)


async def recall_paper(request: Request) -> Response:
    """POST /papers/{key}/recall."""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.recall_paper, key=request.path_params["key"])
    return done(request, back=_back(request), say=_("Recalled"))


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
    return done(request, back=_back(request), say=_("The draft was dropped"))


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
]
