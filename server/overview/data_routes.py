"""HTTP of what other programs read: tasks, conclusions and the chain with stable ids."""

from dataclasses import replace

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import page, read, viewer_of
from server.overview import fragments
from server.overview.data_files import FORMATS, write_data
from server.overview.datasets import COLUMNS, rows_of
from server.tasks.access import TaskReaders, readers_of


def _readers(request: Request) -> TaskReaders:
    """Who asks, narrowed as the list is. Raises NotFound for who does not follow all tasks."""
    readers = readers_of(viewer_of(request))
    if readers.tier == "body":
        raise NotFound
    return replace(readers, filters=fragments.filters_of(request.url.query))


async def task_files(request: Request) -> Response:
    """GET /tasks/data?body=&...: which files there are of what the list shows."""
    readers = _readers(request)
    return page(
        request,
        "overview/data.html",
        wanted=dict(readers.filters),
        kinds=tuple(COLUMNS),
        formats=tuple(FORMATS),
    )


async def task_data(request: Request) -> Response:
    """GET /tasks/data/{format}?body=&...: tasks.csv, conclusions.json, chain.xlsx and so on."""
    readers = _readers(request)
    what, _dot, kind = request.path_params["format"].partition(".")
    if what not in COLUMNS or kind not in FORMATS:
        raise NotFound
    rows = await read(request, rows_of, readers, what)
    day = today(now()).isoformat()
    office = request.app.state.office.name
    content = await anyio.to_thread.run_sync(
        lambda: write_data(rows, what, kind, office=office, day=day)
    )
    names = {"tasks": "nhiem-vu", "conclusions": "ket-luan", "chain": "chuoi-ho-so"}
    headers = {
        "content-disposition": f'attachment; filename="{names[what]}-{day}.{kind}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=FORMATS[kind], headers=headers)


routes: list[BaseRoute] = [
    Route("/tasks/data", task_files, methods=["GET"], name="task_files"),
    Route("/tasks/data/{format}", task_data, methods=["GET"], name="task_data"),
]
