"""HTTP of conclusions that change a task given before."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import typed
from server.conclusions.planning_terms import drop_terms, plan_terms
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page_before,
    read,
    viewer_of,
    write,
)
from server.people.access import require
from server.tasks.access import readers_of
from server.tasks.choosing import open_tasks


class TermsForm(CommandForm):
    """What of a task changes; what is empty stays."""

    task: Line
    deadline_text: OptionalLine = ""
    deadline: date | None = None
    goal: OptionalLine = ""
    product: OptionalLine = ""


async def form(request: Request) -> Response:
    """GET /conclusions/{key}/terms?words=: the editor."""
    viewer, words = viewer_of(request), request.query_params.get("words", "")
    require(viewer, "conclusions.note")
    line = await read(request, typed.conclusion, viewer, str(request.path_params["key"]))
    choice = await read(request, open_tasks, readers_of(viewer), words=words)
    part = "conclusions/_plan_terms.html"
    return fragment(request, part, line=line, choice=choice, words=words)


async def plan(request: Request) -> Response:
    """POST /conclusions/{key}/terms"""
    form = await TermsForm.parse(request)
    await write(
        request,
        form.command_id,
        plan_terms,
        conclusion_key=str(request.path_params["key"]),
        task_key=form.task,
        deadline_text=form.deadline_text,
        deadline=form.deadline,
        goal=form.goal,
        product=form.product,
    )
    return _answer(request, _("The task changes when the notice is issued."))


async def drop(request: Request) -> Response:
    """POST /planned-terms/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, drop_terms, key=str(request.path_params["key"]))
    return _answer(request, _("The task stays as it is."))


def _answer(request: Request, say: str) -> Response:
    return done(request, back=page_before(request, "/meetings"), say=say)


_TERMS = "/conclusions/{key:uuid}/terms"
routes: list[BaseRoute] = [
    Route(_TERMS, form, methods=["GET"], name="plan_terms_form"),
    Route(_TERMS, plan, methods=["POST"], name="plan_terms"),
    Route("/planned-terms/{key:uuid}/remove", drop, methods=["POST"], name="drop_terms"),
]
