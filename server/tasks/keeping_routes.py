"""HTTP of what the office keeps of a task that was given: corrections, what stands beside it, its
parts."""

from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import CommandForm, fragment, read, viewer_of, write
from server.people.access import Viewer
from server.people.queries import bodies
from server.tasks import correcting, details, facts, queries, telling
from server.tasks.access import WrongTaskState, task_to_see
from server.tasks.answering import answer, key_of
from server.tasks.choosing import open_tasks
from server.tasks.correcting import Terms, terms_of
from server.tasks.facts import Facts, facts_of
from server.tasks.followup import RHYTHMS
from server.tasks.forms import CorrectForm, FactsForm, RefuseForm, TaskForm
from server.tasks.phrases import KINDS
from server.tasks.watching import specialists


async def _for_office(request: Request, *states: str) -> queries.TaskLine:
    line, readers = await read(request, queries.task, viewer_of(request), key_of(request))
    if readers.tier != "office":
        raise NotFound
    if states and line.state not in states:
        raise WrongTaskState
    return line


async def correct_form(request: Request) -> Response:
    """GET /tasks/{key}/correct: the editor."""
    line = await _for_office(request, *telling.UNDER_WAY)
    viewer = viewer_of(request)

    def terms(db: Session, viewer: Viewer) -> Terms:
        return terms_of(db, task_to_see(db, viewer, line.key)[0])

    return fragment(
        request,
        "tasks/_correct.html",
        task=line,
        terms=await read(request, terms, viewer),
        choices=[(str(body.key), body.name) for body in await read(request, bodies, viewer)],
    )


async def correct(request: Request) -> Response:
    """POST /tasks/{key}/correct"""
    form = await CorrectForm.parse(request)
    names = correcting.FIELDS
    outcome = await write(
        request,
        form.command_id,
        correcting.correct_task,
        key=key_of(request),
        base=Terms(**{name: getattr(form, f"base_{name}") for name in names}),
        to=Terms(**{name: getattr(form, name) for name in names}),
        reason=form.reason,
        reference=form.reference,
    )
    if outcome == "waiting":
        return answer(request, _("The correction waits for another person of the office."))
    return answer(request, _("Corrected; what it was stays in its history."))


async def agree_correction(request: Request) -> Response:
    """POST /task-corrections/{key}/agree"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, correcting.agree_correction, key=key_of(request))
    return answer(request, _("Corrected; what it was stays in its history."))


async def refuse_correction(request: Request) -> Response:
    """POST /task-corrections/{key}/refuse"""
    form = await RefuseForm.parse(request)
    said = {"answer": form.answer}
    await write(request, form.command_id, correcting.refuse_correction, key=key_of(request), **said)
    return answer(request, _("The correction is not made."))


async def facts_form(request: Request) -> Response:
    """GET /tasks/{key}/facts: the editor."""
    line = await _for_office(request, "planned", *telling.UNDER_WAY)
    viewer, asked = viewer_of(request), request.query_params.get("part_of", "")

    def found(db: Session, viewer: Viewer) -> dict[str, Any]:
        row, readers = task_to_see(db, viewer, line.key)
        choice = open_tasks(db, readers, words=asked) if asked else None
        return {
            "facts": facts_of(db, row),
            "details": details.details_of(db, line),
            "people": specialists(db, line),
            "wholes": [one for one in choice.lines if one.id != line.id] if choice else [],
        }

    return fragment(
        request,
        "tasks/_facts_form.html",
        task=line,
        rhythms=RHYTHMS,
        kinds=KINDS,
        asked=asked,
        choices=[(str(body.key), body.name) for body in await read(request, bodies, viewer)],
        **await read(request, found, viewer),
    )


async def save_facts(request: Request) -> Response:
    """POST /tasks/{key}/facts"""
    form = await FactsForm.parse(request)
    await write(
        request,
        form.command_id,
        facts.set_facts,
        key=key_of(request),
        version=form.version,
        base=Facts(**{name: getattr(form, f"base_{name}") for name in facts.NAMES}),
        to=Facts(**{name: getattr(form, name) for name in facts.NAMES}),
    )
    return answer(request, _("Saved."))


async def part_form(request: Request) -> Response:
    """GET /tasks/{key}/parts: the editor."""
    line = await _for_office(request, "open", "returned")
    choices = [body.name for body in await read(request, bodies, viewer_of(request))]
    return fragment(request, "tasks/_part_form.html", task=line, choices=choices)


async def add_part(request: Request) -> Response:
    """POST /tasks/{key}/parts"""
    form = await TaskForm.parse(request)
    await write(request, form.command_id, facts.add_part, key=key_of(request), words=form.words())
    return answer(request, _("The part is given."))


_POST = ["POST"]
_TASK, _CORRECTION = "/tasks/{key:uuid}", "/task-corrections/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_TASK}/correct", correct_form, methods=["GET"], name="correct_task_form"),
    Route(f"{_TASK}/correct", correct, methods=_POST, name="correct_task"),
    Route(f"{_CORRECTION}/agree", agree_correction, methods=_POST, name="agree_correction"),
    Route(f"{_CORRECTION}/refuse", refuse_correction, methods=_POST, name="refuse_correction"),
    Route(f"{_TASK}/facts", facts_form, methods=["GET"], name="facts_form"),
    Route(f"{_TASK}/facts", save_facts, methods=_POST, name="save_facts"),
    Route(f"{_TASK}/parts", part_form, methods=["GET"], name="part_form"),
    Route(f"{_TASK}/parts", add_part, methods=_POST, name="add_part"),
]
