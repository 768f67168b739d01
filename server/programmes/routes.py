"""HTTP of work programmes: browsing, exporting, one item, withdrawing; see import_routes.py too."""

from anyio import to_thread
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, NoMatchFound, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import current_locale
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import may, require
from server.people.queries import bodies
from server.programmes import commands, item_queries, queries, withdrawing
from server.programmes import fragments as _live  # noqa: F401  # registers the live pages
from server.programmes import handing_over as _handing_over  # noqa: F401  # registers what passes on
from server.programmes import unscheduled_fragments as _waits  # noqa: F401
from server.programmes.access import Readers, uuid_of
from server.programmes.amended_queries import amendments_of_item
from server.programmes.amendment_routes import routes as amending
from server.programmes.appraisal_routes import routes as appraising
from server.programmes.breaking_routes import routes as breaking
from server.programmes.compare_routes import routes as comparing
from server.programmes.correction_routes import routes as correcting
from server.programmes.desk_routes import routes as drafting
from server.programmes.document_routes import routes as documents
from server.programmes.exporting.formats import FORMATS, NOT_KEPT, disposition, few_at_a_time
from server.programmes.handover_routes import routes as handing_over
from server.programmes.import_routes import routes as importing
from server.programmes.keeping_routes import routes as keeping
from server.programmes.life_routes import routes as living
from server.programmes.list_live import list_of
from server.programmes.opened import waiting_count
from server.programmes.registration_routes import routes as registering
from server.programmes.rule_routes import routes as keeping_rules
from server.programmes.settling_routes import routes as settling
from server.programmes.sheet_routes import routes as registering_sheets
from server.programmes.source_queries import of_item
from server.programmes.source_routes import routes as keeping_sources
from server.programmes.tabs import Tab, add_tab, tabs_of
from server.programmes.unscheduled_routes import routes as unscheduled
from server.programmes.views import ProgrammeView, Wanted, annex

add_tab(Tab("programme", "Items of the programme", 10))


class WithdrawForm(CommandForm):
    reason: OptionalLine = ""


class ItemForm(EditForm):
    base_kind: OptionalLine = ""
    kind: OptionalLine = ""
    base_state: Line
    state: Line
    base_leads: OptionalLine = ""
    leads: list[OptionalLine]


# --- browsing ----------------------------------------------------------------------------------


async def programmes(request: Request) -> Response:
    """GET /programmes: the programmes within reach, by body and level."""
    audience, listed, live = await read_live(request, "programmes", "all", list_of)
    return page(request, "programmes/list.html", listed=listed, audience=audience, live=live)


async def programme(request: Request) -> Response:
    """GET /programmes/{key}: one programme as its annex, by period and filters."""
    key, asked = request.path_params["key"], request.query_params
    wanted = Wanted.of(asked)
    viewer = viewer_of(request)

    def state(db: Session, _audience: Readers) -> tuple[ProgrammeView, int]:
        found = queries.programme(db, viewer, key, wanted)
        return found, waiting_count(db, found.head.id)

    subject = f"{key}{wanted.here}"
    audience, (view, waiting), live = await read_live(request, "programme", subject, state)
    return page(
        request,
        "programmes/programme.html",
        view=view,
        rows=list(annex(view.items)),
        waiting=waiting,
        audience=audience,
        live=live,
        tabs=tabs_of(request, view.head, audience, "programme"),
        known="known" in asked,
        amends=may(viewer, "programmes.amend"),
        updated="updated" in asked,
    )


async def export_programme(request: Request) -> Response:
    """GET /programmes/{key}/export/{format}: the whole programme as a file."""
    name = request.path_params["format"]
    if name not in FORMATS:
        raise NotFound
    key = request.path_params["key"]
    found = await read(request, queries.exported, viewer_of(request), key)
    content = await to_thread.run_sync(
        FORMATS[name].write, found, current_locale(), limiter=few_at_a_time
    )
    headers = {"content-disposition": disposition(found.programme, name)} | NOT_KEPT
    return Response(content, media_type=FORMATS[name].media_type, headers=headers)


