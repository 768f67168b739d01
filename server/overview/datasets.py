"""Tasks, conclusions and the chain as rows with stable ids, for other programs to read.

Ids are the keys that stand in addresses; they never change and are never given twice. Names of
columns are English and stay as they are; texts are as they were issued.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from server.conclusions.models import Conclusion, Notice
from server.conclusions.notices import full_number
from server.conclusions.tracked import tracked_rows
from server.kernel.i18n import local
from server.meetings.models import AgendaItem, Meeting
from server.overview import narrowing
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.access import TaskReaders
from server.tasks.models import Task, TaskReport
from server.tasks.queries import task_lines

Row = dict[str, str | int | None]
_AT_ONCE = 500  # rows asked for in one statement
_NARROWING = {"body", "field", "leader", "programme", "state"}

COLUMNS: dict[str, tuple[str, ...]] = {
    "tasks": (
        *("task_id", "code", "work", "product", "goal", "lead_body_id", "lead"),
        *("coordinating", "field", "deadline", "deadline_kind", "deadline_text", "state"),
        *("lateness", "days", "extensions", "mark", "opened_on", "reported_on", "done_on"),
        *("evidence", "document", "issued_on", "conclusion_id", "parent_task_id", "updated_on"),
    ),
    "conclusions": (
        *("conclusion_id", "number", "text", "verdict", "notice_id", "notice", "issued_on"),
        *("meeting_id", "meeting", "held_on", "agenda_item_id", "agenda_item", "task_ids"),
    ),
    "chain": (
        *("programme_id", "programme", "programme_item_id", "programme_item", "meeting_id"),
        *("meeting", "held_on", "agenda_item_id", "agenda_item", "conclusion_id"),
        *("conclusion", "notice_id", "notice", "issued_on", "task_id", "work", "lead"),
        *("deadline", "state", "evidence_kind", "evidence", "evidence_on", "done_on"),
    ),
}


def rows_of(db: Session, readers: TaskReaders, what: str) -> list[Row]:
    """Return the rows of one of COLUMNS that these readers' list shows, all of its pages."""
    return _ROWS[what](db, readers)


def _shown(db: Session, readers: TaskReaders) -> list[list[int]]:
    asked = select(Task.id).where(narrowing.wanted(db, readers))
    ids = list(db.execute(narrowing.ordered(db, readers, asked)).scalars())
    return [ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE)]


def _in_order(db: Session, ids: list[int]) -> list[Task]:
    rows = {row.id: row for row in db.exec(select(Task).where(col(Task.id).in_(ids)))}
    return [rows[task_id] for task_id in ids if task_id in rows]


def _tasks(db: Session, readers: TaskReaders) -> list[Row]:
    found: list[Row] = []
    for ids in _shown(db, readers):
        tracked = {row.task_id: row for row in tracked_rows(db, ids)}
        tasks = _in_order(db, ids)
        above = {task.conclusion_id for task in tasks}
        parents = {task.parent_id for task in tasks}
        conclusions = _keys(db, Conclusion, above)
        whole = _keys(db, Task, parents)
        for line in task_lines(db, tasks):
            row = tracked[line.id]
            found.append(
                {
                    "task_id": line.key,
                    "code": row.code,
                    "work": line.work,
                    "product": line.product,
                    "goal": line.goal,
                    "lead_body_id": line.lead_key,
                    "lead": line.lead_text,
                    "coordinating": line.coordinating_text,
                    "field": line.field or row.field,
                    "deadline": _day(line.deadline),
                    "deadline_kind": line.deadline_kind,
                    "deadline_text": line.deadline_text,
                    "state": line.state,
                    "lateness": line.lateness.kind,
                    "days": line.lateness.days,
                    "extensions": line.extensions,
                    "mark": line.mark,
                    "opened_on": _day(line.opened_at),
                    "reported_on": _day(line.reported_at),
                    "done_on": _day(line.done_at),
                    "evidence": row.result,
                    "document": row.document,
                    "issued_on": _day(row.issued_on),
                    "conclusion_id": conclusions.get(line.conclusion_id or 0, ""),
                    "parent_task_id": whole.get(line.parent_id or 0, ""),
                    "updated_on": _day(row.updated_on),
                }
            )
        db.expunge_all()
    return found


def _keys(db: Session, table: Any, ids: set[int | None]) -> dict[int, str]:
    asked = select(table.id, table.key).where(col(table.id).in_(ids - {None}))
    return {row.id: str(row.key) for row in db.execute(asked)}


def _seen_items(readers: TaskReaders) -> Any:
    """Agenda items whose words these readers see: the office all, others none that name readers."""
    if readers.tier == "office":
        return col(AgendaItem.secret).is_(False)
    return ~or_(col(AgendaItem.secret), col(AgendaItem.restricted))


