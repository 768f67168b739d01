"""The first page: what is on now, what comes, what waits for me.

Whoever takes part in a meeting that is on now goes straight there (`?stay` keeps the page). Others
see the next meeting, and the page moves by itself when one is opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.kernel.web import page, read_live, viewer_of
from server.meetings.events import STREAM as MEETINGS
from server.meetings.lists import MeetingLine, Meetings, meetings, streams_of
from server.overview.waiting import Waiting, waiting_for
from server.people.access import Viewer, viewer_with_id
from server.programmes import opened
from server.programmes.amendment_waiting import STREAM as PROPOSALS

COMING = 8  # meetings that the page shows


@dataclass(frozen=True)
class HomeAudience:
    """One person: what is on and what waits is personal."""

    user_id: int
    locale: str
    priority: int = 1


@dataclass(frozen=True)
class Home:
    """What the first page shows."""

    now: tuple[MeetingLine, ...]
    coming: tuple[MeetingLine, ...]
    past: tuple[MeetingLine, ...]
    waiting: tuple[Waiting, ...]


def home_of(db: Session, audience: HomeAudience) -> Home:
    """Return the first page of whoever asks. Raises NotFound for a disabled account."""
    viewer = viewer_with_id(db, audience.user_id)
    found: Meetings = meetings(db, viewer)
    return Home(found.now, found.coming[:COMING], found.past[:3], tuple(waiting_for(db, viewer)))


class HomeScreen:
    """The live first page."""

    name = "home"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat anybody who is signed in: on the streams of the meetings that can still change, for
        what waits in those that have ended, of tasks, and of programmes that move on."""
        followed = (MEETINGS, "tasks", "programmes", PROPOSALS, f"user:{viewer.user_id}")
        streams = (*streams_of(db, viewer), *followed)
        streams += opened.streams_of(db, viewer)
        return Seat(streams, HomeAudience(viewer.user_id, viewer.locale))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the whole list: it is short, and personal."""
        return [Personal("home-list", "overview/_home.html")]


class Personal(Fragment):
    """An element that is read for each person anew."""

    def __init__(self, target: str, template: str) -> None:
        def show(db: Session, audience: HomeAudience) -> str:
            return render(template, home=home_of(db, audience))

        super().__init__(target, load=lambda db: db, render=show)


register(HomeScreen())


async def home(request: Request) -> Response:
    """GET /: the first page, or the meeting that is on now."""
    viewer = viewer_of(request)
    _audience, found, live = await read_live(request, "home", "home", home_of)
    takes_part = [line for line in found.now if not line.may_edit]
    if len(takes_part) == 1 and "stay" not in request.query_params:
        path = request.app.url_path_for("meeting", key=str(takes_part[0].key))
        return RedirectResponse(path, status_code=303)
    return page(request, "overview/home.html", home=found, live=live, viewer=viewer)


routes: list[BaseRoute] = [Route("/", home, methods=["GET"], name="home")]
