"""HTTP of a programme's pictures, and of the items that came to a step of their way."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.web import page, read, read_live, viewer_of
from server.overview.pictures import fragments
from server.overview.pictures.flow import step_name
from server.overview.pictures.rows import passed_rows
from server.programmes.access import readers_of
from server.programmes.tabs import Tab, add_tab, tabs_of

add_tab(Tab("programme_pictures", "Pictures", 60))


async def pictures(request: Request) -> Response:
    """GET /programmes/{key}/pictures?rows=&year="""
    key, asked, viewer = str(request.path_params["key"]), request.query_params, viewer_of(request)
    subject = fragments.subject_of(key, asked.get("rows", "")[:10], asked.get("year", "")[:4])

    _audience, found, live = await read_live(
        request, "programme-pictures", subject, fragments.seen_page
    )
    tabs = tabs_of(request, found["head"], readers_of(viewer), "programme_pictures")
    return page(request, "overview/pictures.html", live=live, tabs=tabs, **found)


async def programme_passed(request: Request) -> Response:
    """GET /programmes/{key}/pictures/items?step=&out=&page="""
    asked, number = request.query_params, request.query_params.get("page", "")
    view = await read(
        request,
        passed_rows,
        viewer_of(request),
        str(request.path_params["key"]),
        asked.get("step", ""),
        out=asked.get("out", "") == "1",
        number=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    return page(request, "overview/passed.html", view=view, step=step_name(view.step))


_PICTURES = "/programmes/{key:uuid}/pictures"
routes: list[BaseRoute] = [
    Route(_PICTURES, pictures, methods=["GET"], name="programme_pictures"),
    Route(f"{_PICTURES}/items", programme_passed, methods=["GET"], name="programme_passed"),
]
