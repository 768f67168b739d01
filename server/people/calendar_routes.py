"""Administration: the office's calendar of a year."""

from datetime import date
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    OptionalLine,
    done,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people import calendar, rules_screen  # noqa: F401  # registers the live page
from server.people import calendar_commands as commands
from server.people.access import Viewer, require
from server.people.admin_routes import editor, key_of


class DayForm(CommandForm):
    day: date
    works: bool
    note: OptionalLine = ""


class EditDayForm(CommandForm):
    version: int
    works: bool
    note: OptionalLine = ""
    base_works: bool
    base_note: OptionalLine = ""


async def year(request: Request) -> Response:
    """GET /office/calendar?year="""
    viewer, asked = viewer_of(request), request.query_params.get("year", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) == 4 else today(now()).year
    _keepers, found, live = await read_live(
        request, "calendar", "office", lambda db, _keepers: calendar.year_of(db, viewer, wanted)
    )
    return page(
        request,
        "people/calendar.html",
        year=found,
        live=live,
        today=today(now()),
        first=calendar.FIRST_YEAR,
        last=calendar.LAST_YEAR,
    )


async def new_day(request: Request) -> Response:
    """GET /office/calendar/new?day=: correct a day, one that the grid names or any other."""
    viewer = viewer_of(request)
    require(viewer, "calendar.keep")
    day = _day(request.query_params.get("day", ""))
    there, works = None, True
    if day:
        there, works = await read(request, calendar.correction_on, viewer, day)
    return editor(request, "people/_calendar_day.html", "", day=day, row=there, works=works)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise NotFound from None


async def add_day(request: Request) -> Response:
    """POST /office/calendar"""
    require(viewer_of(request), "calendar.keep")
    form = await DayForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.add_calendar_day,
        day=form.day,
        works=form.works,
        note=form.note,
    )
    return _back(request, form.day)


async def edit_day(request: Request) -> Response:
    """GET /office/calendar/{key}/edit"""
    found = await read(request, calendar.correction, viewer_of(request), key_of(request))
    return editor(
        request, "people/_calendar_day.html", "", day=found.day, row=found, works=found.works
    )


async def save_day(request: Request) -> Response:
    """POST /office/calendar/{key}"""
    require(viewer_of(request), "calendar.keep")
    day = await _day_of(request, viewer_of(request), key_of(request))
    form = await EditDayForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_calendar_day,
        key=key_of(request),
        version=form.version,
        base_works=form.base_works,
        works=form.works,
        base_note=form.base_note,
        note=form.note,
    )
    return _back(request, day)


async def remove_day(request: Request) -> Response:
    """POST /office/calendar/{key}/remove"""
    require(viewer_of(request), "calendar.keep")
    day = await _day_of(request, viewer_of(request), key_of(request))
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.remove_calendar_day, key=key_of(request))
    return _back(request, day)


async def _day_of(request: Request, viewer: Viewer, key: UUID) -> date | None:
    def find(db: Session) -> date | None:
        try:
            return calendar.correction(db, viewer, key).day
        except NotFound:  # it went meanwhile; a form sent twice is answered from its receipt
            return None

    return await read(request, find)


def _back(request: Request, day: date | None) -> Response:
    back = request.url_for("calendar").path
    return done(request, back=f"{back}?year={day.year}" if day else back, go=True)


routes: list[BaseRoute] = [
    Route("/office/calendar", year, name="calendar"),
    Route("/office/calendar", add_day, methods=["POST"], name="add_calendar_day"),
    Route("/office/calendar/new", new_day, name="new_calendar_day"),
    Route("/office/calendar/{key}/edit", edit_day, name="edit_calendar_day"),
    Route("/office/calendar/{key}", save_day, methods=["POST"], name="save_calendar_day"),
    Route(
        "/office/calendar/{key}/remove", remove_day, methods=["POST"], name="remove_calendar_day"
    ),
]
