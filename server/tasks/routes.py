"""HTTP of tasks that were given: report, confirm, ask for more, fill in what was left open."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import EditForm, done, fragment, page_before, read, viewer_of, write
from server.materials.intake import NotDeclared, clean_name, take_in, too_large
from server.materials.serving import paper_response
from server.people.queries import bodies
from server.tasks import commands, queries
from server.tasks import handing_over as _handing_over  # noqa: F401  # registers what passes on
from server.tasks.access import WrongTaskState
from server.tasks.forms import ReportForm, ReturnForm, SettleForm

_FORM_BYTES = 1024 * 1024  # what the other fields may take beside the file


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


def _answer(request: Request, say: str) -> Response:
    return done(request, back=page_before(request, f"/tasks/{_key(request)}"), say=say)


async def report_form(request: Request) -> Response:
    """GET /tasks/{key}/report: the editor."""
    line, readers = await read(request, queries.task, viewer_of(request), _key(request))
    if not readers.reports(line.lead_id):
        raise NotFound
    if line.state not in ("open", "returned"):
        raise WrongTaskState
    return fragment(request, "tasks/_report.html", task=line, readers=readers)


async def report(request: Request) -> Response:
    """POST /tasks/{key}/report: a result, its evidence and perhaps one PDF."""
    settings = request.app.state.settings
    if int(request.headers.get("content-length") or 0) > settings.max_upload_bytes + _FORM_BYTES:
        raise too_large(settings)
    # Who may not report does not get a file inspected first.
    await read(request, queries.task, viewer_of(request), _key(request))
    async with request.form(max_files=1, max_fields=20, max_part_size=_FORM_BYTES) as data:
        form = ReportForm.of(data)
        if not form.text:
            raise BadForm({"text": "field-required"})
        file, sha256, name = data.get("file"), None, ""
        if isinstance(file, UploadFile) and file.size:
            if not data.get("declared"):
                raise NotDeclared
            arrived = await take_in(file.file, settings, request.app.state.blobs)
            sha256, name = arrived.sha256, clean_name(file.filename)
    await write(
        request,
        form.command_id,
        commands.report_result,
        key=_key(request),
        text=form.text,
        evidence_kind=form.evidence_kind,
        evidence_text=form.evidence_text,
        evidence_date=form.evidence_date,
        file_sha256=sha256,
        file_name=name,
    )
    return _answer(request, _("The result is reported."))


async def evidence(request: Request) -> Response:
    """GET /task-reports/{key}/file: the evidence, for who may see the task."""
    sha256, name = await read(request, queries.evidence, viewer_of(request), _key(request))
    return await paper_response(request, sha256, name)


async def confirm(request: Request) -> Response:
    """POST /tasks/{key}/confirm"""
    form = await EditForm.parse(request)
    await write(request, form.command_id, commands.confirm, key=_key(request), version=form.version)
    return _answer(request, _("Confirmed as done."))


async def return_form(request: Request) -> Response:
    """GET /tasks/{key}/return: the editor."""
    line, readers = await read(request, queries.task, viewer_of(request), _key(request))
    if not readers.may_confirm:
        raise NotFound
    if line.state != "reported":
        raise WrongTaskState
    return fragment(request, "tasks/_return.html", task=line)


async def ask_for_more(request: Request) -> Response:
    """POST /tasks/{key}/return"""
    form = await ReturnForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.ask_for_more,
        key=_key(request),
        version=form.version,
        reason=form.reason,
    )
    return _answer(request, _("More was asked for."))


async def settle_form(request: Request) -> Response:
    """GET /tasks/{key}/settle: the editor."""
    viewer = viewer_of(request)
    line, readers = await read(request, queries.task, viewer, _key(request))
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
        key=_key(request),
        lead_body=form.lead_body or None,
        deadline=form.deadline,
    )
    return _answer(request, _("Saved."))


_POST, _GET = ["POST"], ["GET"]
_TASK = "/tasks/{key:uuid}"
routes: list[BaseRoute] = [
    Route(f"{_TASK}/report", report_form, methods=_GET, name="report_form"),
    Route(f"{_TASK}/report", report, methods=_POST, name="report_result"),
    Route(f"{_TASK}/confirm", confirm, methods=_POST, name="confirm_task"),
    Route(f"{_TASK}/return", return_form, methods=_GET, name="return_form"),
    Route(f"{_TASK}/return", ask_for_more, methods=_POST, name="ask_for_more"),
    Route(f"{_TASK}/settle", settle_form, methods=_GET, name="settle_form"),
    Route(f"{_TASK}/settle", settle, methods=_POST, name="settle_task"),
    Route("/task-reports/{key:uuid}/file", evidence, methods=_GET, name="task_evidence"),
]
