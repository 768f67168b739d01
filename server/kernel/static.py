"""Our scripts and styles: one address a build, kept by browsers for ever."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parents[2] / "static"


@cache
def build_id() -> str:
    """Return a short name of what `static/` held when it was first asked for: once a process."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(STATIC)).encode())
            if "vendor" in path.parts:  # large, and stamped by size: it only changes with the lock
                digest.update(str(path.stat().st_size).encode())
            else:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Immutable(StaticFiles):
    """Static files whose address changes with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        path = str(args[0])
        if path.endswith(".mjs"):
            response.headers["content-type"] = "text/javascript; charset=utf-8"
        return response
