"""HTTP of registering a body's items in a sheet: the template, the upload, the confirmation.

How a sheet is looked at and put right: import_routes.py and correction_routes.py.
"""

from datetime import date
from uuid import UUID, uuid5

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm
from server.kernel.i18n import current_locale, nfc
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    LongText,
    OptionalLine,
    done,
    page,
    read,
    viewer_of,
    write,
)
from server.programmes import proposals, registering_sheets, sheet_queries
from server.programmes.access import uuid_of
from server.programmes.import_routes import IMPORTS, ask_to_read, preview_path, take_in
from server.programmes.reading.package import MAX_FILE_BYTES
from server.programmes.registration_routes import body_of, page_of, proposers


class ConfirmForm(CommandForm):
    origin: OptionalLine = ""
    reason: LongText = ""
    letter: OptionalLine = ""
    letter_on: date | None = None


async def registration_sheet(request: Request) -> Response:
    """GET /programmes/{key}/registration/sheet: choose the file; what waits to be confirmed."""
    key, viewer = request.path_params["key"], viewer_of(request)
    readers, own = await read(request, proposers, viewer, key)
    head = await read(request, proposals.head_to_see, viewer, key)
    waiting = await read(request, sheet_queries.sheets_waiting, viewer, key)
    return page(
        request,
        "programmes/registration_sheet.html",
        head=head,
        readers=readers,
        bodies=own,
        waiting=waiting,
        max_bytes=MAX_FILE_BYTES,
    )


async def upload_sheet(request: Request) -> Response:
    """POST /programmes/{key}/registration/sheet: take the file in; the worker reads it."""
    key, viewer = request.path_params["key"], viewer_of(request)
    await read(request, proposers, viewer, key)  # before a byte is taken in
    upload = await take_in(request)
    body = nfc(str(upload.data.get("body", "")))
    if not body:
        raise BadForm({"body": "field-required"})
    import_key: UUID = uuid5(IMPORTS, f"{viewer.user_id} {upload.command_id}")
    await write(
        request,
        upload.command_id,
        registering_sheets.receive_sheet,
        key=import_key,
        programme_key=uuid_of(key),
        body_key=body_of(body),
        file_name=upload.name,
        sha256=upload.sha256,
    )
    await ask_to_read(request, str(import_key))
    return done(request, back=preview_path(request, str(import_key)), go=True)


async def adopt_sheet(request: Request) -> Response:
    """POST /programmes/import/{key}/registration: its items are proposals."""
    form = await ConfirmForm.parse(request)
    key = uuid_of(request.path_params["key"])
    head = await read(request, sheet_queries.registers_for, viewer_of(request), key)
    await write(
        request,
        form.command_id,
        registering_sheets.adopt_sheet,
        key=key,
        origin=form.origin,
        reason=form.reason,
        letter=form.letter,
        letter_on=form.letter_on,
    )
    return done(request, back=page_of(request, str(head)), go=True)


async def registration_template(request: Request) -> Response:
    """GET /programmes/{key}/registration/template: the sheet to fill in."""
    key, viewer = request.path_params["key"], viewer_of(request)
    head = await read(request, proposals.head_to_see, viewer, key)
    title = _("Items registered for: %(title)s") % {"title": head.title}
    from server.programmes.exporting.template import write_template

    content = await to_thread.run_sync(lambda: write_template(title, locale=current_locale()))
    return Response(
        content,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={
            "content-disposition": f'attachment; filename="{head.slug}-dang-ky.xlsx"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


_PAGE, _POST = "/programmes/{key}/registration", ["POST"]
routes: list[BaseRoute] = [
    Route(f"{_PAGE}/sheet", registration_sheet, name="registration_sheet"),
    Route(f"{_PAGE}/sheet", upload_sheet, methods=_POST, name="upload_sheet"),
    Route(f"{_PAGE}/template", registration_template, name="registration_template"),
    Route("/programmes/import/{key}/registration", adopt_sheet, methods=_POST, name="adopt_sheet"),
]
