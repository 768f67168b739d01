"""HTTP of bodies' sheets: make, fetch, bring back, look through, take."""

import json
import re
from typing import Any
from uuid import UUID, uuid5

import anyio.to_thread
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions.sheets import arriving, commands, queries
from server.conclusions.sheets.child import MAX_FILE_BYTES
from server.conclusions.sheets.errors import NoSheetSent
from server.conclusions.sheets.writing import write_sheet
from server.kernel.i18n import fold, ngettext
from server.kernel.web import (
    CommandForm,
    OptionalLine,
    done,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials.intake import NotDeclared, clean_name
from server.people.access import require

_IMPORTS = UUID("5f0a7f0e-6d0c-4b7e-8e53-2b0e6b7c4f11")  # of import keys; any fixed value does
_FORM_BYTES = 1024**2
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BackForm(CommandForm):
    """What is sent beside the file."""

    declared: str = ""


class TakeForm(CommandForm):
    """Ticked rows, each "position:version of its task", of the reading they were shown from."""

    take: list[str] = Field(default_factory=list)
    import_id: int
    letter: OptionalLine = ""

    def versions(self) -> dict[str, int]:
        """Return the version of its task by a row's position."""
        found = (re.fullmatch(r"(\d{1,5}):(\d{1,9})", each) for each in self.take)
        return {match[1]: int(match[2]) for match in found if match}


def _back(request: Request, name: str, key: object) -> str:
    return str(request.app.url_path_for(name, key=str(key)))


async def body_sheets(request: Request) -> Response:
    """GET /bodies/{key}/sheets: those that went out; make one, bring one back."""
    viewer, key = viewer_of(request), request.path_params["key"]
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: queries.sheets(db, viewer, key)
    )
    return page(
        request, "conclusions/sheets.html", sheets=found, max_bytes=MAX_FILE_BYTES, live=live
    )


async def make_sheet(request: Request) -> Response:
    """POST /bodies/{key}/sheets"""
    form = await CommandForm.parse(request)
    key = request.path_params["key"]
    await write(request, form.command_id, commands.make_sheet, body_key=key)
    return done(request, back=_back(request, "body_sheets", key), go=True)


async def sheet_file(request: Request) -> Response:
    """GET /task-sheets/{key}/file: the sheet as it went out (XLSX)."""
    viewer, key = viewer_of(request), request.path_params["key"]
    found = await read(request, queries.printed, viewer, key)
    content = await anyio.to_thread.run_sync(
        lambda: write_sheet(
            found.rows, key=found.key, body=found.body, office=found.office, today=found.made_on
        )
    )
    body = re.sub(r"[^a-z0-9]+", "-", fold(found.body)).strip("-")[:60]
    name = f"bieu-nhiem-vu-{body}-{found.made_on:%Y-%m-%d}.xlsx"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=_XLSX, headers=headers)


async def bring_back(request: Request) -> Response:
    """POST /task-sheets: a sheet that came back is read in a child process, kept for a look."""
    viewer = viewer_of(request)
    require(viewer, "tasks.assign")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_FILE_BYTES + _FORM_BYTES:
        raise arriving.too_large()
    async with request.form(max_files=1, max_fields=10, max_part_size=_FORM_BYTES) as data:
        form = BackForm.of(data)
        file = data.get("file")
        if not isinstance(file, UploadFile) or not file.size:
            raise NoSheetSent
        if not form.declared:
            raise NotDeclared
        folder = request.app.state.settings.upload_dir
        digest, found = await arriving.read_returned(file.file, folder)
        name = clean_name(file.filename)
    key = await write(
        request,
        form.command_id,
        commands.take_back_sheet,
        key=uuid5(_IMPORTS, f"{viewer.user_id} {form.command_id}"),
        file_name=name,
        digest=digest,
        found=json.dumps(found),
    )
    return done(request, back=_back(request, "returned_sheet", key), go=True)


async def returned_sheet(request: Request) -> Response:
    """GET /task-sheets/{key}: what each row of what came back would do."""
    viewer, key = viewer_of(request), request.path_params["key"]
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: queries.returned(db, viewer, key)
    )
    return page(request, "conclusions/sheet_returned.html", view=found, live=live)


async def do_rows(request: Request) -> Response:
    """POST /task-sheets/{key}: the ticked rows are done."""
    form = await TakeForm.parse(request)
    key = request.path_params["key"]
    taken: Any = await write(
        request,
        form.command_id,
        commands.do_rows,
        key=key,
        take=form.versions(),
        import_id=form.import_id,
        letter=form.letter,
    )
    say = ngettext("%(num)s row is done", "%(num)s rows are done", taken) % {"num": taken}
    return done(request, back=_back(request, "returned_sheet", key), say=say, go=True)


routes: list[BaseRoute] = [
    Route("/bodies/{key:uuid}/sheets", body_sheets, methods=["GET"], name="body_sheets"),
    Route("/bodies/{key:uuid}/sheets", make_sheet, methods=["POST"], name="make_sheet"),
    Route("/task-sheets", bring_back, methods=["POST"], name="bring_back_sheet"),
    Route("/task-sheets/{key:uuid}", returned_sheet, methods=["GET"], name="returned_sheet"),
    Route("/task-sheets/{key:uuid}", do_rows, methods=["POST"], name="do_sheet_rows"),
    Route("/task-sheets/{key:uuid}/file", sheet_file, methods=["GET"], name="sheet_file"),
]
