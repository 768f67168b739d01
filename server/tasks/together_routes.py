"""HTTP of closing several tasks by one document."""

from urllib.parse import urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import done, page, read, read_live, viewer_of, write
from server.people.access import Viewer, require
from server.people.queries import bodies
from server.tasks.access import TaskReaders, readers_of
from server.tasks.answering import FORM_BYTES, check_size, evidence_file
from server.tasks.choosing import Choice, open_tasks
from server.tasks.closing_together import MOST, report_together
from server.tasks.forms import TogetherForm
from server.tasks.results import Result


def _reporters(viewer: Viewer) -> TaskReaders:
    """Who reports for bodies. Raises NotFound."""
    require(viewer, "tasks.report")
    readers = readers_of(viewer)
    if readers.tier != "office" and not readers.bodies:
        raise NotFound
    return readers


async def choose(request: Request) -> Response:
    """GET /tasks/together?words=&body=&page="""
    viewer, asked = viewer_of(request), request.query_params
    readers = _reporters(viewer)
    number = int(asked["page"]) if asked.get("page", "").isdecimal() else 1
    wanted = {name: asked[name] for name in ("words", "body") if asked.get(name)}

    def found(db: Session, _readers: object) -> Choice:
        states = ("open", "returned")
        return open_tasks(db, readers, **wanted, states=states, leading=True, page=number)

    _own, choice, live = await read_live(request, "own", "tasks-together", found)

    def at(place: int) -> str:
        return "/tasks/together?" + urlencode(wanted | {"page": place})

    return page(
        request,
        "tasks/together.html",
        choice=choice,
        wanted=wanted,
        bodies=[(str(body.key), body.name) for body in await read(request, bodies, viewer)],
        by_office=readers.tier == "office",
        before=at(number - 1) if number > 1 else "",
        after=at(number + 1) if choice.more else "",
        most=MOST,
        live=live,
    )


async def report(request: Request) -> Response:
    """POST /tasks/together: the tasks that were chosen, one result, perhaps one PDF."""
    _reporters(viewer_of(request))
    check_size(request)
    async with request.form(max_files=1, max_fields=MOST + 20, max_part_size=FORM_BYTES) as data:
        form = TogetherForm.of(data)
        if not form.text or not form.task:
            raise BadForm({"text" if form.task else "task": "field-required"})
        sha256, name = await evidence_file(request, data)
    said = form.model_dump(exclude={"command_id", "task"})
    await write(
        request,
        form.command_id,
        report_together,
        keys=form.task,
        result=Result(**said, file_sha256=sha256, file_name=name),
    )
    back = request.url_for("follow_up").path
    return done(request, back=back, say=_("The result is reported for all of them."), go=True)


routes: list[BaseRoute] = [
    Route("/tasks/together", choose, methods=["GET"], name="tasks_together"),
    Route("/tasks/together", report, methods=["POST"], name="report_together"),
]
