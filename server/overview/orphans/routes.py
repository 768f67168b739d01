"""HTTP of what hangs loose: how many of each kind, and the rows behind a number."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.web import page, read, viewer_of
from server.overview.orphans.lists import LISTS, Orphans, counts, orphans
from server.people.access import require
from server.tasks.access import TaskReaders, readers_of


async def task_orphans(request: Request) -> Response:
    """GET /tasks/orphans?list=&page="""
    viewer = viewer_of(request)
    require(viewer, "tasks.follow")
    readers = readers_of(viewer)
    name, asked = request.query_params.get("list", ""), request.query_params.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    found, shown = await read(request, _both, readers, name, max(number, 1))
    return page(
        request, "overview/orphans/orphans.html", counts=found, shown=shown, lists=tuple(LISTS)
    )


def _both(
    db: Session, readers: TaskReaders, name: str, number: int
) -> tuple[dict[str, int], Orphans | None]:
    return counts(db, readers), orphans(db, readers, name, number) if name else None


routes: list[BaseRoute] = [
    Route("/tasks/orphans", task_orphans, methods=["GET"], name="task_orphans"),
]
