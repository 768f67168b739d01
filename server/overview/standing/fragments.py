"""The live page of the standing body."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlmodel import Session

from server.kernel.errors import NotFound
from server.kernel.live.screens import Fragment, Happened, Seat, register
from server.kernel.templates import render
from server.overview.fragments import filters_of
from server.overview.standing import board
from server.people.access import Viewer, may
from server.tasks.access import TaskReaders, readers_of
from server.tasks.events import STREAM


class StandingScreen:
    """What the standing body looks at; its subject says what its table is grouped by."""

    name = "standing-board"

    def seat(self, db: Session, viewer: Viewer, subject: str) -> Seat:
        """Seat who follows all tasks. Raises NotFound."""
        if not may(viewer, "tasks.follow"):
            raise NotFound
        none: frozenset[int] = frozenset()  # nothing of it depends on them
        asked = filters_of(subject)
        readers = replace(readers_of(viewer), bodies=none, chairs=none, filters=asked)
        return Seat((STREAM, f"user:{viewer.user_id}"), readers)

    def fragments(self, happened: Sequence[Happened]) -> list[Fragment]:
        """Return all parts of the page but the tabs: a change may move any figure."""
        if not any(h.stream == STREAM for h in happened):
            return []
        return [
            _part("board-sentences", "sentences", board.sentences),
            _part("board-deciding", "deciding", board.deciding),
            _part("board-groups", "groups", board.grouped),
            _part("board-trend", "trend", board.over_time, lambda r: r.locale),
        ]


def _part(target: str, name: str, query: Any, depends: Any = lambda r: r) -> Fragment:
    """An element of the page, read once for those who see the same of it."""

    def show(read: Any, readers: TaskReaders) -> str:
        shown = {name: read(readers), "by": board.by_of(readers), "audience": readers}
        return render(f"overview/standing/_{name}.html", **shown)

    return Fragment(target, lambda db: partial(query, db), show, depends)


register(StandingScreen())
