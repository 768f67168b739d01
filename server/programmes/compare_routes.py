"""HTTP of a corrected file: compare it with the programme that is there, and take over ticks."""

from functools import partial
from typing import Annotated

import anyio.to_thread
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import Busy, DomainError
from server.kernel.web import (
    MAX_FIELD_BYTES,
    CommandForm,
    OptionalLine,
    done,
    page,
    problem_sentence,
    read,
    viewer_of,
    write,
)
from server.programmes import comparing, comparison_queries
from server.programmes.access import uuid_of
from server.programmes.comparing import Matched, Ticks
from server.programmes.comparison_queries import Asked, ComparisonView
from server.programmes.errors import ItemsInUse, ProgrammeMoved
from server.programmes.updating import update_from_import
from server.programmes.views import annex

_TRIES = 3  # the programme may change while it is compared
_Tokens = Annotated[str, StringConstraints(max_length=MAX_FIELD_BYTES)]


class CompareForm(CommandForm):
    """`show` asks for another part ("changed:2") and changes nothing. `tick` are the ticked ones
    of the lines on the page (`shown`); `flipped` stands for those of the other pages."""

    seen: OptionalLine
    show: OptionalLine = ""
    tick: list[OptionalLine]
    shown: _Tokens = ""
    flipped: _Tokens = ""
    reason: OptionalLine = ""

    def ticks(self) -> Ticks:
        """Return the ticks of all pages."""
        shown, ticked = set(self.shown.split()), set(self.tick)
        here = {token for token in shown if (token in ticked) != (token in Ticks())}
        return Ticks(frozenset((set(self.flipped.split()) - shown) | here))


async def compare_import(request: Request) -> Response:
    """GET /programmes/import/{key}/compare/{programme}: what the file would change."""
    asked = request.query_params
    return await _shown(request, Ticks(), _asked(f"{asked.get('kind')}:{asked.get('page')}"))


async def update_programme(request: Request) -> Response:
    """POST /programmes/import/{key}/compare/{programme}: take over what is ticked, or look on."""
    form = await CompareForm.parse(request)
    ticks = form.ticks()
    if form.show:
        return await _shown(request, ticks, _asked(form.show), reason=form.reason)
    key, programme = _keys(request)
    sides, both = await read(request, comparing.look, viewer_of(request), key, programme)
    if both is None:
        return _updated(request)
    matched = await comparing.matched(sides, both)
    lines, remove = await anyio.to_thread.run_sync(matched.planned, ticks)
    try:
        await write(
            request,
            form.command_id,
            update_from_import,
            key=uuid_of(key),
            programme_key=uuid_of(programme),
            seen=form.seen,
            lines=lines,
            remove=remove,
            whole=matched.whole(ticks),
            reason=form.reason,
        )
    except (ProgrammeMoved, ItemsInUse) as problem:
        return await _shown(request, ticks, Asked(), problem, form.reason)
    return _updated(request)


async def _shown(
    request: Request,
    ticks: Ticks,
    asked: Asked,
    problem: DomainError | None = None,
    reason: str = "",
) -> Response:
    """Answer with a part of the comparison as it stands now, and why nothing was taken over."""
    key, programme = _keys(request)
    for _ in range(_TRIES):
        sides, both = await read(request, comparing.look, viewer_of(request), key, programme)
        if both is None:
            return _updated(request)
        view = await _view(request, await comparing.matched(sides, both), sides, ticks, asked)
        if view is not None:
            break
    else:
        raise Busy
    return page(
        request,
        "programmes/compare.html",
        status=problem.status if problem else 200,
        view=view,
        annex=list(annex(view.rows)),
        problem=problem_sentence(problem) if problem else "",
        reason=reason,
    )


async def _view(
    request: Request, matched: Matched, sides: comparing.Sides, ticks: Ticks, asked: Asked
) -> ComparisonView | None:
    query = partial(comparison_queries.comparison, sides=sides, matched=matched)
    return await read(request, query, viewer_of(request), ticks=ticks, asked=asked)


def _keys(request: Request) -> tuple[str, str]:
    return request.path_params["key"], request.path_params["programme"]


def _asked(text: str) -> Asked:
    kind, _, number = text.partition(":")
    page_number = int(number) if number.isdecimal() and len(number) < 6 else 1
    return Asked(kind if kind in comparison_queries.KINDS else "", page_number)


def _updated(request: Request) -> Response:
    where = request.app.url_path_for("programme", key=request.path_params["programme"])
    return done(request, back=f"{where}?updated=1", go=True)


_COMPARE = "/programmes/import/{key}/compare/{programme}"
routes: list[BaseRoute] = [
    Route(_COMPARE, compare_import, name="compare_import"),
    Route(_COMPARE, update_programme, methods=["POST"], name="update_programme"),
]
