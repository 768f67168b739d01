"""HTTP of matters that following up raises: the list, by hand, onto an agenda, dismissed."""

from uuid import UUID

import anyio.to_thread
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page,
    page_before,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials.intake import clean_name, take_in
from server.overview.matters import commands, queries
from server.overview.matters import fragments as _fragments  # noqa: F401  # registers the screen
from server.overview.matters.paper import state_table
from server.overview.matters.words import title_of
from server.people.access import require
from server.tasks.access import TaskReaders


class DismissForm(EditForm):
    """Why a matter needs no session."""

    reason: OptionalLine = ""


class TableForm(EditForm):
    """Onto which agenda a matter goes, and as what."""

    meeting: UUID
    title: Line


def _key(request: Request) -> str:
    viewer_of(request)
    return str(request.path_params["key"])


async def matters(request: Request) -> Response:
    """GET /tasks/matters"""

    def query(db: Session, readers: TaskReaders) -> tuple[object, object]:
        return queries.matters_open(db, readers), queries.matters_decided(db, readers)

    readers, found, live = await read_live(request, "matters", "", query)
    return page(
        request,
        "overview/standing/matters.html",
        audience=readers,
        live=live,
        waiting=found[0],
        decided=found[1],
    )


async def raise_task(request: Request) -> Response:
    """POST /tasks/{key}/raise"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.raise_task, key=_key(request))
    back = page_before(request, f"/tasks/{_key(request)}")
    return done(request, back=back, say=_("It waits for a place on the next agenda."))


async def dismiss_form(request: Request) -> Response:
    """GET /matters/{key}/dismiss: the editor."""
    found = await read(request, queries.matter, viewer_of(request), _key(request))
    return fragment(request, "overview/standing/_dismiss.html", matter=found)


async def dismiss(request: Request) -> Response:
    """POST /matters/{key}/dismiss"""
    form = await DismissForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.dismiss_matter,
        key=_key(request),
        version=form.version,
        reason=form.reason,
    )
    back = page_before(request, "/tasks/matters")
    return done(request, back=back, say=_("The matter is dismissed."))


async def table_form(request: Request) -> Response:
    """GET /matters/{key}/table: the editor."""
    viewer = viewer_of(request)
    found = await read(request, queries.matter, viewer, _key(request))
    meetings = await read(request, queries.choices, viewer, found.body_id)
    return fragment(
        request,
        "overview/standing/_table.html",
        matter=found,
        meetings=meetings,
        title=title_of(found),
    )


async def table(request: Request) -> Response:
    """POST /matters/{key}/table: draws the state of its tasks and puts both on the agenda."""
    form = await TableForm.parse(request)
    viewer, state = viewer_of(request), request.app.state
    require(viewer, "agenda.edit")  # who may not has nothing drawn
    lines = await read(request, queries.all_lines, viewer, _key(request))
    drawn = await anyio.to_thread.run_sync(
        lambda: state_table(form.title, state.office.name, lines, today(now()))
    )
    arrived = await take_in(drawn, state.settings, state.blobs)
    paper = commands.Drawn(
        file_name=clean_name(f"{form.title}.pdf"),
        sha256=arrived.sha256,
        size_bytes=arrived.size_bytes,
        page_count=arrived.page_count,
        scanned_pages=arrived.scanned_pages,
    )
    await write(
        request,
        form.command_id,
        commands.table_matter,
        key=_key(request),
        version=form.version,
        meeting_key=form.meeting,
        title=form.title,
        paper=paper,
    )
    back = page_before(request, "/tasks/matters")
    return done(request, back=back, say=_("It stands on the agenda, hidden from delegates."))


_POST, _GET = ["POST"], ["GET"]
_MATTER = "/matters/{key:uuid}"
routes: list[BaseRoute] = [
    Route("/tasks/matters", matters, methods=_GET, name="matters"),
    Route("/tasks/{key:uuid}/raise", raise_task, methods=_POST, name="raise_task"),
    Route(f"{_MATTER}/dismiss", dismiss_form, methods=_GET, name="dismiss_form"),
    Route(f"{_MATTER}/dismiss", dismiss, methods=_POST, name="dismiss_matter"),
    Route(f"{_MATTER}/table", table_form, methods=_GET, name="table_form"),
    Route(f"{_MATTER}/table", table, methods=_POST, name="table_matter"),
]
