"""HTTP of an agenda's lines: the editors, and what they and the list send."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

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
from server.meetings import commands, proposals
from server.meetings.answers import GET, ITEM, MEETING, POST, console, one_tap
from server.meetings.editing import to_edit


async def new_item(request: Request) -> Response:
    """GET /meetings/{key}/items/new: an empty line, in the editor."""
    editing = await read(
        request, to_edit, viewer_of(request), meeting_key=request.path_params["key"]
    )
    return fragment(request, "meetings/_new_item.html", editing=editing)


class AddItem(CommandForm):
    """A new line; `after` is the key of the one above, or empty for the end."""

    title: OptionalLine = ""
    presenter: OptionalLine = ""
    time_label: OptionalLine = ""
    secret: bool = False
    after: UUID | None = None


async def add_item(request: Request) -> Response:
    """POST /meetings/{key}/items."""
    form = await AddItem.parse(request)
    key = request.path_params["key"]
    added = await write(
        request,
        form.command_id,
        commands.add_item,
        meeting_key=key,
        title=form.title,
        presenter=form.presenter,
        time_label=form.time_label,
        secret=form.secret,
        after=form.after,
    )
    return done(request, back=console(request, key, added), say=_("Added"))


async def choose_programme_items(request: Request) -> Response:
    """GET /meetings/{key}/programme: what is due in the meeting's month, in the editor."""
    due = await read(
        request,
        proposals.due_for_meeting,
        viewer_of(request),
        request.path_params["key"],
        request.query_params.get("month", ""),
    )
    return fragment(request, "meetings/_choose_programme_items.html", due=due)


class TakeItems(CommandForm):
    """Items of the programme to take onto the agenda."""

    item: list[UUID] = []  # noqa: RUF012


async def add_programme_items(request: Request) -> Response:
    """POST /meetings/{key}/programme."""
    form = await TakeItems.parse(request)
    key = request.path_params["key"]
    await write(
        request,
        form.command_id,
        commands.add_programme_items,
        meeting_key=key,
        programme_item_keys=form.item,
    )
    return done(request, back=console(request, key), say=_("Added"))


def _item_editor(template: str) -> Any:
    """GET: something about a line, in the editor."""

    async def answer(request: Request) -> Response:
        editing = await read(
            request, to_edit, viewer_of(request), item_key=request.path_params["key"]
        )
        return fragment(request, template, editing=editing, item=editing.item)

    return answer


class SaveItem(EditForm):
    """A line as it was rendered and as it shall be."""

    title: OptionalLine = ""
    presenter: OptionalLine = ""
    time_label: OptionalLine = ""
    base_title: OptionalLine = ""
    base_presenter: OptionalLine = ""
    base_time_label: OptionalLine = ""


async def save_item(request: Request) -> Response:
    """POST /agenda-items/{key}: save what a line says."""
    form = await SaveItem.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_item,
        key=request.path_params["key"],
        version=form.version,
        base_title=form.base_title,
        title=form.title,
        base_presenter=form.base_presenter,
        presenter=form.presenter,
        base_time_label=form.base_time_label,
        time_label=form.time_label,
    )
    return done(request, back=page_before(request, "/meetings"), say=_("Saved"))


class MoveItem(CommandForm):
    """Where a line goes: behind `after`, or on top."""

    after: UUID | None = None


async def move_item(request: Request) -> Response:
    """POST /agenda-items/{key}/move."""
    form = await MoveItem.parse(request)
    await write(
        request,
        form.command_id,
        commands.move_item,
        key=request.path_params["key"],
        after=form.after,
    )
    return done(request, back=page_before(request, "/meetings"))


class DeferItem(CommandForm):
    """Why a line is taken off."""

    reason: OptionalLine = ""


async def defer_item(request: Request) -> Response:
    """POST /agenda-items/{key}/defer."""
    form = await DeferItem.parse(request)
    key = request.path_params["key"]
    await write(request, form.command_id, commands.defer_item, key=key, reason=form.reason)
    return done(request, back=page_before(request, "/meetings"), say=_("Taken off the agenda"))


class NamePeople(CommandForm):
    """Who may see a line, as rendered and as it shall be."""

    name: list[UUID] = []  # noqa: RUF012
    base_name: list[UUID] = []  # noqa: RUF012


def _naming(command: Any) -> Any:
    async def answer(request: Request) -> Response:
        form = await NamePeople.parse(request)
        key = request.path_params["key"]
        await write(
            request, form.command_id, command, key=key, names=form.name, base=form.base_name
        )
        return done(request, back=page_before(request, "/meetings"), say=_("Saved"))

    return answer


routes: list[BaseRoute] = [
    Route(f"{MEETING}/items/new", new_item, methods=GET, name="new_item"),
    Route(f"{MEETING}/items", add_item, methods=POST, name="add_item"),
    Route(
        f"{MEETING}/programme", choose_programme_items, methods=GET, name="choose_programme_items"
    ),
    Route(f"{MEETING}/programme", add_programme_items, methods=POST, name="add_programme_items"),
    Route(f"{ITEM}/edit", save_item, methods=POST, name="save_item"),
    Route(f"{ITEM}/move", move_item, methods=POST, name="move_item"),
    Route(f"{ITEM}/defer", defer_item, methods=POST, name="defer_item"),
    Route(f"{ITEM}/readers", _naming(commands.restrict_item), methods=POST, name="restrict_item"),
    Route(f"{ITEM}/guests", _naming(commands.set_guests), methods=POST, name="set_guests"),
    *(
        Route(f"{ITEM}/{what}", _item_editor(f"meetings/_{name}.html"), methods=GET, name=name)
        for what, name in {
            "edit": "edit_item",
            "readers": "edit_readers",
            "guests": "edit_guests",
            "defer": "edit_defer",
        }.items()
    ),
    *(
        Route(f"{ITEM}/{what}", one_tap(command), methods=POST, name=command.__name__)
        for what, command in (
            ("current", commands.move_to_item),
            ("hide", commands.hide_item),
            ("show", commands.show_item),
            ("unrestrict", commands.unrestrict_item),
            ("restore", commands.restore_item),
        )
    ),
]
