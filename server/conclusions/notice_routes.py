"""HTTP of the draft notice, of the notice it becomes, and of its corrections."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import commands, correcting, draft_routes, fragments, notices, queries
from server.conclusions.draft_queries import NoticeDraftView, notice_draft
from server.conclusions.forms import CorrectionForm
from server.conclusions.queries import MeetingConclusions
from server.kernel.errors import BadForm
from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    done,
    fragment,
    page,
    page_before,
    read,
    read_live,
    viewer_of,
    write,
)
from server.meetings.access import Audience


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


async def draft(request: Request) -> Response:
    """GET /meetings/{key}/notice: the draft notice, how far it is and what it still lacks."""

    def both(db: Session, audience: Audience) -> tuple[MeetingConclusions, NoticeDraftView]:
        return queries.draft(db, audience), notice_draft(db, audience)

    audience, (found, drafted), live = await read_live(
        request, fragments.DraftScreen.name, _key(request), both
    )
    return page(
        request,
        "conclusions/draft.html",
        conclusions=found,
        draft=drafted,
        audience=audience,
        live=live,
    )


async def open_draft(request: Request) -> Response:
    """POST /meetings/{key}/draft: take what was agreed to into the draft."""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.open_draft, meeting_key=_key(request))
    return done(
        request,
        back=page_before(request, f"/meetings/{_key(request)}/notice"),
        say=_("It stands in the draft notice."),
    )


async def notice(request: Request) -> Response:
    """GET /notices/{key}: the notice as issued and its corrections, to read and to print."""
    reader, found, live = await read_live(
        request, fragments.NoticeScreen.name, _key(request), notices.notice
    )
    return page(request, "conclusions/notice.html", notice=found, audience=reader, live=live)


async def correct_form(request: Request) -> Response:
    """GET /conclusions/{key}/correct: the editor."""
    found = await read(request, notices.to_correct, viewer_of(request), _key(request))
    return fragment(request, "conclusions/_correct.html", correcting=found, day=today(now()))


async def correct(request: Request) -> Response:
    """POST /conclusions/{key}/correct"""
    form = await CorrectionForm.parse(request)
    if missing := {name for name in ("text", "reason") if not getattr(form, name)}:
        raise BadForm(dict.fromkeys(missing, "field-required"))
    await write(
        request,
        form.command_id,
        correcting.correct,
        key=_key(request),
        number=form.number,
        issued_on=form.issued_on,
        text=form.text,
        reason=form.reason,
    )
    return done(request, back=page_before(request, "/"), say=_("The correction is issued."))


_POST, _GET = ["POST"], ["GET"]
_MEETING, _CONCLUSION = "/meetings/{key:uuid}", "/conclusions/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_MEETING}/draft", open_draft, methods=_POST, name="open_draft"),
    Route(f"{_MEETING}/notice", draft, methods=_GET, name="draft_notice"),
    *draft_routes.routes,
    Route("/notices/{key:uuid}", notice, methods=_GET, name="notice"),
    Route(f"{_CONCLUSION}/correct", correct_form, methods=_GET, name="correct_form"),
    Route(f"{_CONCLUSION}/correct", correct, methods=_POST, name="correct_conclusion"),
]
