"""HTTP of follow-up: the list, one task with its chain, a body's own tasks, an item's chain."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.conclusions.notices import corrections_for_task
from server.kernel.web import by_script, fragment, page, read, read_live, viewer_of
from server.overview import chains, fragments, home, queries
from server.tasks.access import TaskReaders, readers_of, task_to_see


async def follow_up(request: Request) -> Response:
    """GET /tasks?body=&meeting=&state=&sort="""
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


async def my_tasks(request: Request) -> Response:
    """GET /tasks/mine"""
    readers, found, live = await read_live(request, "my-tasks", "", queries.seen_own)
    return page(request, "overview/mine.html", own=found, audience=readers, live=live)


async def task(request: Request) -> Response:
    """GET /tasks/{key}"""
    key, viewer = str(request.path_params["key"]), viewer_of(request)

    def query(db: Session, readers: TaskReaders) -> dict[str, Any]:
        row, _readers = task_to_see(db, viewer, key)
        line, reports = chains.task_page(db, row.id)
        return {
            "task": line,
            "reports": reports,
            "chain": chains.chain_of(db, viewer, line),
            "corrections": corrections_for_task(db, row.id),
        }

    readers, found, live = await read_live(request, "task", key, query)
    return page(request, "overview/task.html", audience=readers, live=live, **found)


async def item_chain(request: Request) -> Response:
    """GET /programme-items/{key}/chain: a part of the item's page; a page by itself otherwise."""
    key = str(request.path_params["key"])
    found = await read(request, chains.became_of, viewer_of(request), key)
    if by_script(request):
        return fragment(request, "overview/_became.html", became=found)
    return page(request, "overview/became.html", became=found)


_GET = ["GET"]
routes: list[BaseRoute] = [
    *home.routes,
    Route("/tasks", follow_up, methods=_GET, name="follow_up"),
    Route("/tasks/mine", my_tasks, methods=_GET, name="my_tasks"),
    Route("/tasks/{key:uuid}", task, methods=_GET, name="task"),
    Route("/programme-items/{key:uuid}/chain", item_chain, methods=_GET, name="item_chain"),
]
