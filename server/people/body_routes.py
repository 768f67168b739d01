"""Administration: the catalogue of bodies."""

from datetime import date
from uuid import UUID

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import fold, today
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    Line,
    LongText,
    OptionalLine,
    done,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people import body_commands as commands
from server.people import queries, reorganising
from server.people.access import Viewer, require
from server.people.admin_routes import editor, key_of
from server.people.models import KINDS, VOCABULARIES
from server.people.succession import body_page


class BodyForm(CommandForm):
    name: Line
    short_name: OptionalLine = ""
    kind: Line
    symbol: OptionalLine = ""
    vocabulary: Line
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: LongText = ""


class EditBodyForm(BodyForm):
    version: int
    successor: UUID | None = None
    base_name: OptionalLine = ""
    base_short_name: OptionalLine = ""
    base_kind: OptionalLine = ""
    base_symbol: OptionalLine = ""
    base_vocabulary: OptionalLine = ""
    base_valid_from: date | None = None
    base_valid_to: date | None = None
    base_aliases: list[str] = Field(default_factory=list)
    base_successor: UUID | None = None


FIELDS = ("name", "short_name", "kind", "symbol", "vocabulary", "valid_from", "valid_to")


def _kept(db: Session, viewer: Viewer, search: str) -> list[queries.BodyView]:
    require(viewer, "bodies.keep")
    wanted = fold(search)
    return [
        body
        for body in queries.body_catalogue(db)
        if wanted in fold(" ".join((body.name, body.short_name, body.symbol, *body.aliases)))
    ]


async def bodies(request: Request) -> Response:
    """GET /admin/bodies?q="""
    viewer, search = viewer_of(request), request.query_params.get("q", "")[:100]
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: _kept(db, viewer, search)
    )
    return page(request, "people/admin_bodies.html", bodies=found, search=search, live=live)


async def new_body(request: Request) -> Response:
    """GET /admin/bodies/new"""
    require(viewer_of(request), "bodies.keep")
    return editor(
        request,
        "people/_body_form.html",
        "",
        body=None,
        kinds=[kind for kind in KINDS if kind != "office"],
        vocabularies=VOCABULARIES,
    )


async def add_body(request: Request) -> Response:
    """POST /admin/bodies"""
    require(viewer_of(request), "bodies.keep")
    form = await BodyForm.parse(request)
    fields = {name: getattr(form, name) for name in FIELDS}
    await write(
        request,
        form.command_id,
        commands.add_body,
        **fields,
        aliases=_lines(form.aliases),
    )
    return _to_bodies(request)


async def edit_body(request: Request) -> Response:
    """GET /admin/bodies/{key}/edit"""
    viewer = viewer_of(request)
    require(viewer, "bodies.keep")
    found = await read(request, queries.body, viewer, key_of(request))
    others = await read(request, queries.body_catalogue)
    return editor(
        request,
        "people/_body_form.html",
        found.name,
        body=found,
        kinds=[kind for kind in KINDS if (kind == "office") == (found.kind == "office")],
        vocabularies=VOCABULARIES,
        others=[other for other in others if other.key != found.key],
    )


async def save_body(request: Request) -> Response:
    """POST /admin/bodies/{key}"""
    require(viewer_of(request), "bodies.keep")
    form = await EditBodyForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_body,
        key=key_of(request),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in FIELDS},
        to={name: getattr(form, name) for name in FIELDS},
        base_aliases=form.base_aliases,
        aliases=_lines(form.aliases),
        base_successor_key=form.base_successor,
        successor_key=form.successor,
    )
    return _to_bodies(request)


async def admin_body(request: Request) -> Response:
    """GET /admin/bodies/{key}: what hangs on a body, and what became of it."""
    viewer, key = viewer_of(request), key_of(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: body_page(db, viewer, key, today(now()))
    )
    return page(request, "people/admin_body.html", view=found, live=live)


class ReorganiseForm(CommandForm):
    """A decision about a body. `account` are those who get their place in the successor."""

    kind: Line
    day: date
    decision: Line
    name: OptionalLine = ""
    successor: UUID | None = None
    account: list[UUID] = Field(default_factory=list)


async def reorganise_form(request: Request) -> Response:
    """GET /admin/bodies/{key}/reorganise: the act, and what it would be about."""
    viewer, key = viewer_of(request), key_of(request)
    found = await read(request, body_page, viewer, key, today(now()))
    others = await read(request, queries.bodies, viewer)
    return editor(
        request,
        "people/_reorganise.html",
        found.body.name,
        view=found,
        kinds=reorganising.KINDS[:1] if found.body.kind == "office" else reorganising.KINDS,
        others=[other for other in others if other.key != key],
        today=today(now()),
    )


async def reorganise(request: Request) -> Response:
    """POST /admin/bodies/{key}/reorganise"""
    require(viewer_of(request), "bodies.keep")
    form = await ReorganiseForm.parse(request)
    await write(
        request,
        form.command_id,
        reorganising.reorganise,
        key=key_of(request),
        kind=form.kind,
        day=form.day,
        decision=form.decision,
        name=form.name,
        successor_key=form.successor,
        accounts=tuple(form.account),
    )
    back = request.url_for("admin_body", key=request.path_params["key"]).path
    return done(request, back=back, go=True)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _to_bodies(request: Request) -> Response:
    return done(request, back=request.url_for("admin_bodies").path, go=True)


routes: list[BaseRoute] = [
    Route("/admin/bodies", bodies, name="admin_bodies"),
    Route("/admin/bodies", add_body, methods=["POST"], name="add_body"),
    Route("/admin/bodies/new", new_body, name="new_body"),
    Route("/admin/bodies/{key}", admin_body, methods=["GET"], name="admin_body"),
    Route(
        "/admin/bodies/{key}/reorganise", reorganise_form, methods=["GET"], name="reorganise_form"
    ),
    Route("/admin/bodies/{key}/reorganise", reorganise, methods=["POST"], name="reorganise"),
    Route("/admin/bodies/{key}", save_body, methods=["POST"], name="save_body"),
    Route("/admin/bodies/{key}/edit", edit_body, name="edit_body"),
]
