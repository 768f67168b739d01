"""HTTP of conclusions: the desk's forms and the chair's agreement.

What is typed stands in typing_routes.py, the draft notice and what comes of it in notice_routes.py,
what comes in with files in bringing/.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import (
    assigning,
    commands,
    desk_routes,
    minutes_routes,
    notice_routes,
    opinion_routes,
    queries,
    terms_routes,
    typed,
    typing_routes,
)
from server.conclusions.bringing import routes as bringing
from server.conclusions.forms import SeenForm, VerdictForm
from server.conclusions.sheets import routes as sheets
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    done,
    fragment,
    page_before,
    read,
    viewer_of,
    write,
)
from server.people.queries import BodyView
from server.people.queries import bodies as bodies_of
from server.tasks.deadlines import kind_of, proposed_date
from server.tasks.forms import EditTaskForm, TaskForm
from server.tasks.phrases import KINDS
from server.tasks.queries import TaskLine
from server.tasks.queries import task as task_of


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


def _answer(request: Request, say: str | None = None) -> Response:
    return done(request, back=page_before(request, "/"), say=say)


async def nothing_arises(request: Request) -> Response:
    """POST /agenda-items/{key}/nothing-arises"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.say_nothing_arises, item_key=_key(request))
    return _answer(request)


async def something_arises(request: Request) -> Response:
    """POST /agenda-items/{key}/something-arises: takes the above back."""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.take_back_nothing_arises, item_key=_key(request))
    return _answer(request)


async def remove(request: Request) -> Response:
    """POST /conclusions/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.remove_conclusion, key=_key(request))
    return _answer(request)


async def restore(request: Request) -> Response:
    """POST /conclusions/{key}/restore"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.restore_conclusion, key=_key(request))
    return _answer(request)


async def verdict(request: Request) -> Response:
    """POST /conclusions/{key}/verdict"""
    form = await VerdictForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.set_verdict,
        key=_key(request),
        version=form.version,
        verdict=form.verdict,
    )
    return _answer(request)


async def agree(request: Request) -> Response:
    """POST /meetings/{key}/conclusions/agreed: by the chair, on the own tablet."""
    form = await SeenForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.agree,
        meeting_key=_key(request),
        seen=form.versions(),
    )
    return _answer(request, _("Agreed."))


async def record_agreed(request: Request) -> Response:
    """POST /meetings/{key}/conclusions/recorded: the secretary records what the chair said."""
    form = await SeenForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.record_agreed,
        meeting_key=_key(request),
        seen=form.versions(),
    )
    return _answer(request, _("Recorded: the chair has concluded so."))


def _task_editor(
    request: Request,
    line: queries.ConclusionLine | None,
    task: TaskLine | None,
    bodies: list[BodyView],
) -> Response:
    # What follows from the words is left empty: it follows again when they change.
    by_name = {body.name: body.key for body in bodies}
    named = task is None or str(by_name.get(task.lead_text)) == task.lead_key
    proposed = task is None or proposed_date(task.deadline_text) == task.deadline
    kind = (
        ""
        if task is None or kind_of(task.deadline_text) == task.deadline_kind
        else task.deadline_kind
    )
    return fragment(
        request,
        "conclusions/_task.html",
        line=line,
        task=task,
        picked="" if task is None or named else task.lead_key,
        typed=None if task is None or proposed else task.deadline,
        kind=kind,
        deadline_kinds=KINDS,
        choices=[(str(body.key), body.name) for body in bodies],
    )


async def new_task(request: Request) -> Response:
    """GET /conclusions/{key}/tasks/new: the editor."""
    viewer = viewer_of(request)
    line = await read(request, typed.conclusion, viewer, _key(request))
    bodies = await read(request, bodies_of, viewer)
    return _task_editor(request, line, None, bodies)


async def add_task(request: Request) -> Response:
    """POST /conclusions/{key}/tasks"""
    form = await TaskForm.parse(request)
    await write(
        request,
        form.command_id,
        assigning.add_task,
        conclusion_key=_key(request),
        words=form.words(),
    )
    return _answer(request, _("The task is planned."))


async def edit_task(request: Request) -> Response:
    """GET /tasks/{key}/edit: the editor of a task that is not yet given."""
    viewer = viewer_of(request)
    bodies = await read(request, bodies_of, viewer)
    line, readers = await read(request, task_of, viewer, _key(request))
    if not readers.may_confirm:
        raise NotFound
    return _task_editor(request, None, line, bodies)


async def save_task(request: Request) -> Response:
    """POST /tasks/{key}/edit"""
    form = await EditTaskForm.parse(request)
    await write(
        request,
        form.command_id,
        assigning.edit_task,
        task_key=_key(request),
        version=form.version,
        base=form.base(),
        words=form.words(),
    )
    return _answer(request, _("Saved."))


async def remove_task(request: Request) -> Response:
    """POST /tasks/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, assigning.remove_task, task_key=_key(request))
    return _answer(request, _("Removed."))


async def act_at_once(request: Request) -> Response:
    """POST /tasks/{key}/at-once"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, assigning.act_at_once, task_key=_key(request))
    return _answer(request, _("The task is given at once."))


async def stop(request: Request) -> Response:
    """POST /tasks/{key}/stop: takes the above back."""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, assigning.stop, task_key=_key(request))
    return _answer(request, _("The task is stopped; it is planned again."))


_POST, _GET = ["POST"], ["GET"]
_ITEM, _CONCLUSION = "/agenda-items/{key:uuid}", "/conclusions/{key:uuid}"
_MEETING, _TASK = "/meetings/{key:uuid}", "/tasks/{key:uuid}"
routes: list[BaseRoute] = [
    *bringing.routes,
    *sheets.routes,
    Route(f"{_ITEM}/nothing-arises", nothing_arises, methods=_POST, name="nothing_arises"),
    Route(f"{_ITEM}/something-arises", something_arises, methods=_POST, name="something_arises"),
    Route(f"{_CONCLUSION}/remove", remove, methods=_POST, name="remove_conclusion"),
    Route(f"{_CONCLUSION}/restore", restore, methods=_POST, name="restore_conclusion"),
    Route(f"{_CONCLUSION}/verdict", verdict, methods=_POST, name="set_verdict"),
    Route(f"{_CONCLUSION}/tasks/new", new_task, methods=_GET, name="new_task"),
    Route(f"{_CONCLUSION}/tasks", add_task, methods=_POST, name="add_task"),
    Route(f"{_MEETING}/conclusions/agreed", agree, methods=_POST, name="agree_conclusions"),
    Route(f"{_MEETING}/conclusions/recorded", record_agreed, methods=_POST, name="record_agreed"),
    Route(f"{_TASK}/edit", edit_task, methods=_GET, name="edit_task"),
    Route(f"{_TASK}/edit", save_task, methods=_POST, name="save_task"),
    Route(f"{_TASK}/remove", remove_task, methods=_POST, name="remove_task"),
    Route(f"{_TASK}/at-once", act_at_once, methods=_POST, name="act_at_once"),
    Route(f"{_TASK}/stop", stop, methods=_POST, name="stop_task"),
    *typing_routes.routes,
    *terms_routes.routes,
    *desk_routes.routes,
    *opinion_routes.routes,
    *minutes_routes.routes,
    *notice_routes.routes,
]
