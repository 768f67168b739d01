"""What every request passes first: id and log line, host, origin, headers of every answer."""

import time
import uuid
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.kernel.settings import Settings
from server.kernel.templates import render

log = structlog.get_logger("request")

SAFE = {"GET", "HEAD", "OPTIONS"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", "testserver"}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Guard:
    """The outermost middleware: nothing reaches a route that it has not looked at."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), scope, request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request=request_id):
            refusal = self._refusal(scope, headers)
            try:
                if refusal is not None:
                    await self._refuse(refusal, scope, receive, answer)
                else:
                    await self.app(scope, receive, answer)
            except ClientDisconnect:
                log.info("hung up", path=scope["path"])  # before its form had come
            except Exception:
                log.exception("unhandled", path=scope["path"])
                if status or scope["type"] == "websocket":
                    raise
                page = render("shell/alone.html", code="server-error", reference=request_id)
                await HTMLResponse(page, status_code=500)(scope, receive, answer)
            finally:
                if scope["type"] == "http" and not scope["path"].startswith("/static/"):
                    log.info(
                        "request",
                        method=scope["method"],
                        path=scope["path"],
                        status=status,
                        ms=round((time.perf_counter() - started) * 1000, 1),
                    )

    def _dress(self, headers: MutableHeaders, scope: Scope, request_id: str) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers["x-request-id"] = request_id
        if scope["scheme"] in ("https", "wss"):
            headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    def _refusal(self, scope: Scope, headers: Headers) -> str | None:
        """Return why this request goes no further, or None."""
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname or ""
        if self.settings.public_host:
            if host != self.settings.public_host and not scope["path"].endswith("z"):
                return "unknown-host"
        elif any(c in host for c in "/\\@?# "):
            return "unknown-host"
        if scope["path"] in ("/healthz", "/readyz"):
            return None
        if scope["scheme"] in ("http", "ws") and name not in LOCAL_HOSTS:
            return "needs-https"
        if scope["type"] == "websocket" or scope["method"] not in SAFE:
            return self._forgery(scope, headers, host)
        return None

    @staticmethod
    def _forgery(scope: Scope, headers: Headers, host: str) -> str | None:
        """A change must come from our own pages: Sec-Fetch-Site where known, else Origin."""
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site")
        if site is not None and scope["type"] == "http":
            return None if site == "same-origin" else "foreign-origin"
        secure = scope["scheme"] in ("https", "wss")
        ours = f"{'https' if secure else 'http'}://{host}"
        return None if origin == ours else "foreign-origin"

    async def _refuse(self, why: str, scope: Scope, receive: Receive, send: Send) -> None:
        response: Response
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if why == "needs-https":
            page = render("shell/alone.html", code=why, reference="")
            response = HTMLResponse(page, status_code=426)
        else:
            response = PlainTextResponse(why, status_code=403 if why == "foreign-origin" else 400)
        await response(scope, receive, send)


class BodyLimit:
    """The innermost middleware: a body of more than `most` bytes is refused, announced or counted.

    Starlette's own stands outside the Guard and answers without its headers and in its own words.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        announced, came = int(length) if length.isdecimal() else 0, 0

        async def counted() -> Message:
            nonlocal came
            message: Message = {}
            if announced <= self.most:
                message = await receive()
                came += len(message.get("body", b""))
            if max(announced, came) > self.most:
                raise HTTPException(413, headers={"connection": "close"})  # no more is wanted
            return message

        await self.app(scope, counted, send)


def source_of(scope: Scope) -> str:
    """Return where a request came from, for the audit trail."""
    client: Any = scope.get("client")
    return str(client[0]) if client else ""
