"""HTTP of importing a programme from the office's own file: upload, look, confirm.

What is put right before stands in correction_routes.py.
"""

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

import anyio.to_thread
from pydantic import BeforeValidator
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm
from server.kernel.i18n import nfc
from server.kernel.jobs import enqueue
from server.kernel.web import (
    CommandForm,
    Line,
    OptionalLine,
    by_script,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import require
from server.programmes import (
    comparison_queries,
    import_commands,
    import_job,
    import_queries,
    sheet_queries,
)
from server.programmes.access import uuid_of
from server.programmes.errors import ProgrammeThere
from server.programmes.reading import FIELDS
from server.programmes.reading.errors import WorkbookTooLarge
from server.programmes.reading.package import MAX_FILE_BYTES

IMPORTS = UUID("5c3f0a52-7a0b-4a6e-8f0e-8a4d6f5f1c11")  # of import keys; any fixed value does
_Ticked = Annotated[bool, BeforeValidator(lambda value: value not in ("", "0", False))]


class AdoptForm(CommandForm):
    body: UUID
    title: Line
    level: Line
    period_from: date
    period_to: date
    another: _Ticked = False
    stage: Literal["issued", "draft"] = "issued"
    number: OptionalLine = ""
    adopted_on: date | None = None


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
    """POST /programmes/import: take the file in; the worker reads it."""
    viewer = viewer_of(request)
    require(viewer, "programmes.edit")
    upload = await take_in(request)
    known = await read(request, import_queries.programme_of, viewer, upload.sha256)
    if known is not None:
        return done(request, back=_programme(request, known, "?known=1"), go=True)
    # The same form sent again is the same import.
    key = uuid5(IMPORTS, f"{viewer.user_id} {upload.command_id}")
    await write(
        request,
        upload.command_id,
        import_commands.receive_import,
        key=key,
        file_name=upload.name,
        sha256=upload.sha256,
    )
    await ask_to_read(request, str(key))
    return done(request, back=preview_path(request, str(key)), go=True)


@dataclass(frozen=True)
class Upload:
    """A file that was taken in, by its hash, with the form it came in."""

    command_id: str
    name: str
    sha256: str
    data: FormData


async def take_in(request: Request) -> Upload:
    """Take in the file of a form, which is a CommandForm. Raises WorkbookTooLarge or BadForm."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_FILE_BYTES + 64 * 1024:
        raise _too_large()
    state = request.app.state
    async with request.form(max_files=1, max_fields=20) as data:
        form, name = CommandForm.of(data), _file_name(data)
        path = await anyio.to_thread.run_sync(_receive, data["file"], state.settings.upload_dir)
    try:
        sha256 = await anyio.to_thread.run_sync(state.blobs.put, path)
    finally:
        path.unlink(missing_ok=True)
    return Upload(form.command_id, name, sha256, data)


async def ask_to_read(request: Request, key: str) -> None:
    """Have the worker read an upload."""
    settings = request.app.state.settings
    await anyio.to_thread.run_sync(enqueue, settings, import_job.read_import, key)


def _file_name(data: FormData) -> str:
    """The name a person knows the file by. Raises BadForm where no file was chosen."""
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadForm({"file": "field-required"})
    last = file.filename.replace("\\", "/").rpartition("/")[2]
    return nfc("".join(char for char in last if char.isprintable()))[-200:] or "?"


def _receive(file: Any, folder: Path) -> Path:
    """Copy an upload to a file of its own. Blocks. Raises WorkbookTooLarge."""
    size = 0
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".programme", delete=False) as target:
        path = Path(target.name)
        file.file.seek(0)
        while chunk := file.file.read(1024 * 1024):
            size += len(chunk)
            target.write(chunk)
    if size > MAX_FILE_BYTES:
        path.unlink()
        raise _too_large()
    return path


def _too_large() -> WorkbookTooLarge:
    return WorkbookTooLarge(limit=f"{MAX_FILE_BYTES // 1024**2} MB")


def _programme(request: Request, key: UUID | str, query: str = "") -> str:
    return str(request.app.url_path_for("programme", key=str(key))) + query


def preview_path(request: Request, key: str) -> str:
    """Return where an upload is looked at."""
    return str(request.app.url_path_for("preview_import", key=key))


async def preview_import(request: Request) -> Response:
    """GET /programmes/import/{key}: how the file is read, each row beside its own look."""
    key, viewer = request.path_params["key"], viewer_of(request)
    number = request.query_params.get("page", "")
    wanted = int(number) if number.isdecimal() and len(number) < 6 else 1
    if (known := await read(request, import_queries.became, viewer, key)) is not None:
        if await read(request, sheet_queries.registers_for, viewer, key):
            return RedirectResponse(request.app.url_path_for("registration", key=str(known)), 303)
        return RedirectResponse(_programme(request, known, "?known=1"), 303)
    _audience, view, live = await read_live(
        request,
        "programme-import",
        key,
        lambda db, _audience: import_queries.preview(db, viewer, key, wanted),
    )
    if not isinstance(view, import_queries.ImportView):
        return page(request, "programmes/reading.html", view=view, live=live)
    own = view.registers is not None  # a body's sheet, which corrects no programme
    there = () if own else await read(request, comparison_queries.overlapping, viewer, view)
    return page(
        request,
        "programmes/preview.html",
        view=view,
        there=there,
        fields_known=FIELDS,
        live=live,
    )


async def adopt_import(request: Request) -> Response:
    """POST /programmes/import/{key}: it becomes a programme."""
    form = await AdoptForm.parse(request)
    import_key = uuid_of(request.path_params["key"])
    try:
        key = await write(
            request,
            form.command_id,
            import_commands.adopt_import,
            key=import_key,
            body_key=form.body,
            title=form.title,
            level=form.level,
            period_from=form.period_from,
            period_to=form.period_to,
            another=form.another,
            draft=form.stage == "draft",
            number=form.number,
            adopted_on=form.adopted_on,
        )
    except ProgrammeThere as problem:
        if not by_script(request):
            raise
        params = problem.params | {"import_key": import_key}
        answer = fragment(request, "programmes/_refused_there.html", problem.status, **params)
        answer.headers["plenum-code"] = problem.code
        return answer
    return done(request, back=_programme(request, key), go=True)


_IMPORT, _POST = "/programmes/import/{key}", ["POST"]
routes: list[BaseRoute] = [
    Route("/programmes/import", import_page, name="import_programme"),
    Route("/programmes/import", upload_programme, methods=_POST, name="upload_programme"),
    Route(_IMPORT, preview_import, name="preview_import"),
    Route(_IMPORT, adopt_import, methods=_POST, name="adopt_import"),
]
