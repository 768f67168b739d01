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

from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.kernel.web import page, read_live, viewer_of
from server.meetings.events import STREAM as MEETINGS
from server.meetings.lists import MeetingLine, Meetings, meetings, streams_of
from server.overview.waiting import LACKS, Waiting, follows_programmes, lacking, waiting_for
from server.people.access import Viewer, may, require, viewer_with_id
from server.people.events import NUMBERS, OFFICE_RULES
from server.programmes import opened
from server.programmes.amendment_waiting import STREAM as PROPOSALS
from server.programmes.events import ALL_PROGRAMMES, STEPS
from server.urging.queries import Reminders, reminders_of

COMING = 8  # meetings that the page shows
SHOWN = 300  # lines of a list that one person works down
WAITING = 8  # lines of what waits; the rest stand on a page of their own


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
    waiting_count: int


def home_of(db: Session, audience: HomeAudience) -> Home:
    """Return the first page of whoever asks. Raises NotFound for a disabled account."""
    viewer = viewer_with_id(db, audience.user_id)
    found: Meetings = meetings(db, viewer)
    waiting = tuple(waiting_for(db, viewer))
    return Home(
        now=found.now,
        coming=found.coming[:COMING],
        past=found.past[:3],
        waiting=waiting[:WAITING],
        waiting_count=len(waiting),
    )


def waiting_streams(db: Session, viewer: Viewer) -> tuple[str, ...]:
    """Return what tells that something else waits for the viewer, but for meetings."""
    more = (ALL_PROGRAMMES, OFFICE_RULES) if follows_programmes(viewer) else ()
    numbers = (NUMBERS,) if may(viewer, "documents.number") else ()
    registered = opened.streams_of(db, viewer)
    return ("tasks", STEPS, PROPOSALS, *registered, *more, *numbers, f"user:{viewer.user_id}")


class HomeScreen:
    """The live first page."""

    name = "home"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat anybody who is signed in: on the streams of the meetings that can still change, for
        what waits in those that have ended, of tasks, and of programmes."""
        streams = (*streams_of(db, viewer), MEETINGS, *waiting_streams(db, viewer))
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


@dataclass(frozen=True)
class WorkAudience:
    """One person, and what the list is narrowed to: one of waiting.LACKS, or ""."""

    user_id: int
    locale: str
    lack: str
    priority: int = 1


@dataclass(frozen=True)
class Work:
    """All that waits for a person, `count` lines of which the first are shown."""

    waiting: tuple[Waiting, ...]
    count: int
    lack: str
    reminders: Reminders


def work_of(db: Session, audience: WorkAudience) -> Work:
    """Return what waits for whoever asks. Raises NotFound for a disabled account."""
    viewer = viewer_with_id(db, audience.user_id)
    lack = audience.lack
    found = lacking(db, viewer, lack) if lack else waiting_for(db, viewer)
    reminders = Reminders() if lack else reminders_of(db, viewer)
    found = [each for each in found if each.kind != "reminded"]  # they stand on top themselves
    return Work(tuple(found[:SHOWN]), len(found), lack, reminders)


class WorkScreen:
    """The live page of all that waits (*Việc cần xử lý*)."""

    name = "work"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat anybody who is signed in; what items lack is for who keeps them alone. Raises
        NotFound."""
        if subject:
            if subject not in LACKS:
                raise NotFound
            require(viewer, "programmes.edit")
        streams = (*streams_of(db, viewer), MEETINGS, *waiting_streams(db, viewer))
        return Seat(streams, WorkAudience(viewer.user_id, viewer.locale, subject))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the whole list: it is personal."""

        def show(db: Session, audience: WorkAudience) -> str:
            return render("overview/_work.html", work=work_of(db, audience))

        return [Fragment("work-list", load=lambda db: db, render=show)]


register(WorkScreen())


async def work(request: Request) -> Response:
    """GET /work?lack=: all that waits for whoever asks."""
    lack = request.query_params.get("lack", "")
    _audience, found, live = await read_live(request, "work", lack, work_of)
    return page(request, "overview/work.html", work=found, live=live)


routes: list[BaseRoute] = [
    Route("/", home, methods=["GET"], name="home"),
    Route("/work", work, methods=["GET"], name="work"),
]
