"""HTTP of what people say and ask of a task that was given: words, later days, directives."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import CommandForm, fragment, read, viewer_of, write
from server.tasks import details, directing, extending, queries, telling
from server.tasks.access import WrongTaskState, task_to_see
from server.tasks.answering import answer, key_of
from server.tasks.forms import (
    AnswerForm,
    DecideForm,
    DirectForm,
    ExtensionForm,
    WordForm,
)


async def _line(request: Request) -> tuple[queries.TaskLine, Any]:
    return await read(request, queries.task, viewer_of(request), key_of(request))


# --- words --------------------------------------------------------------------------------------


async def word_form(request: Request) -> Response:
    """GET /tasks/{key}/words: the editor."""
    line, readers = await _line(request)
    if readers.tier != "office" and not readers.bodies & ({line.lead_id} | line.coordinating_ids):
        raise NotFound
    return fragment(request, "tasks/_word.html", task=line, office=readers.tier == "office")


async def tell(request: Request) -> Response:
    """POST /tasks/{key}/words"""
    form = await WordForm.parse(request)
    await write(
        request,
        form.command_id,
        telling.tell,
        key=key_of(request),
        kind=form.kind,
        text=form.text,
        for_lead=form.for_lead,
    )
    return answer(request, _("Noted. The deadline stays as it is."))


# --- a later day --------------------------------------------------------------------------------


async def extension_form(request: Request) -> Response:
    """GET /tasks/{key}/extension: the editor."""
    line, readers = await _line(request)
    if not readers.reports(line.lead_id):
        raise NotFound
    if line.state not in ("open", "returned") or line.deadline is None:
        raise WrongTaskState
    row, _readers = await read(request, task_to_see, viewer_of(request), key_of(request))
    level = extending.level_of(row, today(now()))
    office = readers.tier == "office"
    return fragment(request, "tasks/_extension.html", task=line, level=level, office=office)


async def ask_extension(request: Request) -> Response:
    """POST /tasks/{key}/extension"""
    form = await ExtensionForm.parse(request)
    await write(
        request,
        form.command_id,
        extending.ask_extension,
        key=key_of(request),
        wanted=form.wanted,
        reason=form.reason,
        letter=form.letter,
    )
    return answer(request, _("The request is sent."))


async def withdraw_extension(request: Request) -> Response:
    """POST /task-extensions/{key}/withdraw"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, extending.withdraw_extension, key=key_of(request))
    return answer(request, _("The request is withdrawn."))


async def decide_form(request: Request) -> Response:
    """GET /task-extensions/{key}/decide: the editor."""
    asked, line, readers = await read(
        request, details.extension, viewer_of(request), key_of(request)
    )
    if not readers.decides(asked.level):
        raise NotFound
    if asked.state != "waiting":
        raise extending.ExtensionSettled
    return fragment(request, "tasks/_decide.html", task=line, asked=asked)


async def decide_extension(request: Request) -> Response:
    """POST /task-extensions/{key}/decide"""
    form = await DecideForm.parse(request)
    await write(
        request,
        form.command_id,
        extending.decide_extension,
        key=key_of(request),
        version=form.version,
        granted=form.until(),
        answer=form.answer,
    )
    return answer(request, _("The request is answered."))


# --- what the standing body says ----------------------------------------------------------------


async def direct_form(request: Request) -> Response:
    """GET /tasks/{key}/directives: the editor."""
    line, readers = await _line(request)
    if not readers.directs:
        raise NotFound
    return fragment(request, "tasks/_direct.html", task=line)


async def direct(request: Request) -> Response:
    """POST /tasks/{key}/directives"""
    form = await DirectForm.parse(request)
    await write(
        request,
        form.command_id,
        directing.direct,
        key=key_of(request),
        kind=form.kind,
        text=form.text,
        deadline=form.deadline,
    )
    return answer(request, _("The opinion is with the lead body and the office."))


async def answer_form(request: Request) -> Response:
    """GET /task-directives/{key}/answer: the editor."""
    said, line, readers = await read(
        request, details.directive, viewer_of(request), key_of(request)
    )
    if not readers.reports(line.lead_id):
        raise NotFound
    if not said.waits:
        raise directing.DirectiveAnswered
    return fragment(request, "tasks/_answer.html", task=line, said=said)


async def answer_directive(request: Request) -> Response:
    """POST /task-directives/{key}/answer"""
    form = await AnswerForm.parse(request)
    await write(
        request, form.command_id, directing.answer_directive, key=key_of(request), text=form.text
    )
    return answer(request, _("The directive is answered."))


_POST = ["POST"]
_TASK = "/tasks/{key:uuid}"
_EXTENSION, _DIRECTIVE = "/task-extensions/{key:uuid}", "/task-directives/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_TASK}/words", word_form, methods=["GET"], name="word_form"),
    Route(f"{_TASK}/words", tell, methods=_POST, name="tell_task"),
    Route(f"{_TASK}/extension", extension_form, methods=["GET"], name="extension_form"),
    Route(f"{_TASK}/extension", ask_extension, methods=_POST, name="ask_extension"),
    Route(f"{_EXTENSION}/withdraw", withdraw_extension, methods=_POST, name="withdraw_extension"),
    Route(f"{_EXTENSION}/decide", decide_form, methods=["GET"], name="decide_form"),
    Route(f"{_EXTENSION}/decide", decide_extension, methods=_POST, name="decide_extension"),
    Route(f"{_TASK}/directives", direct_form, methods=["GET"], name="direct_form"),
    Route(f"{_TASK}/directives", direct, methods=_POST, name="direct_task"),
    Route(f"{_DIRECTIVE}/answer", answer_form, methods=["GET"], name="answer_form"),
    Route(f"{_DIRECTIVE}/answer", answer_directive, methods=_POST, name="answer_directive"),
]
