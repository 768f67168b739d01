"""What became of a link of a chain: all that stands below it, as far as this viewer may see.

A page takes a bounded number of links: a chain that is wider is followed link by link.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlmodel import Session, col, false, or_, select

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
)
from server.people.access import Viewer, may
from server.people.numbering import full_number
from server.programmes import access as programmes
from server.programmes.models import Programme, ProgrammeItem
from server.tasks import queries as tasks
from server.tasks.access import TaskReaders, readers_of
from server.tasks.followup import UrgedTask, UrgingLetter
from server.tasks.models import Task
from server.tasks.queries import ReportLine, TaskLine

T = TypeVar("T")
MOST = 250  # links of one page: some 1.5 MB and a second of a busy machine


@dataclass(frozen=True)
class Link:
    """A link with all that became of it below.

    `kind` is one of whole.KINDS where it has a chain of its own, at `key`; `here`: it is the one
    asked for. `state` is that of a programme's item or a line of an agenda. `beside` are the papers
    sent, the letters that urged, the corrections. `more`: not all that is below it is told here.
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
    more: bool = False


class Below:
    """Tells what became of a link to one viewer, in at most MOST links: those nearest to what is
    asked for first."""

    def __init__(self, db: Session, viewer: Viewer) -> None:
        self._db, self._viewer, self._left = db, viewer, MOST
        try:
            self._readers: TaskReaders | None = readers_of(viewer)
        except NotFound:
            self._readers = None

    def _take(self, found: Iterable[T]) -> tuple[Sequence[T], bool]:
        """Return as many as still have room, and whether some have not."""
        found = list(found)
        taken = found[: self._left]
        self._left -= len(taken)
        return taken, len(taken) < len(found)

    def item(self, row: ProgrammeItem, programme: Programme, known: tuple[int, ...] = ()) -> Link:
        """A programme's item: what it was broken down into, where it was tabled, what proves it."""
        known = (*known, row.id)
        parts, some = self._take(self._parts(row, known))
        tabled, others = self._take(self._tabled(row))
        below = [self.item(part, plan, known) for part, plan in parts]
        below += [self._concluded(link, agenda_item) for link, agenda_item in tabled]
        if row.meeting_id:
            step = meeting_step(self._db, self._viewer, row.meeting_id)
            below += [Link(step)] if step else []
        if row.evidence:
            below.append(Link(Step("document", row.evidence, on=row.settled_on)))
        return replace(item_link(row, programme), below=tuple(below), more=some or others)

    def _parts(
        self, row: ProgrammeItem, known: tuple[int, ...]
    ) -> Iterator[tuple[ProgrammeItem, Programme]]:
        rows = self._db.execute(
            select(ProgrammeItem, Programme)
            .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
            .where(or_(ProgrammeItem.parent_id == row.id, ProgrammeItem.carried_from_id == row.id))
            .where(programmes.within_reach(self._viewer))
            .order_by(col(Programme.period_from), col(ProgrammeItem.position))
            .limit(MOST + 1)
        )
        yield from ((part, plan) for part, plan in rows if part.id not in known)

    def _tabled(self, row: ProgrammeItem) -> Iterator[tuple[Link, AgendaItem]]:
        """The times it stood on an agenda; who only follows tasks reads of what was concluded
        there, not of agendas."""
        rows = self._db.execute(
            select(AgendaItem, Meeting)
            .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
            .where(AgendaItem.programme_item_id == row.id)
            .order_by(col(Meeting.starts_at))
            .limit(MOST + 1)
        ).all()
        for item, meeting in rows:
            step = agenda_step(self._db, self._viewer, item, meeting)
            if (step is not None and step.page) or any(self._conclusions(item)):
                yield (
                    self.agenda_link(item, step or Step("agenda-item", "", on=meeting.starts_at)),
                    item,
                )

    def agenda_item(self, item: AgendaItem) -> Link:
        """A line of an agenda within sight: the papers sent, and what was concluded."""
        meeting = self._db.get_one(Meeting, item.meeting_id)
        step = agenda_step(self._db, self._viewer, item, meeting)
        assert step is not None  # it is within sight
        return self._concluded(self.agenda_link(item, step), item)

    def agenda_link(self, item: AgendaItem, step: Step) -> Link:
        """A line of an agenda without what became of it."""
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

    def _concluded(self, link: Link, item: AgendaItem) -> Link:
        found, more = self._take(self._conclusions(item))
        below = tuple(self._conclusion(row, step) for row, step in found)
        return replace(link, below=below, more=more)

    def _conclusions(self, item: AgendaItem) -> Iterator[tuple[Conclusion, Step]]:
        """The conclusions at a line that the viewer reads."""
        rows = self._db.exec(
            select(Conclusion)
            .where(Conclusion.item_id == item.id, col(Conclusion.removed) == false())
            .order_by(col(Conclusion.number))
            .limit(MOST + 1)
        ).all()
        for row in rows:
            if (step := self.reads(row, item)) is not None:
                yield row, step

    def reads(self, row: Conclusion, item: AgendaItem) -> Step | None:
        """A conclusion as a step for who sees its line, its notice or a task of it; else None."""
        step = conclusion_step(self._db, self._viewer, row, item)
        if step is None or step.page or may(self._viewer, "tasks.follow"):
            return step
        if attempt(item_seen, self._db, self._viewer, item.key) is not None:
            return step
        return step if self._seen(tasks.lines_of(self._db, [row.id])[row.id]) else None

    def conclusion(self, row: Conclusion, item: AgendaItem) -> Link:
        """A conclusion and its tasks. Raises NotFound where the viewer does not read it."""
        step = self.reads(row, item)
        if row.removed or step is None:
            raise NotFound
        return self._conclusion(row, step)

    def _conclusion(self, row: Conclusion, step: Step) -> Link:
        given, more = self._take(self._seen(tasks.lines_of(self._db, [row.id])[row.id]))
        below = tuple(self.task(line) for line in given)
        return replace(self.conclusion_link(row, step), below=below, more=more)

    def conclusion_link(self, row: Conclusion, step: Step) -> Link:
        """A conclusion with its corrections, without what became of it."""
        corrected = self._db.exec(
            select(Correction)
            .where(Correction.conclusion_id == row.id)
            .order_by(col(Correction.number))
        )
        beside = tuple(
            Step("correction", said.text, note=str(said.number), on=said.issued_on)
            for said in corrected
        )
        return Link(step, "conclusion", str(row.key), beside=beside)

    def _seen(self, lines: Iterable[TaskLine]) -> tuple[TaskLine, ...]:
        who = self._readers
        return tuple(
            line
            for line in lines
            if who and who.sees(line.state, line.lead_id, line.coordinating_ids, line.confirmer_id)
        )

    def task(self, line: TaskLine, known: tuple[int, ...] = ()) -> Link:
        """A task within sight: its parts, what was reported, the letters that urged it."""
        assert self._readers is not None  # who sees a task is one
        known = (*known, line.id)
        asked = select(Task).where(Task.parent_id == line.id).order_by(col(Task.id))
        rows = [row for row in self._db.exec(asked.limit(MOST + 1)) if row.id not in known]
        parts, some = self._take(self._seen(tasks.task_lines(self._db, rows)))
        told, others = self._take(reversed(tasks.reports(self._db, self._readers, line)))
        below = [self.task(part, known) for part in parts]
        return Link(
            Step("task", line.work, "task", line.key),
            "task",
            line.key,
            task=line,
            beside=self._letters(line),
            below=(*below, *map(_report_link, told)),
            more=some or others,
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


def _report_link(report: ReportLine) -> Link:
    proof = report.answer == "confirmed" and report.evidence_kind == "document"
    page, key = ("task_evidence", report.key) if report.has_file else ("", "")
    note, day = report.evidence_text, report.evidence_date
    step = Step("document" if proof else "result", report.text, page, key, note, day)
    return Link(step, report=report)


def item_link(item: ProgrammeItem, programme: Programme) -> Link:
    """A programme's item without what became of it."""
    number = _("item %(number)s") % {"number": item.number} if item.number else ""
    step = Step(
        f"{programme.level}-item",
        item.text,
        "programme_item",
        str(item.key),
        ", ".join(filter(None, (programme.title, number))),
    )
    return Link(step, "programme-item", str(item.key), state=item.state)
