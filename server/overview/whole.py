"""The whole chain on one page (*Chuỗi hồ sơ*): from the term's programme to what proves a task.

Above what is asked for stands what it comes from, one line; below it all that became of it. Each
link says whether this viewer may open it; what is out of sight is left out, words and all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlmodel import Session, select

from server.conclusions.models import Conclusion
from server.kernel.errors import NotFound
from server.meetings.models import AgendaItem, Meeting
from server.overview.chains import (
    Step,
    agenda_step,
    attempt,
    conclusion_step,
    item_seen,
    task_step,
)
from server.overview.links import Below, Link, item_link
from server.people.access import Viewer
from server.programmes import access as programmes
from server.programmes.models import ProgrammeItem
from server.tasks import queries as tasks
from server.tasks.access import task_to_see, uuid_of
from server.tasks.models import Task
from server.tasks.queries import TaskLine
from server.tasks.sources import source_of

KINDS = ("task", "conclusion", "agenda-item", "programme-item")


@dataclass(frozen=True)
class Whole:
    """A chain: what the link asked for comes from, the first first, and itself."""

    above: tuple[Link, ...]
    link: Link


def whole(db: Session, viewer: Viewer, kind: str, key: str) -> Whole:
    """Return the chain through what a viewer sees, `kind` one of KINDS. Raises NotFound."""
    above, below = _Above(db, viewer), Below(db, viewer)
    if kind == "task":
        task, _readers = task_to_see(db, viewer, key)
        line = tasks.task_lines(db, [task])[0]
        return _whole(above.of_task(line), below.task(line))
    if kind == "conclusion":
        found = db.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).first()
        if found is None:
            raise NotFound
        item = db.get_one(AgendaItem, found.item_id)
        link = below.conclusion(found, item)
        return _whole(above.of_conclusion(item), link)
    if kind == "agenda-item":
        item, _audience = item_seen(db, viewer, key)
        return _whole(above.of_agenda(item), below.agenda_item(item))
    if kind == "programme-item":
        row, programme, _who = programmes.item_to_see(db, viewer, key)
        return _whole(above.of_item(row), below.item(row, programme))
    raise NotFound


def _whole(above: Iterator[Link], link: Link) -> Whole:
    return Whole(tuple(above), replace(link, here=True))


class _Above:
    """What a link comes from, the first first, as far as the viewer may see."""

    def __init__(self, db: Session, viewer: Viewer) -> None:
        self._db, self._viewer = db, viewer

    def of_task(self, line: TaskLine, *, seen: bool = True) -> Iterator[Link]:
        """Of a task, itself `seen` or only a part of it."""
        if line.parent_id and line.opened_as == "part":
            parent = tasks.task_lines(self._db, [self._db.get_one(Task, line.parent_id)])[0]
            step = task_step(self._db, self._viewer, parent)
            yield from self.of_task(parent, seen=bool(step.page))
            yield Link(step, "task" if step.page else "", parent.key)
            return
        conclusion = self._db.get(Conclusion, line.conclusion_id) if line.conclusion_id else None
        if conclusion is None:
            if (brought := source_of(self._db, line.id)) is not None:
                note = ", ".join(part for part in (brought.session, brought.document) if part)
                yield Link(Step("source", brought.words, note=note, on=brought.issued_on))
            return
        item = self._db.get_one(AgendaItem, conclusion.item_id)
        yield from self.of_conclusion(item)
        said = conclusion_step(self._db, self._viewer, conclusion, item)
        if said is None:
            return
        below = Below(self._db, self._viewer)
        opens = seen or below.reads(conclusion, item) is not None
        yield below.conclusion_link(conclusion, said) if opens else Link(said)

    def of_conclusion(self, item: AgendaItem) -> Iterator[Link]:
        """Of a conclusion at a line of an agenda."""
        yield from self.of_agenda(item)
        meeting = self._db.get_one(Meeting, item.meeting_id)
        step = agenda_step(self._db, self._viewer, item, meeting)
        if step is not None:
            yield Below(self._db, self._viewer).agenda_link(item, step)

    def of_agenda(self, item: AgendaItem) -> Iterator[Link]:
        """Of a line of an agenda."""
        if item.programme_item_id:
            source = self._db.get_one(ProgrammeItem, item.programme_item_id)
            seen = attempt(programmes.item_to_see, self._db, self._viewer, source.key)
            if seen is not None:
                row, programme, _readers = seen
                yield from self.of_item(row)
                yield item_link(row, programme)

    def of_item(self, item: ProgrammeItem) -> Iterator[Link]:
        """Of a programme's item: those of the programmes above that it continues."""
        found: list[Link] = []
        known = {item.id}
        while (above := item.parent_id or item.carried_from_id) and above not in known:
            known.add(above)
            item = self._db.get_one(ProgrammeItem, above)
            seen = attempt(programmes.item_to_see, self._db, self._viewer, item.key)
            if seen is not None:
                found.append(item_link(seen[0], seen[1]))
        yield from reversed(found)
