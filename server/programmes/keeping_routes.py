"""HTTP of what the office keeps beside its programmes: lead times, who follows what, and the steps
of an item that are noted by hand."""

from datetime import date
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.i18n import today
from server.kernel.live.screens import register
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    done,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import Viewer, require
from server.people.admin_routes import editor, key_of
from server.people.queries import bodies
from server.people.rules_screen import RulesScreen
from server.programmes import keeping, keeping_queries, noting
from server.programmes.access import item_to_see
from server.programmes.events import OfficeRulesChanged
from server.programmes.keeping import LEADS
from server.programmes.models import KINDS
from server.programmes.preparation import preparation
from server.programmes.views import Preparation

for _name in ("lead-times", "field-watches"):
    register(RulesScreen(_name, "programmes.edit"), rights=(OfficeRulesChanged.name,))


class LeadForm(CommandForm):
    draft: int | None = None
    opinions: int | None = None
    appraisal: int | None = None
    papers: int | None = None


class NewLeadForm(LeadForm):
    body: UUID
    kind: OptionalLine = ""
    since: date


class EditLeadForm(LeadForm, EditForm):
    base_draft: int | None = None
    base_opinions: int | None = None
    base_appraisal: int | None = None
    base_papers: int | None = None


class WatchForm(CommandForm):
    account: UUID
    field: OptionalLine = ""
    body: UUID | None = None


class StepForm(CommandForm):
    step: Line


class NoteForm(StepForm):
    base: OptionalLine = ""
    day: date
    shown_by: OptionalLine = ""


# --- lead times --------------------------------------------------------------------------------


async def lead_times(request: Request) -> Response:
    """GET /office/lead-times"""
    viewer = viewer_of(request)
    _keepers, found, live = await read_live(
        request, "lead-times", "office", lambda db, _k: keeping_queries.lead_times(db, viewer)
    )
    return page(request, "programmes/lead_times.html", bodies=found, live=live)


async def new_lead_time(request: Request) -> Response:
    """GET /office/lead-times/new?body=&suggest=: `suggest` fills in what is offered."""
    viewer, asked = viewer_of(request), request.query_params
    found = await read(request, keeping_queries.lead_times, viewer)
    chosen = next((body for body in found if str(body.key) == asked.get("body")), None)
    offered = chosen.suggested if chosen and "suggest" in asked else None
    return editor(
        request,
        "programmes/_lead_time.html",
        "",
        row=None,
        body=chosen,
        bodies=await read(request, bodies, viewer),
        kinds=KINDS,
        values={name: getattr(offered, name, None) for name in LEADS},
        suggested=offered is not None,
        since=today(now()).replace(month=1, day=1),
    )


async def add_lead_time(request: Request) -> Response:
    """POST /office/lead-times"""
    require(viewer_of(request), "programmes.edit")
    form = await NewLeadForm.parse(request)
    await write(
        request,
        form.command_id,
        keeping.add_lead_time,
        body_key=form.body,
        kind="" if form.kind == "-" else form.kind,
        since=form.since,
        counts={name: getattr(form, name) for name in LEADS},
    )
    return _to(request, "lead_times")


async def edit_lead_time(request: Request) -> Response:
    """GET /office/lead-times/{key}/edit"""
    row, body = await read(request, keeping_queries.lead_time, viewer_of(request), key_of(request))
    return editor(
        request,
        "programmes/_lead_time.html",
        body,
        row=row,
        body_name=body,
        values={name: getattr(row, name) for name in LEADS},
    )


async def save_lead_time(request: Request) -> Response:
    """POST /office/lead-times/{key}"""
    require(viewer_of(request), "programmes.edit")
    form = await EditLeadForm.parse(request)
    await write(
        request,
        form.command_id,
        keeping.edit_lead_time,
        key=key_of(request),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in LEADS},
        to={name: getattr(form, name) for name in LEADS},
    )
    return _to(request, "lead_times")


