"""HTTP of minutes: their live page, the editors of each step, DOCX, PDF and the signed copy."""

from datetime import date
from functools import partial
from typing import Annotated, Self

from anyio import to_thread
from pydantic import BeforeValidator, Field
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import minutes, minutes_queries
from server.conclusions.minutes_fragments import SCREEN
from server.conclusions.minutes_source import ITEM, TEXTS
from server.kernel.documents.document import Document
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import gettext as _
from server.kernel.i18n import nfc
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    LongText,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials.intake import NoFile, NotDeclared, clean_name, take_in, too_large
from server.materials.serving import attached, paper_response
from server.programmes.exporting.formats import FORMATS as TABLES
from server.programmes.exporting.formats import NOT_KEPT, few_at_a_time

MEDIA_TYPES = {"docx": TABLES["docx"].media_type, "pdf": "application/pdf"}
ACTS = ("words", "circulate", "comment", "approve", "number", "sign", "supplement")
_FORM_BYTES = 64 * 1024
_MOST_LETTERS = 20_000


class WordsForm(EditForm):
    """The minutes' own texts: TEXTS and item:KEY, each with its base_."""

    base: dict[str, str] = Field(default_factory=dict)
    to: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def of(cls, data: FormData) -> Self:
        """Check fields already read. Raises BadForm."""
        form = super().of(data)
        for name, value in data.multi_items():
            if name in TEXTS or name.startswith(ITEM):
                if not isinstance(value, str) or len(value) > _MOST_LETTERS:
                    raise BadForm({name: "field-too-long"})
                form.to[name] = nfc(value).strip().replace("\r\n", "\n")
                base = str(data.get(f"base_{name}", ""))
                form.base[name] = nfc(base).strip().replace("\r\n", "\n")
        return form


class CirculateForm(CommandForm):
    answer_by: date


class SaidForm(CommandForm):
    text: LongText


class AnswerForm(CommandForm):
    comment: Line
    answer: OptionalLine = ""


class ApproveForm(CommandForm):
    seen: Line
    next: OptionalLine = ""


class NumberForm(CommandForm):
    number: int
    symbol: OptionalLine = ""
    issued_on: date


class SignForm(CommandForm):
    declared: Annotated[bool, BeforeValidator(bool)] = False


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


def _done(request: Request, say: str) -> Response:
    return done(request, back=f"/meetings/{_key(request)}/minutes", say=say)


async def show(request: Request) -> Response:
    """GET /meetings/{key}/minutes"""
    key = _key(request)
    reader, found, live = await read_live(request, SCREEN, key, minutes_queries.view)
    return page(request, "conclusions/minutes.html", view=found, reader=reader, live=live)


async def ask(request: Request) -> Response:
    """GET /meetings/{key}/minutes/form?act=: the editor of a step (ACTS)."""
    act = request.query_params.get("act", "words")
    found, reader = await read(request, minutes_queries.seen_by, viewer_of(request), _key(request))
    if act not in ACTS or not found.state:
        raise NotFound
    allowed = {"comment": found.may_comment, "approve": reader.may_approve}
    allowed["number"] = reader.may_number
    if not allowed.get(act, reader.may_write):
        raise NotFound
    return fragment(request, "conclusions/_minutes_form.html", view=found, act=act)


