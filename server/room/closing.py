"""The end of a session: one tap, the list of what is left, and the file's completion."""

from collections.abc import Sequence
from functools import partial

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions.session_documents import keep_documents
from server.kernel.errors import DomainError, NotFound
from server.kernel.i18n import gettext as _
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.kernel.web import CommandForm, done, page, read_live, viewer_of, write
from server.meetings.access import Audience, meeting_to_see
from server.people.access import Viewer
from server.room import commands, queries

log = structlog.get_logger("closing")


class AfterScreen:
    """The live list of what must be settled, for the secretariat and the chair."""

    name = "after-session"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who sees all of the meeting with key `subject`. Raises NotFound."""
        meeting, audience = meeting_to_see(db, viewer, subject)
        if not audience.sees_all:
            raise NotFound
        # The tasks' own stream: what was left open about a given task is settled there.
        streams = (f"meeting:{meeting.id}", "tasks", f"user:{viewer.user_id}")
        return Seat(streams, audience)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the whole list, of each meeting that these events are about."""
        meetings = {h.ids["meeting_id"] for h in happened if "meeting_id" in h.ids}
        return [after_list(meeting_id) for meeting_id in sorted(meetings)]


def after_list(meeting_id: int) -> Fragment:
    """The list of one meeting: element `after-ID` (the tasks' stream is about many meetings)."""

    def show(loaded: queries.AfterSession, audience: Audience) -> str | None:
        if audience.meeting_id != meeting_id or not audience.sees_all:
            return None
        return render("room/_after.html", after=loaded, audience=audience)

    load = partial(queries.load_after, meeting_id=meeting_id)
    return Fragment(f"after-{meeting_id}", load, show)


register(AfterScreen())


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


def _after(request: Request) -> str:
    return str(request.app.url_path_for("after_session", key=request.path_params["key"]))


async def after_session(request: Request) -> Response:
    """GET /meetings/{key}/after"""
    key = request.path_params["key"]
    audience, found, live = await read_live(
        request, "after-session", str(key), queries.after_session
    )
    return page(request, "room/after.html", after=found, audience=audience, live=live)


async def end_session(request: Request) -> Response:
    """POST /meetings/{key}/end"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.end_session, key=_key(request))
    return done(request, back=_after(request), say=_("The session has ended."), go=True)


async def complete_file(request: Request) -> Response:
    """POST /meetings/{key}/complete"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.complete_file, key=_key(request))
    try:
        await keep_documents(request.app, _key(request))
    except (DomainError, OSError):  # complete it is; they are drawn when its ZIP is made
        log.exception("the documents of a session were not drawn", meeting=_key(request))
    return done(request, back=_after(request), say=_("The file is complete."))


routes: list[BaseRoute] = [
    Route("/meetings/{key:uuid}/after", after_session, methods=["GET"], name="after_session"),
    Route("/meetings/{key:uuid}/end", end_session, methods=["POST"], name="end_session"),
    Route("/meetings/{key:uuid}/complete", complete_file, methods=["POST"], name="complete_file"),
]
