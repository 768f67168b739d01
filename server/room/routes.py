"""Entering a meeting: each reader's own screen of it."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.conclusions import queries as conclusions
from server.conclusions.opinion_queries import load_meeting_opinions
from server.kernel.errors import NotFound
from server.kernel.web import page, read, read_live, viewer_of
from server.meetings.access import Audience, meeting_to_see
from server.room import console, tablet

SCREENS = {"secretariat": "console", "chair": "chair"}


def _tier(db: Session, viewer: Any, key: str) -> str:
    return meeting_to_see(db, viewer, key)[1].tier


async def meeting(request: Request) -> Response:
    """GET /meetings/{key}: on to the screen that is this reader's."""
    key = str(request.path_params["key"])
    tier = await read(request, _tier, viewer_of(request), key)
    return RedirectResponse(request.app.url_path_for(SCREENS.get(tier, "tablet"), key=key), 303)


async def reading(request: Request) -> Response:
    """GET /meetings/{key}/tablet: agenda and papers, for everybody who may see the meeting."""

    def query(db: Session, audience: Audience) -> dict[str, Any]:
        seen = tablet.room(db, audience)
        loaded = conclusions.load_issued(db, audience.meeting_id)
        issued = conclusions.within_sight(loaded, audience)
        return {"room": seen, "meeting": seen.view.meeting, "conclusions": issued}

    key = str(request.path_params["key"])
    audience, found, live = await read_live(request, "tablet", key, query)
    return page(request, "room/tablet.html", audience=audience, live=live, **found)


async def chair(request: Request) -> Response:
    """GET /meetings/{key}/chair: now, next, and the conclusions to agree to."""

    def query(db: Session, audience: Audience) -> dict[str, Any]:
        if not audience.sees_all:
            raise NotFound
        seen = tablet.room(db, audience)
        noted = conclusions.load_meeting(db, audience.meeting_id)
        spoken = load_meeting_opinions(db, audience.meeting_id)
        return {"room": seen, "meeting": seen.view.meeting, "conclusions": noted, "spoken": spoken}

    key = str(request.path_params["key"])
    audience, found, live = await read_live(request, "chair", key, query)
    return page(request, "room/chair.html", audience=audience, live=live, **found)


routes: list[BaseRoute] = [
    Route("/meetings/{key:uuid}", meeting, methods=["GET"], name="meeting"),
    Route("/meetings/{key:uuid}/tablet", reading, methods=["GET"], name="tablet"),
    Route("/meetings/{key:uuid}/chair", chair, methods=["GET"], name="chair"),
    *console.routes,
]
