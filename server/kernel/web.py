"""Between HTTP and the features: parse a form, run a command, read, answer.

A route checks shape only. What a command refuses becomes a sentence here and nowhere else: in the
editor's message for a page's own script, as a page of its own otherwise.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Concatenate, ParamSpec, Self, TypeVar
from urllib.parse import quote

import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.kernel import disk, i18n
from server.kernel.db import Actor, Reader, Tx, Writer, seqs
from server.kernel.errors import BadForm, DomainError, EditConflict, NotFound, SignInNeeded
from server.kernel.guard import source_of
from server.kernel.live import screen_named
from server.kernel.templates import render

log = structlog.get_logger("web")
P = ParamSpec("P")
R = TypeVar("R")

MAX_FIELDS, MAX_FIELD_BYTES = 2000, 512 * 1024
SCRIPT = "plenum-script"  # header that static/js/live.js sends along

CommandId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{16,64}$")]
Text = Annotated[str, BeforeValidator(lambda v: i18n.nfc(v) if isinstance(v, str) else v)]
Line = Annotated[Text, StringConstraints(min_length=1, max_length=1000)]
OptionalLine = Annotated[Text, StringConstraints(max_length=1000)]
LongText = Annotated[Text, StringConstraints(max_length=20_000)]

_CODES = {"missing": "field-required", "string_too_short": "field-required"}
_CODES |= {"string_too_long": "field-too-long"}


def _code(wrong: Any) -> str:
    return _CODES.get("missing" if wrong["input"] == "" else wrong["type"], "field-bad")


class Form(BaseModel):
    """Shape of a posted form. Fields it does not name are ignored, never assigned."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    async def parse(cls, request: Request) -> Self:
        """Read the request's form. Raises BadForm naming the fields that are off."""
        async with request.form(
            max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD_BYTES
        ) as data:
            return cls.of(data)

    @classmethod
    def of(cls, data: FormData) -> Self:
        """Check fields already read."""
        values: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            if getattr(field.annotation, "__origin__", None) is list:
                values[name] = [v for v in data.getlist(name) if v != ""]
            elif isinstance(value := data.get(name), str) and (value or field.is_required()):
                values[name] = value  # an empty optional field is absent: it takes its default
        try:
            return cls.model_validate(values)
        except ValidationError as problem:
            raise BadForm(
                {".".join(map(str, e["loc"])): _code(e) for e in problem.errors()}
            ) from problem


class CommandForm(Form):
    """A form that changes something."""

    command_id: CommandId


class EditForm(CommandForm):
    """A form about a row that exists: the version it was rendered with."""

    version: int


# --- reading and writing ----------------------------------------------------------------------


def viewer_of(request: Request) -> Any:
    """Return who is signed in. Raises SignInNeeded."""
    viewer = getattr(request.state, "viewer", None)
    if viewer is None:
        raise SignInNeeded
    return viewer


