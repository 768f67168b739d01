"""HTTP of the standing body's page."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.web import page, read_live
from server.overview.fragments import filters_of, subject_of
from server.overview.standing import fragments as _fragments  # noqa: F401  # registers the screen
from server.overview.standing.board import board
from server.overview.standing.groups import BY


async def standing_board(request: Request) -> Response:
    """GET /tasks/board?by="""
    subject = subject_of(filters_of(request.url.query))
    readers, found, live = await read_live(request, "standing-board", subject, board)
    parts: dict[str, Any] = {
        "sentences": found.sentences,
        "deciding": found.deciding,
        "groups": found.groups,
        "trend": found.trend,
        "by": found.by,
    }
    return page(
        request, "overview/standing/board.html", audience=readers, live=live, ways=BY, **parts
    )


routes: list[BaseRoute] = [
    Route("/tasks/board", standing_board, methods=["GET"], name="standing_board"),
]