def _conclusions(db: Session, readers: TaskReaders) -> list[Row]:
    """Issued conclusions: those that gave a task on the list, or all where only a meeting was
    asked for."""
    asked = (
        select(Conclusion, Notice, Meeting, AgendaItem)
        .join(Notice, col(Notice.id) == col(Conclusion.notice_id))
        .join(Meeting, col(Meeting.id) == col(Conclusion.meeting_id))
        .join(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
        .where(_seen_items(readers))
        .order_by(col(Notice.issued_on).desc(), col(Conclusion.meeting_id), Conclusion.number)  # type: ignore[arg-type]
    )
    filters = dict(readers.filters)
    if _NARROWING & set(filters):
        gave = select(Task.conclusion_id).where(narrowing.wanted(db, readers))
        asked = asked.where(col(Conclusion.id).in_(gave))
    elif "meeting" in filters:
        asked = asked.where(narrowing.of_meeting(db, filters["meeting"], Conclusion.meeting_id))
    found: list[Row] = []
    rows = db.execute(asked).all()
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        tasks: dict[int, list[str]] = {}
        given = select(Task.conclusion_id, Task.key).where(
            col(Task.conclusion_id).in_([row[0].id for row in some]),
            col(Task.state).in_(narrowing.states_of(readers, done=True)),
        )
        for conclusion_id, key in db.execute(given.order_by(col(Task.id))):
            tasks.setdefault(conclusion_id, []).append(str(key))
        for conclusion, notice, meeting, item in some:
            found.append(
                {
                    "conclusion_id": str(conclusion.key),
                    "number": conclusion.number,
                    "text": conclusion.text,
                    "verdict": conclusion.verdict,
                    "notice_id": str(notice.key),
                    "notice": full_number(notice.number, notice.symbol),
                    "issued_on": _day(notice.issued_on),
                    "meeting_id": str(meeting.key),
                    "meeting": meeting.title,
                    "held_on": _day(meeting.starts_at),
                    "agenda_item_id": str(item.key),
                    "agenda_item": item.title,
                    "task_ids": " ".join(tasks.get(conclusion.id, [])),
                }
            )
    return found


def _chain(db: Session, readers: TaskReaders) -> list[Row]:
    """A row for each task on the list, with every link above it that these readers see."""
    return [row for ids in _shown(db, readers) for row in _links(db, readers, ids)]


def _links(db: Session, readers: TaskReaders, ids: list[int]) -> Iterator[Row]:
    above = {
        row[0]: row[1:]
        for row in db.execute(
            select(Conclusion.id, Conclusion, Notice, Meeting, AgendaItem, ProgrammeItem, Programme)  # type: ignore[call-overload]
            .join(Meeting, col(Meeting.id) == col(Conclusion.meeting_id))
            .join(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
            .outerjoin(Notice, col(Notice.id) == col(Conclusion.notice_id))
            .outerjoin(ProgrammeItem, col(ProgrammeItem.id) == col(AgendaItem.programme_item_id))
            .outerjoin(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
            .where(_seen_items(readers))
            .where(col(Conclusion.id).in_(select(Task.conclusion_id).where(col(Task.id).in_(ids))))
        )
    }
    results: dict[int, TaskReport] = {}
    reported = select(TaskReport).where(col(TaskReport.task_id).in_(ids))
    for report in db.exec(reported.order_by(col(TaskReport.id))):
        if report.answer != "returned":
            results[report.task_id] = report
    for task in _in_order(db, ids):
        row: Row = dict.fromkeys(COLUMNS["chain"], "")
        if task.conclusion_id in above:
            conclusion, notice, meeting, item, planned, programme = above[task.conclusion_id]
            shown = readers.tier == "office" or notice is not None  # others read what was issued
            row |= {
                "meeting_id": str(meeting.key),
                "meeting": meeting.title,
                "held_on": _day(meeting.starts_at),
                "agenda_item_id": str(item.key),
                "agenda_item": item.title,
                "conclusion_id": str(conclusion.key),
                "conclusion": conclusion.text if shown else "",
                "notice_id": str(notice.key) if notice else "",
                "notice": full_number(notice.number, notice.symbol) if notice else "",
                "issued_on": _day(notice.issued_on) if notice else "",
            }
            if programme is not None and programme.state == "adopted":
                row |= {
                    "programme_id": str(programme.key),
                    "programme": programme.title,
                    "programme_item_id": str(planned.key),
                    "programme_item": planned.text,
                }
        result = results.get(task.id)
        yield row | {
            "task_id": str(task.key),
            "work": task.work,
            "lead": task.lead_text,
            "deadline": _day(task.deadline),
            "state": task.state,
            "evidence_kind": result.evidence_kind if result else "",
            "evidence": result.evidence_text if result else "",
            "evidence_on": _day(result.evidence_date) if result else "",
            "done_on": _day(task.done_at),
        }


def _day(said: date | datetime | None) -> str:
    """A day as ISO text, on the office's clock."""
    if said is None:
        return ""
    return (local(said).date() if isinstance(said, datetime) else said).isoformat()


_ROWS: dict[str, Callable[[Session, TaskReaders], list[Row]]] = {
    "tasks": _tasks,
    "conclusions": _conclusions,
    "chain": _chain,
}
