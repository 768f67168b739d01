"""A paper's bytes on their way to a reader: by range, never kept, never run."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

# What is opened from here has no script, no form and no origin, whatever the file pretends to be.
_HEADERS = {"cache-control": "no-store", "content-security-policy": "sandbox; default-src 'none'"}


class PaperResponse(FileResponse):
    """One PDF, whole or one range of it; a request for several ranges gets the whole."""

    max_ranges = 1

    def __init__(self, path: Path, sha256: str, file_name: str) -> None:
        super().__init__(
            path,
            headers={**_HEADERS, "etag": f'"{sha256}"'},
            media_type="application/pdf",
            filename=file_name,
            content_disposition_type="inline",
        )


def paper_response(request: Request, path: Path, sha256: str, file_name: str) -> Response:
    """Answer with a file, or 304 where the reader has these very bytes already."""
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if not known.isdisjoint({f'"{sha256}"', f'W/"{sha256}"', "*"}):
        return Response(status_code=304, headers={**_HEADERS, "etag": f'"{sha256}"'})
    return PaperResponse(path, sha256, file_name)


def begins(request: Request) -> bool:
    """Whether this is the beginning of a reading, not a further range of it."""
    return request.headers.get("range", "bytes=0-").startswith("bytes=0-")
