"""HTTP of a meeting that is made of a programme's item."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel import i18n
from server.kernel.errors import NotFound
from server.kernel.i18n import from_local
from server.kernel.types import now
from server.kernel.web import CommandForm, Line, OptionalLine, done, page, read, viewer_of, write
from server.meetings import commands
from server.meetings.answers import GET, POST, console
from server.meetings.lists import Convenable, bodies_that_meet
from server.meetings.proposals import MORNING, first_morning
from server.people.access import Viewer
from server.programmes.access import item_to_see, uuid_of

Clock = Annotated[datetime, BeforeValidator(lambda v: datetime.fromisoformat(v))]


@dataclass(frozen=True)
class Proposed:
    """The form of a meeting that an item becomes; `starts_at` is on the office's clock."""

    item_key: UUID
    text: str
    time_text: str
    bodies: tuple[Convenable, ...]
    body: Convenable | None
    starts_at: datetime


def of_item(db: Session, viewer: Viewer, key: str) -> Proposed:
    """Return the form. Raises NotFound unless the viewer makes meetings and may see the item."""
    bodies = bodies_that_meet(db, viewer)
    item, programme, _readers = item_to_see(db, viewer, key)
    if item.kind != "meeting" or item.meeting_id is not None:
        raise NotFound
    body = next((b for b in bodies if b.id == programme.body_id), None)
    here = i18n.local(now()).replace(tzinfo=None)
    return Proposed(
        item_key=item.key,
        text=item.text,
        time_text=item.time_text,
        bodies=bodies,
        body=body or next(iter(bodies), None),
        starts_at=_starts(item.time_from or item.time_to, here),
    )


def _starts(moment: str | None, here: datetime) -> datetime:
    """The hour that the programme writes, else the first working morning of its time."""
    if moment is None:
        return first_morning(here, here.year, here.month)
    if len(moment) > 10:
        return datetime.fromisoformat(moment).replace(tzinfo=None)
    day = date.fromisoformat(moment)
    if day.day == 1:
        return first_morning(here, day.year, day.month)
    return datetime.combine(day, time(MORNING.hour))


class MakeMeetingOfItem(CommandForm):
    """The meeting that an item becomes."""

    body: UUID
    kind: Line
    title: Line
    starts_at: Clock
    place: OptionalLine = ""


async def new_meeting_of_item(request: Request) -> Response:
    """GET /programme-items/{key}/meeting: the form, filled in from the item."""
    found = await read(request, of_item, viewer_of(request), request.path_params["key"])
    return page(request, "meetings/of_item.html", proposed=found)


async def make_meeting_of_item(request: Request) -> Response:
    """POST /programme-items/{key}/meeting: make it and go to its console."""
    form = await MakeMeetingOfItem.parse(request)
    key = await write(
        request,
        form.command_id,
        commands.make_meeting_of_item,
        item_key=uuid_of(request.path_params["key"]),
        body_key=form.body,
        kind=form.kind,
        title=form.title,
        starts_at=from_local(form.starts_at),
        place=form.place,
    )
    return done(request, back=console(request, key), go=True)


_ITEM = "/programme-items/{key}/meeting"
routes: list[BaseRoute] = [
    Route(_ITEM, new_meeting_of_item, methods=GET, name="new_meeting_of_item"),
    Route(_ITEM, make_meeting_of_item, methods=POST, name="make_meeting_of_item"),
]
