"""HTTP of bringing tasks in: paste or choose, look through, confirm."""

import re
from datetime import date
from typing import BinaryIO
from uuid import UUID, uuid5

import anyio.to_thread
from pydantic import Field
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions.bringing import arriving, commands, queries
from server.conclusions.bringing.child import MAX_FILE_BYTES
from server.conclusions.bringing.errors import NothingSent
from server.kernel.errors import BadForm
from server.kernel.i18n import nfc
from server.kernel.web import CommandForm, OptionalLine, done, page, read, viewer_of, write
from server.kernel.workdays import office_days
from server.materials.intake import NotDeclared
from server.people.access import require
from server.programmes.bodies import catalogue_bodies
from server.tasks.access import uuid_of

_IMPORTS = UUID("0b8a54c4-0f6f-4f39-9a0e-5c2b7a1f77d2")  # of import keys; any fixed value does
_TEXT_BYTES = 8 * 1024**2  # a pasted text: 3,000,000 letters at most are read
_MOST_FIELDS = 10_000  # a tick, a body and a day for each task
_ANSWER = re.compile(r"(lead|day)-(\d{1,5})")


class SendForm(CommandForm):
    """What is sent beside the text or the file."""

    document: OptionalLine = ""
    issued_on: date | None = None
    declared: str = ""


class AdoptForm(CommandForm):
    """The positions of the tasks to be taken."""

    take: list[int] = Field(default_factory=list)


async def bring_page(request: Request) -> Response:
    """GET /tasks/bring: paste a text or choose a file; what waits to be confirmed."""
    found = await read(request, queries.waiting, viewer_of(request))
    return page(request, "conclusions/bring.html", waiting=found, max_bytes=MAX_FILE_BYTES)


async def send_tasks(request: Request) -> Response:
    """POST /tasks/bring: read the text or the file in a child process, keep it for a look."""
    viewer = viewer_of(request)
    require(viewer, "tasks.assign")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MAX_FILE_BYTES + _TEXT_BYTES:
        raise arriving.too_large()
    async with request.form(max_files=1, max_fields=20, max_part_size=_TEXT_BYTES) as data:
        form = SendForm.of(data)
        source, name = _sent(data)
        if not form.declared:
            raise NotDeclared
        said = arriving.Said(nfc(form.document), form.issued_on, name)
        digest = await anyio.to_thread.run_sync(arriving.digest_of, source, said)
        known = await read(request, queries.adopted_with, viewer, digest)
        if known is not None:
            return done(request, back=_preview(request, known), go=True)
        found = await arriving.read_sent(
            source,
            request.app.state.settings.upload_dir,
            await read(request, catalogue_bodies),
            said,
            await read(request, lambda db: office_days()),
        )
    # The same form sent again is the same import.
    key = uuid5(_IMPORTS, f"{viewer.user_id} {form.command_id}")
    await write(
        request,
        form.command_id,
        commands.stage_import,
        key=key,
        kind=found.kind,
        file_name=name,
        digest=digest,
        head=found.head,
    )
    first = 1
    for place, (rows, count) in enumerate(found.rows):
        await write(
            request,
            f"{form.command_id[:50]}-rows-{place}",
            commands.stage_rows,
            key=key,
            first=first,
            rows=rows,
        )
        first += count
    return done(request, back=_preview(request, key), go=True)


def _sent(data: FormData) -> tuple[BinaryIO | str, str]:
    """The file, with the name a person knows it by, or the text. Raises NothingSent."""
    file, text = data.get("file"), data.get("text")
    if isinstance(file, UploadFile) and file.filename and file.size:
        last = file.filename.replace("\\", "/").rpartition("/")[2]
        return file.file, nfc("".join(c for c in last if c.isprintable()))[-200:] or "?"
    if isinstance(text, str) and text.strip():
        return text, ""
    raise NothingSent


def _preview(request: Request, key: UUID) -> str:
    return str(request.app.url_path_for("brought_tasks", key=str(key)))


async def brought_tasks(request: Request) -> Response:
    """GET /tasks/bring/{key}: every task as it is proposed."""
    view = await read(request, queries.preview, viewer_of(request), request.path_params["key"])
    return page(request, "conclusions/brought.html", view=view)


async def adopt_tasks(request: Request) -> Response:
    """POST /tasks/bring/{key}: what is ticked becomes tasks."""
    viewer_of(request)
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as data:
        form = AdoptForm.of(data)
        leads, days = _answers(data)
    key = uuid_of(request.path_params["key"])
    await write(
        request,
        form.command_id,
        commands.adopt_import,
        key=key,
        take=form.take,
        leads=leads,
        days=days,
    )
    return done(request, back=_preview(request, key), go=True)


def _answers(data: FormData) -> tuple[dict[str, str], dict[str, date]]:
    """What was written for leads and days, by position. Raises BadForm for what is no day."""
    leads: dict[str, str] = {}
    days: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for name, value in data.multi_items():
        asked = _ANSWER.fullmatch(name)
        if not asked or not isinstance(value, str) or not value.strip():
            continue
        if asked[1] == "lead":
            leads[asked[2]] = nfc(value)[:1000]
            continue
        try:
            days[asked[2]] = date.fromisoformat(value.strip())
        except ValueError:
            wrong[name] = "field-bad"
    if wrong:
        raise BadForm(wrong)
    return leads, days


routes: list[BaseRoute] = [
    Route("/tasks/bring", bring_page, methods=["GET"], name="bring_tasks"),
    Route("/tasks/bring", send_tasks, methods=["POST"], name="send_tasks"),
    Route("/tasks/bring/{key:uuid}", brought_tasks, methods=["GET"], name="brought_tasks"),
    Route("/tasks/bring/{key:uuid}", adopt_tasks, methods=["POST"], name="adopt_tasks"),
]
