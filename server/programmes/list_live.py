"""The live list of programmes: what is issued, opened or withdrawn shows on it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from server.kernel.live import Fragment, Happened, Seat
from server.kernel.live.screens import register
from server.kernel.templates import render
from server.people.access import Viewer, may, require, viewer_with_id
from server.programmes import queries
from server.programmes.events import ALL_PROGRAMMES
from server.programmes.opened import Opened, opened
from server.programmes.views import Head


@dataclass(frozen=True)
class ListReader:
    """One reader: what is within reach is personal."""

    user_id: int
    locale: str
    may_edit: bool
    priority: int = 1


@dataclass(frozen=True)
class ProgrammeList:
    """The programmes within reach by body, and those that are open for registration."""

    groups: tuple[tuple[str, tuple[Head, ...]], ...]
    opened: list[Opened]


def list_of(db: Session, reader: ListReader) -> ProgrammeList:
    """Return the list of whoever asks. Raises NotFound for who sees no programme at all."""
    viewer = viewer_with_id(db, reader.user_id)
    return ProgrammeList(queries.programmes(db, viewer), opened(db, viewer))


class ListPage:
    """The list of all programmes."""

    name = "programmes"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat whoever reads programmes; `subject` does not matter. Raises NotFound."""
        require(viewer, "programmes.read")
        reader = ListReader(viewer.user_id, viewer.locale, may(viewer, "programmes.edit"))
        return Seat((ALL_PROGRAMMES, f"user:{viewer.user_id}"), reader)

    def fragments(self, happened: Sequence[Happened]) -> Sequence[Fragment]:
        """Return the whole list: it is short, and personal."""
        return [Fragment("programme-list", lambda db: db, _list)]


def _list(db: Session, reader: ListReader) -> str:
    return render("programmes/_list.html", listed=list_of(db, reader), audience=reader)


register(ListPage())
