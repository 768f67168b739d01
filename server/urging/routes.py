"""HTTP of urging: who owes what, the letters, who is silent, reminders seen, a person's dates."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.blobs import Blobs
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.settings import Settings
from server.kernel.types import now
from server.kernel.web import (
    EditForm,
    by_script,
    done,
    fragment,
    page,
    page_before,
    read,
    viewer_of,
    write,
)
from server.materials.serving import attached, paper_response
from server.people.access import may, require
from server.people.numbering import offer_to_number
from server.urging import calendar, letter_queries, letters, silence, undelivered
from server.urging import jobs as _jobs  # noqa: F401  # declares its jobs
from server.urging.access import LetterIssued
from server.urging.document import document_of, draw
from server.urging.forms import DraftForm, IssueForm, ReadForm, WordsForm
from server.urging.letter_queries import LetterView
from server.urging.reminding import read_reminders

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {"docx": _DOCX, "pdf": "application/pdf"}
_NOT_KEPT = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def _key(request: Request) -> str:
    viewer_of(request)
    return str(request.path_params["key"])


def _editor(request: Request, part: str, title: str, **context: Any) -> Response:
    """Answer with a form: into the drawer, or without script as a page of its own."""
    if by_script(request):
        return fragment(request, part, **context)
    return page(request, "people/editor.html", part=part, page_title=title, **context)


def _page_of(request: Request) -> int:
    asked = request.query_params.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 1


async def urging(request: Request) -> Response:
    """GET /tasks/urging: the bodies that owe something, and what mail did not arrive."""
    viewer = viewer_of(request)
    require(viewer, "tasks.urge")
    settings: Settings = request.app.state.settings

    def query(db: Session) -> dict[str, Any]:
        return {
            "owing": letter_queries.owing(db, viewer),
            "mail": undelivered.mail_state(db, viewer, settings.sends_mail),
        }

    return page(request, "urging/owing.html", **await read(request, query))


async def watchers(request: Request) -> Response:
    """GET /tasks/by-specialist?who=&page=: days since the last word, silent ones first."""
    who = request.query_params.get("who", "")[:40]
    found = await read(request, silence.watching, viewer_of(request), who, _page_of(request))
    return page(request, "urging/watchers.html", watching=found)


async def letter_list(request: Request) -> Response:
    """GET /tasks/letters?page="""
    viewer = viewer_of(request)
    found = await read(request, letter_queries.letters, viewer, _page_of(request))
    return page(request, "urging/letters.html", letters=found, drafts=may(viewer, "tasks.urge"))


async def draft_letter(request: Request) -> Response:
    """POST /tasks/letters: a letter to a body, or to all."""
    form = await DraftForm.parse(request)
    key = await write(request, form.command_id, letters.draft_letter, body=form.body)
    return done(request, back=request.app.url_path_for("urging_letter", key=key), go=True)


async def letter(request: Request) -> Response:
    """GET /tasks/letters/{key}: the letter as it will be drawn."""
    viewer = viewer_of(request)
    found = await read(request, letter_queries.letter, viewer, _key(request))
    document = document_of(found, viewer.locale)
    return page(request, "urging/letter.html", letter=found, document=document)


async def edit_letter(request: Request) -> Response:
    """GET /tasks/letters/{key}/edit"""
    found = await read(request, letter_queries.letter, viewer_of(request), _key(request))
    if not found.may_edit:
        raise NotFound if found.state == "draft" else LetterIssued
    return _editor(request, "urging/_edit_letter.html", _("Words of the letter"), letter=found)


async def save_letter(request: Request) -> Response:
    """POST /tasks/letters/{key}/edit"""
    form, key = await WordsForm.parse(request), _key(request)
    said = form.model_dump()
    await write(
        request,
        form.command_id,
        letters.edit_letter,
        key=key,
        version=form.version,
        base={name: said[f"base_{name}"].replace("\r\n", "\n") for name in letters.WORDS},
        to={name: said[name].replace("\r\n", "\n") for name in letters.WORDS},
    )
    back = request.app.url_path_for("urging_letter", key=key)
    return done(request, back=back, say=_("Saved."), go=True)


async def drop_letter(request: Request) -> Response:
    """POST /tasks/letters/{key}/drop"""
    form = await EditForm.parse(request)
    await write(request, form.command_id, letters.drop_letter, key=_key(request))
    back = request.app.url_path_for("urging_letters")
    return done(request, back=back, say=_("The draft is dropped."), go=True)


async def number_letter(request: Request) -> Response:
    """GET /tasks/letters/{key}/number: the editor that takes number and day."""
    found = await read(request, letter_queries.letter, viewer_of(request), _key(request))
    if not found.may_issue:
        raise NotFound if found.state == "draft" else LetterIssued
    title = _("Number and date of the letter")
    return _editor(request, "urging/_number_letter.html", title, letter=found, today=today(now()))


async def issue_letter(request: Request) -> Response:
    """POST /tasks/letters/{key}/number: gives number and day, freezes the table."""
    form, key = await IssueForm.parse(request), _key(request)
    await write(
        request,
        form.command_id,
        letters.issue_letter,
        key=key,
        version=form.version,
        number=form.number,
        symbol=form.symbol,
        issued_on=form.issued_on,
    )
    found = await read(request, letter_queries.letter, viewer_of(request), key)
    await _filed(request, found)
    back = request.app.url_path_for("urging_letter", key=key)
    return done(request, back=back, say=_("The letter is issued."), go=True)


async def _filed(request: Request, found: LetterView) -> str:
    """Return the hash of an issued letter's DOCX, which is drawn and kept where it is not there:
    after its issue, or later if that was cut short."""
    if found.sha256:
        return found.sha256
    state, locale = request.app.state, viewer_of(request).locale

    def put() -> str:
        return _put(draw(document_of(found, locale), "docx"), state.settings, state.blobs)

    made = await asyncio.to_thread(put)
    return await write(request, str(uuid4()), letters.keep_file, key=found.key, sha256=made)


def _put(content: bytes, settings: Settings, blobs: Blobs) -> str:
    handle, name = tempfile.mkstemp(dir=settings.upload_dir)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return blobs.put(path)
    finally:
        path.unlink(missing_ok=True)


async def letter_file(request: Request) -> Response:
    """GET /tasks/letters/{key}/file.{format}: docx or pdf; an issued one's DOCX is the one kept."""
    form, viewer = str(request.path_params["format"]), viewer_of(request)
    found = await read(request, letter_queries.letter, viewer, _key(request))
    if form not in _TYPES:
        raise NotFound
    number = found.full_number.replace("/", "-")
    name = f"cong-van-don-doc{'-' + number if number else '-du-thao'}.{form}"
    if form == "docx" and found.state == "issued":
        return await paper_response(request, await _filed(request, found), name, _DOCX)
    document = document_of(found, viewer.locale)
    content = await asyncio.to_thread(draw, document, form)
    headers = _NOT_KEPT | {"content-disposition": attached(name)}
    return Response(content, media_type=_TYPES[form], headers=headers)


