"""What the routes of meetings and of their lines have in common."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.kernel.web import CommandForm, done, page_before, write

ITEM, MEETING = "/agenda-items/{key:uuid}", "/meetings/{key:uuid}"
GET, POST = ["GET"], ["POST"]


def console(request: Request, key: Any, item: Any = None) -> str:
    """Address of a meeting's console, about `item` if it is given."""
    path = str(request.app.url_path_for("console", key=str(key)))
    return f"{path}?item={item}" if item else path


def one_tap(command: Any) -> Any:
    """POST with nothing but the key in its address: a state's step or a mark."""

    async def answer(request: Request) -> Response:
        form = await CommandForm.parse(request)
        await write(request, form.command_id, command, key=request.path_params["key"])
        return done(request, back=page_before(request, "/meetings"))

    return answer
