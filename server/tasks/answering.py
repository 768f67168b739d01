"""What the forms about tasks share: the key in the address, the file, the answer."""

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from server.kernel.web import done, page_before, viewer_of
from server.materials.intake import NotDeclared, clean_name, take_in, too_large

FORM_BYTES = 1024 * 1024  # what the other fields may take beside the file


def key_of(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


def answer(request: Request, say: str, back: str = "") -> Response:
    """Answer a command that succeeded; `back` is where one without script returns."""
    return done(request, back=back or page_before(request, "/tasks"), say=say)


def check_size(request: Request) -> None:
    """Raise PaperTooLarge where a form with a file is longer than one may be."""
    settings = request.app.state.settings
    if int(request.headers.get("content-length") or 0) > settings.max_upload_bytes + FORM_BYTES:
        raise too_large(settings)


async def evidence_file(request: Request, data: FormData) -> tuple[str | None, str]:
    """Store the PDF of a form: its hash and name, (None, "") where there is none.

    Raises NotDeclared and what taking in a paper raises; then nothing was reported.
    """
    file = data.get("file")
    if not isinstance(file, UploadFile) or not file.size:
        return None, ""
    if not data.get("declared"):
        raise NotDeclared
    state = request.app.state
    arrived = await take_in(file.file, state.settings, state.blobs)
    return arrived.sha256, clean_name(file.filename)
