"""HTTP of chains: the whole chain through a task, a conclusion, a line of an agenda, an item."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.web import by_script, fragment, page, read, viewer_of
from server.overview.whole import whole


async def chain(request: Request) -> Response:
    """GET /chain/{kind}/{key}: a page; for the page of a programme's item what became of it."""
    kind, key = request.path_params["kind"], str(request.path_params["key"])
    found = await read(request, whole, viewer_of(request), kind, key)
    if kind == "programme-item" and by_script(request):
        return fragment(request, "overview/_whole.html", chain=found)
    return page(request, "overview/whole.html", chain=found)


routes: list[BaseRoute] = [
    Route("/chain/{kind}/{key:uuid}", chain, methods=["GET"], name="chain"),
]
