"""HTTP of the leaders' weekly schedule: the week, its file, its editors."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    by_script,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import require
from server.schedule import commands, drafts, forms, fragments, ics, meeting_clashes, weeks
from server.schedule import handing_over as _handing_over  # noqa: F401  # registers what passes on
from server.schedule.access import WeekReaders, monday_of, readers_of, week_name
from server.schedule.leaders import directory
from server.schedule.queries import letterhead, seen_week


async def schedule(request: Request) -> Response:
    """GET /schedule?week=2026-W48&leader="""
    asked = request.query_params
    week = week_name(monday_of(asked.get("week", "")))
    leader = asked.get("leader", "")

    def query(db: Session, readers: WeekReaders) -> dict[str, Any]:
        return {
            "week": seen_week(db, readers),
            "leaders": directory(db).leaders,
            "head": letterhead(db),
            "drafts": drafts.clashes_of_week(db, readers.monday) if readers.may_edit else (),
        }

    readers, found, live = await read_live(
        request, fragments.SchedulePage.name, fragments.subject_of(week, leader), query
    )
    return page(request, "schedule/week.html", audience=readers, live=live, **found)


async def schedule_file(request: Request) -> Response:
    """GET /schedule/file?week=&leader=: the week as an .ics file."""
    asked, viewer = request.query_params, viewer_of(request)
    week, leader = asked.get("week", ""), asked.get("leader", "")
    found = await read(request, lambda db: seen_week(db, readers_of(db, viewer, week, leader)))
    name = _("Weekly schedule") + (f" – {found.leader.name}" if found.leader else "")
    zone = request.app.state.settings.timezone
    content = ics.calendar_of(found, name=name, moment=now(), zone=zone)
    headers = {
        "content-disposition": f'attachment; filename="lich-cong-tac-{found.name}.ics"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _editor(request: Request, part: str, **context: Any) -> Response:
    """Answer with a form: into the drawer, or without script as a page of its own."""
    if by_script(request):
        return fragment(request, part, **context)
    title = _("Weekly schedule")
    return page(request, "people/editor.html", part=part, page_title=title, **context)


async def new_entry(request: Request) -> Response:
    """GET /schedule/entries/new?week=&day=&meeting="""
    asked = request.query_params
    said = {name: asked.get(name, "") for name in ("week", "day", "meeting")}
    editing = await read(request, forms.editing, viewer_of(request), **said)
    return _editor(request, "schedule/_edit_entry.html", editing=editing)


async def add_entry(request: Request) -> Response:
    """POST /schedule/entries"""
    form = await forms.EntryForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.add_entry,
        fields=form.fields,
        people=form.people,
        secret=form.secret,
        body_key=form.body,
        meeting_key=form.meeting,
    )
    return _done(request, week_name(form.day), _("Added"))


async def edit_entry(request: Request) -> Response:
    """GET /schedule/entries/{key}/edit"""
    key = str(request.path_params["key"])
    editing = await read(request, forms.editing, viewer_of(request), key=key)
    return _editor(request, "schedule/_edit_entry.html", editing=editing)


async def save_entry(request: Request) -> Response:
    """POST /schedule/entries/{key}"""
    form = await forms.EditEntryForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_entry,
        key=request.path_params["key"],
        version=form.version,
        base=form.base,
        to=form.fields,
        base_people=form.base_people,
        people=form.people,
        base_body_key=form.base_body,
        body_key=form.body,
    )
    return _done(request, week_name(form.day), _("Saved"))


def _one_tap(command: Any) -> Any:
    """POST: an act on an entry that needs no words."""

    async def act(request: Request) -> Response:
        form = await CommandForm.parse(request)
        await write(request, form.command_id, command, key=request.path_params["key"])
        return _done(request, "", _("Saved"))

    return act


async def clashes_of_meeting(request: Request) -> Response:
    """POST /schedule/clashes: what clashes with a meeting as it is typed. Nothing is kept."""
    form = await forms.TypedMeetingForm.parse(request)
    met = await read(
        request,
        meeting_clashes.met_by,
        viewer_of(request),
        meeting_key=form.meeting,
        body_key=form.body,
        starts_at=form.starts_at,
        place=form.place,
    )
    return fragment(request, "schedule/_meeting_clashes.html", met=met)


async def copy_form(request: Request) -> Response:
    """GET /schedule/copy?week=: what the week before had, to be ticked."""
    week = request.query_params.get("week", "")
    own, before = await read(request, forms.last_week, viewer_of(request), week)
    return _editor(request, "schedule/_copy.html", week=own, before=before)


async def copy_entries(request: Request) -> Response:
    """POST /schedule/copy"""
    form = await forms.ChosenForm.parse(request)
    monday = monday_of(form.week)
    await write(
        request, form.command_id, weeks.copy_entries, monday=monday, keys=tuple(form.chosen)
    )
    return _done(request, week_name(monday), _("Added"))


async def offered_items(request: Request) -> Response:
    """GET /schedule/programme?week=: activities with a day in it, to be ticked."""
    monday = monday_of(request.query_params.get("week", ""))
    offers = await read(request, drafts.offers, viewer_of(request), monday)
    return _editor(request, "schedule/_offers.html", offers=offers, week=week_name(monday))


async def take_items(request: Request) -> Response:
    """POST /schedule/programme"""
    form = await forms.ChosenForm.parse(request)
    monday = monday_of(form.week)
    await write(request, form.command_id, weeks.take_items, keys=tuple(form.chosen))
    return _done(request, week_name(monday), _("Added"))


async def publishing(request: Request) -> Response:
    """GET /schedule/publish?week=: publish it, or take it back; in the editor."""
    viewer, week = viewer_of(request), request.query_params.get("week", "")
    require(viewer, "schedule.edit")
    found = await read(request, lambda db: seen_week(db, readers_of(db, viewer, week)))
    return _editor(request, "schedule/_publish.html", week=found)


def _of_week(command: Any) -> Any:
    """POST: an act on a week."""

    async def act(request: Request) -> Response:
        form = await forms.WeekForm.parse(request)
        monday = monday_of(form.week)
        await write(request, form.command_id, command, monday=monday)
        return _done(request, week_name(monday), _("Saved"))

    return act


def _done(request: Request, week: str, say: str) -> Response:
    back = request.app.url_path_for("schedule")
    return done(request, back=f"{back}?week={week}" if week else back, say=say)


_GET, _POST = ["GET"], ["POST"]
_ENTRY = "/schedule/entries/{key:uuid}"
routes: list[BaseRoute] = [
    Route("/schedule", schedule, methods=_GET, name="schedule"),
    Route("/schedule/file", schedule_file, methods=_GET, name="schedule_file"),
    Route("/schedule/entries/new", new_entry, methods=_GET, name="new_entry"),
    Route("/schedule/entries", add_entry, methods=_POST, name="add_entry"),
    Route(f"{_ENTRY}/edit", edit_entry, methods=_GET, name="edit_entry"),
    Route(_ENTRY, save_entry, methods=_POST, name="save_entry"),
    Route(f"{_ENTRY}/cancel", _one_tap(commands.cancel_entry), methods=_POST, name="cancel_entry"),
    Route(
        f"{_ENTRY}/restore", _one_tap(commands.restore_entry), methods=_POST, name="restore_entry"
    ),
    Route("/schedule/clashes", clashes_of_meeting, methods=_POST, name="clashes_of_meeting"),
    Route("/schedule/copy", copy_form, methods=_GET, name="copy_week"),
    Route("/schedule/copy", copy_entries, methods=_POST, name="copy_entries"),
    Route("/schedule/programme", offered_items, methods=_GET, name="schedule_offers"),
    Route("/schedule/programme", take_items, methods=_POST, name="take_offers"),
    Route("/schedule/publishing", publishing, methods=_GET, name="publishing"),
    Route("/schedule/publish", _of_week(weeks.publish_week), methods=_POST, name="publish_week"),
    Route("/schedule/recall", _of_week(weeks.recall_week), methods=_POST, name="recall_week"),
]
