"""HTTP of a notice's number, signed copy and files."""

import asyncio

import structlog
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import draft_queries, notice_files, publishing
from server.conclusions.forms import NumberForm, SignedForm
from server.kernel.errors import DomainError, NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import by_script, done, fragment, page, read, read_live, viewer_of, write
from server.materials.intake import NoFile, NotDeclared, clean_name, take_in, too_large
from server.materials.serving import paper_response

log = structlog.get_logger("notices")
_ENVELOPE_BYTES = 64 * 1024  # boundaries and fields round an uploaded file


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


async def number_form(request: Request) -> Response:
    """GET /meetings/{key}/notice/number: what was approved, and the number it gets."""
    viewer, key = viewer_of(request), _key(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, _own: draft_queries.to_number(db, viewer, key)
    )
    return page(request, "conclusions/number.html", numbering=found, live=live)


async def number_notice(request: Request) -> Response:
    """POST /meetings/{key}/notice/number: gives number and day, and so issues the notice."""
    form = await NumberForm.parse(request)
    notice_key = await write(
        request,
        form.command_id,
        publishing.number_notice,
        meeting_key=_key(request),
        number=form.number,
        symbol=form.symbol,
        issued_on=form.issued_on,
        digest=form.digest,
    )
    try:
        await notice_files.kept(request.app, notice_key)
    except (DomainError, OSError):  # issued it is; whoever asks for a file has it drawn
        log.exception("the files of a notice were not drawn", notice=notice_key)
    back = str(request.app.url_path_for("notice", key=notice_key))
    return done(request, back=back, say=_("The notice is issued."), go=True)


async def signed_form(request: Request) -> Response:
    """GET /notices/{key}/signed: the editor that takes the signed copy."""
    found = await read(request, draft_queries.notice_to_sign, viewer_of(request), _key(request))
    most = request.app.state.settings.max_upload_bytes
    shown = {"notice": found, "max_bytes": most}
    if by_script(request):
        return fragment(request, "conclusions/_signed.html", **shown)
    return page(request, "people/editor.html", part="conclusions/_signed.html", title="", **shown)


async def save_signed(request: Request) -> Response:
    """POST /notices/{key}/signed: the signed copy, a PDF, is checked and bound by its hash."""
    key = _key(request)
    await read(request, draft_queries.notice_to_sign, viewer_of(request), key)
    settings, blobs = request.app.state.settings, request.app.state.blobs
    await asyncio.to_thread(request.app.state.disk.admit_paper)
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > settings.max_upload_bytes + _ENVELOPE_BYTES:
        raise too_large(settings)
    async with request.form(max_files=1, max_fields=20, max_part_size=16 * 1024) as data:
        form = SignedForm.of(data)
        file = data.get("file")
        if not form.declared:
            raise NotDeclared
        if not isinstance(file, UploadFile):
            raise NoFile
        arrived = await take_in(file.file, settings, blobs)
        name = clean_name(file.filename)
    await write(
        request,
        form.command_id,
        publishing.bind_signed,
        key=key,
        sha256=arrived.sha256,
        file_name=name,
    )
    back = str(request.app.url_path_for("notice", key=key))
    return done(request, back=back, say=_("The signed copy is what readers get now."), go=True)


async def draft_file(request: Request) -> Response:
    """GET /meetings/{key}/notice/draft.{format}: the draft as DOCX or PDF, drawn now."""
    form = str(request.path_params["format"])
    if form not in notice_files.TYPES:
        raise NotFound
    document = await read(request, draft_queries.draft_file, viewer_of(request), _key(request))
    content = await asyncio.to_thread(notice_files.draw, document, form)
    headers = {"content-disposition": f'attachment; filename="du-thao-thong-bao.{form}"'}
    headers |= {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(content, media_type=notice_files.TYPES[form], headers=headers)


async def notice_file(request: Request) -> Response:
    """GET /notices/{key}/{format}: pdf (the signed copy once it is here), made, docx."""
    form, key = str(request.path_params["format"]), _key(request)
    if form not in (*notice_files.TYPES, "made"):
        raise NotFound
    sha256, name = await read(request, notice_files.signed_of, viewer_of(request), key)
    if not sha256 or form != "pdf":
        made = await notice_files.kept(request.app, key)
        sha256 = made["docx" if form == "docx" else "pdf"]
    if form == "docx":
        return await paper_response(request, sha256, f"{name}.docx", notice_files.DOCX)
    return await paper_response(request, sha256, f"{name}.pdf")


_POST, _GET = ["POST"], ["GET"]
_NOTICE, _ISSUED = "/meetings/{key:uuid}/notice", "/notices/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_NOTICE}/number", number_form, methods=_GET, name="number_form"),
    Route(f"{_NOTICE}/number", number_notice, methods=_POST, name="number_notice"),
    Route(f"{_NOTICE}/draft.{{format}}", draft_file, methods=_GET, name="draft_notice_file"),
    Route(f"{_ISSUED}/signed", signed_form, methods=_GET, name="signed_form"),
    Route(f"{_ISSUED}/signed", save_signed, methods=_POST, name="save_signed"),
    Route(f"{_ISSUED}/{{format}}", notice_file, methods=_GET, name="notice_file"),
]
