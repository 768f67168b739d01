"""HTTP of the reports of follow-up: a month's or a quarter's on the page, and as a document."""

import anyio.to_thread
from anyio import CapacityLimiter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import current_locale, today
from server.kernel.types import now
from server.kernel.web import page, read, viewer_of
from server.overview.reporting import words
from server.overview.reporting.document import document_of, report_of
from server.overview.reporting.figures import STANDINGS, Figures, figures
from server.overview.reporting.rows import Rows, rows
from server.people.access import require

_few_at_a_time = CapacityLimiter(2)  # documents; a long one fills a processor for seconds
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_YEARS = 3  # that are offered; any other is asked for in the address


def _period(request: Request) -> str:
    require(viewer_of(request), "tasks.follow")
    return request.query_params.get("period", "")[:10]


async def task_report(request: Request) -> Response:
    """GET /tasks/report?period=&stood=&page="""
    period, asked = _period(request), request.query_params
    number = asked.get("page", "")
    at = max(1, int(number)) if number.isdecimal() and len(number) < 7 else 1
    stood = asked.get("stood", "") if asked.get("stood") in STANDINGS else ""

    def query(db: Session) -> tuple[Figures, Rows]:
        return figures(db, period), rows(db, period, page=at, stood=stood)

    found, shown = await read(request, query)
    return page(
        request,
        "overview/reporting/report.html",
        figures=found,
        shown=shown,
        stood=stood,
        words=words,
        standings=STANDINGS,
        periods=_periods(found.period),
    )


def _periods(asked: str) -> tuple[str, ...]:
    """Quarters and months that are offered, the newest first, and the one asked for."""
    day = today(now())
    found = []
    for year in range(day.year, day.year - _YEARS, -1):
        last = day.month if year == day.year else 12
        found += [f"{year}-Q{quarter}" for quarter in range((last + 2) // 3, 0, -1)]
        found += [f"{year}-{month:02d}" for month in range(last, 0, -1)]
    return tuple(found if asked in found else [asked, *found])


async def task_report_document(request: Request) -> Response:
    """GET /tasks/report/document?period=: the report as DOCX."""
    period = _period(request)
    found = await read(request, report_of, period)
    locale = current_locale()

    def draw() -> bytes:
        from server.kernel.documents.word import write_docx

        return write_docx(document_of(found, locale))

    content = await anyio.to_thread.run_sync(draw, limiter=_few_at_a_time)
    name = f"bao-cao-nhiem-vu-{found.figures.period}.docx"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(content, media_type=_DOCX, headers=headers)


_GET = ["GET"]
routes: list[BaseRoute] = [
    Route("/tasks/report", task_report, methods=_GET, name="task_report"),
    Route(
        "/tasks/report/document", task_report_document, methods=_GET, name="task_report_document"
    ),
]
