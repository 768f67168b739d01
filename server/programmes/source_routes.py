"""HTTP of sources: the register, one source, its reviews, and what an item follows from."""

from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import require
from server.people.queries import bodies
from server.programmes import source_commands as commands
from server.programmes import source_queries as queries
from server.programmes.access import uuid_of
from server.programmes.rulebook import SOURCE_KINDS


class SourceForm(CommandForm):
    reference: Line
    kind: Line
    issuer: OptionalLine = ""
    subject: OptionalLine = ""
    dated: date | None = None
    interim_on: date | None = None
    final_on: date | None = None
    lead: UUID | None = None


class EditSourceForm(SourceForm):
    version: int
    base_reference: OptionalLine = ""
    base_kind: OptionalLine = ""
    base_issuer: OptionalLine = ""
    base_subject: OptionalLine = ""
    base_dated: date | None = None
    base_interim_on: date | None = None
    base_final_on: date | None = None
    base_lead: UUID | None = None


class LinkForm(CommandForm):
    source: UUID


class ReviewForm(CommandForm):
    review: Line
    programme: UUID


_FIELDS = (*commands.TEXTS, *commands.DAYS)


async def sources(request: Request) -> Response:
    """GET /programmes/sources?q=: the register, and what is due of it by month."""
    viewer, search = viewer_of(request), request.query_params.get("q", "")[:100]
    readers, found, live = await read_live(
        request,
        "sources",
        "all",
        lambda db, _readers: (
            queries.sources(db, viewer, search),
            () if search else queries.reviews(db, viewer),
        ),
    )
    return page(
        request,
        "programmes/sources.html",
        sources=found[0],
        reviews=found[1],
        search=search,
        may_edit=readers.may_edit,
        live=live,
    )


async def source(request: Request) -> Response:
    """GET /programmes/sources/{key}: one source, and all that follows from it."""
    viewer, key = viewer_of(request), request.path_params["key"]
    readers, view, live = await read_live(
        request, "sources", key, lambda db, _readers: queries.source(db, viewer, key)
    )
    return page(request, "programmes/source.html", view=view, may_edit=readers.may_edit, live=live)


async def new_source(request: Request) -> Response:
    """GET /programmes/sources/new"""
    return await _form(request, None)


async def edit_source(request: Request) -> Response:
    """GET /programmes/sources/{key}/edit"""
    viewer = viewer_of(request)
    require(viewer, "rules.keep")
    view = await read(request, queries.source, viewer, request.path_params["key"])
    return await _form(request, view.source)


async def _form(request: Request, source: queries.SourceLine | None) -> Response:
    viewer = viewer_of(request)
    require(viewer, "rules.keep")
    known = await read(request, bodies, viewer)
    return fragment(
        request,
        "programmes/_source_form.html",
        source=source,
        bodies=known,
        source_kinds=SOURCE_KINDS,
    )


async def add_source(request: Request) -> Response:
    """POST /programmes/sources"""
    form = await SourceForm.parse(request)
    said = {name: getattr(form, name) for name in _FIELDS}
    key = await write(request, form.command_id, commands.add_source, **said, lead_key=form.lead)
    return _to(request, key)


async def save_source(request: Request) -> Response:
    """POST /programmes/sources/{key}"""
    form = await EditSourceForm.parse(request)
    key = request.path_params["key"]
    await write(
        request,
        form.command_id,
        commands.edit_source,
        key=uuid_of(key),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in _FIELDS},
        to={name: getattr(form, name) for name in _FIELDS},
        base_lead_key=form.base_lead,
        lead_key=form.lead,
    )
    return _to(request, key)


async def remove_source(request: Request) -> Response:
    """POST /programmes/sources/{key}/remove"""
    form = await CommandForm.parse(request)
    key = uuid_of(request.path_params["key"])
    await write(request, form.command_id, commands.remove_source, key=key)
    return done(request, back=str(request.app.url_path_for("sources")), go=True)


async def ask_review(request: Request) -> Response:
    """GET /programmes/sources/{key}/review?of=interim: in which draft its item is to be made."""
    viewer, review = viewer_of(request), request.query_params.get("of", "")
    require(viewer, "rules.keep")
    view = await read(request, queries.source, viewer, request.path_params["key"])
    due = next((each for each in view.reviews if review in ("", each.kind)), None)
    if due is None:
        raise NotFound
    drafts = await read(request, queries.drafts, viewer)
    return fragment(
        request, "programmes/_review_form.html", source=view.source, due=due, drafts=drafts
    )


async def draft_review(request: Request) -> Response:
    """POST /programmes/sources/{key}/review: make its item in a draft programme."""
    form = await ReviewForm.parse(request)
    viewer, key = viewer_of(request), request.path_params["key"]
    require(viewer, "rules.keep")
    view = await read(request, queries.source, viewer, key)
    named = " ".join(filter(None, (view.source.reference, view.source.subject)))
    sentence = (
        _("Interim review of the carrying out of %(source)s")
        if form.review == "interim"
        else _("Final review of the carrying out of %(source)s")
    )
    await write(
        request,
        form.command_id,
        commands.draft_review,
        key=uuid_of(key),
        review=form.review,
        programme_key=form.programme,
        words=sentence % {"source": named},
    )
    return _to(request, key, _("The item stands in the draft."))


async def choose_source(request: Request) -> Response:
    """GET /programme-items/{key}/sources: choose a source of an item."""
    viewer = viewer_of(request)
    require(viewer, "rules.keep")
    found = await read(request, queries.of_item, viewer, request.path_params["key"])
    return fragment(request, "programmes/_choose_source.html", found=found)


async def link_source(request: Request) -> Response:
    """POST /programme-items/{key}/sources"""
    key, form = uuid_of(request.path_params["key"]), await LinkForm.parse(request)
    both = {"item_key": key, "source_key": form.source}
    await write(request, form.command_id, commands.link_source, **both)
    return _to_item(request, key)


async def unlink_source(request: Request) -> Response:
    """POST /programme-items/{key}/sources/remove"""
    key, form = uuid_of(request.path_params["key"]), await LinkForm.parse(request)
    both = {"item_key": key, "source_key": form.source}
    await write(request, form.command_id, commands.unlink_source, **both)
    return _to_item(request, key)


def _to_item(request: Request, key: UUID) -> Response:
    back = str(request.app.url_path_for("programme_item", key=str(key)))
    return done(request, back=back, say=_("Saved."))


def _to(request: Request, key: str, say: str | None = None) -> Response:
    back = str(request.app.url_path_for("source", key=key))
    return done(request, back=back, say=say, go=say is None)


_POST = ["POST"]
_ITEM = "/programme-items/{key}/sources"
routes: list[BaseRoute] = [
    Route("/programmes/sources", sources, name="sources"),
    Route("/programmes/sources", add_source, methods=_POST, name="add_source"),
    Route("/programmes/sources/new", new_source, name="new_source"),
    Route("/programmes/sources/{key}", source, name="source"),
    Route("/programmes/sources/{key}", save_source, methods=_POST, name="save_source"),
    Route("/programmes/sources/{key}/edit", edit_source, name="edit_source"),
    Route("/programmes/sources/{key}/remove", remove_source, methods=_POST, name="remove_source"),
    Route("/programmes/sources/{key}/review", ask_review, name="ask_review"),
    Route("/programmes/sources/{key}/review", draft_review, methods=_POST, name="draft_review"),
    Route(_ITEM, choose_source, name="choose_source"),
    Route(_ITEM, link_source, methods=_POST, name="link_source"),
    Route(f"{_ITEM}/remove", unlink_source, methods=_POST, name="unlink_source"),
]
