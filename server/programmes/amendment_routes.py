"""HTTP of amendments: ask for one, appraise and decide it, adopted beside current."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from anyio import to_thread
from pydantic import create_model
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import current_locale, nfc, today
from server.kernel.i18n import gettext as _
from server.kernel.types import now
from server.kernel.web import (
    CommandForm,
    EditForm,
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
from server.people.access import require
from server.programmes import amended_queries, amending, amendment_forms, deciding
from server.programmes import amendment_fragments as _live  # noqa: F401  # the live pages
from server.programmes.access import Readers, uuid_of
from server.programmes.amended_queries import SHOWN
from server.programmes.amending import ASKED, fields_of
from server.programmes.exporting.formats import FORMATS, NOT_KEPT, disposition, few_at_a_time
from server.programmes.tabs import Tab, add_tab, tabs_of
from server.programmes.views import Head, annex


def _adopted(head: Head, _readers: Readers) -> bool:
    return head.state == "adopted"


add_tab(Tab("compare_adopted", "Amendments", 40, _adopted))

_TEXTS = sorted({name for kind in ASKED for name in fields_of(kind)} - {"others"})
_FIELDS: dict[str, Any] = {name: (LongText, "") for name in _TEXTS}
_FIELDS |= {f"base_{name}": (LongText, "") for name in _TEXTS}
_FIELDS |= {"others": (list[OptionalLine], ...), "base_others": (OptionalLine, "")}
_FIELDS |= {"amend": (OptionalLine, ""), "body": (OptionalLine, ""), "version": (int, 0)}
ProposalForm: Any = create_model("ProposalForm", __base__=CommandForm, **_FIELDS)


class VerdictForm(EditForm):
    verdict: Line
    note: LongText = ""


def _texts(form: Any, kind: str, prefix: str = "") -> dict[str, str]:
    """The texts of a form by the names of amending.fields_of."""
    names = fields_of(kind) if kind in ASKED else ()
    said = {name: getattr(form, prefix + name) for name in names}
    if "others" in said and not prefix:
        said["others"] = " ".join(sorted(form.others))
    return said


# --- asking ------------------------------------------------------------------------------------


async def ask_amendment(request: Request) -> Response:
    """GET /programme-items/{key}/amend: the form; without `kind` what can be asked."""
    return await _form(request, item_key=request.path_params["key"])


async def ask_addition(request: Request) -> Response:
    """GET /programmes/{key}/amend: the form of an item that is to be added."""
    return await _form(request, programme_key=request.path_params["key"])


async def _form(request: Request, **about: str) -> Response:
    viewer = viewer_of(request)
    require(viewer, "programmes.amend")
    kind = request.query_params.get("kind", "add" if "programme_key" in about else "")
    form = await read(request, amendment_forms.form_of, viewer, kind=kind, **about)
    return fragment(request, "programmes/_amend.html", form=form, viewer=viewer)


async def merge_choices(request: Request) -> Response:
    """GET /programme-items/{key}/amend/others: items to merge, by words."""
    viewer, asked = viewer_of(request), request.query_params
    require(viewer, "programmes.amend")
    words, ticked = nfc(asked.get("words", ""))[:200], asked.getlist("others")[:100]
    key = request.path_params["key"]
    offered, kept = await read(request, amendment_forms.candidates, viewer, key, words, ticked)
    return fragment(request, "programmes/_amend_others.html", offered=offered, ticked=kept)


async def propose_amendment(request: Request) -> Response:
    """POST /programmes/{key}/amend, or /programmes/{programme}/amend/{key} about an item."""
    form = await ProposalForm.parse(request)
    programme, kind = request.path_params.get("programme"), form.amend
    about = uuid_of(request.path_params["key"])
    key = await write(
        request,
        form.command_id,
        amending.propose,
        programme_key=uuid_of(programme) if programme else about,
        item_key=about if programme else None,
        kind=kind,
        body_key=uuid_of(form.body) if form.body else None,
        texts=_texts(form, kind),
    )
    return done(request, back=_to(request, key), say=_("The proposal was sent to the office."))


async def edit_amendment(request: Request) -> Response:
    """GET /amendments/{key}/edit: the form of an open proposal of one's own."""
    viewer, key = viewer_of(request), request.path_params["key"]
    require(viewer, "programmes.amend")
    form = await read(request, amendment_forms.form_to_edit, viewer, key)
    return fragment(request, "programmes/_amend.html", form=form, viewer=viewer)


async def save_amendment(request: Request) -> Response:
    """POST /amendments/{key}."""
    form = await ProposalForm.parse(request)
    key, kind = uuid_of(request.path_params["key"]), form.amend
    await write(
        request,
        form.command_id,
        amending.edit_proposal,
        key=key,
        version=form.version,
        base=_texts(form, kind, "base_"),
        texts=_texts(form, kind),
    )
    return done(request, back=_to(request, key), say=_("Saved."))


async def take_back_amendment(request: Request) -> Response:
    """POST /amendments/{key}/take-back."""
    form = await CommandForm.parse(request)
    key = uuid_of(request.path_params["key"])
    await write(request, form.command_id, amending.take_back, key=key)
    return done(request, back=_to(request, key))


# --- deciding ----------------------------------------------------------------------------------


