"""HTTP of the desk beside its forms: the chair's own corrections, conclusions without an item."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import aside, chairing, moving, typed
from server.conclusions.forms import EditNoteForm
from server.kernel.errors import BadForm
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
    OptionalLine,
    done,
    fragment,
    page_before,
    read,
    viewer_of,
    write,
)


class MoveForm(EditForm):
    """Where a conclusion goes: to an item (its key), or to a new one with this title."""

    item: OptionalLine = ""
    title: OptionalLine = ""


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


async def correct_as_chair_form(request: Request) -> Response:
    """GET /conclusions/{key}/chair: the chair's editor."""
    line, bodies = await read(request, typed.to_correct_as_chair, viewer_of(request), _key(request))
    return fragment(request, "conclusions/_edit.html", line=line, bodies=bodies, chair=True)


async def correct_as_chair(request: Request) -> Response:
    """POST /conclusions/{key}/chair: the chair's own words, agreed to by being written."""
    form = await EditNoteForm.parse(request)
    if not form.text:
        raise BadForm({"text": "field-required"})
    viewer, key = viewer_of(request), _key(request)
    await read(request, typed.to_correct_as_chair, viewer, key)
    await read(request, typed.read_edit, viewer, key, form.text, form.answers)
    _id, agreed = await write(
        request,
        form.command_id,
        chairing.correct_as_chair,
        key=key,
        version=form.version,
        base_text=form.base_text,
        text=form.text,
        answers=form.answers,
    )
    unseen = _("Saved. Something else changed meanwhile: read it, then agree.")
    say = _("Corrected and agreed.") if agreed else unseen
    return done(request, back=page_before(request, "/"), say=say)


async def open_aside(request: Request) -> Response:
    """POST /meetings/{key}/aside: to where conclusions without an item stand."""
    form = await CommandForm.parse(request)
    title = _("Other matters")
    item = await write(
        request, form.command_id, aside.open_aside, meeting_key=_key(request), title=title
    )
    console = request.app.url_path_for("console", key=_key(request))
    return done(request, back=f"{console}?item={item}", go=True)


async def move_form(request: Request) -> Response:
    """GET /conclusions/{key}/move: the items it can go to, and a new one's title."""
    found = await read(request, moving.to_move, viewer_of(request), _key(request))
    return fragment(request, "conclusions/_move.html", moving=found)


async def move(request: Request) -> Response:
    """POST /conclusions/{key}/move"""
    form = await MoveForm.parse(request)
    key, version = _key(request), form.version
    if form.item:
        await write(
            request,
            form.command_id,
            aside.move_conclusion,
            item_key=form.item,
            key=key,
            version=version,
        )
    else:
        await write(
            request, form.command_id, aside.give_item, title=form.title, key=key, version=version
        )
    return done(request, back=page_before(request, "/"), say=_("The conclusion was moved."))


_CONCLUSION, _MEETING = "/conclusions/{key:uuid}", "/meetings/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_CONCLUSION}/chair", correct_as_chair_form, methods=["GET"], name="chair_form"),
    Route(f"{_CONCLUSION}/chair", correct_as_chair, methods=["POST"], name="correct_as_chair"),
    Route(f"{_CONCLUSION}/move", move_form, methods=["GET"], name="move_form"),
    Route(f"{_CONCLUSION}/move", move, methods=["POST"], name="move_conclusion"),
    Route(f"{_MEETING}/aside", open_aside, methods=["POST"], name="open_aside"),
]
