"""Reads of letters that urge: who owes something, what a letter's table says, the letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, or_, select

from server.conclusions.models import Conclusion, Notice
from server.conclusions.notices import full_number
from server.kernel.documents.heads import written
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer, may, require
from server.people.documents import DocumentSettings, settings_of
from server.people.models import Account, Body, Membership
from server.people.numbering import ToNumber, next_number
from server.tasks.followup import TaskWord, UrgedTask, UrgingLetter
from server.tasks.models import Task, TaskSource
from server.tasks.rules import WITHOUT_PRODUCT, alert_days, follow_up_rules
from server.urging.access import HEADS, letter_to_see, may_read_letters

KIND = "CV"
PAGE_SIZE = 50


@dataclass(frozen=True)
class Owing:
    """A body that owes something: how many tasks are due soon and overdue, and the longest.

    `reached` is whether anybody of it can be reminded here; `urged` the last letter to it, as
    number and day. A `key` of "" stands for tasks whose lead is not known.
    """

    key: str
    name: str
    due: int
    overdue: int
    longest: int
    reached: bool
    urged: str
    urged_on: date | None


@dataclass(frozen=True)
class LetterLine:
    """A letter in the list. `body` is "" for a letter to all."""

    key: str
    body: str
    state: str
    number: str
    issued_on: date | None
    made_on: date
    count: int


@dataclass(frozen=True)
class Letters:
    """A page of letters, drafts first."""

    lines: tuple[LetterLine, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class LetterView:
    """A letter: its words, the lines of its table, and who may do what with it."""

    key: str
    version: int
    state: str
    body: str
    words: Mapping[str, str]
    lines: tuple[Mapping[str, Any], ...]
    number: str
    issued_on: date | None
    year: int
    sha256: str
    settings: DocumentSettings
    symbol: str
    following: int
    may_edit: bool
    may_issue: bool

    @property
    def full_number(self) -> str:
        """Number and symbol, "" for a draft."""
        return full_number(self.number, self.symbol) if self.number else ""


def calls(db: Session, day: date) -> Any:
    """The condition of tasks that call at any alert on `day`: without a product, due soon or
    overdue."""
    last = max(alert_days(follow_up_rules(db), day).values())
    return col(Task.state).in_(WITHOUT_PRODUCT) & (col(Task.deadline) <= last)


def owing(db: Session, viewer: Viewer) -> list[Owing]:
    """Return the bodies that owe something today, the most overdue first. Raises NotFound."""
    require(viewer, "tasks.urge")
    day = today(now())
    late = case((col(Task.deadline) < day, 1), else_=0)
    rows = db.execute(
        select(
            Task.lead_body_id,
            func.count(col(Task.id)),
            func.sum(late),
            func.min(Task.deadline),
        )
        .where(calls(db, day))
        .group_by(col(Task.lead_body_id))
    ).all()
    ids = [row[0] for row in rows if row[0]]
    bodies = {b.id: b for b in db.exec(select(Body).where(col(Body.id).in_(ids)))}
    reached = set(
        db.exec(
            select(Membership.body_id)
            .join(Account, col(Account.id) == col(Membership.account_id))
            .where(col(Membership.body_id).in_(ids), col(Membership.role).in_(HEADS))
            .where(col(Membership.since) <= day, col(Account.disabled_at).is_(None))
            .where(or_(col(Membership.until).is_(None), col(Membership.until) >= day))
        )
    )
    last = {
        letter.body_id: letter
        for letter in db.exec(
            select(UrgingLetter)
            .where(col(UrgingLetter.body_id).in_(ids), UrgingLetter.state == "issued")
            .order_by(col(UrgingLetter.issued_on), col(UrgingLetter.id))
        )
    }
    found = []
    for body_id, count, overdue, first in rows:
        body, letter = bodies.get(body_id), last.get(body_id)
        found.append(
            Owing(
                key=str(body.key) if body else "",
                name=body.name if body else "",
                due=count - overdue,
                overdue=overdue,
                longest=max((day - first).days, 0),
                reached=body_id in reached,
                urged=full_number(letter.number, letter.symbol) if letter else "",
                urged_on=letter.issued_on if letter else None,
            )
        )
    return sorted(found, key=lambda o: (-o.overdue, -o.longest, -o.due, o.name))


def letters(db: Session, viewer: Viewer, page: int = 1) -> Letters:
    """Return the letters, for who drafts or numbers them. Raises NotFound."""
    if not may_read_letters(viewer):
        raise NotFound
    count = db.exec(select(func.count(col(UrgingLetter.id)))).one()
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = db.execute(
        select(UrgingLetter, Body.name)
        .outerjoin(Body, col(Body.id) == col(UrgingLetter.body_id))
        .order_by(col(UrgingLetter.state), col(UrgingLetter.id).desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    return Letters(tuple(_listed(row, name or "") for row, name in rows), page, pages)


def _listed(row: UrgingLetter, body: str) -> LetterLine:
    number = full_number(row.number, row.symbol) if row.number else ""
    return LetterLine(
        key=str(row.key),
        body=body,
        state=row.state,
        number=number,
        issued_on=row.issued_on,
        made_on=today(row.made_at),
        count=len(row.lines),
    )


def letters_to_number(db: Session) -> list[ToNumber]:
    """Return the drafts, which wait for a number, for a caller that may know."""
    rows = db.execute(
        select(UrgingLetter, Body.name)
        .join(Body, col(Body.id) == col(UrgingLetter.from_body_id))
        .where(UrgingLetter.state == "draft")
    ).all()
    return [
        ToNumber(
            kind=KIND,
            body=office,
            subject=row.words.get("subject", ""),
            since=row.made_at,
            page="urging_letter",
            target=str(row.key),
            approved=False,
        )
        for row, office in rows
    ]


def letter(db: Session, viewer: Viewer, key: str) -> LetterView:
    """Return a letter as it stands: a draft's table is today's. Raises NotFound."""
    row = letter_to_see(db, viewer, key)
    draft, day = row.state == "draft", today(now())
    settings = settings_of(db, row.from_body_id, KIND)
    body = db.get_one(Body, row.body_id).name if row.body_id else ""
    return LetterView(
        key=str(row.key),
        version=row.version,
        state=row.state,
        body=body,
        words=row.words,
        lines=tuple(table(db, row.body_id, day) if draft else row.lines),
        number=row.number,
        issued_on=row.issued_on,
        year=(row.issued_on or day).year,
        sha256=row.sha256,
        settings=settings,
        symbol=settings.type_symbol if draft else row.symbol,
        following=next_number(db, row.from_body_id, KIND, day) if draft else 0,
        may_edit=draft and may(viewer, "tasks.urge"),
        may_issue=draft and may(viewer, "documents.number"),
    )


def table(db: Session, body_id: int | None, day: date) -> list[dict[str, Any]]:
    """Return the lines of a letter's table on `day`, for a caller that may see it: by body, then
    by deadline.

    A line: task (id), work, lead, document, deadline (ISO), days (overdue; below zero those left),
    state (the task's) and said (the last progress or what more was asked for).
    """
    asked = [calls(db, day)]
    if body_id is not None:
        asked.append(col(Task.lead_body_id) == body_id)
    rows = db.execute(
        select(Task, Body, Notice, TaskSource)
        .outerjoin(Body, col(Body.id) == col(Task.lead_body_id))
        .outerjoin(Conclusion, col(Conclusion.id) == col(Task.conclusion_id))
        .outerjoin(Notice, col(Notice.id) == col(Conclusion.notice_id))
        .outerjoin(TaskSource, col(TaskSource.task_id) == col(Task.id))
        .where(*asked)
        .order_by(col(Body.position), col(Body.name), col(Task.deadline), col(Task.id))
    ).all()
    latest = (
        select(func.max(TaskWord.id))
        .join(Task, col(Task.id) == col(TaskWord.task_id))
        .where(*asked, TaskWord.kind == "progress")
        .group_by(col(TaskWord.task_id))
    )
    found = select(TaskWord.task_id, TaskWord.text).where(col(TaskWord.id).in_(latest))
    said = {task_id: text for task_id, text in db.execute(found)}
    return [
        {
            "task": task.id,
            "work": task.work,
            "lead": body.name if body else task.lead_text,
            "document": _document(notice, source),
            "deadline": task.deadline.isoformat(),
            "days": (day - task.deadline).days,
            "state": task.state,
            "said": said.get(task.id, ""),
        }
        for task, body, notice, source in rows
    ]


def _document(notice: Notice | None, source: TaskSource | None) -> str:
    """The document that gave a task, as letters cite it: number, and the day on its own line."""
    if notice is not None:
        return f"{full_number(notice.number, notice.symbol)}\n{written(notice.issued_on)}"
    if source is None:
        return ""
    day = written(source.issued_on) if source.issued_on else source.issued_text
    return "\n".join(filter(None, (source.document, day)))


def urged_tasks(db: Session, letter_id: int) -> list[int]:
    """Return the ids of the tasks that a letter urged, for a caller that may see it."""
    return list(db.exec(select(UrgedTask.task_id).where(UrgedTask.letter_id == letter_id)))
