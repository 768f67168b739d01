"""HTTP of a programme's life: opened, submitted, approved or returned, adopted."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
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
from server.programmes import life, life_queries
from server.programmes.access import uuid_of
from server.programmes.tabs import Tab, add_tab, tabs_of

GET, POST = ["GET"], ["POST"]

add_tab(
    Tab(
        "programme_approval",
        "Approval",
        80,
        lambda head, readers: head.state in ("submitted", "endorsed", "approved"),
    )
)


class Registration(CommandForm):
    """Until which day bodies register."""

    until: date | None = None


class Note(CommandForm):
    """What is said with a word."""

    note: OptionalLine = ""


class Document(CommandForm):
    """The number and symbol of the document, and its date."""

    number: OptionalLine = ""
    adopted_on: date | None = None


class SaveDocument(EditForm):
    """The same of a programme that is adopted."""

    number: OptionalLine = ""
    adopted_on: date | None = None
    base_number: OptionalLine = ""
    base_adopted_on: date | None = None


async def programme_approval(request: Request) -> Response:
    """GET /programmes/{key}/approval: what it contains, for a phone; approve it or return it."""
    key, viewer = request.path_params["key"], viewer_of(request)
    audience, view, live = await read_live(
        request,
        "programme-approval",
        key,
        lambda db, _audience: life_queries.approving(db, viewer, key),
    )
    return page(
        request,
        "programmes/approval.html",
        view=view,
        audience=audience,
        live=live,
        tabs=tabs_of(request, view.head, audience, "programme_approval"),
    )


async def _ask(request: Request) -> Response:
    """GET: what a programme's next step needs to know, in the editor."""
    name = request.url.path.rsplit("/", 1)[1]
    head = await read(request, life_queries.head_to_move, viewer_of(request), _key(request))
    return fragment(request, f"programmes/_{name}.html", head=head)


def _step(command: Callable[..., Any], shape: type[CommandForm]) -> Any:
    """POST: carry out a command of life.py with the fields of its form."""

    async def answer(request: Request) -> Response:
        form = await shape.parse(request)
        key = _key(request)
        fields = form.model_dump(exclude={"command_id"})
        await write(request, form.command_id, command, key=key, **fields)
        back = request.app.url_path_for("programme_approval", key=str(key))
        return done(request, back=page_before(request, str(back)), say=_("Saved"))

    return answer


def _key(request: Request) -> UUID:
    return uuid_of(request.path_params["key"])


ONE = "/programmes/{key}"

routes: list[BaseRoute] = [
    Route(f"{ONE}/approval", programme_approval, methods=GET, name="programme_approval"),
    *(
        Route(f"{ONE}/{name}", _ask, methods=GET, name=f"ask_{name}")
        for name in ("registering", "adopting", "numbering")
    ),
    *(
        Route(f"{ONE}/{act}", _step(command, shape), methods=POST, name=name)
        for act, name, command, shape in (
            ("registering", "open_registration", life.open_registration, Registration),
            ("registered", "close_registration", life.close_registration, CommandForm),
            ("submit", "submit_programme", life.submit, CommandForm),
            ("take-back", "take_back_programme", life.take_back, CommandForm),
            ("approve", "approve_programme", life.approve, Note),
            ("return", "return_programme", life.return_programme, Note),
            ("adopting", "adopt_programme", life.adopt, Document),
            ("numbering", "set_document", life.set_document, SaveDocument),
        )
    ),
]
