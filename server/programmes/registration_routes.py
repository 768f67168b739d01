"""HTTP of registering items for a programme: the page, one item's form, what was registered.

How the office answers: appraisal_routes.py; by a sheet: sheet_routes.py.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    EditForm,
    Form,
    Line,
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
from server.people.access import Viewer
from server.people.queries import BodyView, bodies
from server.programmes import proposals, registering
from server.programmes import registration_live as live_page
from server.programmes.access import Readers, uuid_of
from server.programmes.proposals import ProposalLine
from server.programmes.proposing import Proposers, registration_to_see
from server.programmes.tabs import Tab, add_tab, tabs_of
from server.programmes.views import Head

OWN = "-"  # of a choice of bodies: the office itself


class TextsForm(CommandForm):
    text: LongText = ""
    kind: OptionalLine = ""
    time_text: OptionalLine = ""
    product: OptionalLine = ""
    coordinating: LongText = ""
    field: OptionalLine = ""
    considers: OptionalLine = ""
    basis: LongText = ""
    origin: OptionalLine = ""
    reason: LongText = ""
    letter: OptionalLine = ""
    letter_on: date | None = None

    @property
    def texts(self) -> dict[str, str]:
        """What is asked for, by the names of registering.ASKED."""
        return {name: getattr(self, name) for name in registering.ASKED}


class TypedForm(Form):
    text: LongText = ""
    time_text: OptionalLine = ""
    coordinating: LongText = ""
    but: OptionalLine = ""


class RegisterForm(TextsForm):
    body: Line


class ChangeForm(TextsForm, EditForm):
    base_text: LongText = ""
    base_kind: OptionalLine = ""
    base_time_text: OptionalLine = ""
    base_product: OptionalLine = ""
    base_coordinating: LongText = ""
    base_field: OptionalLine = ""
    base_considers: OptionalLine = ""
    base_basis: LongText = ""
    base_origin: OptionalLine = ""
    base_reason: LongText = ""
    base_letter: OptionalLine = ""
    base_letter_on: date | None = None


def _drafted(head: Head, readers: Readers) -> bool:
    return readers.may_edit and head.state != "adopted"


add_tab(Tab("registration", "Registration", 30, _drafted))


async def registration(request: Request) -> Response:
    """GET /programmes/{key}/registration: what bodies asked for, and what was answered."""
    key, asked = request.path_params["key"], request.query_params
    viewer = viewer_of(request)
    subject = live_page.subject_of(key, asked.get("by", ""), asked.get("show", ""))

    def state(db: Session, readers: Proposers) -> Any:
        programme, _readers = registration_to_see(db, viewer, key)
        view = proposals.registration(db, programme.id)
        return view, proposals.twice(db, programme.id, readers)

    readers, (view, (pairs, more)), live = await read_live(request, "registration", subject, state)
    own = await read(request, bodies_to_choose, viewer, readers)
    tabs = []
    if readers.office:
        tabs = tabs_of(request, view.head, Readers(True, readers.locale), "registration")
    return page(
        request,
        "programmes/registration.html",
        view=view,
        head=view.head,
        readers=readers,
        rows=proposals.listed(view, readers),
        counts=proposals.counts(view, readers),
        pairs=pairs,
        more=more,
        bodies=own,
        live=live,
        tabs=tabs,
    )


def bodies_to_choose(db: Session, viewer: Viewer, readers: Proposers) -> list[BodyView]:
    """Return the bodies for which the viewer may register."""
    return [b for b in bodies(db, viewer) if readers.office or b.id in readers.bodies]


async def new_proposal(request: Request) -> Response:
    """GET /programmes/{key}/registration/new: the form of one item."""
    key, viewer = request.path_params["key"], viewer_of(request)
    readers, own = await read(request, proposers, viewer, key)
    return fragment(
        request,
        "programmes/_register.html",
        key=key,
        readers=readers,
        bodies=own,
        line=None,
        asked=registering.ASKED,
    )


def proposers(db: Session, viewer: Viewer, key: str) -> tuple[Proposers, list[BodyView]]:
    """Return who registers for a programme, and for which bodies. Raises NotFound."""
    _programme, readers = registration_to_see(db, viewer, key)
    return readers, bodies_to_choose(db, viewer, readers)


async def register_item(request: Request) -> Response:
    """POST /programmes/{key}/registration."""
    form = await RegisterForm.parse(request)
    key = request.path_params["key"]
    await write(
        request,
        form.command_id,
        registering.register_item,
        key=uuid_of(key),
        body_key=body_of(form.body),
        texts=form.texts,
        reason=form.reason,
        letter=form.letter,
        letter_on=form.letter_on,
    )
    return done(request, back=page_of(request, key), say=_("Registered."))


def body_of(text: str) -> UUID | None:
    """Return the key of the body that a form names, None for the office itself."""
    return None if text == OWN else uuid_of(text)


def page_of(request: Request, key: str) -> str:
    """Return where a programme's registration stands."""
    return str(request.app.url_path_for("registration", key=key))


