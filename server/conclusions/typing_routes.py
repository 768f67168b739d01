"""HTTP of the words of conclusions: read while they are typed, then kept with their tasks."""

from asyncio import to_thread  # a long text has many tasks to draw
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import commands, typed
from server.conclusions.forms import EditNoteForm, NoteForm, ReadForm
from server.conclusions.verdicts import with_tasks
from server.kernel.errors import BadForm
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.kernel.web import done, fragment, page_before, read, viewer_of, write


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


async def read_note(request: Request) -> Response:
    """POST /agenda-items/{key}/conclusions/read: the tasks that the words give so far."""
    form = await ReadForm.parse(request)
    found = await read(
        request, typed.read_note, viewer_of(request), _key(request), form.text, form.answers
    )
    decides = with_tasks(form.text) == "decides-assigns"
    show = partial(fragment, request, "conclusions/_found.html", found=found, decides=decides)
    return await to_thread(show)


async def note(request: Request) -> Response:
    """POST /agenda-items/{key}/conclusions"""
    form = await NoteForm.parse(request)
    if not form.text:
        raise BadForm({"text": "field-required"})
    # Read here first, on a reader's thread: the command finds it read.
    found = await read(
        request, typed.read_note, viewer_of(request), _key(request), form.text, form.answers
    )
    await write(
        request,
        form.command_id,
        commands.note_conclusion,
        item_key=_key(request),
        text=form.text,
        answers=form.answers,
    )
    count = sum(one.on for one in found)
    say = ngettext("Noted, with %(num)s task.", "Noted, with %(num)s tasks.", count)
    say = say % {"num": count} if count else _("Noted.")
    return done(request, back=page_before(request, "/"), say=say)


async def edit(request: Request) -> Response:
    """GET /conclusions/{key}/edit: the editor."""
    line, bodies = await read(request, typed.to_edit, viewer_of(request), _key(request))
    return fragment(request, "conclusions/_edit.html", line=line, bodies=bodies, chair=False)


async def read_edit(request: Request) -> Response:
    """POST /conclusions/{key}/read: what the new words would change of the tasks."""
    form = await ReadForm.parse(request)
    made = await read(
        request, typed.read_edit, viewer_of(request), _key(request), form.text, form.answers
    )
    return await to_thread(fragment, request, "conclusions/_changes.html", changes=made)


async def save(request: Request) -> Response:
    """POST /conclusions/{key}/edit"""
    form = await EditNoteForm.parse(request)
    if not form.text:
        raise BadForm({"text": "field-required"})
    await read(request, typed.read_edit, viewer_of(request), _key(request), form.text, form.answers)
    _id, taken_back = await write(
        request,
        form.command_id,
        commands.edit_conclusion,
        key=_key(request),
        version=form.version,
        base_text=form.base_text,
        text=form.text,
        answers=form.answers,
    )
    say = _("Saved. The words are others now: the chair has to agree again.")
    return done(request, back=page_before(request, "/"), say=say if taken_back else _("Saved."))


_POST, _GET = ["POST"], ["GET"]
_ITEM, _CONCLUSION = "/agenda-items/{key:uuid}", "/conclusions/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_ITEM}/conclusions/read", read_note, methods=_POST, name="read_note"),
    Route(f"{_ITEM}/conclusions", note, methods=_POST, name="note_conclusion"),
    Route(f"{_CONCLUSION}/edit", edit, methods=_GET, name="edit_conclusion"),
    Route(f"{_CONCLUSION}/read", read_edit, methods=_POST, name="read_edit"),
    Route(f"{_CONCLUSION}/edit", save, methods=_POST, name="save_conclusion"),
]
