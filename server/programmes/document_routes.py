"""HTTP of the document by which a programme is issued: its live page, its words, DOCX and PDF."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from anyio import to_thread
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.documents.document import Document
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.kernel.web import (
    EditForm,
    LongText,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.people.access import Viewer, require
from server.programmes import document_queries
from server.programmes.access import Readers, programme_to_see, uuid_of
from server.programmes.document_commands import save_document
from server.programmes.document_queries import TEXTS, DocumentView
from server.programmes.events import ProgrammeDocumentChanged, ProgrammeStepped
from server.programmes.exporting.formats import FORMATS as TABLES
from server.programmes.exporting.formats import NOT_KEPT, disposition, few_at_a_time
from server.programmes.tabs import Tab, add_tab, tabs_of

SCREEN = "programme-document"
MEDIA_TYPES = {"docx": TABLES["docx"].media_type, "pdf": "application/pdf"}

add_tab(Tab("programme_document", "The document", 60))


class DocumentForm(EditForm):
    upper: OptionalLine = ""
    head: OptionalLine = ""
    place: OptionalLine = ""
    opening: LongText = ""
    closing: LongText = ""
    on_behalf: OptionalLine = ""
    post: OptionalLine = ""
    signer: OptionalLine = ""
    recipients: LongText = ""
    base_upper: OptionalLine = ""
    base_head: OptionalLine = ""
    base_place: OptionalLine = ""
    base_opening: LongText = ""
    base_closing: LongText = ""
    base_on_behalf: OptionalLine = ""
    base_post: OptionalLine = ""
    base_signer: OptionalLine = ""
    base_recipients: LongText = ""


class DocumentPage:
    """A programme's document as it will be issued."""

    name = SCREEN

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Follow the programme whose key is `subject`."""
        programme, readers = programme_to_see(db, viewer, subject)
        streams = (f"programme:{programme.id}", f"user:{viewer.user_id}")
        return Seat(streams, replace(readers, edition=str(programme.id)))

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the letter, where it or the programme's step changed."""
        names = (ProgrammeDocumentChanged.name, ProgrammeStepped.name)
        ids = {h.ids["programme_id"] for h in happened if h.name in names}
        return [_letter(programme_id) for programme_id in ids]


def _letter(programme_id: int) -> Fragment:
    def load(db: Session) -> dict[str, DocumentView]:
        views = {}
        for locale in ("vi", "en"):
            readers = Readers(may_edit=False, locale=locale)
            views[locale] = document_queries.document(db, readers, programme_id)
        return views

    def html(views: dict[str, DocumentView], audience: Readers) -> str:
        return render("programmes/_document.html", view=views[audience.locale])

    return Fragment("document", load, html, lambda audience: audience.locale)


register(DocumentPage())


async def programme_document(request: Request) -> Response:
    """GET /programmes/{key}/document: what the document says, and its files."""
    key = request.path_params["key"]

    def asked(db: Session, audience: Readers) -> DocumentView:
        return document_queries.document(db, audience, int(audience.edition))

    audience, view, live = await read_live(request, SCREEN, key, asked)
    return page(
        request,
        "programmes/document.html",
        view=view,
        audience=audience,
        live=live,
        tabs=tabs_of(request, view.head, audience, "programme_document"),
    )


async def edit_document(request: Request) -> Response:
    """GET /programmes/{key}/document/edit: the editor of the words around the items."""
    viewer = viewer_of(request)
    require(viewer, "programmes.edit")

    def asked(db: Session) -> DocumentView:
        programme, readers = programme_to_see(db, viewer, request.path_params["key"])
        return document_queries.document(db, readers, programme.id)

    return fragment(request, "programmes/_edit_document.html", view=await read(request, asked))


async def save_programme_document(request: Request) -> Response:
    """POST /programmes/{key}/document."""
    form = await DocumentForm.parse(request)
    key = request.path_params["key"]
    await write(
        request,
        form.command_id,
        save_document,
        key=uuid_of(key),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in TEXTS},
        to={name: getattr(form, name) for name in TEXTS},
    )
    back = str(request.app.url_path_for("programme_document", key=key))
    return done(request, back=back, say=_("Saved."))


async def print_document(request: Request) -> Response:
    """GET /programmes/{key}/document/{format}: the document with its annex, as DOCX or PDF."""
    name = request.path_params["format"]
    if name not in MEDIA_TYPES:
        raise NotFound
    key = request.path_params["key"]
    letter, programme = await read(request, document_queries.letter, viewer_of(request), key)
    make = partial(_docx if name == "docx" else _pdf, letter)
    content = await to_thread.run_sync(make, limiter=few_at_a_time)
    headers = {"content-disposition": disposition(programme, name)} | NOT_KEPT
    return Response(content, media_type=MEDIA_TYPES[name], headers=headers)


# The libraries are loaded when first asked for: they would double the time a server takes to start.


def _docx(letter: Document) -> bytes:
    from server.kernel.documents.word import write_docx

    return write_docx(letter)


def _pdf(letter: Document) -> bytes:
    from server.kernel.documents.pdf import write_pdf

    return write_pdf(letter)


_HERE = "/programmes/{key}/document"
routes: list[BaseRoute] = [
    Route(_HERE, programme_document, name="programme_document"),
    Route(_HERE, save_programme_document, methods=["POST"], name="save_programme_document"),
    Route(f"{_HERE}/edit", edit_document, name="edit_document"),
    Route(f"{_HERE}/{{format}}", print_document, name="print_document"),
]
