"""The live list of matters."""

from collections.abc import Sequence

from sqlmodel import Session

from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.overview.matters.queries import matters_decided, matters_open
from server.people.access import Viewer, may
from server.tasks.access import TaskReaders, readers_of
from server.tasks.events import STREAM


class MattersScreen:
    """What asks for a place on an agenda, for who follows all tasks."""

    name = "matters"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who may raise matters. Raises NotFound."""
        if not may(viewer, "tasks.raise"):
            raise NotFound
        readers = TaskReaders(readers_of(viewer).tier, viewer.locale)
        return Seat((STREAM, f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return the list: its tasks stand in it as they are."""
        if not any(h.stream == STREAM for h in happened):
            return []

        def show(db: Session, readers: TaskReaders) -> str:
            shown = {"waiting": matters_open(db, readers), "decided": matters_decided(db, readers)}
            return render("overview/standing/_matters.html", audience=readers, **shown)

        return [Fragment("matters", lambda db: db, show)]


register(MattersScreen())
