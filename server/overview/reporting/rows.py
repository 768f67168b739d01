"""The rows of a period's report: a task, what gave it, how it stands and what is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, true
from sqlmodel import Session, col, func, select

from server.conclusions.models import Conclusion, Notice
from server.kernel.i18n import collation_key, show_date
from server.kernel.i18n import gettext as _
from server.meetings.models import Meeting
from server.overview.reporting.figures import STANDINGS, span_of, standing, until_of, within
from server.people.models import Body
from server.people.numbering import full_number
from server.tasks.followup import TaskExtension, TaskWord
from server.tasks.models import Task, TaskReport, TaskSource
from server.tasks.queries import TaskLine, task_lines

A_PAGE = 100  # rows of one page on the screen
MOST = 5_000  # rows of one document; what is beyond is said
_AT_ONCE = 500  # tasks asked for in one statement
_FIRST = {"overdue": 0, "unclear": 1, "in-time": 2, "done-late": 3, "done-in-time": 4}


@dataclass(frozen=True)
class Row:
    """A task of the report. `stood` is one of STANDINGS, `days` how late; `given_by` the document
    that gave it; `result` what was reported or said last, `proposal` what the office proposes."""

    task: TaskLine
    stood: str
    days: int
    given_by: str
    result: str
    proposal: str


@dataclass(frozen=True)
class Rows:
    """Rows in the order of their bodies, the late first; `found` in all."""

    rows: tuple[Row, ...]
    found: int
    page: int
    pages: int


def rows(db: Session, period: str, *, page: int = 1, stood: str = "", size: int = A_PAGE) -> Rows:
    """Return a page of a period's tasks, all or those that stood so, for a caller that follows all
    tasks. Raises NotFound for what is no period."""
    period, span = span_of(period)
    stands = standing(db, span).label("stood")
    chosen = stands == stood if stood in STANDINGS else true()
    where = within(span), chosen
    found = db.exec(select(func.count()).select_from(Task).where(*where)).one()
    pages = max(1, -(-found // size))
    page = min(page, pages)
    rank = case(_FIRST, value=stands, else_=9)
    asked = (
        select(Task.id, stands)
        .where(*where)
        .order_by(_bodies_order(db), rank, col(Task.deadline).nulls_last(), col(Task.id))
        .offset((page - 1) * size)
        .limit(size)
    )
    shown = db.execute(asked).all()
    lines: list[Row] = []
    for start in range(0, len(shown), _AT_ONCE):
        lines += _told(db, shown[start : start + _AT_ONCE], until_of(span))
    return Rows(tuple(lines), found, page, pages)


def _bodies_order(db: Session) -> Any:
    bodies = sorted(db.exec(select(Body.id, Body.name)), key=lambda row: collation_key(row[1]))
    place = {body_id: number for number, (body_id, _name) in enumerate(bodies)}
    last = len(place)
    return case(place, value=col(Task.lead_body_id), else_=last) if place else col(Task.id)


def _told(db: Session, shown: Sequence[Any], until: date) -> list[Row]:
    ids = [task_id for task_id, _stood in shown]
    by_id = {row.id: row for row in db.exec(select(Task).where(col(Task.id).in_(ids)))}
    lines = task_lines(db, [by_id[task_id] for task_id in ids], until)
    given, reports = _given_by(db, ids), _latest(db, TaskReport, ids)
    words = _latest(db, TaskWord, ids, TaskWord.kind == "progress")
    asked = _latest(db, TaskExtension, ids, TaskExtension.state == "waiting")
    found = []
    for line, (_id, stood) in zip(lines, shown, strict=True):
        report = reports.get(line.id)
        days = line.lateness.days if line.lateness.kind in ("overdue", "done-late") else 0
        found.append(
            Row(
                task=line,
                stood=stood,
                days=days,
                given_by=given.get(line.id, ""),
                result=_result(report, words.get(line.id)),
                proposal=_proposal(line, stood, asked.get(line.id)),
            )
        )
    return found


def _latest(db: Session, table: Any, ids: list[int], *where: Any) -> dict[int, Any]:
    """The newest row of each task in a table."""
    newest = select(func.max(table.id)).where(table.task_id.in_(ids), *where)
    rows = db.exec(select(table).where(table.id.in_(newest.group_by(table.task_id))))
    return {row.task_id: row for row in rows}


def _given_by(db: Session, ids: list[int]) -> dict[int, str]:
    """The notice of each task with its day, or what it was brought in from, or its meeting."""
    found = {}
    held = select(Task.id, Meeting.title).join(Meeting, col(Meeting.id) == col(Task.meeting_id))
    for task_id, title in db.exec(held.where(col(Task.id).in_(ids))):
        found[task_id] = title
    for row in db.exec(select(TaskSource).where(col(TaskSource.task_id).in_(ids))):
        day = show_date(row.issued_on) or row.issued_text
        found[row.task_id] = _dated(row.document, day) or row.session
    written: tuple[Any, ...] = (Notice.number, Notice.symbol, Notice.issued_on)
    issued = (
        select(Task.id, *written)
        .join(Conclusion, col(Conclusion.id) == col(Task.conclusion_id))
        .join(Notice, col(Notice.id) == col(Conclusion.notice_id))
    )
    for task_id, number, symbol, day in db.execute(issued.where(col(Task.id).in_(ids))):
        found[task_id] = _dated(full_number(number, symbol), show_date(day))
    return found


def _dated(document: str, day: str) -> str:
    if document and day:
        return _("%(document)s of %(day)s") % {"document": document, "day": day}
    return document or day


def _result(report: TaskReport | None, word: TaskWord | None) -> str:
    if report is not None:
        evidence = ", ".join(filter(None, (report.evidence_text, show_date(report.evidence_date))))
        text = f"{report.text} ({evidence})" if evidence else report.text
        if report.answer == "returned":
            return _("%(result)s; more was asked for: %(reason)s") % {
                "result": text,
                "reason": report.answer_text,
            }
        return text
    return word.text if word else ""


def _proposal(line: TaskLine, stood: str, asked: TaskExtension | None) -> str:
    """What the office proposes, from where the task stands; the office writes on in the file."""
    if asked is not None:
        said = {"day": show_date(asked.wanted), "reason": asked.reason}
        return _("Decide on more time until %(day)s: %(reason)s") % said
    if line.state == "reported":
        return _("Confirm the result")
    if "lead" in line.missing:
        return _("Name the lead body")
    if stood == "unclear" and line.missing:
        return _("Set a deadline")
    return _("Urge the lead body") if stood == "overdue" else ""
