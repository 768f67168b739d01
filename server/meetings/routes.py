"""HTTP of meetings and agendas: the list, a new meeting, and what the console's forms send.

The console itself is a screen of several features (server/room/console.py); what changes there
reaches it by push, so most answers here are empty.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import from_local
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    viewer_of,
    write,
)
from server.meetings import commands, lists, proposals, queries
from server.people.access import may

Clock = Annotated[datetime, BeforeValidator(lambda v: datetime.fromisoformat(v))]


def _console(request: Request, key: Any, item: Any = None) -> str:
    path = str(request.app.url_path_for("console", key=str(key)))
    return f"{path}?item={item}" if item else path


def _back(request: Request) -> str:
    """Where a form without script returns to: the page it was on."""
    referer = request.headers.get("referer", "")
    own = str(request.base_url)
    return "/" + referer.removeprefix(own) if referer.startswith(own) else "/meetings"


async def _write(request: Request, command_id: str, command: Any, **arguments: Any) -> Any:
    """Run a command for somebody who is signed in. Raises SignInNeeded."""
    viewer_of(request)
    return await write(request, command_id, command, **arguments)


# --- the list, and a new meeting ---------------------------------------------------------------


async def meetings(request: Request) -> Response:
    """GET /meetings: what is on now, to come, and past."""
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isdecimal() and 1900 < int(asked) < 3000 else None
    viewer = viewer_of(request)
    found = await read(request, lists.meetings, viewer, year)
    may_make = may(viewer, "meetings.make")
    return page(request, "meetings/list.html", list=found, may_make=may_make)


async def new_meeting(request: Request) -> Response:
    """GET /meetings/new: from a month of the programme, or a briefing from nothing."""
    viewer, asked = viewer_of(request), request.query_params
    proposal = await read(
        request,
        proposals.propose,
        viewer,
        kind=asked.get("kind", "session"),
        body_key=asked.get("body", ""),
        month=asked.get("month", ""),
    )
    return page(request, "meetings/new.html", proposal=proposal)


class MakeMeeting(CommandForm):
    """A new meeting."""

    body: UUID
    kind: Line
    title: Line
    starts_at: Clock
    place: OptionalLine = ""
    item: list[UUID] = []  # noqa: RUF012 (pydantic copies it)


async def make_meeting(request: Request) -> Response:
    """POST /meetings: make it and go to its console."""
    form = await MakeMeeting.parse(request)
    key = await _write(
        request,
        form.command_id,
        commands.make_meeting,
        body_key=form.body,
        kind=form.kind,
        title=form.title,
        starts_at=from_local(form.starts_at),
        place=form.place,
        programme_item_keys=form.item,
    )
    return done(request, back=_console(request, key), go=True)


# --- the meeting's head ------------------------------------------------------------------------


async def edit_meeting(request: Request) -> Response:
    """GET /meetings/{key}/edit: its head, in the editor."""
    editing = await read(
        request, queries.to_edit, viewer_of(request), meeting_key=request.path_params["key"]
    )
    return fragment(request, "meetings/_edit_meeting.html", meeting=editing.meeting)


class SaveMeeting(EditForm):
    """The head as it was rendered and as it shall be; times as the office's clock shows them."""

    title: Line
    place: OptionalLine = ""
    starts_at: Clock
    base_title: OptionalLine = ""
    base_place: OptionalLine = ""
    base_starts_at: Clock


async def save_meeting(request: Request) -> Response:
    """POST /meetings/{key}: save its head."""
    form = await SaveMeeting.parse(request)
    await _write(
        request,
        form.command_id,
        commands.edit_meeting,
        key=request.path_params["key"],
        version=form.version,
        base_title=form.base_title,
        title=form.title,
        base_place=form.base_place,
        place=form.place,
        base_starts_at=from_local(form.base_starts_at),
        starts_at=from_local(form.starts_at),
    )
    return done(request, back=_console(request, request.path_params["key"]), say=_("Saved"))


async def edit_attendees(request: Request) -> Response:
    """GET /meetings/{key}/attendees: who takes part, in the editor."""
    editing = await read(
        request, queries.to_edit, viewer_of(request), meeting_key=request.path_params["key"]
    )
    return fragment(request, "meetings/_edit_attendees.html", editing=editing)


class SetAttendees(CommandForm):
    """Who takes part, as rendered and as it shall be."""

    chair: UUID | None = None
    base_chair: UUID | None = None
    delegate: list[UUID] = []  # noqa: RUF012
    base_delegate: list[UUID] = []  # noqa: RUF012


