"""Administration: accounts, memberships, one-time codes."""

from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import today
from server.kernel.secret import instance_secret
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    OptionalLine,
    by_script,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people import account_commands as commands
from server.people import admin_queries as admin
from server.people import queries
from server.people.access import may, require
from server.people.addresses import address
from server.people.models import ROLES
from server.people.secrets import code_hash, one_time_code
from server.people.signing import LOGIN, login_of


class AccountForm(CommandForm):
    login: Line
    name: Line
    title: OptionalLine = ""
    email: OptionalLine = ""


class EditAccountForm(EditForm):
    name: Line
    title: OptionalLine = ""
    base_name: OptionalLine = ""
    base_title: OptionalLine = ""
    email: OptionalLine = ""
    base_email: OptionalLine = ""


class MembershipForm(CommandForm):
    body: UUID
    role: Line
    since: date
    until: date | None = None


class EditMembershipForm(EditForm):
    since: date
    until: date | None = None
    base_since: OptionalLine = ""
    base_until: OptionalLine = ""


def key_of(request: Request, name: str = "key") -> UUID:
    """Return a key from the address. Raises NotFound for what cannot be one."""
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise NotFound from None


def editor(request: Request, part: str, title: str, **context: Any) -> Response:
    """Answer with a form: into the drawer, or without script as a page of its own."""
    if by_script(request):
        return fragment(request, part, **context)
    return page(request, "people/editor.html", part=part, page_title=title, **context)


async def administration(request: Request) -> Response:
    """GET /admin: where this person's work of keeping begins."""
    viewer = viewer_of(request)
    for act, name in (("accounts.keep", "admin_accounts"), ("bodies.keep", "admin_bodies")):
        if may(viewer, act):
            return RedirectResponse(request.url_for(name).path, status_code=303)
    raise NotFound


async def accounts(request: Request) -> Response:
    """GET /admin/accounts?q="""
    search = request.query_params.get("q", "")[:100]
    viewer = viewer_of(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: admin.accounts(db, viewer, search)
    )
    return page(request, "people/admin_accounts.html", accounts=found, search=search, live=live)


async def new_account(request: Request) -> Response:
    """GET /admin/accounts/new"""
    require(viewer_of(request), "accounts.keep")
    return editor(request, "people/_account_form.html", "", account=None)


async def add_account(request: Request) -> Response:
    """POST /admin/accounts"""
    require(viewer_of(request), "accounts.keep")
    form = await AccountForm.parse(request)
    login = login_of(form.login)
    if not LOGIN.fullmatch(login):
        raise BadForm({"login": "login-bad"})
    account_id = await write(
        request,
        form.command_id,
        commands.add_account,
        login=login,
        name=form.name,
        title=form.title,
        email=address(form.email),
    )
    key = await read(request, admin.account_key, viewer_of(request), account_id)
    return _to_account(request, key)


def _to_account(request: Request, key: UUID) -> Response:
    return done(request, back=request.url_for("admin_account", key=key).path, go=True)


async def account(request: Request) -> Response:
    """GET /admin/accounts/{key}: one person: memberships, devices, code, in or out."""
    viewer, key = viewer_of(request), key_of(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: admin.account(db, viewer, key)
    )
    return page(request, "people/admin_account.html", account=found, live=live)


async def edit_account(request: Request) -> Response:
    """GET /admin/accounts/{key}/edit"""
    found = await read(request, admin.account, viewer_of(request), key_of(request))
    return editor(request, "people/_account_form.html", found.name, account=found)


async def save_account(request: Request) -> Response:
    """POST /admin/accounts/{key}"""
    require(viewer_of(request), "accounts.keep")
    form = await EditAccountForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_account,
        key=key_of(request),
        version=form.version,
        base={"name": form.base_name, "title": form.base_title, "email": form.base_email},
        to={"name": form.name, "title": form.title, "email": address(form.email)},
    )
    return _to_account(request, key_of(request))


