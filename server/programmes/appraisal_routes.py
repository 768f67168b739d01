"""HTTP of how the office answers what bodies registered, one by one and several at once."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.i18n import ngettext
from server.kernel.web import (
    CommandForm,
    EditForm,
    Line,
    LongText,
    OptionalLine,
    done,
    fragment,
    read,
    viewer_of,
    write,
)
from server.people.access import require
from server.programmes import appraising, proposals
from server.programmes.access import uuid_of
from server.programmes.registering import ASKED
from server.programmes.registration_routes import page_of

WORDS = (  # what the office may write
    *("section", "text", "kind", "lead", "coordinating", "product", "time_text"),
    *("field", "considers", "basis", "origin", "note"),
)


class TakeForm(EditForm):
    changed: OptionalLine = ""
    section: OptionalLine = ""
    text: LongText = ""
    kind: OptionalLine = ""
    lead: LongText = ""
    coordinating: LongText = ""
    product: OptionalLine = ""
    time_text: OptionalLine = ""
    field: OptionalLine = ""
    considers: OptionalLine = ""
    basis: LongText = ""
    origin: OptionalLine = ""
    note: LongText = ""
    parent: UUID | None = None


class MergeForm(EditForm):
    into: UUID


class LackingForm(EditForm):
    lacking: LongText


class ReasonForm(EditForm):
    reason: LongText


class OtherForm(CommandForm):
    other: UUID


class SeveralForm(CommandForm):
    act: Line
    proposals: list[Line]
    said: LongText = ""


async def appraise_proposal(request: Request) -> Response:
    """GET /programme-proposals/{key}/appraise: what is asked, what is like it, and the answers."""
    viewer, key = viewer_of(request), request.path_params["key"]
    require(viewer, "programmes.edit")
    line, head, _readers = await read(request, proposals.proposal, viewer, key)
    found = await read(
        request, proposals.understood, viewer, head.key, dict(line.words), str(line.key)
    )
    sections = await read(request, proposals.sections_of, viewer, head.key)
    return fragment(
        request,
        "programmes/_appraise.html",
        line=line,
        head=head,
        found=found,
        sections=sections,
        names=WORDS,
        asked=ASKED,
    )


async def take_proposal(request: Request) -> Response:
    """POST /programme-proposals/{key}/take: into the draft, in the words of the form."""
    form = await TakeForm.parse(request)
    texts = {name: getattr(form, name) for name in WORDS} if form.changed else None
    more = {"texts": texts, "parent_key": form.parent}
    return await _answer(request, form, appraising.take_proposal, _("Taken into the draft."), more)


async def merge_proposal(request: Request) -> Response:
    """POST /programme-proposals/{key}/merge: into an item, or with another proposal."""
    form = await MergeForm.parse(request)
    said = _("Merged. Both proposals are kept.")
    return await _answer(request, form, appraising.merge_proposal, said, {"into": form.into})


async def return_proposal(request: Request) -> Response:
    """POST /programme-proposals/{key}/return: something is lacking."""
    form = await LackingForm.parse(request)
    more = {"lacking": form.lacking}
    return await _answer(request, form, appraising.return_proposal, _("Returned."), more)


async def decline_proposal(request: Request) -> Response:
    """POST /programme-proposals/{key}/decline."""
    form = await ReasonForm.parse(request)
    more = {"reason": form.reason}
    return await _answer(request, form, appraising.decline_proposal, _("Declined."), more)


async def _answer(
    request: Request, form: EditForm, command: Any, said: str, more: dict[str, Any]
) -> Response:
    viewer, key = viewer_of(request), uuid_of(request.path_params["key"])
    require(viewer, "programmes.edit")
    _line, head, _readers = await read(request, proposals.proposal, viewer, key)
    await write(request, form.command_id, command, key=key, version=form.version, **more)
    return done(request, back=page_of(request, str(head.key)), say=said)


async def keep_apart(request: Request) -> Response:
    """POST /programme-proposals/{key}/apart: two matters, though they are like each other."""
    form = await OtherForm.parse(request)
    viewer, key = viewer_of(request), uuid_of(request.path_params["key"])
    require(viewer, "programmes.edit")
    _line, head, _readers = await read(request, proposals.proposal, viewer, key)
    await write(request, form.command_id, appraising.keep_apart, key=key, other=form.other)
    return done(request, back=page_of(request, str(head.key)), say=_("Kept apart."))


async def ask_several(request: Request) -> Response:
    """GET /programmes/{key}/registration/several: what is to be answered alike, to be confirmed."""
    viewer, key, asked = viewer_of(request), request.path_params["key"], request.query_params
    require(viewer, "programmes.edit")
    act = asked.get("act", "take")
    if act not in appraising.ACTS:
        raise NotFound
    ticked = {one.partition(":")[0]: one for one in asked.getlist("proposals")}
    lines = await read(request, proposals.of_keys, viewer, key, list(ticked))
    return fragment(
        request,
        "programmes/_several.html",
        key=key,
        act=act,
        ticked=[(line, ticked[str(line.key)]) for line in lines],
    )


async def answer_several(request: Request) -> Response:
    """POST /programmes/{key}/registration/several."""
    form = await SeveralForm.parse(request)
    key = request.path_params["key"]
    count = await write(
        request,
        form.command_id,
        appraising.answer_several,
        key=uuid_of(key),
        act=form.act,
        proposals=form.proposals,
        said=form.said,
    )
    said = ngettext("%(num)s proposal answered.", "%(num)s proposals answered.", count)
    return done(request, back=page_of(request, key), say=said % {"num": count})


_PAGE, _ONE, _POST = "/programmes/{key}/registration", "/programme-proposals/{key}", ["POST"]
routes: list[BaseRoute] = [
    Route(f"{_PAGE}/several", ask_several, name="ask_several"),
    Route(f"{_PAGE}/several", answer_several, methods=_POST, name="answer_several"),
    Route(f"{_ONE}/appraise", appraise_proposal, name="appraise_proposal"),
    Route(f"{_ONE}/take", take_proposal, methods=_POST, name="take_proposal"),
    Route(f"{_ONE}/merge", merge_proposal, methods=_POST, name="merge_proposal"),
    Route(f"{_ONE}/return", return_proposal, methods=_POST, name="return_proposal"),
    Route(f"{_ONE}/decline", decline_proposal, methods=_POST, name="decline_proposal"),
    Route(f"{_ONE}/apart", keep_apart, methods=_POST, name="keep_apart"),
]
