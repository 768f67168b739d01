"""The secretariat's console: the agenda being edited, a chosen item's papers and its conclusions.

A screen of three features. Each says in its own fragments.py what an event renders again; COLUMNS
is the one place where they are put together.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.conclusions import fragments as conclusions
from server.conclusions import queries as conclusion_queries
from server.conclusions.moving import Holder, holder
from server.conclusions.opinion_queries import load_opinions
from server.conclusions.opinion_routes import item_opinions
from server.conclusions.typed import body_names
from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.web import fragment, page, read, read_live, viewer_of
from server.materials import fragments as materials
from server.materials import queries as material_queries
from server.meetings import fragments as meetings
from server.meetings.access import Audience, meeting_to_see
from server.meetings.editing import expected
from server.meetings.queries import AgendaView, ItemView, seen_agenda
from server.people.access import Viewer

# Event -> what stands beside the agenda for the item that the event is about.
COLUMNS: Mapping[str, Callable[[int, str], Fragment]] = {
    "paper-changed": materials.console_papers,
    "conclusion-changed": conclusions.desk,
    "opinion-changed": item_opinions,
}


IN_THE_MEETING = ("tablet", "chair", "console", "paper")  # not: the first page, waiting


class Console:
    """The live page of one meeting, for who keeps it."""

    name = "console"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat a member of the secretariat at the meeting with key `subject`. Raises NotFound."""
        meeting, audience = meeting_to_see(db, viewer, subject)
        if not audience.may_edit:
            raise NotFound
        # The tasks' own stream: what is left open about a given task is settled elsewhere.
        streams = (f"meeting:{meeting.id}", "tasks", f"user:{viewer.user_id}")
        return Seat(streams, audience)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the elements that these events may have changed."""
        found = meetings.console(happened)
        about = {
            (h.name, h.ids["item_id"], h.ids["item_key"]): COLUMNS[h.name]
            for h in happened
            if h.name in COLUMNS
        }
        found += [build(item_id, key) for (_name, item_id, key), build in about.items()]
        tasks = {h.ids["task_id"] for h in happened if h.name == "task-changed"}
        return found + [conclusions.desk_task(task_id) for task_id in sorted(tasks)]


register(Console())


def _chosen(view: AgendaView, asked: str | None) -> ItemView | None:
    """The item that is asked for, else the current one, else the first."""
    if asked is not None:
        return next((item for item in view.items if str(item.key) == asked), None)
    return view.current or next(iter(view.items), None)


async def console(request: Request) -> Response:
    """GET /meetings/{key}/console?item=KEY.

    The address names the item, so that the page stays about it when the room moves on: without a
    name it leads to the one that is on now.
    """
    key = str(request.path_params["key"])
    asked = request.query_params.get("item")

    def query(db: Session, audience: Audience) -> dict[str, Any]:
        view = seen_agenda(db, audience)
        item: ItemView | Holder | None = _chosen(view, asked)
        if asked is not None and item is None:
            item = holder(db, audience, asked)
        found = {"agenda": view, "meeting": view.meeting, "item": item, "aside": False}
        if item is not None and asked is not None:
            if isinstance(item, ItemView):
                found["papers"] = material_queries.item_papers_of(db, item.id)
            found["aside"] = isinstance(item, Holder)
            found["desk"] = conclusion_queries.load_desk(db, item.id)
            found["bodies"] = body_names(db)
            found["opinions"] = load_opinions(db, item.id)
        return found

    audience, found, live = await read_live(request, "console", key, query)
    if asked is None and found["item"] is not None:
        here = str(request.app.url_path_for("console", key=key))
        return RedirectResponse(f"{here}?item={found['item'].key}", status_code=303)
    return page(request, "room/console.html", audience=audience, live=live, **found)


async def seen(request: Request) -> Response:
    """GET /meetings/{key}/seen: how many of those who take part have the meeting open."""
    meeting_id, people = await read(
        request, expected, viewer_of(request), request.path_params["key"]
    )
    stream = f"meeting:{meeting_id}"
    sockets = request.app.state.live.sockets
    inside = [s for s in sockets if stream in s.seat.streams and s.screen in IN_THE_MEETING]
    there = {s.viewer.user_id for s in inside}
    return fragment(request, "room/_seen.html", there=len(there & people), expected=len(people))


routes: list[BaseRoute] = [
    Route("/meetings/{key:uuid}/console", console, methods=["GET"], name="console"),
    Route("/meetings/{key:uuid}/seen", seen, methods=["GET"], name="seen"),
]
