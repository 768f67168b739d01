"""The cookie of a signed-in device, and who a request is from."""

from sqlmodel import Session
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.kernel import i18n
from server.kernel.db import seqs
from server.kernel.errors import Busy, DatabaseDown
from server.kernel.settings import Settings
from server.kernel.web import refused
from server.people.access import Viewer, viewer_of_session

COOKIE = "__Host-plenum"
LOCALE_COOKIE = "plenum-locale"
SAY_IT_THEMSELVES = ("/healthz", "/readyz", "/metrics", "/live/")  # that the database is away


def token_of(scope: Scope) -> str | None:
    """Return the session token that a request or handshake brings."""
    return _cookie(scope, COOKIE)


def _cookie(scope: Scope, name: str) -> str | None:
    return cookie_parser(Headers(scope=scope).get("cookie", "")).get(name)


def remember(response: Response, token: str) -> None:
    """Give a device its session."""
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="lax")


def forget(response: Response) -> None:
    """Take a device's session, and everything the browser kept of us."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    response.headers["clear-site-data"] = '"cache", "storage"'


def remember_locale(response: Response, locale: str) -> None:
    """Keep the language for before anybody has signed in here."""
    response.set_cookie(
        LOCALE_COOKIE,
        locale,
        max_age=365 * 86400,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def _who(db: Session, token: str) -> tuple[Viewer | None, dict[str, int]]:
    """Return who a token stands for, and how far that person's own stream is."""
    viewer = viewer_of_session(db, token)
    return viewer, seqs(db, [f"user:{viewer.user_id}"]) if viewer else {}


class SessionMiddleware:
    """Derives the viewer of each request, and with it the language."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        token = token_of(scope)
        viewer = None
        if token:
            state = HTTPConnection(scope).app.state
            try:
                viewer, since = await state.reader.submit(_who, token)
            except (DatabaseDown, Busy) as problem:
                if not scope["path"].startswith(SAY_IT_THEMSELVES):
                    scope["state"]["viewer"] = None
                    i18n.set_locale(_cookie(scope, LOCALE_COOKIE) or self.settings.locale)
                    await (await refused(Request(scope), problem))(scope, receive, send)
                    return
            if viewer:
                state.activity.note(viewer.session_key)
                # Any page hears of signing out and of changed rights; live ones follow more.
                own = {"screen": "own", "subject": "own", "since": since}
                scope["state"]["live"] = own
        scope["state"]["viewer"] = viewer
        asked = _cookie(scope, LOCALE_COOKIE)
        i18n.set_locale(viewer.locale if viewer else asked or self.settings.locale)
        await self.app(scope, receive, send)