async def amendment(request: Request) -> Response:
    """GET /amendments/{key}: one proposal, and what the viewer may do with it."""
    key, viewer = request.path_params["key"], viewer_of(request)
    audience, (found, head), live = await read_live(
        request, "amendment", key, lambda db, _a: amended_queries.amendment(db, viewer, key)
    )
    context = {"amendment": found, "head": head, "audience": audience, "live": live}
    return page(request, "programmes/amendment.html", **context)


async def ask_verdict(request: Request) -> Response:
    """GET /amendments/{key}/words: the words that go with a verdict (`verdict`)."""
    viewer, verdict = viewer_of(request), request.query_params.get("verdict", "forward")
    key = request.path_params["key"]
    found, _head = await read(request, amended_queries.amendment, viewer, key)
    return fragment(request, "programmes/_verdict.html", amendment=found, verdict=verdict)


async def appraise_amendment(request: Request) -> Response:
    """POST /amendments/{key}/appraise."""
    form = await VerdictForm.parse(request)
    key = uuid_of(request.path_params["key"])
    said: dict[str, Any] = {"verdict": form.verdict, "opinion": form.note}
    run = deciding.appraise
    await write(request, form.command_id, run, key=key, version=form.version, **said)
    return done(request, back=_to(request, key))


async def decide_amendment(request: Request) -> Response:
    """POST /amendments/{key}/decide."""
    form = await VerdictForm.parse(request)
    key = uuid_of(request.path_params["key"])
    said: dict[str, Any] = {"verdict": form.verdict, "note": form.note}
    run = deciding.decide
    await write(request, form.command_id, run, key=key, version=form.version, **said)
    return done(request, back=_to(request, key))


def _to(request: Request, key: UUID | str) -> str:
    return str(request.app.url_path_for("amendment", key=str(key)))


# --- adopted beside current --------------------------------------------------------------------


async def compare_adopted(request: Request) -> Response:
    """GET /programmes/{key}/compare-adopted: as adopted beside a day, and what was amended."""
    key, viewer = request.path_params["key"], viewer_of(request)
    asked = _asked(request)
    audience, view, live = await read_live(
        request,
        "programme-amended",
        key,
        lambda db, askers: amended_queries.beside(db, viewer, key, askers=askers, **asked),
    )
    readers = Readers(audience.office, audience.locale)
    return page(
        request,
        "programmes/adopted.html",
        view=view,
        rows=list(annex(view.rows)),
        audience=audience,
        live=live,
        day=today(now()),
        tabs=tabs_of(request, view.head, readers, "compare_adopted"),
    )


async def print_amendments(request: Request) -> Response:
    """GET /programmes/{key}/compare-adopted.docx: what was amended, as a Word document."""
    from server.programmes.exporting.amendments import write_amendments  # loads a library

    key, viewer = request.path_params["key"], viewer_of(request)
    asked = _asked(request) | {"show": "changed", "whole": True}
    view = await read(request, amended_queries.beside, viewer, key, **asked)
    locale = current_locale()
    content = await to_thread.run_sync(write_amendments, view, locale, limiter=few_at_a_time)
    called = replace(view.head, title=f"{_('Amendments')} - {view.head.title}")
    headers = {"content-disposition": disposition(called, "docx")} | NOT_KEPT
    return Response(content, media_type=FORMATS["docx"].media_type, headers=headers)


def _asked(request: Request) -> dict[str, Any]:
    """Which day, which part, which page; what is no day is today."""
    asked = request.query_params
    try:
        on = date.fromisoformat(asked.get("on", ""))
    except ValueError:
        on = today(now())
    show, number = asked.get("show", ""), asked.get("page", "")
    turned = int(number) if number.isdecimal() and len(number) < 6 else 1
    return {"on": on, "show": show if show in SHOWN else "changed", "page": turned}


_ONE = "/amendments/{key}"
_BESIDE = "/programmes/{key}/compare-adopted"
routes: list[BaseRoute] = [
    Route(_BESIDE, compare_adopted, name="compare_adopted"),
    Route(f"{_BESIDE}.docx", print_amendments, name="print_amendments"),
    Route("/programmes/{key}/amend", ask_addition, name="ask_addition"),
    Route("/programmes/{key}/amend", propose_amendment, methods=["POST"], name="propose_addition"),
    Route(
        "/programmes/{programme}/amend/{key}",
        propose_amendment,
        methods=["POST"],
        name="propose_amendment",
    ),
    Route("/programme-items/{key}/amend", ask_amendment, name="ask_amendment"),
    Route("/programme-items/{key}/amend/others", merge_choices, name="merge_choices"),
    Route(_ONE, amendment, name="amendment"),
    Route(_ONE, save_amendment, methods=["POST"], name="save_amendment"),
    Route(f"{_ONE}/edit", edit_amendment, name="edit_amendment"),
    Route(f"{_ONE}/take-back", take_back_amendment, methods=["POST"], name="take_back_amendment"),
    Route(f"{_ONE}/appraise", appraise_amendment, methods=["POST"], name="appraise_amendment"),
    Route(f"{_ONE}/decide", decide_amendment, methods=["POST"], name="decide_amendment"),
    Route(f"{_ONE}/words", ask_verdict, name="ask_verdict"),
]
