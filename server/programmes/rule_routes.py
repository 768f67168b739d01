"""HTTP of working rules: who decides on what."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    LongText,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import require
from server.people.queries import bodies
from server.programmes import office_pages as _live  # noqa: F401  # registers the live page
from server.programmes import rule_commands as commands
from server.programmes import rule_queries as queries
from server.programmes.access import uuid_of


class RulesForm(CommandForm):
    body: UUID
    title: Line
    number: OptionalLine = ""
    since: date
    until: date | None = None
    like: UUID | None = None


class EditRulesForm(EditForm):
    title: Line
    number: OptionalLine = ""
    since: date
    until: date | None = None
    base_title: OptionalLine = ""
    base_number: OptionalLine = ""
    base_since: date
    base_until: date | None = None


class RuleForm(CommandForm):
    matter: Line
    kind: OptionalLine = ""
    body: UUID
    article: OptionalLine = ""


class EditRuleForm(RuleForm):
    version: int
    base_matter: OptionalLine = ""
    base_kind: OptionalLine = ""
    base_body: UUID | None = None
    base_article: OptionalLine = ""


class PasteForm(CommandForm):
    table: LongText


class MoveForm(CommandForm):
    up: OptionalLine = ""


async def working_rules(request: Request) -> Response:
    """GET /programmes/rules: every version with its lines."""
    viewer = viewer_of(request)
    _readers, found, live = await read_live(
        request, "working-rules", "rules", lambda db, _readers: queries.rules(db, viewer)
    )
    return page(request, "programmes/rules.html", versions=found, live=live)


async def new_rules(request: Request) -> Response:
    """GET /programmes/rules/new?like=: begin a version, or the one after another."""
    viewer = viewer_of(request)
    require(viewer, "rules.keep")
    like = request.query_params.get("like")
    before = await read(request, queries.one, viewer, uuid_of(like)) if like else None
    known = await read(request, bodies, viewer)
    return fragment(request, "programmes/_rules_form.html", rules=None, before=before, bodies=known)


async def make_rules(request: Request) -> Response:
    """POST /programmes/rules"""
    form = await RulesForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.make_rules,
        body_key=form.body,
        title=form.title,
        number=form.number,
        since=form.since,
        until=form.until,
        like=form.like,
    )
    return _back(request)


async def edit_rules(request: Request) -> Response:
    """GET /programmes/rules/{key}/edit"""
    found = await read(request, queries.one, viewer_of(request), _key(request))
    return fragment(request, "programmes/_rules_form.html", rules=found, before=None, bodies=())


async def save_rules(request: Request) -> Response:
    """POST /programmes/rules/{key}"""
    form = await EditRulesForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_rules,
        key=_key(request),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in commands.HEAD},
        to={name: getattr(form, name) for name in commands.HEAD},
    )
    return _back(request)


async def remove_rules(request: Request) -> Response:
    """POST /programmes/rules/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.remove_rules, key=_key(request))
    return _back(request)


async def new_rule(request: Request) -> Response:
    """GET /programmes/rules/{key}/lines: add a line, or paste a table of them."""
    viewer = viewer_of(request)
    found = await read(request, queries.one, viewer, _key(request))
    known = await read(request, bodies, viewer)
    return fragment(request, "programmes/_rule_form.html", rules=found, line=None, bodies=known)


async def add_rule(request: Request) -> Response:
    """POST /programmes/rules/{key}/lines"""
    form = await RuleForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.add_rule,
        key=_key(request),
        matter=form.matter,
        kind=form.kind,
        body_key=form.body,
        article=form.article,
    )
    return _back(request)


async def paste_rules(request: Request) -> Response:
    """POST /programmes/rules/{key}/paste"""
    form = await PasteForm.parse(request)
    await write(request, form.command_id, commands.paste_rules, key=_key(request), text=form.table)
    return _back(request)


async def edit_rule(request: Request) -> Response:
    """GET /programmes/rules/lines/{key}/edit"""
    viewer = viewer_of(request)
    found = await read(request, queries.line, viewer, _key(request))
    known = await read(request, bodies, viewer)
    return fragment(request, "programmes/_rule_form.html", rules=None, line=found, bodies=known)


async def save_rule(request: Request) -> Response:
    """POST /programmes/rules/lines/{key}"""
    form = await EditRuleForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_rule,
        key=_key(request),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in commands.LINE},
        to={name: getattr(form, name) for name in commands.LINE},
        base_body_key=form.base_body,
        body_key=form.body,
    )
    return _back(request)


async def move_rule(request: Request) -> Response:
    """POST /programmes/rules/lines/{key}/move"""
    form = await MoveForm.parse(request)
    await write(request, form.command_id, commands.move_rule, key=_key(request), up=bool(form.up))
    return _back(request)


async def remove_rule(request: Request) -> Response:
    """POST /programmes/rules/lines/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.remove_rule, key=_key(request))
    return _back(request)


def _key(request: Request) -> UUID:
    return uuid_of(request.path_params["key"])


def _back(request: Request) -> Response:
    return done(request, back=str(request.app.url_path_for("working_rules")), say=_("Saved."))


_POST = ["POST"]
routes: list[BaseRoute] = [
    Route("/programmes/rules", working_rules, name="working_rules"),
    Route("/programmes/rules", make_rules, methods=_POST, name="make_rules"),
    Route("/programmes/rules/new", new_rules, name="new_rules"),
    Route("/programmes/rules/lines/{key}/edit", edit_rule, name="edit_rule"),
    Route("/programmes/rules/lines/{key}/move", move_rule, methods=_POST, name="move_rule"),
    Route("/programmes/rules/lines/{key}/remove", remove_rule, methods=_POST, name="remove_rule"),
    Route("/programmes/rules/lines/{key}", save_rule, methods=_POST, name="save_rule"),
    Route("/programmes/rules/{key}/edit", edit_rules, name="edit_rules"),
    Route("/programmes/rules/{key}/remove", remove_rules, methods=_POST, name="remove_rules"),
    Route("/programmes/rules/{key}/lines", new_rule, name="new_rule"),
    Route("/programmes/rules/{key}/lines", add_rule, methods=_POST, name="add_rule"),
    Route("/programmes/rules/{key}/paste", paste_rules, methods=_POST, name="paste_rules"),
    Route("/programmes/rules/{key}", save_rules, methods=_POST, name="save_rules"),
]