async def disable_account(request: Request) -> Response:
    """POST /admin/accounts/{key}/disable"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.disable_account, key=key_of(request))
    return _to_account(request, key_of(request))


async def enable_account(request: Request) -> Response:
    """POST /admin/accounts/{key}/enable"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, commands.enable_account, key=key_of(request))
    return _to_account(request, key_of(request))


async def end_device(request: Request) -> Response:
    """POST /admin/accounts/{key}/devices/{session}/end"""
    form = await CommandForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.end_device,
        key=key_of(request),
        session_key=request.path_params["session"],
    )
    return _to_account(request, key_of(request))


async def issue_code(request: Request) -> Response:
    """POST /admin/accounts/{key}/code: a one-time code, shown this once."""
    viewer, key = viewer_of(request), key_of(request)
    require(viewer, "accounts.keep")
    form = await CommandForm.parse(request)
    secret = instance_secret(request.app.state.settings)
    code = one_time_code(secret, form=f"{viewer.user_id} {key} {form.command_id}")
    await write(request, form.command_id, commands.issue_code, key=key, code_hash=code_hash(code))
    found = await read(request, admin.account, viewer, key)
    return page(
        request, "people/code_shown.html", account=found, code=code, hours=commands.CODE_HOURS
    )


async def new_membership(request: Request) -> Response:
    """GET /admin/accounts/{key}/memberships/new"""
    viewer = viewer_of(request)
    found = await read(request, admin.account, viewer, key_of(request))
    return editor(
        request,
        "people/_membership_form.html",
        found.name,
        account=found,
        membership=None,
        bodies=await read(request, queries.bodies, viewer),
        roles=ROLES,
        day=today(now()).isoformat(),
    )


async def add_membership(request: Request) -> Response:
    """POST /admin/accounts/{key}/memberships"""
    require(viewer_of(request), "accounts.keep")
    form = await MembershipForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.add_membership,
        account_key=key_of(request),
        body_key=form.body,
        role=form.role,
        since=form.since,
        until=form.until,
    )
    return _to_account(request, key_of(request))


async def edit_membership(request: Request) -> Response:
    """GET /admin/memberships/{key}/edit"""
    whose, held = await read(request, admin.membership, viewer_of(request), key_of(request))
    return editor(
        request, "people/_membership_form.html", whose.name, account=whose, membership=held
    )


async def save_membership(request: Request) -> Response:
    """POST /admin/memberships/{key}"""
    viewer = viewer_of(request)
    require(viewer, "accounts.keep")
    form = await EditMembershipForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.edit_membership,
        key=key_of(request),
        version=form.version,
        base={"since": form.base_since, "until": form.base_until},
        since=form.since,
        until=form.until,
    )
    whose, _held = await read(request, admin.membership, viewer, key_of(request))
    return _to_account(request, whose.key)


_ACCOUNT = "/admin/accounts/{key}"
routes: list[BaseRoute] = [
    Route("/admin", administration, name="admin"),
    Route("/admin/accounts", accounts, name="admin_accounts"),
    Route("/admin/accounts", add_account, methods=["POST"], name="add_account"),
    Route("/admin/accounts/new", new_account, name="new_account"),
    Route(_ACCOUNT, account, name="admin_account"),
    Route(_ACCOUNT, save_account, methods=["POST"], name="save_account"),
    Route(f"{_ACCOUNT}/edit", edit_account, name="edit_account"),
    Route(f"{_ACCOUNT}/disable", disable_account, methods=["POST"], name="disable_account"),
    Route(f"{_ACCOUNT}/enable", enable_account, methods=["POST"], name="enable_account"),
    Route(f"{_ACCOUNT}/code", issue_code, methods=["POST"], name="issue_code"),
    Route(f"{_ACCOUNT}/devices/{{session}}/end", end_device, methods=["POST"], name="end_device"),
    Route(f"{_ACCOUNT}/memberships/new", new_membership, name="new_membership"),
    Route(f"{_ACCOUNT}/memberships", add_membership, methods=["POST"], name="add_membership"),
    Route("/admin/memberships/{key}/edit", edit_membership, name="edit_membership"),
    Route("/admin/memberships/{key}", save_membership, methods=["POST"], name="save_membership"),
]