async def ask_to_withdraw(request: Request) -> Response:
    """GET /programmes/{key}/withdraw: what it would mean, or which items prevent it."""
    found = await read(
        request, withdrawing.withdrawal, viewer_of(request), request.path_params["key"]
    )
    return fragment(request, "programmes/_withdraw.html", programme=found)


async def withdraw_programme(request: Request) -> Response:
    """POST /programmes/{key}/withdraw."""
    form = await WithdrawForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.withdraw_programme,
        key=uuid_of(request.path_params["key"]),
        reason=form.reason,
    )
    return done(request, back=str(request.app.url_path_for("programmes")), go=True)


async def programme_item(request: Request) -> Response:
    """GET /programme-items/{key}: all there is about an item."""
    key, viewer = request.path_params["key"], viewer_of(request)
    audience, (view, amendments), live = await read_live(
        request,
        "programme-item",
        key,
        lambda db, _audience: (
            item_queries.item(db, viewer, key),
            amendments_of_item(db, viewer, key),
        ),
    )
    return page(
        request,
        "programmes/item.html",
        view=view,
        amendments=amendments,
        amends=may(viewer, "programmes.amend"),
        audience=audience,
        live=live,
        sources=await read(request, of_item, viewer, key),
        chain=_chain(request, key),
    )


def _chain(request: Request, key: str) -> str:
    """Where a feature above tells what became of an item; "" where there is none."""
    try:
        return str(request.app.url_path_for("chain", kind="programme-item", key=key))
    except NoMatchFound:
        return ""


async def edit_programme_item(request: Request) -> Response:
    """GET /programme-items/{key}/edit: the editor of what was understood of an item."""
    viewer = viewer_of(request)
    require(viewer, "programmes.edit")
    view = await read(request, item_queries.item, viewer, request.path_params["key"])
    known = await read(request, bodies, viewer)
    shown = commands.leads_shown([(lead.written, lead.body) for lead in view.line.leads])
    return fragment(
        request, "programmes/_edit_item.html", item=view.line, bodies=known, base_leads=shown
    )


async def save_programme_item(request: Request) -> Response:
    """POST /programme-items/{key}."""
    form = await ItemForm.parse(request)
    key = uuid_of(request.path_params["key"])
    await write(
        request,
        form.command_id,
        commands.edit_item,
        key=key,
        version=form.version,
        base_kind=form.base_kind,
        kind=form.kind,
        base_state=form.base_state,
        state=form.state,
        base_leads=form.base_leads,
        leads=["" if lead == "-" else lead for lead in form.leads],
    )
    back = str(request.app.url_path_for("programme_item", key=str(key)))
    return done(request, back=back, say=_("Saved."))


routes: list[BaseRoute] = [
    Route("/programmes", programmes, name="programmes"),
    *breaking,
    *settling,
    *unscheduled,
    *handing_over,
    *importing,
    *correcting,
    *comparing,
    *amending,
    *documents,
    *living,
    *registering,
    *appraising,
    *registering_sheets,
    *drafting,
    *keeping_rules,
    *keeping_sources,
    *keeping,
    Route("/programmes/{key}", programme, name="programme"),
    Route("/programmes/{key}/export/{format}", export_programme, name="export_programme"),
    Route("/programmes/{key}/withdraw", ask_to_withdraw, name="ask_to_withdraw"),
    Route(
        "/programmes/{key}/withdraw",
        withdraw_programme,
        methods=["POST"],
        name="withdraw_programme",
    ),
    Route("/programme-items/{key}", programme_item, name="programme_item"),
    Route("/programme-items/{key}/edit", edit_programme_item, name="edit_programme_item"),
    Route(
        "/programme-items/{key}",
        save_programme_item,
        methods=["POST"],
        name="save_programme_item",
    ),
]