async def remove_lead_time(request: Request) -> Response:
    """POST /office/lead-times/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, keeping.remove_lead_time, key=key_of(request))
    return _to(request, "lead_times")


# --- who follows what --------------------------------------------------------------------------


async def field_watches(request: Request) -> Response:
    """GET /office/watches"""
    viewer = viewer_of(request)
    _keepers, found, live = await read_live(
        request, "field-watches", "office", lambda db, _k: keeping_queries.watching(db, viewer)
    )
    return page(request, "programmes/watches.html", watching=found, live=live)


async def new_watch(request: Request) -> Response:
    """GET /office/watches/new"""
    viewer = viewer_of(request)
    found = await read(request, keeping_queries.watching, viewer)
    known = await read(request, bodies, viewer)
    return editor(request, "programmes/_watch.html", "", watching=found, bodies=known)


async def add_watch(request: Request) -> Response:
    """POST /office/watches"""
    require(viewer_of(request), "programmes.edit")
    form = await WatchForm.parse(request)
    await write(
        request,
        form.command_id,
        keeping.add_watch,
        account_key=form.account,
        field=form.field,
        body_key=form.body,
    )
    return _to(request, "field_watches")


async def remove_watch(request: Request) -> Response:
    """POST /office/watches/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, keeping.remove_watch, key=key_of(request))
    return _to(request, "field_watches")


def _to(request: Request, name: str) -> Response:
    return done(request, back=request.url_for(name).path, go=True)


# --- steps by hand -----------------------------------------------------------------------------


async def note_step(request: Request) -> Response:
    """GET /programme-items/{key}/steps: the steps that may be noted by hand."""
    viewer, key = viewer_of(request), key_of(request)
    require(viewer, "programmes.edit")
    view = await read(request, _prepared, viewer, key)
    said = {step.step: (step.came, step.shown_by) for step in view.steps if step.by_hand}
    return editor(
        request,
        "programmes/_note_step.html",
        "",
        view=view,
        steps={step: said.get(step) for step in noting.BY_HAND},
        today=today(now()),
    )


def _prepared(db: Session, viewer: Viewer, key: UUID) -> Preparation:
    return preparation(db, None, item_to_see(db, viewer, key)[0].id)


async def save_step(request: Request) -> Response:
    """POST /programme-items/{key}/steps"""
    require(viewer_of(request), "programmes.edit")
    form = await NoteForm.parse(request)
    await write(
        request,
        form.command_id,
        noting.note_by_hand,
        key=key_of(request),
        step=form.step,
        base=form.base,
        day=form.day,
        shown_by=form.shown_by,
    )
    return _to_item(request)


async def forget_step(request: Request) -> Response:
    """POST /programme-items/{key}/steps/forget"""
    require(viewer_of(request), "programmes.edit")
    form = await StepForm.parse(request)
    await write(
        request, form.command_id, noting.forget_by_hand, key=key_of(request), step=form.step
    )
    return _to_item(request)


def _to_item(request: Request) -> Response:
    back = request.url_for("programme_item", key=key_of(request)).path
    return done(request, back=back, say=_("Saved."))


routes: list[BaseRoute] = [
    Route("/office/lead-times", lead_times, name="lead_times"),
    Route("/office/lead-times", add_lead_time, methods=["POST"], name="add_lead_time"),
    Route("/office/lead-times/new", new_lead_time, name="new_lead_time"),
    Route("/office/lead-times/{key}/edit", edit_lead_time, name="edit_lead_time"),
    Route("/office/lead-times/{key}", save_lead_time, methods=["POST"], name="save_lead_time"),
    Route(
        "/office/lead-times/{key}/remove",
        remove_lead_time,
        methods=["POST"],
        name="remove_lead_time",
    ),
    Route("/office/watches", field_watches, name="field_watches"),
    Route("/office/watches", add_watch, methods=["POST"], name="add_watch"),
    Route("/office/watches/new", new_watch, name="new_watch"),
    Route("/office/watches/{key}/remove", remove_watch, methods=["POST"], name="remove_watch"),
    Route("/programme-items/{key}/steps", note_step, name="note_step"),
    Route("/programme-items/{key}/steps", save_step, methods=["POST"], name="save_step"),
    Route("/programme-items/{key}/steps/forget", forget_step, methods=["POST"], name="forget_step"),
]
