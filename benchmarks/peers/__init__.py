"""What Plenum is measured against: servers that broadcast, and do nothing else.

Each has no database, no rights and no rendering. Tablets connect to one address, and what is said
on the control socket goes to all of them.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OTHERS = ROOT / ".tools" / "peers" / "bin" / "python"  # `./dev bench` makes it
NGINX_MODULE = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
NGINX = """
load_module {module};
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;
events {{ worker_connections 20000; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /tablet {{ nchan_subscriber websocket; nchan_channel_id room;
      nchan_message_buffer_length 1; nchan_subscriber_first_message newest; }}
    location = /control {{ nchan_publisher websocket; nchan_channel_id room; }}
  }}
}}
"""


@dataclass(frozen=True)
class Peer:
    """A server that broadcasts.

    `start(port, folder)` is its command line, None where it is not installed. A tablet says
    `hello` first and is greeted with what begins with `greeting` (empty: neither); `said(text)` is
    how the control socket asks for a broadcast.
    """

    name: str
    start: Callable[[int, Path], list[str] | None]
    tablet: str = "/tablet"
    control: str = "/control"
    hello: str = ""
    greeting: str = ""
    said: Callable[[str], str] = str


def _module(
    name: str, python: Path = Path(sys.executable)
) -> Callable[[int, Path], list[str] | None]:
    def start(port: int, folder: Path) -> list[str] | None:
        if not python.exists():
            return None
        return [str(python), "-m", f"benchmarks.peers.{name}", str(port)]

    return start


def _nchan(port: int, folder: Path) -> list[str] | None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None or not NGINX_MODULE.exists():
        return None
    settings = folder / "nginx.conf"
    settings.write_text(NGINX.format(module=NGINX_MODULE, folder=folder, port=port))
    return [nginx, "-e", "stderr", "-p", str(folder), "-c", str(settings)]


SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"

PEERS = (
    Peer("bare", _module("bare")),
    Peer("nchan", _nchan),
    Peer("starlette", _module("plain_starlette")),
    Peer(
        "socketio",
        _module("socket_io", OTHERS),
        tablet=SOCKET_IO,
        control=SOCKET_IO,
        hello="40",
        greeting="40",
        said=lambda text: f'42["say","{text}"]',
    ),
    Peer("channels", _module("django_channels", OTHERS)),
)
