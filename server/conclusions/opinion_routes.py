"""HTTP of the opinions at the desk, and the elements of live pages that show them."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import opinion_queries as queries
from server.conclusions import opinions
from server.kernel.i18n import gettext as _
from server.kernel.live.screens import Fragment
from server.kernel.templates import render
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    LongText,
    OptionalLine,
    done,
    fragment,
    page_before,
    read,
    viewer_of,
    write,
)
from server.meetings.access import Audience


class OpinionForm(CommandForm):
    speaker: Line
    topic: OptionalLine = ""
    text: LongText


class EditOpinionForm(EditForm, OpinionForm):
    base_speaker: OptionalLine = ""
    base_topic: OptionalLine = ""
    base_text: LongText = ""


def _language(audience: Any) -> tuple[str, str]:
    return audience.tier, audience.locale


def item_opinions(item_id: int, item_key: str) -> Fragment:
    """The opinions of one item on the console: element `opinions-ITEMKEY`."""

    def show(loaded: queries.ItemOpinions, audience: Audience) -> str | None:
        if not audience.may_edit:
            return None
        return render("conclusions/_opinions.html", opinions=loaded)

    load = partial(queries.load_opinions, item_id=item_id)
    return Fragment(f"opinions-{item_key}", load, show, _language)


def chair_opinions(meeting_id: int) -> Fragment:
    """All opinions of a meeting on the chair's tablet: element `chair-opinions`."""

    def show(loaded: tuple[queries.ItemOpinions, ...], audience: Audience) -> str | None:
        if not audience.sees_all or audience.meeting_id != meeting_id:
            return None
        return render("conclusions/_chair_opinions.html", spoken=loaded)

    load = partial(queries.load_meeting_opinions, meeting_id=meeting_id)
    return Fragment("chair-opinions", load, show, _language)


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


async def speakers(request: Request) -> Response:
    """GET /meetings/{key}/speakers: names and topics to choose from."""
    names, topics = await read(request, queries.offered, viewer_of(request), _key(request))
    return fragment(request, "conclusions/_speakers.html", speakers=names, topics=topics)


async def note(request: Request) -> Response:
    """POST /agenda-items/{key}/opinions"""
    form = await OpinionForm.parse(request)
    await write(
        request,
        form.command_id,
        opinions.note_opinion,
        item_key=_key(request),
        speaker=form.speaker,
        topic=form.topic,
        text=form.text,
    )
    return done(request, back=page_before(request, "/"), say=_("Noted."))


async def edit(request: Request) -> Response:
    """GET /opinions/{key}/edit: the editor."""
    found = await read(request, queries.to_edit_opinion, viewer_of(request), _key(request))
    return fragment(request, "conclusions/_edit_opinion.html", editor=found)


async def save(request: Request) -> Response:
    """POST /opinions/{key}/edit"""
    form = await EditOpinionForm.parse(request)
    await write(
        request,
        form.command_id,
        opinions.edit_opinion,
        key=_key(request),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in opinions.FIELDS},
        to={name: getattr(form, name) for name in opinions.FIELDS},
    )
    return done(request, back=page_before(request, "/"), say=_("Saved."))


async def remove(request: Request) -> Response:
    """POST /opinions/{key}/remove"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, opinions.remove_opinion, key=_key(request))
    return done(request, back=page_before(request, "/"))


async def restore(request: Request) -> Response:
    """POST /opinions/{key}/restore"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, opinions.restore_opinion, key=_key(request))
    return done(request, back=page_before(request, "/"))


_POST, _OPINION = ["POST"], "/opinions/{key:uuid}"
routes: list[BaseRoute] = [
    Route("/meetings/{key:uuid}/speakers", speakers, methods=["GET"], name="speakers"),
    Route("/agenda-items/{key:uuid}/opinions", note, methods=_POST, name="note_opinion"),
    Route(f"{_OPINION}/edit", edit, methods=["GET"], name="edit_opinion"),
    Route(f"{_OPINION}/edit", save, methods=_POST, name="save_opinion"),
    Route(f"{_OPINION}/remove", remove, methods=_POST, name="remove_opinion"),
    Route(f"{_OPINION}/restore", restore, methods=_POST, name="restore_opinion"),
]
