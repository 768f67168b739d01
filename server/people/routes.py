"""Signing in and out, and one's own account."""

from typing import Literal
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.kernel import i18n
from server.kernel.errors import BadForm, DomainError
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    Form,
    Line,
    OptionalLine,
    done,
    local_path,
    page,
    page_before,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people import (
    admin_routes,
    audit_routes,
    body_routes,
    calendar_routes,
    commands,
    document_routes,
    number_routes,
    queries,
    sessions,
    signing,
)
from server.people import fragments as _live  # noqa: F401  # registers the live page
from server.people.access import Viewer
from server.people.addresses import set_email
from server.people.passwords import Password


class SignInForm(Form):
    login: Line
    password: Password
    next: OptionalLine = "/"


class CodeForm(CommandForm):
    login: Line
    code: Line
    password: Password
    again: Password


class PasswordForm(CommandForm):
    old: Password
    new: Password
    again: Password


class EmailForm(CommandForm):
    email: OptionalLine = ""


class PreferencesForm(Form):
    theme: Literal["light", "dark", "auto"] | None = None
    locale: Literal["vi", "en"] | None = None


async def sign_in_page(request: Request) -> Response:
    """GET /sign-in: one form; on a demonstration also whom to try."""
    target = local_path(request.query_params.get("next"))
    if getattr(request.state, "viewer", None):
        return RedirectResponse(target, status_code=303)
    return await _ask(request, target, chosen="chosen" in request.query_params)


async def _ask(
    request: Request,
    target: str,
    login: str = "",
    problem: DomainError | None = None,
    chosen: bool = False,
) -> Response:
    return page(
        request,
        "people/sign_in.html",
        problem.status if problem else 200,
        next=target,
        login=login,
        problem=problem,
        chosen=chosen,
        trial=await read(request, queries.demonstration),
    )


async def sign_in(request: Request) -> Response:
    """POST /sign-in: a session, or the form again with what is wrong."""
    target, login = "/", ""
    try:
        form = await SignInForm.parse(request)
        target, login = local_path(form.next), signing.login_of(form.login)
        token = await signing.sign_in(request, login, form.password)
    except (BadForm, commands.WrongPassword, commands.TooManyTries) as problem:
        return await _ask(request, target, login, problem)
    await _end_own_session(request)  # who signs in again on a device leaves nothing behind
    response = RedirectResponse(target, status_code=303)
    sessions.remember(response, token)
    return response


async def sign_out(request: Request) -> Response:
    """POST /sign-out: pages and sockets of this device end, and what the browser kept goes."""
    await _end_own_session(request)
    response = RedirectResponse(request.url_for("sign_in_page").path, status_code=303)
    sessions.forget(response)
    return response


async def _end_own_session(request: Request) -> None:
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer:
        await write(
            request,
            str(uuid4()),
            commands.end_session,
            account_id=viewer.user_id,
            session_key=viewer.session_key,
        )


async def code_page(request: Request) -> Response:
    """GET /code: choose a password with a one-time code."""
    return page(request, "people/code.html", login="", problem=None)


async def use_code(request: Request) -> Response:
    """POST /code: a password is chosen; then one signs in with it."""
    login = ""
    try:
        form = await CodeForm.parse(request)
        login = signing.login_of(form.login)
        _agree(form.password, form.again)
        await signing.choose_password(request, form.command_id, login, form.code, form.password)
    except (BadForm, commands.WrongCode, commands.TooManyTries) as problem:
        return page(request, "people/code.html", problem.status, login=login, problem=problem)
    address = request.url_for("sign_in_page").include_query_params(chosen="1")
    return RedirectResponse(f"{address.path}?{address.query}", status_code=303)


def _agree(password: str, again: str) -> None:
    if password != again:
        raise BadForm({"again": "passwords-differ"})


async def account(request: Request) -> Response:
    """GET /account: who one is here, one's devices, password, language and look."""
    viewer: Viewer = viewer_of(request)
    audience, devices, live = await read_live(
        request, "own", "me", lambda db, own: queries.devices(db, own.user_id)
    )
    own = await read(request, queries.credentials_of, viewer.user_id)
    return page(
        request,
        "people/account.html",
        audience=audience,
        devices=devices,
        live=live,
        login=own.login,
        email=own.email,
        changed="changed" in request.query_params,
    )


async def change_password(request: Request) -> Response:
    """POST /account/password."""
    viewer_of(request)
    form = await PasswordForm.parse(request)
    _agree(form.new, form.again)
    await signing.change_password(request, form.command_id, form.old, form.new)
    return done(request, back=request.url_for("account").path + "?changed=1", go=True)


async def end_device(request: Request) -> Response:
    """POST /account/devices/{session}/end: sign one of one's own devices out."""
    viewer: Viewer = viewer_of(request)
    form = await CommandForm.parse(request)
    await write(
        request,
        form.command_id,
        commands.end_session,
        account_id=viewer.user_id,
        session_key=request.path_params["session"],
    )
    say = _("That device is signed out.")
    return done(request, back=request.url_for("account").path, say=say)


async def save_email(request: Request) -> Response:
    """POST /account/email: one's own address for reminders, empty for none."""
    viewer_of(request)
    form = await EmailForm.parse(request)
    await write(request, form.command_id, set_email, email=form.email)
    back = request.url_for("account").path
    return done(request, back=back, say=_("Saved."), go=True)


async def preferences(request: Request) -> Response:
    """POST /preferences: language or look, then back to the page one came from."""
    form = await PreferencesForm.parse(request)
    if getattr(request.state, "viewer", None):
        await write(
            request,
            str(uuid4()),
            commands.set_preferences,
            theme=form.theme,
            locale=form.locale,
        )
    response = RedirectResponse(urlsplit(page_before(request)).path, status_code=303)
    if form.locale in i18n.LOCALES:
        sessions.remember_locale(response, form.locale)
    return response


routes: list[BaseRoute] = [
    Route("/sign-in", sign_in_page, name="sign_in_page"),
    Route("/sign-in", sign_in, methods=["POST"], name="sign_in"),
    Route("/sign-out", sign_out, methods=["POST"], name="sign_out"),
    Route("/code", code_page, name="code_page"),
    Route("/code", use_code, methods=["POST"], name="use_code"),
    Route("/account", account, name="account"),
    Route("/account/email", save_email, methods=["POST"], name="save_email"),
    Route("/account/password", change_password, methods=["POST"], name="change_password"),
    Route("/account/devices/{session}/end", end_device, methods=["POST"], name="end_own_device"),
    Route("/preferences", preferences, methods=["POST"], name="preferences"),
    *admin_routes.routes,
    *body_routes.routes,
    *audit_routes.routes,
    *calendar_routes.routes,
    *document_routes.routes,
    *number_routes.routes,
]
