"""What waits for a number, and the register of what was issued: the records clerks' pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.live.screens import Fragment, Happened, Seat
from server.kernel.live.screens import register as register_screen
from server.kernel.templates import render
from server.kernel.web import page, read_live, viewer_of
from server.people.access import Viewer, require
from server.people.events import NUMBERS
from server.people.numbering import ToNumber, register, waiting_for_number


@dataclass(frozen=True)
class Numberers:
    """Who gives numbers."""

    user_id: int
    locale: str
    priority: int = 1


class NumbersScreen:
    """What waits for a number."""

    name = "numbers"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who gives numbers; `subject` does not matter. Raises NotFound."""
        require(viewer, "documents.number")
        streams = (NUMBERS, f"user:{viewer.user_id}")
        return Seat(streams, Numberers(viewer.user_id, viewer.locale))

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the list: it is short."""

        def show(waiting: list[ToNumber], _audience: Numberers) -> str:
            return render("people/_numbers.html", waiting=waiting)

        return [Fragment("numbers-list", waiting_for_number, show, lambda who: who.locale)]


register_screen(NumbersScreen())


async def numbers(request: Request) -> Response:
    """GET /office/numbers: what waits for a number."""

    def asked(db: Session, _audience: Numberers) -> list[ToNumber]:
        return waiting_for_number(db)

    _audience, found, live = await read_live(request, NumbersScreen.name, "office", asked)
    return page(request, "people/numbers.html", waiting=found, live=live)


async def number_register(request: Request) -> Response:
    """GET /office/numbers/register?body=&kind=&year=&page=: what was issued."""
    viewer, asked = viewer_of(request), request.query_params
    year, at = asked.get("year", ""), asked.get("page", "")
    wanted = {"body": asked.get("body", ""), "kind": asked.get("kind", "")[:20], "year": year[:4]}

    def query(db: Session, _own: object) -> object:
        return register(
            db,
            viewer,
            body=wanted["body"],
            kind=wanted["kind"],
            year=int(year) if year.isdecimal() and 1900 < int(year) < 2200 else None,
            page=int(at) if at.isdecimal() and len(at) < 6 else 1,
        )

    _own, found, live = await read_live(request, "own", "me", query)
    query_string = urlencode({name: value for name, value in wanted.items() if value})
    return page(
        request,
        "people/register.html",
        register=found,
        wanted=wanted,
        asked=query_string,
        live=live,
    )


routes: list[BaseRoute] = [
    Route("/office/numbers", numbers, methods=["GET"], name="numbers"),
    Route("/office/numbers/register", number_register, methods=["GET"], name="number_register"),
]
