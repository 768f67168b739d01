"""HTTP of tasks that were given: report, confirm, ask for more, fill in what was left open."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import fragment, read, viewer_of, write
from server.materials.serving import paper_response
from server.people.queries import bodies
from server.tasks import (
    act_routes,
    commands,
    keeping_routes,
    queries,
    rule_routes,
    sources,
    together_routes,
)
from server.tasks import handing_over as _handing_over  # noqa: F401  # registers what passes on
from server.tasks.access import WrongTaskState
from server.tasks.answering import FORM_BYTES, answer, check_size, evidence_file, key_of
from server.tasks.choosing import closed_by_same
from server.tasks.forms import ConfirmForm, ReportForm, ReturnForm, SettleForm
from server.tasks.proving import prove
from server.tasks.results import is_unproved


async def report_form(request: Request) -> Response:
    """GET /tasks/{key}/report: the editor."""
    line, readers = await read(request, queries.task, viewer_of(request), key_of(request))
    if not readers.reports(line.lead_id):
        raise NotFound
    late = readers.tier == "office" and await read(request, is_unproved, line.id)
    if line.state not in ("open", "returned") and not late:
        raise WrongTaskState
    return fragment(request, "tasks/_report.html", task=line, readers=readers)


async def report(request: Request) -> Response:
    """POST /tasks/{key}/report: a result, its evidence and perhaps one PDF; of a task that was
    closed without evidence, what proves it."""
    check_size(request)
    # Who may not report does not get a file inspected first.
    line, readers = await read(request, queries.task, viewer_of(request), key_of(request))
    late = line.state == "done" and readers.tier == "office"
    command: Callable[..., int] = prove if late else commands.report_result
    async with request.form(max_files=1, max_fields=20, max_part_size=FORM_BYTES) as data:
        form = ReportForm.of(data)
        if not form.text:
            raise BadForm({"text": "field-required"})
        sha256, name = await evidence_file(request, data)
    await write(
        request,
        form.command_id,
        command,
        key=key_of(request),
        **form.model_dump(exclude={"command_id"}),
        file_sha256=sha256,
        file_name=name,
    )
    return answer(request, _("The evidence is kept.") if late else _("The result is reported."))


async def evidence(request: Request) -> Response:
    """GET /task-reports/{key}/file: the evidence, for who may see the task."""
    sha256, name = await read(request, sources.evidence, viewer_of(request), key_of(request))
    return await paper_response(request, sha256, name)


async def confirm_form(request: Request) -> Response:
    """GET /tasks/{key}/confirm: the editor."""
    line = await _to_confirm(request)
    others = await read(request, closed_by_same, line.id)
    return fragment(request, "tasks/_confirm.html", task=line, others=others)


async def confirm(request: Request) -> Response:
    """POST /tasks/{key}/confirm"""
    form = await ConfirmForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.confirm,
        key=key_of(request),
        version=form.version,
        mark=form.mark,
        note=form.note,
        others=form.versions(),
    )
    return answer(request, _("Confirmed as done."))


async def _to_confirm(request: Request) -> queries.TaskLine:
    line, readers = await read(request, queries.task, viewer_of(request), key_of(request))
    if not readers.confirms(line.confirmer_id, line.confirmer_standing):
        raise NotFound
    if line.state != "reported":
        raise WrongTaskState
    return line


async def return_form(request: Request) -> Response:
    """GET /tasks/{key}/return: the editor."""
    line = await _to_confirm(request)
    return fragment(request, "tasks/_return.html", task=line)


async def ask_for_more(request: Request) -> Response:
    """POST /tasks/{key}/return"""
    form = await ReturnForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.ask_for_more,
        key=key_of(request),
        version=form.version,
        reason=form.reason,
        mark=form.mark,
    )
    return answer(request, _("More was asked for."))


async def settle_form(request: Request) -> Response:
    """GET /tasks/{key}/settle: the editor."""
    viewer = viewer_of(request)
    line, readers = await read(request, queries.task, viewer, key_of(request))
    if not readers.may_confirm:
        raise NotFound
    choices = [(str(body.key), body.name) for body in await read(request, bodies, viewer)]
    return fragment(request, "tasks/_settle.html", task=line, choices=choices)


async def settle(request: Request) -> Response:
    """POST /tasks/{key}/settle"""
    form = await SettleForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.settle_task,
        key=key_of(request),
        lead_body=form.lead_body or None,
        deadline=form.deadline,
    )
    return answer(request, _("Saved."))


_POST, _GET = ["POST"], ["GET"]
_TASK = "/tasks/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_TASK}/report", report_form, methods=_GET, name="report_form"),
    Route(f"{_TASK}/report", report, methods=_POST, name="report_result"),
    Route(f"{_TASK}/confirm", confirm_form, methods=_GET, name="confirm_form"),
    Route(f"{_TASK}/confirm", confirm, methods=_POST, name="confirm_task"),
    Route(f"{_TASK}/return", return_form, methods=_GET, name="return_form"),
    Route(f"{_TASK}/return", ask_for_more, methods=_POST, name="ask_for_more"),
    Route(f"{_TASK}/settle", settle_form, methods=_GET, name="settle_form"),
    Route(f"{_TASK}/settle", settle, methods=_POST, name="settle_task"),
    Route("/task-reports/{key:uuid}/file", evidence, methods=_GET, name="task_evidence"),
    *act_routes.routes,
    *keeping_routes.routes,
    *rule_routes.routes,
    *together_routes.routes,
]