async def open_minutes(request: Request) -> Response:
    """POST /meetings/{key}/minutes"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, minutes.open_minutes, meeting_key=_key(request))
    return _done(request, _("The minutes are drafted."))


async def write_words(request: Request) -> Response:
    """POST /meetings/{key}/minutes/words"""
    form = await WordsForm.parse(request)
    await write(
        request,
        form.command_id,
        minutes.write_words,
        meeting_key=_key(request),
        version=form.version,
        base=form.base,
        to=form.to,
    )
    return _done(request, _("Saved."))


async def circulate(request: Request) -> Response:
    """POST /meetings/{key}/minutes/circulate"""
    form = await CirculateForm.parse(request)
    day, key = form.answer_by, _key(request)
    await write(request, form.command_id, minutes.circulate, meeting_key=key, answer_by=day)
    return _done(request, _("The minutes are circulated."))


async def comment(request: Request) -> Response:
    """POST /meetings/{key}/minutes/comments"""
    form = await SaidForm.parse(request)
    key = _key(request)
    await write(request, form.command_id, minutes.comment, meeting_key=key, text=form.text)
    return _done(request, _("Your comment has reached the office."))


async def answer(request: Request) -> Response:
    """POST /meetings/{key}/minutes/answers: what became of a comment."""
    form = await AnswerForm.parse(request)
    await write(
        request,
        form.command_id,
        minutes.answer_comment,
        meeting_key=_key(request),
        key=form.comment,
        answer=form.answer,
    )
    return _done(request, _("Saved."))


async def approve(request: Request) -> Response:
    """POST /meetings/{key}/minutes/approve"""
    form = await ApproveForm.parse(request)
    await write(
        request,
        form.command_id,
        minutes.approve,
        meeting_key=_key(request),
        seen=form.seen,
        next_key=form.next or None,
    )
    return _done(request, _("The minutes are approved."))


async def number(request: Request) -> Response:
    """POST /meetings/{key}/minutes/number"""
    form = await NumberForm.parse(request)
    await write(
        request,
        form.command_id,
        minutes.number_minutes,
        meeting_key=_key(request),
        number=form.number,
        symbol=form.symbol,
        issued_on=form.issued_on,
    )
    return _done(request, _("The number is entered."))


async def sign(request: Request) -> Response:
    """POST /meetings/{key}/minutes/signed: the signed copy, one PDF."""
    settings = request.app.state.settings
    if int(request.headers.get("content-length") or 0) > settings.max_upload_bytes + _FORM_BYTES:
        raise too_large(settings)
    # Who may not bind it does not get a file inspected first.
    found, reader = await read(request, minutes_queries.seen_by, viewer_of(request), _key(request))
    if not (reader.may_write and found.state):
        raise NotFound
    async with request.form(max_files=1, max_fields=20, max_part_size=_FORM_BYTES) as data:
        form = SignForm.of(data)
        file = data.get("file")
        if not form.declared:
            raise NotDeclared
        if not isinstance(file, UploadFile) or not file.size:
            raise NoFile
        arrived = await take_in(file.file, settings, request.app.state.blobs)
        name = clean_name(file.filename)
    await write(
        request,
        form.command_id,
        minutes.bind_signed,
        meeting_key=_key(request),
        sha256=arrived.sha256,
        file_name=name,
    )
    return _done(request, _("The signed copy is bound to the minutes."))


async def supplement(request: Request) -> Response:
    """POST /meetings/{key}/minutes/supplements"""
    form = await SaidForm.parse(request)
    key = _key(request)
    await write(request, form.command_id, minutes.supplement, meeting_key=key, text=form.text)
    return _done(request, _("The supplement is added."))


async def file(request: Request) -> Response:
    """GET /meetings/{key}/minutes/{format}: docx, pdf, or signed for the copy that came back."""
    name, viewer = request.path_params["format"], viewer_of(request)
    if name == "signed":
        stored = await read(request, minutes_queries.signed_copy, viewer, _key(request))
        return await paper_response(request, *stored)
    if name not in MEDIA_TYPES:
        raise NotFound
    found, _reader = await read(request, minutes_queries.seen_by, viewer, _key(request))
    if found.document is None:
        raise NotFound
    make = partial(_docx if name == "docx" else _pdf, found.document)
    content = await to_thread.run_sync(make, limiter=few_at_a_time)
    headers = {"content-disposition": attached(f"{found.file_name}.{name}")} | NOT_KEPT
    return Response(content, media_type=MEDIA_TYPES[name], headers=headers)


# The libraries are loaded when first asked for: they would double the time a server takes to start.


def _docx(document: Document) -> bytes:
    from server.kernel.documents.word import write_docx

    return write_docx(document)


def _pdf(document: Document) -> bytes:
    from server.kernel.documents.pdf import write_pdf

    return write_pdf(document)


_POST, _HERE = ["POST"], "/meetings/{key:uuid}/minutes"
routes: list[BaseRoute] = [
    Route(_HERE, show, methods=["GET"], name="minutes"),
    Route(_HERE, open_minutes, methods=_POST, name="open_minutes"),
    Route(f"{_HERE}/form", ask, methods=["GET"], name="minutes_form"),
    Route(f"{_HERE}/words", write_words, methods=_POST, name="write_minutes"),
    Route(f"{_HERE}/circulate", circulate, methods=_POST, name="circulate_minutes"),
    Route(f"{_HERE}/comments", comment, methods=_POST, name="comment_minutes"),
    Route(f"{_HERE}/answers", answer, methods=_POST, name="answer_minutes_comment"),
    Route(f"{_HERE}/approve", approve, methods=_POST, name="approve_minutes"),
    Route(f"{_HERE}/number", number, methods=_POST, name="number_minutes"),
    Route(f"{_HERE}/signed", sign, methods=_POST, name="sign_minutes"),
    Route(f"{_HERE}/supplements", supplement, methods=_POST, name="supplement_minutes"),
    Route(f"{_HERE}/{{format}}", file, methods=["GET"], name="minutes_file"),
]
