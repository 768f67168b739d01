"""The whole chain on one page (*Chuỗi hồ sơ*): from the term's programme to what proves a task.

Above what is asked for stands what it comes from, one line; below it all that became of it. Each
link says whether this viewer may open it; what is out of sight is left out, words and all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion, Correction
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.materials.queries import papers_of_items
from server.meetings.models import AgendaItem, Meeting
from server.overview.chains import (
    Step,
    agenda_step,
    attempt,
    conclusion_step,
    item_seen,
    meeting_step,
    task_step,
)
from server.people.access import Viewer, may
from server.people.numbering import full_number
from server.programmes import access as programmes
from server.programmes.models import Programme, ProgrammeItem
from server.tasks import queries as tasks
from server.tasks.access import TaskReaders, readers_of, task_to_see, uuid_of
from server.tasks.followup import UrgedTask, UrgingLetter
from server.tasks.models import Task
from server.tasks.queries import ReportLine, TaskLine
from server.tasks.sources import source_of

KINDS = ("task", "conclusion", "agenda-item", "programme-item")
MOST = 60  # links of one kind below one; a chain that is wider is followed link by link


@dataclass(frozen=True)
class Link:
    """A link with all that became of it below.

    `kind` is one of KINDS where it has a chain of its own, at `key`; `here`: it is the one asked
    for. `state` is that of a programme's item or a line of an agenda. `beside` are the papers
    sent, the letters that urged, the corrections.
    """

    step: Step
    kind: str = ""
    key: str = ""
    state: str = ""
    here: bool = False
    task: TaskLine | None = None
    report: ReportLine | None = None
    beside: tuple[Step, ...] = ()
    below: tuple["Link", ...] = ()


@dataclass(frozen=True)
class Whole:
    """A chain: what the link asked for comes from, the first first, and itself."""

    above: tuple[Link, ...]
    link: Link


def whole(db: Session, viewer: Viewer, kind: str, key: str) -> Whole:
    """Return the chain through what a viewer sees, `kind` one of KINDS. Raises NotFound."""
    return _Chain(db, viewer).through(kind, key)


class _Chain:
    def __init__(self, db: Session, viewer: Viewer) -> None:
        self._db, self._viewer = db, viewer
        try:
            self._readers: TaskReaders | None = readers_of(viewer)
        except NotFound:
            self._readers = None

    def through(self, kind: str, key: str) -> Whole:
        """Return the chain. Raises NotFound."""
        if kind == "task":
            row, _readers = task_to_see(self._db, self._viewer, key)
            line = tasks.task_lines(self._db, [row])[0]
            return _whole(self._above_task(line), self._task(line))
        if kind == "conclusion":
            found = self._db.exec(select(Conclusion).where(Conclusion.key == uuid_of(key))).first()
            if found is None or found.removed:
                raise NotFound
            return self._through_conclusion(found)
        if kind == "agenda-item":
            item, _audience = item_seen(self._db, self._viewer, key)
            return _whole(self._above_agenda(item), self._agenda_item(item))
        if kind == "programme-item":
            row, programme, _readers = programmes.item_to_see(self._db, self._viewer, key)
            return _whole(self._above_item(row), self._item(row, programme))
        raise NotFound

    def _through_conclusion(self, conclusion: Conclusion) -> Whole:
        """Read by who sees its item, its notice, or a task of it that its body was given."""
        item = self._db.get_one(AgendaItem, conclusion.item_id)
        found = next(iter(self._conclusions(item, conclusion)), None)
        if found is None:
            raise NotFound
        return _whole((*self._above_agenda(item), *self._itself(item)), found)

    # --- what it comes from, the first first --------------------------------------------------

    def _above_task(self, line: TaskLine) -> Iterator[Link]:
        if line.parent_id and line.opened_as == "part":
            parent = tasks.task_lines(self._db, [self._db.get_one(Task, line.parent_id)])[0]
            yield from self._above_task(parent)
            step = task_step(self._db, self._viewer, parent)
            yield Link(step, "task" if step.page else "", parent.key)
            return
        conclusion = self._db.get(Conclusion, line.conclusion_id) if line.conclusion_id else None
        if conclusion is None:
            if (brought := source_of(self._db, line.id)) is not None:
                note = ", ".join(part for part in (brought.session, brought.document) if part)
                yield Link(Step("source", brought.words, note=note, on=brought.issued_on))
            return
        item = self._db.get_one(AgendaItem, conclusion.item_id)
        yield from self._above_agenda(item)
        yield from self._itself(item)
        if (said := conclusion_step(self._db, self._viewer, conclusion, item)) is not None:
            yield self._conclusion(conclusion, said, ())

    def _above_agenda(self, item: AgendaItem) -> Iterator[Link]:
        if item.programme_item_id:
            source = self._db.get_one(ProgrammeItem, item.programme_item_id)
            seen = attempt(programmes.item_to_see, self._db, self._viewer, source.key)
            if seen is not None:
                row, programme, _readers = seen
                yield from self._above_item(row)
                yield _item_link(row, programme)

    def _itself(self, item: AgendaItem) -> Iterator[Link]:
        """A line of an agenda without what became of it."""
        meeting = self._db.get_one(Meeting, item.meeting_id)
        step = agenda_step(self._db, self._viewer, item, meeting)
        if step is not None:
            yield self._agenda_link(item, step)

    def _above_item(self, item: ProgrammeItem) -> Iterator[Link]:
        found: list[Link] = []
        known = {item.id}
        while (above := item.parent_id or item.carried_from_id) and above not in known:
            known.add(above)
            item = self._db.get_one(ProgrammeItem, above)
            seen = attempt(programmes.item_to_see, self._db, self._viewer, item.key)
            if seen is not None:
                found.append(_item_link(seen[0], seen[1]))
        yield from reversed(found)

    # --- what became of it ----------------------------------------------------------------------

    def _item(self, item: ProgrammeItem, programme: Programme, known: tuple[int, ...] = ()) -> Link:
        below: list[Link] = []
        known = (*known, item.id)
        rows = self._db.execute(
            select(ProgrammeItem, Programme)
            .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
            .where(
                (col(ProgrammeItem.parent_id) == item.id)
                | (col(ProgrammeItem.carried_from_id) == item.id)
            )
            .where(programmes.within_reach(self._viewer))
            .order_by(col(Programme.period_from), col(ProgrammeItem.position))
            .limit(MOST)
        ).all()
        below += [self._item(row, plan, known) for row, plan in rows if row.id not in known]
        tabled = self._db.execute(
            select(AgendaItem, Meeting)
            .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
            .where(AgendaItem.programme_item_id == item.id)
            .order_by(col(Meeting.starts_at))
        ).all()
        for agenda_item, meeting in tabled:
            below += self._tabled(agenda_item, meeting)
        if item.meeting_id:
            step = meeting_step(self._db, self._viewer, item.meeting_id)
            below += [Link(step)] if step else []
        if item.evidence:
            below.append(Link(Step("document", item.evidence, on=item.settled_on)))
        return replace(_item_link(item, programme), below=tuple(below))

    def _tabled(self, item: AgendaItem, meeting: Meeting) -> Iterator[Link]:
        """A time that an item stood on an agenda; who only follows tasks reads of what was
        concluded there, not of agendas."""
        step = agenda_step(self._db, self._viewer, item, meeting)
        concluded = tuple(self._conclusions(item))
        if not concluded and (step is None or not step.page):
            return
        shown = step or Step("agenda-item", "", on=meeting.starts_at)
        yield replace(self._agenda_link(item, shown), below=concluded)

    def _agenda_item(self, item: AgendaItem) -> Link:
        found = next(iter(self._itself(item)), None)
        if found is None:
            raise NotFound
        return replace(found, below=tuple(self._conclusions(item)))

    def _agenda_link(self, item: AgendaItem, step: Step) -> Link:
        if not step.page:
            return Link(step, state=item.state)
        _item, audience = item_seen(self._db, self._viewer, item.key)
        papers = papers_of_items(self._db, audience, [item.id]).get(item.id, ())
        if item.secret:
            step = replace(step, words=_("Presented in person"))
        sent = tuple(
            Step("paper", paper.title, "paper", str(paper.key), on=paper.sent_at)
            for paper in papers
            if paper.state == "sent"
        )
        return Link(step, "agenda-item", str(item.key), state=item.state, beside=sent)

    def _conclusions(self, item: AgendaItem, only: Conclusion | None = None) -> Iterator[Link]:
        rows: Iterable[Conclusion] = (
            (only,)
            if only
            else self._db.exec(
                select(Conclusion)
                .where(Conclusion.item_id == item.id)
                .where(col(Conclusion.removed) == False)  # noqa: E712
                .order_by(col(Conclusion.number))
            )
        )
        rows = list(rows)
        in_sight = attempt(item_seen, self._db, self._viewer, item.key)
        given = tasks.lines_of(self._db, [row.id for row in rows])
        for row in rows:
            seen = self._seen(given[row.id])
            step = conclusion_step(self._db, self._viewer, row, item)
            if step is None:
                continue
            if seen or in_sight or step.page or may(self._viewer, "tasks.follow"):
                yield self._conclusion(row, step, tuple(map(self._task, seen)))

    def _conclusion(self, row: Conclusion, step: Step, below: tuple[Link, ...]) -> Link:
        corrected = self._db.exec(
            select(Correction)
            .where(Correction.conclusion_id == row.id)
            .order_by(col(Correction.number))
        )
        beside = tuple(
            Step("correction", said.text, note=str(said.number), on=said.issued_on)
            for said in corrected
        )
        return Link(step, "conclusion", str(row.key), beside=beside, below=below)

    def _seen(self, lines: Iterable[TaskLine]) -> tuple[TaskLine, ...]:
        who = self._readers
        return tuple(
            line
            for line in lines
            if who and who.sees(line.state, line.lead_id, line.coordinating_ids, line.confirmer_id)
        )

    def _task(self, line: TaskLine, known: tuple[int, ...] = ()) -> Link:
        known = (*known, line.id)
        parts = self._db.exec(
            select(Task).where(Task.parent_id == line.id).order_by(col(Task.id)).limit(MOST)
        )
        below = [
            self._task(part, known)
            for part in self._seen(tasks.task_lines(self._db, list(parts)))
            if part.id not in known
        ]
        assert self._readers is not None  # who sees a task is one
        for report in reversed(tasks.reports(self._db, self._readers, line)):
            proof = report.answer == "confirmed" and report.evidence_kind == "document"
            page, key = ("task_evidence", report.key) if report.has_file else ("", "")
            step = Step(
                "document" if proof else "result",
                report.text,
                page,
                key,
                note=report.evidence_text,
                on=report.evidence_date,
            )
            below.append(Link(step, report=report))
        return Link(
            Step("task", line.work, "task", line.key),
            "task",
            line.key,
            task=line,
            beside=self._letters(line),
            below=tuple(below),
        )

    def _letters(self, line: TaskLine) -> tuple[Step, ...]:
        """The letters that urged it; one to a body alone is for its clerk and the office."""
        rows = self._db.exec(
            select(UrgingLetter)
            .join(UrgedTask, col(UrgedTask.letter_id) == col(UrgingLetter.id))
            .where(UrgedTask.task_id == line.id)
            .where(UrgingLetter.number != "")
            .order_by(col(UrgingLetter.issued_on), col(UrgingLetter.id))
        )
        who = self._readers
        return tuple(
            Step("letter", full_number(row.number, row.symbol), on=row.issued_on)
            for row in rows
            if who and (who.tier != "body" or row.body_id is None or row.body_id in who.bodies)
        )


def _item_link(item: ProgrammeItem, programme: Programme) -> Link:
    step = Step(
        f"{programme.level}-item",
        item.text,
        "programme_item",
        str(item.key),
        ", ".join(filter(None, (programme.title, item.number))),
    )
    return Link(step, "programme-item", str(item.key), state=item.state)


def _whole(above: Iterable[Link], link: Link) -> Whole:
    return Whole(tuple(above), replace(link, here=True))
