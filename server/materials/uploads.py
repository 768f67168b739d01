"""Papers arriving over HTTP: one file a request, looked into before anything refers to it."""

import asyncio
from typing import Annotated

from pydantic import BeforeValidator
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.kernel.jobs import enqueue
from server.kernel.web import (
    CommandForm,
    OptionalLine,
    by_script,
    done,
    page_before,
    read,
    viewer_of,
    write,
)
from server.materials import commands, queries
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

_FIELDS, _FIELD_BYTES = 20, 16 * 1024  # beside the file itself
_ENVELOPE_BYTES = 64 * 1024  # boundaries and fields round the file
Ticked = Annotated[bool, BeforeValidator(bool)]


class UploadForm(CommandForm):
    declared: Ticked = False
    kind: OptionalLine = ""


async def _arrived(request: Request) -> tuple[UploadForm, str, Arrived]:
    """Read an upload's form and file: returns the form, the clean name, and what was stored."""
    settings = request.app.state.settings
    await asyncio.to_thread(request.app.state.disk.admit_paper)
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > settings.max_upload_bytes + _ENVELOPE_BYTES:
        raise too_large(settings)
    async with request.form(max_files=1, max_fields=_FIELDS, max_part_size=_FIELD_BYTES) as data:
        form = UploadForm.of(data)
        file = data.get("file")
        if not form.declared:
            raise NotDeclared
        if not isinstance(file, UploadFile):
            raise NoFile
        arrived = await take_in(file.file, settings, request.app.state.blobs)
        return form, clean_name(file.filename), arrived


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
    return done(request, back=page_before(request))


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
    return done(request, back=page_before(request), say=said)
