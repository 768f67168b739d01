"""The web server around the application: uvicorn, as `serve` runs it and the tests do."""

import asyncio
import resource
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette

from server.kernel.live.wire import Wire
from server.kernel.peers import Http
from server.kernel.settings import Settings

END_SECONDS = 8  # what is under way may last so long after the server was told to end


class Server(uvicorn.Server):
    """Tells every open page, before it ends, when to come back."""

    def __init__(self, app: Starlette, settings: Settings, **options: Any) -> None:
        """`options` take the place of what the settings say."""
        self.app, self.settings = app, settings
        _open_files()
        chosen: dict[str, Any] = {
            "host": settings.host,
            "port": settings.port,
            "ssl_certfile": str(settings.tls_cert) if settings.tls_cert else None,
            "ssl_keyfile": str(settings.tls_key) if settings.tls_key else None,
            "forwarded_allow_ips": settings.trusted_proxies,
            "timeout_graceful_shutdown": END_SECONDS,
        }
        super().__init__(
            uvicorn.Config(
                app,
                http=Http,
                ws=Wire,
                ws_max_size=65536,
                ws_per_message_deflate=False,
                ws_ping_interval=None,  # pages and server speak every few seconds anyway
                backlog=4096,
                proxy_headers=True,
                server_header=False,
                log_config=None,
                **chosen | options,
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: once in it, look at who holds a connection."""
        if counter % 10 == 0:
            moment = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Http):
                    connection.look(moment, self.settings)
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen. Whoever takes nothing for too long is let go by the system itself.

        A stream of events or a download cannot tell: its answer waits until the peer takes more.
        """
        await super().startup(sockets)
        for listening in (each for server in self.servers for each in server.sockets):
            with suppress(AttributeError, OSError):  # not every system knows how
                milliseconds = round(self.settings.live_stall_seconds * 1000)
                listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: pages first, then what is under way."""
        self.app.state.live.restart()
        await super().shutdown(sockets)


def _open_files() -> None:
    """Let this process open as many files as the machine allows: a page is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):  # "unlimited" is more than some kernels take
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
