"""HTTP of reviews: the page, the rows behind a number, the office's texts, the report."""

from typing import Any
from urllib.parse import quote

import anyio.to_thread
from anyio import CapacityLimiter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import current_locale
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
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
from server.overview.reviews import fragments as _live  # noqa: F401  # registers the live page
from server.overview.reviews import words
from server.overview.reviews.queries import report_of
from server.overview.reviews.report import draw
from server.programmes import review_queries, reviewing
from server.programmes.access import programme_to_keep, readers_of
from server.programmes.outcomes import OUTCOMES, TABLED, WORK
from server.programmes.review_views import Wish
from server.programmes.tabs import Tab, add_tab, tabs_of

add_tab(Tab("programme_review", "Review", 70))

_few_at_a_time = CapacityLimiter(2)  # reports; a term's fills a processor for a second
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ReviewForm(EditForm):
    period: OptionalLine
    base_assessment: LongText = ""
    assessment: LongText = ""
    base_causes: LongText = ""
    causes: LongText = ""
    base_directions: LongText = ""
    directions: LongText = ""


class PeriodForm(CommandForm):
    period: OptionalLine


def _asked(request: Request) -> tuple[str, str]:
    return str(request.path_params["key"]), request.query_params.get("period", "")[:20]


async def review(request: Request) -> Response:
    """GET /programmes/{key}/review?period=: the figures of a period, and what is said of them."""
    (key, period), viewer = _asked(request), viewer_of(request)
    audience, view, live = await read_live(
        request,
        "programme-review",
        f"{key}?{period}",
        lambda db, _audience: review_queries.review(db, viewer, key, period),
    )
    return page(
        request,
        "overview/review.html",
        view=view,
        compared=view.compared,
        texts=view.texts,
        audience=audience,
        live=live,
        words=words,
        tabs=tabs_of(request, view.head, readers_of(viewer), "programme_review"),
        may_begin=audience.may_edit and _known(request, "/programmes/new"),
    )


def _known(request: Request, path: str) -> bool:
    """Whether this server has a page at `path`."""
    return any(getattr(route, "path", "") == path for route in request.app.routes)


async def review_rows(request: Request) -> Response:
    """GET /programmes/{key}/review/items?period=&part=&outcome=&considers=&lead=&page="""
    (key, period), asked = _asked(request), request.query_params
    wish = Wish(**{name: asked.get(name, "")[:200] for name in Wish.__dataclass_fields__})
    if wish.outcome not in ("", *OUTCOMES) or wish.part not in ("", TABLED, WORK):
        wish = Wish(considers=wish.considers, lead=wish.lead)
    number = asked.get("page", "")
    at = int(number) if number.isdecimal() and len(number) < 6 else 1
    viewer = viewer_of(request)
    view = await read(request, review_queries.review_rows, viewer, key, period, wish, at)
    return page(request, "overview/review_rows.html", view=view, words=words, link=_linked(view))


def _linked(view: Any) -> Any:
    """What makes the address of another page of the same rows."""

    def link(number: int) -> str:
        asked = {"period": view.period, **vars(view.wish), "page": str(number)}
        return "?" + "&".join(f"{name}={quote(value)}" for name, value in asked.items() if value)

    return link


async def edit_review(request: Request) -> Response:
    """GET /programmes/{key}/review/edit?period=: the form of the texts, for the editor."""
    (key, period), viewer = _asked(request), viewer_of(request)

    def query(db: Session) -> Any:
        programme = programme_to_keep(db, viewer, key)
        return review_queries.texts(db, programme.id, period)

    texts = await read(request, query)
    return fragment(request, "overview/_edit_review.html", key=key, texts=texts)


async def save_review(request: Request) -> Response:
    """POST /programmes/{key}/review"""
    form = await ReviewForm.parse(request)
    key = str(request.path_params["key"])
    await write(
        request,
        form.command_id,
        reviewing.write_review,
        key=key,
        period=form.period,
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in reviewing.TEXTS},
        to={name: getattr(form, name) for name in reviewing.TEXTS},
    )
    return done(request, back=_back(request, key, form.period), say=_("Saved."))


async def close_review(request: Request) -> Response:
    """POST /programmes/{key}/review/close"""
    form, key = await PeriodForm.parse(request), str(request.path_params["key"])
    command = reviewing.close_review
    await write(request, form.command_id, command, key=key, period=form.period)
    return done(request, back=_back(request, key, form.period), say=_("The review is closed."))


async def reopen_review(request: Request) -> Response:
    """POST /programmes/{key}/review/reopen"""
    form, key = await PeriodForm.parse(request), str(request.path_params["key"])
    command = reviewing.reopen_review
    await write(request, form.command_id, command, key=key, period=form.period)
    return done(request, back=_back(request, key, form.period), say=_("The review is open again."))


def _back(request: Request, key: str, period: str) -> str:
    return f"{request.app.url_path_for('programme_review', key=key)}?period={quote(period)}"


async def review_report(request: Request) -> Response:
    """GET /programmes/{key}/review/report?period=: the report drafted from it, as a document."""
    (key, period), viewer = _asked(request), viewer_of(request)

    report = await read(request, report_of, viewer, key, period)
    locale = current_locale()
    content = await anyio.to_thread.run_sync(
        lambda: draw(report, locale=locale), limiter=_few_at_a_time
    )
    name = f"bao-cao-{report.view.head.slug}-{report.view.compared.period}.docx"
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=_DOCX, headers=headers)


_REVIEW = "/programmes/{key:uuid}/review"
_GET, _POST = ["GET"], ["POST"]
routes: list[BaseRoute] = [
    Route(_REVIEW, review, methods=_GET, name="programme_review"),
    Route(_REVIEW, save_review, methods=_POST, name="save_review"),
    Route(f"{_REVIEW}/items", review_rows, methods=_GET, name="review_rows"),
    Route(f"{_REVIEW}/edit", edit_review, methods=_GET, name="edit_review"),
    Route(f"{_REVIEW}/close", close_review, methods=_POST, name="close_review"),
    Route(f"{_REVIEW}/reopen", reopen_review, methods=_POST, name="reopen_review"),
    Route(f"{_REVIEW}/report", review_report, methods=_GET, name="review_report"),
]
