"""HTTP of a session's file: what it holds, making it, downloading it, how long it is kept."""

import os
import tempfile
from pathlib import Path
from urllib.parse import quote

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from server.conclusions.session_documents import keep_documents
from server.kernel.blobs import Blobs
from server.kernel.i18n import current_locale
from server.kernel.i18n import gettext as _
from server.kernel.settings import Settings
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    EditForm,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    viewer_of,
    write,
)
from server.overview.filing import commands
from server.overview.filing.contents import Contents, contents, file_of
from server.overview.filing.packing import pack

_one_at_a_time = CapacityLimiter(1)  # a session's papers may fill the disk's attention


class RetentionForm(EditForm):
    """How long the file is kept, and what the form was rendered with."""

    retention: OptionalLine = ""
    base_retention: OptionalLine = ""


def _key(request: Request) -> str:
    return str(request.path_params["key"])


async def session_file(request: Request) -> Response:
    """GET /meetings/{key}/file"""
    found = await read(request, contents, viewer_of(request), _key(request))
    return page(request, "overview/session_file.html", file=found)


async def make_session_file(request: Request) -> Response:
    """POST /meetings/{key}/file"""
    form = await CommandForm.parse(request)
    found = await read(request, contents, viewer_of(request), _key(request))
    if not found.may_make:
        raise commands.SessionGoesOn
    await keep_documents(request.app, _key(request))
    found = await read(request, contents, viewer_of(request), _key(request))
    settings, blobs = request.app.state.settings, request.app.state.blobs
    locale = current_locale()
    sha256, size = await anyio.to_thread.run_sync(
        lambda: _packed(found, settings, blobs, locale), limiter=_one_at_a_time
    )
    await write(
        request,
        form.command_id,
        commands.keep_file,
        meeting_key=_key(request),
        sha256=sha256,
        size_bytes=size,
    )
    return done(request, back=_page(request), say=_("The session's file was made."), go=True)


def _packed(found: Contents, settings: Settings, blobs: Blobs, locale: str) -> tuple[str, int]:
    """Make the ZIP and store it; return its hash and size."""
    handle, name = tempfile.mkstemp(dir=settings.upload_dir, suffix=".zip")
    os.close(handle)
    path = Path(name)
    try:
        pack(found, blobs, path, made_at=now(), locale=locale)
        size = path.stat().st_size
        return blobs.put(path), size
    finally:
        path.unlink(missing_ok=True)


async def download_session_file(request: Request) -> Response:
    """GET /session-files/{key}"""
    sha256, name = await read(request, file_of, viewer_of(request), _key(request))
    blobs: Blobs = request.app.state.blobs
    size = await blobs.size(sha256)
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''{quote(name)}",
        "content-length": str(size),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(
        blobs.chunks(sha256, 0, size), headers=headers, media_type="application/zip"
    )


async def edit_retention(request: Request) -> Response:
    """GET /meetings/{key}/retention: the editor."""
    found = await read(request, contents, viewer_of(request), _key(request))
    return fragment(request, "overview/_edit_retention.html", file=found)


async def save_retention(request: Request) -> Response:
    """POST /meetings/{key}/retention"""
    form = await RetentionForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.label_retention,
        meeting_key=_key(request),
        version=form.version,
        base=form.base_retention,
        retention=form.retention,
    )
    return done(request, back=_page(request), say=_("Saved."), go=True)


def _page(request: Request) -> str:
    return str(request.app.url_path_for("session_file", key=_key(request)))


_GET, _POST = ["GET"], ["POST"]
_FILE, _RETENTION = "/meetings/{key:uuid}/file", "/meetings/{key:uuid}/retention"
routes: list[BaseRoute] = [
    Route(_FILE, session_file, methods=_GET, name="session_file"),
    Route(_FILE, make_session_file, methods=_POST, name="make_session_file"),
    Route(_RETENTION, edit_retention, methods=_GET, name="edit_retention"),
    Route(_RETENTION, save_retention, methods=_POST, name="save_retention"),
    Route(
        "/session-files/{key:uuid}",
        download_session_file,
        methods=_GET,
        name="download_session_file",
    ),
]
