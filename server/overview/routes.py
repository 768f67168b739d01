"""HTTP of follow-up: the list, one task with its chain, a body's own tasks."""

from dataclasses import replace
from typing import Any

import anyio.to_thread
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.conclusions.notices import corrections_for_task
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import page, read, read_live, viewer_of
from server.overview import chains, exporting, fragments, home, owed, queries
from server.overview.chain_routes import routes as chain_routes
from server.overview.data_routes import routes as data
from server.overview.filing.routes import routes as filing
from server.overview.inspections.routes import routes as inspections
from server.overview.matters.routes import routes as matters
from server.overview.orphans.routes import routes as orphan_routes
from server.overview.pictures.routes import routes as pictures
from server.overview.reporting.routes import routes as reporting
from server.overview.reviews.routes import routes as reviews
from server.overview.standing.routes import routes as standing
from server.overview.waiting import items_asked
from server.tasks.access import TaskReaders, readers_of, task_to_see
from server.tasks.acts import acts_of
from server.tasks.sources import source_of
from server.tasks.tracking.writing import write_tracking
from server.urging.queries import urged_of


async def follow_up(request: Request) -> Response:
    """GET /tasks?body=&field=&leader=&meeting=&programme=&state=&sort=&page="""
    if readers_of(viewer_of(request)).tier == "body":
        return RedirectResponse(request.app.url_path_for("my_tasks"), status_code=303)
    filters = fragments.filters_of(request.url.query)
    readers, found, live = await read_live(
        request, "follow-up", fragments.subject_of(filters), queries.seen_follow_up
    )
    return page(
        request,
        "overview/follow_up.html",
        follow=found,
        wanted=dict(filters),
        audience=readers,
        live=live,
    )


async def export_tasks(request: Request) -> Response:
    """GET /tasks/export?body=&meeting=&state=&sort=: what is shown, as the tracking sheet."""
    readers = readers_of(viewer_of(request))
    if readers.tier == "body":
        raise NotFound
    readers = replace(readers, filters=fragments.filters_of(request.url.query))
    rows = await read(request, exporting.shown_rows, readers)
    day = today(now())
    content = await anyio.to_thread.run_sync(
        lambda: write_tracking(rows, office=request.app.state.office.name, today=day)
    )
    name = f"theo-doi-nhiem-vu-{day:%Y-%m-%d}.xlsx"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=_XLSX, headers=headers)


def _owed(db: Session, readers: TaskReaders) -> dict[str, Any]:
    only = dict(readers.filters).get("part")
    return {
        "own": owed.owed(db, readers),
        "items": () if only else items_asked(db, readers.bodies),
        "names": owed.names_of(db, readers),
    }


async def my_tasks(request: Request) -> Response:
    """GET /tasks/mine?part=&page="""
    subject = fragments.subject_of(fragments.filters_of(request.url.query))
    readers, found, live = await read_live(request, "my-tasks", subject, _owed)
    return page(request, "overview/mine.html", audience=readers, live=live, **found)


async def body_tasks(request: Request) -> Response:
    """GET /bodies/{key}/tasks?part=&page=: all that a body owes."""
    key = str(request.path_params["key"])
    asked = fragments.subject_of(fragments.filters_of(request.url.query))
    readers, found, live = await read_live(request, "body-tasks", f"{key}?{asked}", _owed)
    return page(request, "overview/mine.html", audience=readers, live=live, body_key=key, **found)


async def task(request: Request) -> Response:
    """GET /tasks/{key}"""
    key, viewer = str(request.path_params["key"]), viewer_of(request)

    def query(db: Session, readers: TaskReaders) -> dict[str, Any]:
        row, _readers = task_to_see(db, viewer, key)
        line, reports, details = chains.task_page(db, row.id)
        return {
            "task": line,
            "reports": reports,
            "details": details,
            "acts": acts_of(line, details, readers),
            "chain": chains.chain_of(db, viewer, line),
            "corrections": corrections_for_task(db, row.id),
            "source": source_of(db, row.id),
            "urged": urged_of(db, row.id),
        }

    readers, found, live = await read_live(request, "task", key, query)
    return page(request, "overview/task.html", audience=readers, live=live, **found)


_GET = ["GET"]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
routes: list[BaseRoute] = [
    *home.routes,
    *data,
    *chain_routes,
    *orphan_routes,
    *reporting,
    *filing,
    *inspections,
    *pictures,
    *reviews,
    *standing,
    *matters,
    Route("/tasks", follow_up, methods=_GET, name="follow_up"),
    Route("/tasks/export", export_tasks, methods=_GET, name="export_tasks"),
    Route("/tasks/mine", my_tasks, methods=_GET, name="my_tasks"),
    Route("/bodies/{key:uuid}/tasks", body_tasks, methods=_GET, name="body_tasks"),
    Route("/tasks/{key:uuid}", task, methods=_GET, name="task"),
]
