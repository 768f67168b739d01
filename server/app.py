"""Joins everything: settings, database, live path, features."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import text
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from server import migrations
from server.features import ROUTES
from server.kernel import i18n, metrics, templates, workdays
from server.kernel.audit import Audit
from server.kernel.blobs import Blobs, StoreDown
from server.kernel.db import Reader, Writer
from server.kernel.disk import Disk
from server.kernel.errors import Busy, DatabaseDown
from server.kernel.guard import BodyLimit, Guard
from server.kernel.live import fallback
from server.kernel.live.lanes import Relay
from server.kernel.live.socket import LiveEndpoint
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.kernel.static import STATIC, Immutable, build_id
from server.kernel.web import ERROR_HANDLERS
from server.navigation import nav
from server.people.access import may, viewer_of_session
from server.people.activity import Activity
from server.people.models import Instance
from server.people.passwords import Gate
from server.people.sessions import SessionMiddleware, token_of

log = structlog.get_logger("app")
START_TRIES, START_PAUSE_SECONDS = 60, 0.5


@dataclass(frozen=True)
class Office:
    """What every page says about whose server this is."""

    name: str = "Plenum"
    demonstration: bool = False


def _office(db: Session) -> Office:
    row = db.get(Instance, 1)
    return Office(row.name, row.demonstration) if row else Office()


async def _once_it_answers(reader: Reader) -> Office:
    """Read whose server this is; a database that starts beside us is waited for a while."""
    for _ in range(START_TRIES):
        with suppress(DatabaseDown, Busy):
            return await reader.submit(_office)
        await asyncio.sleep(START_PAUSE_SECONDS)
    return await reader.submit(_office)


async def live(websocket: WebSocket) -> None:
    """WebSocket /live: docs/live-protocol.md."""
    await websocket.app.state.live.serve(websocket, token_of(websocket.scope))


def _live(request: Request) -> LiveEndpoint:
    return request.app.state.live  # type: ignore[no-any-return]


def _token(request: Request) -> str | None:
    return token_of(request.scope)


async def healthz(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """Rows can be read and written, the schema is this release's, the store of papers answers."""
    if request.app.state.writer.stopped:
        return JSONResponse({"status": "the disk failed: start again"}, status_code=503)

    def revision(db: Session) -> str | None:
        db.execute(text("SELECT 1"))
        return migrations.current(db.connection())

    try:
        found = await request.app.state.reader.submit(revision)
    except (DatabaseDown, Busy):
        return JSONResponse({"status": "database does not answer"}, status_code=503)
    except Exception:
        log.exception("not ready")
        return JSONResponse({"status": "database does not answer"}, status_code=503)
    if found != migrations.head():
        return JSONResponse({"status": "schema is not current"}, status_code=503)
    try:
        await asyncio.to_thread(request.app.state.blobs.check)
    except StoreDown:
        return JSONResponse({"status": "store of papers does not answer"}, status_code=503)
    return JSONResponse({"status": "ready"})


def build_app(settings: Settings) -> Starlette:
    """Return the application; its database must already have the current schema."""
    i18n.set_zone(settings.timezone)
    rule = workdays.read_working_days(workdays.DAYS_FILE)
    workdays.set_office_days(rule)
    build = build_id()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        state = app.state
        for locale in i18n.LOCALES:
            i18n.catalogue(locale)  # now, not while somebody waits
        state.settings = settings
        state.writer = Writer(settings, instance_secret(settings), patient=False)
        state.reader = Reader(settings, patient=False)
        state.disk = Disk(settings)
        state.writer.make_room = state.disk.give_up
        state.blobs = Blobs(settings)
        with suppress(StoreDown):  # meetings go on without papers; it has been logged
            await asyncio.to_thread(state.blobs.check)
        state.office = await _once_it_answers(state.reader)
        state.nav = nav
        state.relay = Relay(
            settings, state.reader, state.writer, lambda db, socket: state.live.reseat(db, socket)
        )
        state.live = LiveEndpoint(
            settings, state.reader, state.writer, state.relay, viewer_of_session, build
        )
        state.audit = Audit(state.writer)
        state.gate = Gate()
        state.activity = Activity(
            settings, state.writer, lambda: {s.viewer.session_key for s in state.live.sockets}
        )
        watches = [
            asyncio.create_task(metrics.watch_loop(), name="loop lag"),
            asyncio.create_task(state.disk.watch(), name="disk"),
            asyncio.create_task(asyncio.to_thread(workdays.warm), name="working days"),
        ]
        try:
            yield {}
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)
            await state.live.close()
            await state.relay.close()
            await state.activity.close()
            state.gate.close()
            await state.audit.close()
            state.writer.close()
            state.reader.close()

    app = Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", metrics.metrics),
            WebSocketRoute("/live", live),
            Route(
                "/live/events",
                fallback.endpoint(_live, _token, fallback.events),
                name="live_events",
            ),
            Route("/live/poll", fallback.endpoint(_live, _token, fallback.poll), name="live_poll"),
            Mount(f"/static/{build}", Immutable(directory=STATIC), name="static"),
            *ROUTES,
        ],
        middleware=[
            Middleware(Guard, settings=settings),
            Middleware(
                GZipMiddleware,
                minimum_size=1024,
                exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf"),
            ),
            Middleware(SessionMiddleware, settings=settings),
            Middleware(BodyLimit, most=settings.max_upload_bytes + 1024 * 1024),
        ],
        exception_handlers=ERROR_HANDLERS,
        lifespan=lifespan,
    )
    # By name: asking each route in turn took a third of an agenda page's time.
    named = {route.name: route for route in app.routes if isinstance(route, Route)}
    templates.provide(
        asset=lambda path: f"/static/{build}/{path}",
        path=lambda name, **params: str(named[name].url_path_for(name, **params)),
        build=build,
        zone=settings.timezone,
        max_upload_bytes=settings.max_upload_bytes,
        may=may,
    )
    return app
