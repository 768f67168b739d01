"""HTTP of the drafting desk: the editors of a draft's items, and what they and the list send."""

from typing import Any
from uuid import UUID

from pydantic import create_model
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
    LongText,
    OptionalLine,
    done,
    fragment,
    page_before,
    read,
    viewer_of,
    write,
)
from server.programmes import desk, desk_queries
from server.programmes.access import uuid_of
from server.programmes.desk import FIELDS

GET, POST = ["GET"], ["POST"]
_WORDS: dict[str, Any] = {name: (LongText, "") for name in FIELDS}
_BASE: dict[str, Any] = {f"base_{name}": (LongText, "") for name in FIELDS}


class After(CommandForm):
    """Behind which item a new one goes; None: to the end of its section."""

    after: UUID | None = None


AddItem: Any = create_model("AddItem", __base__=After, **_WORDS)
SaveItem: Any = create_model("SaveItem", __base__=EditForm, **_WORDS, **_BASE)


class Move(CommandForm):
    """What stands above an item now, and what below: an item's key or a heading's."""

    after: OptionalLine = ""
    before: OptionalLine = ""


class Shift(CommandForm):
    """One place up (-1) or down (1)."""

    by: int


async def new_drafted(request: Request) -> Response:
    """GET /programmes/{key}/items/new: an empty item, in the editor."""
    after = request.query_params.get("after", "")
    view = await read(
        request, desk_queries.new_drafted, viewer_of(request), request.path_params["key"], after
    )
    return fragment(request, "programmes/_edit_drafted.html", view=view, after=after)


async def add_drafted(request: Request) -> Response:
    """POST /programmes/{key}/items."""
    form = await AddItem.parse(request)
    key = request.path_params["key"]
    said = {name: getattr(form, name) for name in FIELDS}
    level, parent = said.pop("level"), said.pop("parent")
    await write(
        request,
        form.command_id,
        desk.add_item,
        programme_key=uuid_of(key),
        texts=said,
        level=int(level) if level.isdecimal() else 1,
        parent=uuid_of(parent) if parent else None,
        after=form.after,
    )
    return _done(request, key)


async def edit_drafted(request: Request) -> Response:
    """GET /programme-items/{key}/words: what an item of a draft says, in the editor."""
    return await _editor(request)


async def _editor(request: Request) -> Response:
    view = await read(request, desk_queries.drafted, viewer_of(request), request.path_params["key"])
    return fragment(request, "programmes/_edit_drafted.html", view=view, after="")


async def save_drafted(request: Request) -> Response:
    """POST /programme-items/{key}/words."""
    form = await SaveItem.parse(request)
    await write(
        request,
        form.command_id,
        desk.reword_item,
        key=uuid_of(request.path_params["key"]),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in FIELDS},
        to={name: getattr(form, name) for name in FIELDS},
    )
    return _done(request)


async def move_drafted(request: Request) -> Response:
    """POST /programme-items/{key}/move: where a line was dropped."""
    form = await Move.parse(request)
    await write(
        request,
        form.command_id,
        desk.move_item,
        key=uuid_of(request.path_params["key"]),
        after=form.after,
        before=form.before,
    )
    return _done(request)


async def shift_drafted(request: Request) -> Response:
    """POST /programme-items/{key}/shift: one place up or down; the editor stays open."""
    form = await Shift.parse(request)
    key = uuid_of(request.path_params["key"])
    await write(request, form.command_id, desk.shift_item, key=key, by=form.by)
    if "plenum-script" not in request.headers:
        return _done(request)
    return await _editor(request)


async def ask_to_remove(request: Request) -> Response:
    """GET /programme-items/{key}/remove: whether it shall go, in the editor."""
    view = await read(request, desk_queries.drafted, viewer_of(request), request.path_params["key"])
    return fragment(request, "programmes/_remove_drafted.html", view=view)


async def remove_drafted(request: Request) -> Response:
    """POST /programme-items/{key}/remove."""
    form = await CommandForm.parse(request)
    key = uuid_of(request.path_params["key"])
    programme = await write(request, form.command_id, desk.remove_item, key=key)
    back = str(request.app.url_path_for("programme", key=programme))
    return done(request, back=back, say=_("Removed"))


def _done(request: Request, key: str = "") -> Response:
    back = page_before(request, f"/programmes/{key}" if key else "/programmes")
    return done(request, back=back, say=_("Saved"))


ONE, ITEM = "/programmes/{key}/items", "/programme-items/{key}"
routes: list[BaseRoute] = [
    Route(f"{ONE}/new", new_drafted, methods=GET, name="new_drafted"),
    Route(ONE, add_drafted, methods=POST, name="add_drafted"),
    Route(f"{ITEM}/words", edit_drafted, methods=GET, name="edit_drafted"),
    Route(f"{ITEM}/words", save_drafted, methods=POST, name="save_drafted"),
    Route(f"{ITEM}/move", move_drafted, methods=POST, name="move_drafted"),
    Route(f"{ITEM}/shift", shift_drafted, methods=POST, name="shift_drafted"),
    Route(f"{ITEM}/remove", ask_to_remove, methods=GET, name="ask_to_remove"),
    Route(f"{ITEM}/remove", remove_drafted, methods=POST, name="remove_drafted"),
]
