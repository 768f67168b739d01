"""HTTP of inspections: the office's register, and what an inspector reads (each reading noted)."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm
from server.kernel.i18n import nfc
from server.kernel.web import (
    CommandForm,
    Line,
    LongText,
    OptionalLine,
    done,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials.serving import paper_response
from server.overview.inspections import commands, issued, matter, register, single
from server.people.access import require
from server.people.queries import bodies
from server.people.signing import LOGIN, login_of


class OpenForm(CommandForm):
    """A decision, its scope and its people: a line each, "sign-in name; name; title"."""

    number: Line
    decided_on: date
    issuer: OptionalLine = ""
    title: Line
    body: list[str] = Field(default_factory=list)
    fields: OptionalLine = ""
    matter_since: date
    matter_until: date
    since: date
    until: date
    people: LongText

    def decision(self) -> commands.Decision:
        """Return what the decision opens."""
        return commands.Decision(
            number=self.number,
            decided_on=self.decided_on,
            issuer=self.issuer,
            title=self.title,
            bodies=self.body,
            fields=[said.strip() for said in self.fields.split(";") if said.strip()],
            matter_since=self.matter_since,
            matter_until=self.matter_until,
            since=self.since,
            until=self.until,
        )

    def persons(self) -> list[commands.Person]:
        """Return its people. Raises BadForm for a line without a sign-in name and a name."""
        found = []
        for line in filter(None, (line.strip() for line in nfc(self.people).splitlines())):
            parts = [part.strip() for part in line.split(";")]
            login = login_of(parts[0])
            if not LOGIN.fullmatch(login) or len(parts) < 2 or not parts[1]:
                raise BadForm({"people": "inspection-person"})
            title = "; ".join(parts[2:])[:200]
            found.append(commands.Person(login=login, name=parts[1][:200], title=title))
        return found


def _page(request: Request) -> int:
    said = request.query_params.get("page", "")
    return int(said) if re.fullmatch(r"\d{1,5}", said) else 1


# --- the office ----------------------------------------------------------------------------------


async def inspections(request: Request) -> Response:
    """GET /office/inspections: the register."""
    viewer = viewer_of(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: register.entries(db, viewer)
    )
    return page(request, "overview/inspections/register.html", entries=found, live=live)


async def new_inspection(request: Request) -> Response:
    """GET /office/inspections/new: the form, a page of its own."""
    viewer = viewer_of(request)
    require(viewer, "inspections.keep")
    choices = await read(request, bodies, viewer)
    return page(request, "overview/inspections/new.html", bodies=choices)


async def open_inspection(request: Request) -> Response:
    """POST /office/inspections"""
    require(viewer_of(request), "inspections.keep")
    form = await OpenForm.parse(request)
    key = await write(
        request,
        form.command_id,
        commands.open_inspection,
        decision=form.decision(),
        people=form.persons(),
    )
    return done(request, back=_path(request, "inspection_record", key), go=True)


async def inspection_record(request: Request) -> Response:
    """GET /office/inspections/{key}?page=: its people, and what they read."""
    viewer, key, at = viewer_of(request), request.path_params["key"], _page(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: register.record(db, viewer, key, at)
    )
    return page(request, "overview/inspections/record.html", record=found, live=live)


async def end_inspection(request: Request) -> Response:
    """POST /office/inspections/{key}/end"""
    form = await CommandForm.parse(request)
    key = request.path_params["key"]
    await write(request, form.command_id, commands.end_inspection, key=key)
    return done(request, back=_path(request, "inspection_record", key), go=True)


def _path(request: Request, name: str, key: object) -> str:
    return str(request.app.url_path_for(name, key=str(key)))


# --- inspectors ----------------------------------------------------------------------------------


async def inspected(request: Request) -> Response:
    """GET /inspection: what is open to whoever asks."""
    viewer = viewer_of(request)
    _own, found, live = await read_live(
        request, "own", "me", lambda db, own: matter.inspections_open(db, viewer)
    )
    return page(request, "overview/inspections/start.html", found=found, live=live)


async def _shown(
    request: Request, template: str, query: Any, words: Any, target: str = "", **more: Any
) -> Response:
    """Read, note that it was read, show: what cannot be noted is not shown."""

    def asked(db: Session, own: object) -> Any:
        return query(db)

    _own, found, live = await read_live(request, "own", "me", asked)
    await _note(request, request.scope["route"].name, target, words(found))
    return page(request, template, view=found, live=live, **more)


async def _note(request: Request, name: str, target: str, words: str) -> None:
    await write(
        request,
        uuid4().hex,
        commands.note_read,
        key=request.path_params["key"],
        page=name,
        target=target,
        words=words,
    )


async def inspection(request: Request) -> Response:
    """GET /inspection/{key}?part=&page=: a part of what is open."""
    viewer, key, at = viewer_of(request), request.path_params["key"], _page(request)
    part = request.query_params.get("part", "tasks")
    return await _shown(
        request,
        "overview/inspections/inspection.html",
        lambda db: matter.matter(db, viewer, key, part, at),
        lambda found: f"{found.part} {found.page}/{found.pages}",
        part,
    )


async def inspected_task(request: Request) -> Response:
    """GET /inspection/{key}/tasks/{task}"""
    viewer, key, task = viewer_of(request), request.path_params["key"], request.path_params["task"]
    return await _shown(
        request,
        "overview/inspections/task.html",
        lambda db: single.open_task(db, viewer, key, task),
        lambda found: found.task.work,
        str(task),
    )


async def inspected_notice(request: Request) -> Response:
    """GET /inspection/{key}/notices/{notice}"""
    viewer, key = viewer_of(request), request.path_params["key"]
    notice = request.path_params["notice"]
    return await _shown(
        request,
        "overview/inspections/notice.html",
        lambda db: single.open_notice(db, viewer, key, notice),
        lambda found: found.number,
        str(notice),
    )


async def inspected_minutes(request: Request) -> Response:
    """GET /inspection/{key}/minutes/{minutes}: signed minutes, without the opinions."""
    viewer, key = viewer_of(request), request.path_params["key"]
    asked = str(request.path_params["minutes"])
    return await _shown(
        request,
        "overview/inspections/minutes.html",
        lambda db: issued.open_minutes(db, viewer, key, asked),
        lambda found: found.title,
        asked,
    )


async def inspected_letter(request: Request) -> Response:
    """GET /inspection/{key}/letters/{letter}: an issued letter, as far as it is open."""
    viewer, key = viewer_of(request), request.path_params["key"]
    asked = str(request.path_params["letter"])
    return await _shown(
        request,
        "overview/inspections/letter.html",
        lambda db: issued.open_letter(db, viewer, key, asked),
        lambda found: found.number,
        asked,
    )


async def inspected_item(request: Request) -> Response:
    """GET /inspection/{key}/items/{item}: an item of an adopted programme."""
    viewer, key = viewer_of(request), request.path_params["key"]
    asked = str(request.path_params["item"])
    return await _shown(
        request,
        "overview/inspections/item.html",
        lambda db: issued.open_item(db, viewer, key, asked),
        lambda found: found.text,
        asked,
    )


async def inspected_file(request: Request) -> Response:
    """GET /inspection/{key}/reports/{report}/file: evidence of a task that is open."""
    viewer, key = viewer_of(request), request.path_params["key"]
    report = request.path_params["report"]
    sha256, name, work = await read(request, single.evidence, viewer, key, report)
    await _note(request, "inspected_file", str(report), f"{name}: {work}")
    return await paper_response(request, sha256, name)


_GET, _POST = ["GET"], ["POST"]
_OFFICE, _OWN = "/office/inspections", "/inspection/{key:uuid}"
_RECORD = f"{_OFFICE}/{{key:uuid}}"
routes: list[BaseRoute] = [
    Route(_OFFICE, inspections, methods=_GET, name="inspections"),
    Route(_OFFICE, open_inspection, methods=_POST, name="open_inspection"),
    Route(f"{_OFFICE}/new", new_inspection, methods=_GET, name="new_inspection"),
    Route(_RECORD, inspection_record, methods=_GET, name="inspection_record"),
    Route(f"{_RECORD}/end", end_inspection, methods=_POST, name="end_inspection"),
    Route("/inspection", inspected, methods=_GET, name="inspected"),
    Route(_OWN, inspection, methods=_GET, name="inspection"),
    Route(f"{_OWN}/tasks/{{task:uuid}}", inspected_task, methods=_GET, name="inspected_task"),
    Route(
        f"{_OWN}/notices/{{notice:uuid}}", inspected_notice, methods=_GET, name="inspected_notice"
    ),
    Route(f"{_OWN}/minutes/{{minutes:uuid}}", inspected_minutes, name="inspected_minutes"),
    Route(f"{_OWN}/letters/{{letter:uuid}}", inspected_letter, name="inspected_letter"),
    Route(f"{_OWN}/items/{{item:uuid}}", inspected_item, name="inspected_item"),
    Route(
        f"{_OWN}/reports/{{report:uuid}}/file",
        inspected_file,
        methods=_GET,
        name="inspected_file",
    ),
]
