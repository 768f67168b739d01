"""HTTP of what a person puts right of how an uploaded programme was read."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.errors import BadForm
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    Line,
    OptionalLine,
    done,
    fragment,
    read,
    viewer_of,
    write,
)
from server.programmes import drawn_queries, import_corrections
from server.programmes.access import uuid_of
from server.programmes.import_routes import ask_to_read, preview_path


class ColumnsForm(CommandForm):
    columns: list[OptionalLine]
    fields: list[Line]


class NamesForm(CommandForm):
    names: list[Line]
    bodies: list[Line]


class KindsForm(CommandForm):
    words: list[Line]
    kinds: list[Line]


class RowForm(CommandForm):
    kind: Line


class TimeForm(CommandForm):
    time_from: date | None = None
    time_to: date | None = None


async def read_row(request: Request) -> Response:
    """GET /programmes/import/{key}/rows/{place}: how each cell of a row was read, and why."""
    key, place = request.path_params["key"], request.path_params["place"]
    view = await read(request, drawn_queries.drawn_row, viewer_of(request), key, place)
    return fragment(request, "programmes/_read_row.html", view=view)


async def correct_columns(request: Request) -> Response:
    """POST /programmes/import/{key}/columns: the file is read again so."""
    form = await ColumnsForm.parse(request)
    key = request.path_params["key"]
    again = await write(
        request,
        form.command_id,
        import_corrections.correct_columns,
        key=uuid_of(key),
        columns=_pairs(form.columns, form.fields),
    )
    if again:
        await ask_to_read(request, key)
    return done(request, back=preview_path(request, key), say=_("Saved. The file is read again."))


async def correct_bodies(request: Request) -> Response:
    """POST /programmes/import/{key}/bodies: which body a name means; the file is read again."""
    form = await NamesForm.parse(request)
    key = request.path_params["key"]
    said = {name: body for name, body in _pairs(form.names, form.bodies).items() if body}
    again = await write(
        request, form.command_id, import_corrections.correct_bodies, key=uuid_of(key), bodies=said
    )
    if again:
        await ask_to_read(request, key)
    return done(request, back=preview_path(request, key), say=_("Saved. The file is read again."))


async def correct_kinds(request: Request) -> Response:
    """POST /programmes/import/{key}/kinds: what a kind of work as written is."""
    form = await KindsForm.parse(request)
    key = request.path_params["key"]
    await write(
        request,
        form.command_id,
        import_corrections.correct_kinds,
        key=uuid_of(key),
        kinds=_pairs(form.words, form.kinds),
    )
    return done(request, back=preview_path(request, key), say=_("Saved, and remembered."))


async def correct_row(request: Request) -> Response:
    """POST /programmes/import/{key}/rows/{place}: what the row is; the file is read again."""
    form = await RowForm.parse(request)
    key, place = request.path_params["key"], request.path_params["place"]
    await write(
        request,
        form.command_id,
        import_corrections.correct_row,
        key=uuid_of(key),
        place=place,
        kind=form.kind,
    )
    await ask_to_read(request, key)
    return done(request, back=preview_path(request, key), say=_("Saved. The file is read again."))


async def correct_time(request: Request) -> Response:
    """POST /programmes/import/{key}/rows/{place}/time: which days the item's time means."""
    form = await TimeForm.parse(request)
    key, place = request.path_params["key"], request.path_params["place"]
    await write(
        request,
        form.command_id,
        import_corrections.correct_time,
        key=uuid_of(key),
        place=place,
        first=form.time_from,
        last=form.time_to,
    )
    return done(request, back=preview_path(request, key), say=_("Saved."))


def _pairs(names: list[str], values: list[str]) -> dict[str, str]:
    """Two lists of a form side by side; "-" is nothing. Raises BadForm."""
    if len(names) != len(values):
        raise BadForm({"names": "field-bad"})
    return {name: "" if value == "-" else value for name, value in zip(names, values, strict=True)}


_IMPORT, _ROW = "/programmes/import/{key}", "/programmes/import/{key}/rows/{place:int}"
_POST = ["POST"]
routes: list[BaseRoute] = [
    Route(f"{_IMPORT}/columns", correct_columns, methods=_POST, name="correct_columns"),
    Route(f"{_IMPORT}/bodies", correct_bodies, methods=_POST, name="correct_bodies"),
    Route(f"{_IMPORT}/kinds", correct_kinds, methods=_POST, name="correct_kinds"),
    Route(_ROW, read_row, name="read_row"),
    Route(_ROW, correct_row, methods=_POST, name="correct_row"),
    Route(f"{_ROW}/time", correct_time, methods=_POST, name="correct_time"),
]