async def understood(request: Request) -> Response:
    """POST /programmes/{key}/registration/understood: how what is typed is read, and what is like
    it. Nothing is kept."""
    form = await TypedForm.parse(request)
    texts = {"text": form.text, "time_text": form.time_text, "coordinating": form.coordinating}
    found = await read(
        request,
        proposals.understood,
        viewer_of(request),
        request.path_params["key"],
        texts,
        form.but,
    )
    return fragment(request, "programmes/_understood.html", found=found, texts=texts)


async def edit_proposal(request: Request) -> Response:
    """GET /programme-proposals/{key}/edit: the form of what is asked for, until it is answered."""
    line, head, readers = await _line(request)
    if not line.open or line.by_letter is not readers.office:
        raise NotFound
    return fragment(
        request,
        "programmes/_register.html",
        key=head.key,
        readers=readers,
        bodies=[],
        line=line,
        asked=registering.ASKED,
    )


async def _line(request: Request) -> tuple[ProposalLine, Head, Proposers]:
    key = request.path_params["key"]
    return await read(request, proposals.proposal, viewer_of(request), key)


async def change_proposal(request: Request) -> Response:
    """POST /programme-proposals/{key}: other words for what is asked."""
    form = await ChangeForm.parse(request)
    line, head, readers = await _line(request)
    names = [*registering.ASKED, "reason"]
    names += ["letter", "letter_on"] if readers.office else []
    await write(
        request,
        form.command_id,
        registering.change_proposal,
        key=line.key,
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in names},
        to={name: getattr(form, name) for name in names},
    )
    return done(request, back=page_of(request, str(head.key)), say=_("Saved."))


async def take_back_proposal(request: Request) -> Response:
    """POST /programme-proposals/{key}/back: it is not asked for any more."""
    form = await CommandForm.parse(request)
    line, head, _readers = await _line(request)
    await write(request, form.command_id, registering.take_back, key=line.key)
    return done(request, back=page_of(request, str(head.key)), say=_("Taken back."))


async def item_proposals(request: Request) -> Response:
    """GET /programme-items/{key}/proposals: who asked for an item."""
    key = request.path_params["key"]
    lines = await read(request, proposals.asked_for, viewer_of(request), key)
    return fragment(request, "programmes/_asked_for.html", lines=lines)


_PAGE, _ONE, _POST = "/programmes/{key}/registration", "/programme-proposals/{key}", ["POST"]
routes: list[BaseRoute] = [
    Route(_PAGE, registration, name="registration"),
    Route(_PAGE, register_item, methods=_POST, name="register_item"),
    Route(f"{_PAGE}/new", new_proposal, name="new_proposal"),
    Route(f"{_PAGE}/understood", understood, methods=_POST, name="understood"),
    Route(f"{_ONE}/edit", edit_proposal, name="edit_proposal"),
    Route(_ONE, change_proposal, methods=_POST, name="change_proposal"),
    Route(f"{_ONE}/back", take_back_proposal, methods=_POST, name="take_back_proposal"),
    Route("/programme-items/{key}/proposals", item_proposals, name="item_proposals"),
]
