"""HTTP of what hangs loose: how many of each kind, and the rows behind a number."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.web import page, read, viewer_of
from server.overview.orphans.lists import Orphans, counts, orphans


async def task_orphans(request: Request) -> Response:
    """GET /tasks/orphans?list=&page="""
    name, asked = request.query_params.get("list", ""), request.query_params.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1

    def query(db: Session) -> tuple[dict[str, int], Orphans | None]:
        viewer = viewer_of(request)
        found = orphans(db, viewer, name, max(number, 1)) if name else None
        return counts(db, viewer), found

    found, shown = await read(request, query)
    return page(request, "overview/orphans/orphans.html", counts=found, shown=shown)


routes: list[BaseRoute] = [
    Route("/tasks/orphans", task_orphans, methods=["GET"], name="task_orphans"),
]
