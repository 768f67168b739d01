"""Administration: how a body writes its documents."""

from datetime import date
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.documents.layouts import layouts
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.kernel.web import (
    EditForm,
    LongText,
    OptionalLine,
    done,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import require
from server.people.admin_routes import editor, key_of
from server.people.document_commands import keep_documents
from server.people.documents import CHOICES, TEXTS, TYPES, BodyDocumentsPage, body_documents


class DocumentsForm(EditForm):
    """documents.TEXTS and CHOICES, each with what was shown."""

    kind: OptionalLine = ""
    upper: OptionalLine = ""
    head: OptionalLine = ""
    place: OptionalLine = ""
    on_behalf: LongText = ""
    post: OptionalLine = ""
    signer: OptionalLine = ""
    recipients: LongText = ""
    opening: LongText = ""
    closing: LongText = ""
    layout: OptionalLine = ""
    tone: OptionalLine = "new"
    final_mark: OptionalLine = "."
    own_series: bool = False
    term_since: date | None = None
    opinions_after: OptionalLine = "keep"
    base_upper: OptionalLine = ""
    base_head: OptionalLine = ""
    base_place: OptionalLine = ""
    base_on_behalf: LongText = ""
    base_post: OptionalLine = ""
    base_signer: OptionalLine = ""
    base_recipients: LongText = ""
    base_opening: LongText = ""
    base_closing: LongText = ""
    base_layout: OptionalLine = ""
    base_tone: OptionalLine = "new"
    base_final_mark: OptionalLine = "."
    base_own_series: bool = False
    base_term_since: date | None = None
    base_opinions_after: OptionalLine = "keep"

    def values(self, before: str = "") -> dict[str, Any]:
        """Return what was entered, or with "base_" what was shown, by name."""
        return {name: getattr(self, f"{before}{name}") for name in (*TEXTS, *CHOICES)}


async def documents_page(request: Request) -> Response:
    """GET /admin/bodies/{key}/documents: for all types, then for each."""
    viewer, key = viewer_of(request), key_of(request)

    def asked(db: Session, _own: object) -> BodyDocumentsPage:
        return body_documents(db, viewer, key)

    _own, found, live = await read_live(request, "own", "me", asked)
    return page(
        request,
        "people/body_documents.html",
        view=found,
        live=live,
        layouts=layouts(),
        day=today(now()),
    )


async def edit_documents(request: Request) -> Response:
    """GET /admin/bodies/{key}/documents/edit?kind=: the editor of one type, or of all."""
    viewer, kind = viewer_of(request), request.query_params.get("kind", "")
    if kind not in ("", *TYPES):
        raise NotFound
    found = await read(request, body_documents, viewer, key_of(request))
    said = next(each for each in found.settings if each.kind == kind)
    return editor(
        request,
        "people/_documents_form.html",
        found.name,
        view=found,
        said=said,
        layouts=layouts().values(),
    )


async def save_documents(request: Request) -> Response:
    """POST /admin/bodies/{key}/documents"""
    require(viewer_of(request), "bodies.keep")
    form = await DocumentsForm.parse(request)
    if form.own_series and not form.term_since:
        raise BadForm({"term_since": "field-required"})
    await write(
        request,
        form.command_id,
        keep_documents,
        key=key_of(request),
        kind=form.kind,
        version=form.version,
        base=form.values("base_"),
        to=form.values(),
    )
    back = request.url_for("body_documents", key=request.path_params["key"]).path
    return done(request, back=back, go=True)


_HERE = "/admin/bodies/{key}/documents"
routes: list[BaseRoute] = [
    Route(_HERE, documents_page, methods=["GET"], name="body_documents"),
    Route(_HERE, save_documents, methods=["POST"], name="save_body_documents"),
    Route(f"{_HERE}/edit", edit_documents, methods=["GET"], name="edit_body_documents"),
]