async def read(
    request: Request,
    query: Callable[Concatenate[Session, P], R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run a query on a reader's thread."""
    reader: Reader = request.app.state.reader
    return await reader.submit(query, *args, **kwargs)


async def write(
    request: Request,
    command_id: str,
    command: Callable[Concatenate[Tx, P], R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Run a command as the person who is signed in. Raises SignInNeeded: nobody is not SYSTEM."""
    writer: Writer = request.app.state.writer
    actor = Actor(viewer_of(request).user_id, source_of(request.scope))
    return await writer.submit(actor, command_id, command, *args, **kwargs)


async def read_live(
    request: Request, screen: str, subject: str, query: Callable[[Session, Any], R]
) -> tuple[Any, R, dict[str, Any]]:
    """Read a live page: its audience, `query(db, audience)`, and what the page follows.

    All in one transaction, so that the page and the stream numbers it bears belong together. The
    third value goes into the template as `live`.
    """
    viewer = viewer_of(request)

    def page_state(db: Session) -> tuple[Any, R, dict[str, Any]]:
        seat = screen_named(screen).seat(db, viewer, subject)
        since = seqs(db, list(seat.streams))
        live = {"screen": screen, "subject": subject, "since": since, "seat": seat.mark}
        return seat.audience, query(db, seat.audience), live

    return await read(request, page_state)


# --- answering --------------------------------------------------------------------------------


def by_script(request: Request) -> bool:
    """Whether our own script asks, and takes a part of a page for an answer."""
    return SCRIPT in request.headers or request.headers.get("hx-request") == "true"


def _context(request: Request) -> dict[str, Any]:
    state = request.app.state
    viewer = getattr(request.state, "viewer", None)
    return {
        "request_path": request.url.path,
        "viewer": viewer,
        "theme": getattr(viewer, "theme", "auto"),
        "nav": state.nav(viewer, request.url.path) if viewer else [],
        "office": state.office.name,
        "demonstration": state.office.demonstration,
        "live": getattr(request.state, "live", None),
    }


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a whole page."""
    return HTMLResponse(render(template, **_context(request) | context), status_code=status)


def fragment(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """Answer with a part of a page, for the editor or another place outside what is pushed."""
    return HTMLResponse(render(template, **context), status_code=status)


def done(request: Request, *, back: str, say: str | None = None, go: bool = False) -> Response:
    """Answer a command that succeeded.

    The change itself reaches the page through the live path; the script closes the editor and
    reads out `say` (a sentence for people). `go` moves on to `back`; without script every form
    ends there.
    """
    if not by_script(request):
        return RedirectResponse(back, status_code=303)
    response = Response(status_code=200)
    if say:
        response.headers["plenum-say"] = quote(say)
    if go:
        response.headers["plenum-go"] = back
    return response


def problem_sentence(problem: DomainError) -> str:
    """Return what a refusal says to people."""
    return i18n.say(problem.code, **problem.params)


def _sentences(code: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """What happened, what is kept, what to do: the catalogue's CODE, CODE.kept, CODE.todo."""
    parts = {"what": code, "kept": f"{code}.kept", "todo": f"{code}.todo"}
    said = {p: i18n.say(c, **params) if i18n.known(c) else "" for p, c in parts.items()}
    return {"code": code} | said


async def refused(request: Request, problem: Exception) -> Response:
    """Turn a DomainError into a response."""
    assert isinstance(problem, DomainError)
    viewer = getattr(request.state, "viewer", None)
    if viewer and problem.status in (401, 403, 404):
        request.app.state.audit.note(
            "access-refused",
            viewer.user_id,
            source_of(request.scope),
            method=request.method,
            path=request.url.path[:200],
        )
    if isinstance(problem, SignInNeeded) and not by_script(request):
        target = request.url.path
        ask = str(request.url_for("sign_in_page").include_query_params(next=target))
        return RedirectResponse(ask, status_code=303)
    conflict = problem if isinstance(problem, EditConflict) else None
    context = _sentences(problem.code, problem.params) | {
        "fields": problem.fields if isinstance(problem, BadForm) else {},
        "conflict": conflict,
    }
    if by_script(request):
        response = HTMLResponse(render("shell/_problem.html", **context), problem.status)
    else:
        response = page(request, "shell/error.html", problem.status, **context)
    response.headers["plenum-code"] = problem.code
    if problem.status == 503:
        response.headers["retry-after"] = "2"
    if problem.status == 413:
        response.headers["connection"] = "close"  # what is still on its way is not wanted
    return response


async def http_error(request: Request, problem: Exception) -> Response:
    """Answer Starlette's own refusals (no such route, wrong method, too large) in our words."""
    assert isinstance(problem, HTTPException)
    codes = {404: "not-found", 405: "wrong-method", 413: "too-large"}
    code = codes.get(problem.status_code, "refused")
    context = _sentences(code, {}) | {"fields": {}, "conflict": None}
    response: Response
    if by_script(request):
        response = HTMLResponse(render("shell/_problem.html", **context), problem.status_code)
    else:
        response = page(request, "shell/error.html", problem.status_code, **context)
    response.headers.update(problem.headers or {})
    return response


async def disk_error(request: Request, problem: Exception) -> Response:
    """Say what a file could not be written or read for, where it is the disk."""
    refusal = disk.refusal_of(problem, request.app.state.settings.data_dir)
    if refusal is None:
        raise problem
    log.error("disk", exc_info=problem)
    return await refused(request, refusal)


ERROR_HANDLERS: dict[Any, Any] = {DomainError: refused, HTTPException: http_error}
ERROR_HANDLERS[OSError] = disk_error


def local_path(target: str | None, otherwise: str = "/") -> str:
    """Return `target` if it is a path of ours (`//evil` and `/\\evil` are not)."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return otherwise
    if any(ord(c) < 32 for c in target):
        return otherwise
    return target


def page_before(request: Request, otherwise: str = "/") -> str:
    """Return the path of our page that a form came from: where one without script returns."""
    referer, own = request.headers.get("referer", ""), str(request.base_url)
    return local_path(
        "/" + referer.removeprefix(own) if referer.startswith(own) else None, otherwise
    )


__all__ = [
    "CommandForm",
    "CommandId",
    "EditForm",
    "Form",
    "Line",
    "LongText",
    "NotFound",
    "OptionalLine",
    "Text",
    "done",
    "fragment",
    "page",
    "page_before",
    "read",
    "read_live",
    "viewer_of",
    "write",
]