async def deadlines_file(request: Request) -> Response:
    """GET /tasks/deadlines.ics: the days one's bodies, or oneself as watcher, must keep."""
    viewer, settings = viewer_of(request), request.app.state.settings
    tasks, before = await read(request, calendar.deadlines, viewer)
    content = calendar.calendar_of(
        tasks, before, name=_("Deadlines of tasks"), moment=now(), site=settings.address
    )
    headers = {"content-disposition": 'attachment; filename="han-nhiem-vu.ics"'} | _NOT_KEPT
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


async def reminders_read(request: Request) -> Response:
    """POST /reminders/read: seen, all of them or those of one task."""
    form = await ReadForm.parse(request)
    await write(request, form.command_id, read_reminders, until=form.until, task=form.task)
    back = page_before(request, request.app.url_path_for("work"))
    return done(request, back=back, say=_("Marked as seen."))


_POST, _GET = ["POST"], ["GET"]
_LETTER = "/tasks/letters/{key:uuid}"
offer_to_number(letter_queries.letters_to_number)

routes: list[BaseRoute] = [
    Route("/tasks/urging", urging, methods=_GET, name="urging"),
    Route("/tasks/by-specialist", watchers, methods=_GET, name="watchers"),
    Route("/tasks/deadlines.ics", deadlines_file, methods=_GET, name="deadlines_file"),
    Route("/tasks/letters", letter_list, methods=_GET, name="urging_letters"),
    Route("/tasks/letters", draft_letter, methods=_POST, name="draft_letter"),
    Route(_LETTER, letter, methods=_GET, name="urging_letter"),
    Route(f"{_LETTER}/edit", edit_letter, methods=_GET, name="edit_letter"),
    Route(f"{_LETTER}/edit", save_letter, methods=_POST, name="save_letter"),
    Route(f"{_LETTER}/drop", drop_letter, methods=_POST, name="drop_letter"),
    Route(f"{_LETTER}/number", number_letter, methods=_GET, name="number_letter"),
    Route(f"{_LETTER}/number", issue_letter, methods=_POST, name="issue_letter"),
    Route(f"{_LETTER}/file.{{format}}", letter_file, methods=_GET, name="letter_file"),
    Route("/reminders/read", reminders_read, methods=_POST, name="read_reminders"),
]
