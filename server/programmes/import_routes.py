"""HTTP of importing a programme from the office's own sheet: upload, look, confirm."""

import hashlib
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

import anyio.to_thread
from pydantic import BeforeValidator
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm
from server.kernel.i18n import nfc, today
from server.kernel.types import now
from server.kernel.web import CommandForm, Line, done, page, read, viewer_of, write
from server.people.access import require
from server.programmes import import_commands, import_queries, importing
from server.programmes.access import uuid_of
from server.programmes.bodies import catalogue_bodies
from server.programmes.reading.errors import WorkbookTooLarge
from server.programmes.reading.package import MAX_FILE_BYTES
from server.programmes.views import annex

_IMPORTS = UUID("5c3f0a52-7a0b-4a6e-8f0e-8a4d6f5f1c11")  # of import keys; any fixed value does
_Ticked = Annotated[bool, BeforeValidator(lambda value: value not in ("", "0", False))]


class AdoptForm(CommandForm):
    body: UUID
    title: Line
    level: Line
    period_from: date
    period_to: date
    another: _Ticked = False


async def import_page(request: Request) -> Response:
    """GET /programmes/import: choose a file; what waits to be confirmed."""
    found = await read(request, import_queries.waiting, viewer_of(request))
    return page(
        request,
        "programmes/import.html",
        waiting=found,
        max_bytes=MAX_FILE_BYTES,
    )


async def upload_programme(request: Request) -> Response:
    """POST /programmes/import: read the file in a child process and keep it for a look."""
    viewer = viewer_of(request)
    require(viewer, "programmes.edit")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_FILE_BYTES + 64 * 1024:
        raise _too_large()
    async with request.form(max_files=1, max_fields=20) as data:
        form, name = CommandForm.of(data), _file_name(data)
        folder: Path = request.app.state.settings.upload_dir
        path, digest = await anyio.to_thread.run_sync(_receive, data["file"], folder)
    try:
        known = await read(request, import_queries.programme_of, viewer, digest)
        if known is not None:
            return done(request, back=_programme(request, known, "?known=1"), go=True)
        found = await importing.read_upload(
            path, await read(request, catalogue_bodies), today=today(now())
        )
    finally:
        path.unlink()
    # The same form sent again is the same import.
    key = uuid5(_IMPORTS, f"{viewer.user_id} {form.command_id}")
    await write(
        request,
        form.command_id,
        import_commands.stage_import,
        key=key,
        file_name=name,
        digest=digest,
        sheet=found.head,
    )
    for place, items in enumerate(found.items):
        await write(
            request,
            f"{form.command_id[:50]}-items-{place}",
            import_commands.stage_items,
            key=key,
            first=place * importing.LINES_AT_ONCE + 1,
            items=items,
        )
    back = str(request.app.url_path_for("preview_import", key=str(key)))
    return done(request, back=back, go=True)


def _file_name(data: FormData) -> str:
    """The name a person knows the file by. Raises BadForm where no file was chosen."""
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadForm({"file": "field-required"})
    last = file.filename.replace("\\", "/").rpartition("/")[2]
    return nfc("".join(char for char in last if char.isprintable()))[-200:] or "?"


def _receive(file: Any, folder: Path) -> tuple[Path, str]:
    """Copy an upload to a file of its own; returns it and its SHA-256. Blocks."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".programme", delete=False) as target:
        path = Path(target.name)
        file.file.seek(0)
        while chunk := file.file.read(1024 * 1024):
            size += len(chunk)
            digest.update(chunk)
            target.write(chunk)
    if size > MAX_FILE_BYTES:
        path.unlink()
        raise _too_large()
    return path, digest.hexdigest()


def _too_large() -> WorkbookTooLarge:
    return WorkbookTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")


def _programme(request: Request, key: UUID | str, query: str = "") -> str:
    return str(request.app.url_path_for("programme", key=str(key))) + query


async def preview_import(request: Request) -> Response:
    """GET /programmes/import/{key}: every row as it will be taken over."""
    number = request.query_params.get("page", "")
    view = await read(
        request,
        import_queries.preview,
        viewer_of(request),
        request.path_params["key"],
        int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    if view.programme_key is not None:
        return RedirectResponse(_programme(request, view.programme_key, "?known=1"), 303)
    rows = list(annex(view.rows))
    return page(request, "programmes/preview.html", view=view, rows=rows)


async def adopt_import(request: Request) -> Response:
    """POST /programmes/import/{key}: it becomes a programme."""
    form = await AdoptForm.parse(request)
    key = await write(
        request,
        form.command_id,
        import_commands.adopt_import,
        key=uuid_of(request.path_params["key"]),
        body_key=form.body,
        title=form.title,
        level=form.level,
        period_from=form.period_from,
        period_to=form.period_to,
        another=form.another,
    )
    return done(request, back=_programme(request, key), go=True)


routes: list[BaseRoute] = [
    Route("/programmes/import", import_page, name="import_programme"),
    Route("/programmes/import", upload_programme, methods=["POST"], name="upload_programme"),
    Route("/programmes/import/{key}", preview_import, name="preview_import"),
    Route("/programmes/import/{key}", adopt_import, methods=["POST"], name="adopt_import"),
]