async def set_attendees(request: Request) -> Response:
    """POST /meetings/{key}/attendees."""
    form = await SetAttendees.parse(request)
    await _write(
        request,
        form.command_id,
        commands.set_attendees,
        key=request.path_params["key"],
        chair=form.chair,
        base_chair=form.base_chair,
        delegates=form.delegate,
        base_delegates=form.base_delegate,
    )
    return done(request, back=_console(request, request.path_params["key"]), say=_("Saved"))


def _one_tap(command: Any) -> Any:
    """POST with nothing but the key in its address: a state's step or a mark."""

    async def answer(request: Request) -> Response:
        form = await CommandForm.parse(request)
        await _write(request, form.command_id, command, key=request.path_params["key"])
        return done(request, back=_back(request))

    return answer


# --- the agenda's lines ------------------------------------------------------------------------


async def new_item(request: Request) -> Response:
    """GET /meetings/{key}/items/new: an empty line, in the editor."""
    editing = await read(
        request, queries.to_edit, viewer_of(request), meeting_key=request.path_params["key"]
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
    added = await _write(
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
    return done(request, back=_console(request, key, added), say=_("Added"))


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
    await _write(
        request,
        form.command_id,
        commands.add_programme_items,
        meeting_key=key,
        programme_item_keys=form.item,
    )
    return done(request, back=_console(request, key), say=_("Added"))


def _item_editor(template: str) -> Any:
    """GET: something about a line, in the editor."""

    async def answer(request: Request) -> Response:
        editing = await read(
            request, queries.to_edit, viewer_of(request), item_key=request.path_params["key"]
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
    await _write(
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
    return done(request, back=_back(request), say=_("Saved"))


class MoveItem(CommandForm):
    """Where a line goes: behind `after`, or on top."""

    after: UUID | None = None


async def move_item(request: Request) -> Response:
    """POST /agenda-items/{key}/move."""
    form = await MoveItem.parse(request)
    await _write(
        request,
        form.command_id,
        commands.move_item,
        key=request.path_params["key"],
        after=form.after,
    )
    return done(request, back=_back(request))


class DeferItem(CommandForm):
    """Why a line is taken off."""

    reason: OptionalLine = ""


async def defer_item(request: Request) -> Response:
    """POST /agenda-items/{key}/defer."""
    form = await DeferItem.parse(request)
    key = request.path_params["key"]
    await _write(request, form.command_id, commands.defer_item, key=key, reason=form.reason)
    return done(request, back=_back(request), say=_("Taken off the agenda"))


class NamePeople(CommandForm):
    """Who may see a line, as rendered and as it shall be."""

    name: list[UUID] = []  # noqa: RUF012
    base_name: list[UUID] = []  # noqa: RUF012


def _naming(command: Any) -> Any:
    async def answer(request: Request) -> Response:
        form = await NamePeople.parse(request)
        key = request.path_params["key"]
        await _write(
            request, form.command_id, command, key=key, names=form.name, base=form.base_name
        )
        return done(request, back=_back(request), say=_("Saved"))

    return answer


ITEM, MEETING = "/agenda-items/{key:uuid}", "/meetings/{key:uuid}"
GET, POST = ["GET"], ["POST"]

routes: list[BaseRoute] = [
    Route("/meetings", meetings, methods=GET, name="meetings"),
    Route("/meetings", make_meeting, methods=POST, name="make_meeting"),
    Route("/meetings/new", new_meeting, methods=GET, name="new_meeting"),
    Route(f"{MEETING}/edit", edit_meeting, methods=GET, name="edit_meeting"),
    Route(f"{MEETING}/edit", save_meeting, methods=POST, name="save_meeting"),
    Route(f"{MEETING}/attendees", edit_attendees, methods=GET, name="edit_attendees"),
    Route(f"{MEETING}/attendees", set_attendees, methods=POST, name="set_attendees"),
    Route(f"{MEETING}/items/new", new_item, methods=GET, name="new_item"),
    Route(f"{MEETING}/items", add_item, methods=POST, name="add_item"),
    Route(
        f"{MEETING}/programme", choose_programme_items, methods=GET, name="choose_programme_items"
    ),
    Route(f"{MEETING}/programme", add_programme_items, methods=POST, name="add_programme_items"),
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
    Route(f"{ITEM}/edit", save_item, methods=POST, name="save_item"),
    *(
        Route(f"{place}/{what}", _one_tap(command), methods=POST, name=command.__name__)
        for place, what, command in (
            (MEETING, "approve", commands.approve_agenda),
            (MEETING, "send", commands.send_agenda),
            (MEETING, "send-amended", commands.send_adjusted),
            (MEETING, "open", commands.open_session),
            (ITEM, "current", commands.move_to_item),
            (ITEM, "hide", commands.hide_item),
            (ITEM, "show", commands.show_item),
            (ITEM, "unrestrict", commands.unrestrict_item),
            (ITEM, "restore", commands.restore_item),
        )
    ),
]
