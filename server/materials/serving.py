"""A paper's bytes on their way to a reader: by range, never kept, never run."""

import re
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.kernel.blobs import Blobs

# What is opened from here has no script, no form and no origin, whatever the file pretends to be.
_HEADERS = {"cache-control": "no-store", "content-security-policy": "sandbox; default-src 'none'"}
PDF = "application/pdf"
_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def attached(file_name: str) -> str:
    """Return the header's words for a file that is saved under this name, in any letters."""
    return f"attachment; filename*=utf-8''{quote(file_name)}"


async def paper_response(
    request: Request, sha256: str, file_name: str, media_type: str = PDF
) -> Response:
    """Answer with a file, whole or one range of it, or 304 where the reader has these very bytes.

    A PDF opens in its tab; what is of another `media_type` is saved.

    Several ranges at once, or a range of other bytes, get the whole. Raises NotFound and
    StoreDown, as long as nothing has been sent.
    """
    blobs: Blobs = request.app.state.blobs
    etag = f'"{sha256}"'
    headers = _HEADERS | {"etag": etag, "accept-ranges": "bytes"}
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if not known.isdisjoint({etag, f"W/{etag}", "*"}):
        return Response(status_code=304, headers=headers)
    size = await blobs.size(sha256)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", etag) != etag:
        asked = ""
    part = _part(asked, size)
    if part and part.start >= part.stop:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{size}"})
    if part:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    start, end = (part.start, part.stop) if part else (0, size)
    headers["content-length"] = str(end - start)
    headers["content-disposition"] = attached(file_name)
    if media_type == PDF:
        headers["content-disposition"] = f"inline; filename*=utf-8''{quote(file_name)}"
    chunks = blobs.chunks(sha256, start, end if request.method != "HEAD" else start)
    return StreamingResponse(
        _begun(await anext(chunks, b""), chunks),
        status_code=206 if part else 200,
        headers=headers,
        media_type=media_type,
    )


def _part(asked: str, size: int) -> slice | None:
    """Return which of `size` bytes a Range header asks for; None for all of them.

    An empty slice cannot be had.
    """
    match = _ONE_RANGE.fullmatch(asked.replace(" ", ""))
    if not match or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        return slice(max(size - int(last), 0), size)
    return slice(int(first), min(int(last) + 1, size) if last else size)


async def _begun(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what was read before the answer began, then the rest."""
    yield first
    async for chunk in rest:
        yield chunk


def begins(request: Request) -> bool:
    """Whether this is the beginning of a reading, not a further range of it."""
    return request.headers.get("range", "bytes=0-").startswith("bytes=0-")
