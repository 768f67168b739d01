"""HTTP of meetings and agendas: the list, a new meeting, and what the console's forms send.

The console itself is a screen of several features (server/room/console.py); what changes there
reaches it by push, so most answers here are empty.
"""

from datetime import datetime
from typing import Annotated
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
    read_live,
    viewer_of,
    write,
)
from server.meetings import commands, fragments, item_routes, of_item_routes, proposals
from server.meetings.answers import GET, MEETING, POST, console, one_tap
from server.meetings.editing import to_edit
from server.people.access import may

Clock = Annotated[datetime, BeforeValidator(lambda v: datetime.fromisoformat(v))]


# --- the list, and a new meeting ---------------------------------------------------------------


async def meetings(request: Request) -> Response:
    """GET /meetings: what is on now, to come, and past."""
    may_make = may(viewer_of(request), "meetings.make")
    year = request.query_params.get("year", "")
    _audience, found, live = await read_live(
        request, fragments.ListScreen.name, year, fragments.seen_list
    )
    return page(request, "meetings/list.html", list=found, may_make=may_make, live=live)


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
    key = await write(
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
    return done(request, back=console(request, key), go=True)


# --- the meeting's head ------------------------------------------------------------------------


async def edit_meeting(request: Request) -> Response:
    """GET /meetings/{key}/edit: its head, in the editor."""
    editing = await read(
        request, to_edit, viewer_of(request), meeting_key=request.path_params["key"]
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
    await write(
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
    return done(request, back=console(request, request.path_params["key"]), say=_("Saved"))


async def edit_attendees(request: Request) -> Response:
    """GET /meetings/{key}/attendees: who takes part, in the editor."""
    editing = await read(
        request, to_edit, viewer_of(request), meeting_key=request.path_params["key"]
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
    await write(
        request,
        form.command_id,
        commands.set_attendees,
        key=request.path_params["key"],
        chair=form.chair,
        base_chair=form.base_chair,
        delegates=form.delegate,
        base_delegates=form.base_delegate,
    )
    return done(request, back=console(request, request.path_params["key"]), say=_("Saved"))


routes: list[BaseRoute] = [
    Route("/meetings", meetings, methods=GET, name="meetings"),
    Route("/meetings", make_meeting, methods=POST, name="make_meeting"),
    Route("/meetings/new", new_meeting, methods=GET, name="new_meeting"),
    Route(f"{MEETING}/edit", edit_meeting, methods=GET, name="edit_meeting"),
    Route(f"{MEETING}/edit", save_meeting, methods=POST, name="save_meeting"),
    Route(f"{MEETING}/attendees", edit_attendees, methods=GET, name="edit_attendees"),
    Route(f"{MEETING}/attendees", set_attendees, methods=POST, name="set_attendees"),
    *(
        Route(f"{MEETING}/{what}", one_tap(command), methods=POST, name=command.__name__)
        for what, command in (
            ("approve", commands.approve_agenda),
            ("send", commands.send_agenda),
            ("send-amended", commands.send_adjusted),
            ("open", commands.open_session),
        )
    ),
    *item_routes.routes,
    *of_item_routes.routes,
]
