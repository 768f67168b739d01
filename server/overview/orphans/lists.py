"""What hangs loose (*Danh sách mồ côi*): links of a chain with nothing before or behind them.

Each list is one statement, counted and read a page at a time. The standing body sees of it what was
issued or given, the office all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, func, select, true

from server.conclusions.models import Conclusion, NothingArises, Notice
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.materials.models import Paper
from server.meetings.models import AgendaItem, Meeting
from server.overview import narrowing
from server.people.models import Account, Body, IssuedNumber
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.access import TaskReaders
from server.tasks.models import Task, TaskReport

A_PAGE = 50  # rows of one page
_OVER = ("ended", "complete")  # sessions of which nothing more is to be expected


@dataclass(frozen=True)
class Orphan:
    """A row: `words` and what they belong to, `on` a day, `owner` who is to see to it ("" for the
    office). `page` and `key` are the route where it is seen to."""

    words: str
    of: str
    page: str
    key: str
    on: Any = None
    owner: str = ""


@dataclass(frozen=True)
class Orphans:
    """A page of a list: `found` rows in all; `name` is one of LISTS."""

    name: str
    found: int
    rows: tuple[Orphan, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class _List:
    """A list: the route of its rows, and its statement of (words, of, key, on, owner)."""

    page: str
    rows: Callable[[Session, TaskReaders, date], Any]


def _rows(words: Any, of: Any, key: Any, on: Any, owner: Any) -> Any:
    named = {"words": words, "of": of, "key": key, "on": on, "owner": owner}
    return select(*(column.label(name) for name, column in named.items()))


_NOBODY = literal("")
_FOR_ALL = ("task", "programme_item", "chain")  # what the standing body opens, too
_STANDS = ~col(Conclusion.removed)


def _no_verdict(_db: Session, readers: TaskReaders, _day: date) -> Any:
    """Conclusions of sessions that are over, of which nobody said what follows."""
    page = _rows(Conclusion.text, Meeting.title, Meeting.key, Meeting.starts_at, _NOBODY)
    return (
        page.select_from(Conclusion)
        .join(Meeting, col(Meeting.id) == col(Conclusion.meeting_id))
        .where(_STANDS, Conclusion.verdict == "", col(Meeting.session_state).in_(_OVER))
        .where(_issued(readers))
        .order_by(col(Meeting.starts_at).desc(), col(Conclusion.id))
    )


def _issued(readers: TaskReaders) -> Any:
    return true() if readers.tier == "office" else col(Conclusion.notice_id).is_not(None)


def _no_evidence(_db: Session, _readers: TaskReaders, _day: date) -> Any:
    """Tasks that were closed without anything that proves it."""
    proved = exists().where(
        col(TaskReport.task_id) == col(Task.id),
        col(TaskReport.answer) == "confirmed",
        col(TaskReport.evidence_kind) != "",
    )
    return _of_tasks(Task.done_at).where(Task.state == "done", ~proved).order_by(*_latest())


def _latest() -> Any:
    return narrowing.latest_done()


def _of_tasks(on: Any) -> Any:
    lead = func.coalesce(Body.name, Task.lead_text)
    page = _rows(Task.work, lead, Task.key, on, func.coalesce(Account.name, ""))
    return (
        page.select_from(Task)
        .outerjoin(Body, col(Body.id) == col(Task.lead_body_id))
        .outerjoin(Account, col(Account.id) == col(Task.watcher_id))
    )


def _undetermined(db: Session, readers: TaskReaders, day: date) -> Any:
    """Tasks whose lead body or deadline is still to be determined."""
    seen = narrowing.in_sight(readers), narrowing.unclear(db)
    return _of_tasks(Task.opened_at).where(*seen).order_by(*narrowing.by_lateness(db, day))


def _not_concluded(_db: Session, readers: TaskReaders, _day: date) -> Any:
    """Lines of agendas of sessions that are over: never presented, or nothing was concluded and
    nobody said that nothing arises."""
    concluded = exists().where(col(Conclusion.item_id) == col(AgendaItem.id), _STANDS)
    settled = exists().where(col(NothingArises.item_id) == col(AgendaItem.id))
    return (
        _of_items(readers)
        .where(col(AgendaItem.state) != "deferred", ~concluded, ~settled)
        .order_by(col(Meeting.starts_at).desc(), col(AgendaItem.position))
    )


def _of_items(readers: TaskReaders) -> Any:
    open_to = [] if readers.tier == "office" else [_OPEN]
    return (
        _rows(AgendaItem.title, Meeting.title, Meeting.key, Meeting.starts_at, _NOBODY)
        .select_from(AgendaItem)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(col(Meeting.session_state).in_(_OVER))
        .where(~col(AgendaItem.aside), ~col(AgendaItem.secret), *open_to)
    )


_OPEN = and_(~col(AgendaItem.hidden), ~col(AgendaItem.restricted))


def _never_tabled(_db: Session, _readers: TaskReaders, day: date) -> Any:
    """What a programme in force has to be submitted, past its day and on no agenda; what is broken
    down further is looked for there."""
    part = aliased(ProgrammeItem)
    broken = exists().where(col(part.parent_id) == col(ProgrammeItem.id))
    owner = func.coalesce(Account.name, func.nullif(ProgrammeItem.watcher, ""), ProgrammeItem.lead)
    return (
        _rows(ProgrammeItem.text, Programme.title, ProgrammeItem.key, ProgrammeItem.time_to, owner)
        .select_from(ProgrammeItem)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .outerjoin(Account, col(Account.id) == col(ProgrammeItem.watcher_id))
        .where(Programme.state == "adopted", ProgrammeItem.state == "planned")
        .where(col(ProgrammeItem.kind).in_(("submission", "")))
        .where(col(ProgrammeItem.time_to) < day.isoformat(), ~broken)
        .order_by(col(ProgrammeItem.time_to), col(ProgrammeItem.id))
    )


def _no_decision(_db: Session, readers: TaskReaders, _day: date) -> Any:
    """Drafts sent for a decision at a session that is over, where nothing was decided."""
    decided = exists().where(
        col(Conclusion.item_id) == col(AgendaItem.id),
        _STANDS,
        col(Conclusion.verdict).in_(("decides", "decides-assigns")),
    )
    return (
        _of_items(readers)
        .with_only_columns(
            *_rows(
                Paper.title, AgendaItem.title, Paper.key, Paper.sent_at, _NOBODY
            ).selected_columns
        )
        .join(Paper, col(Paper.item_id) == col(AgendaItem.id))
        .where(Paper.kind == "draft", Paper.state == "sent", ~decided)
        .order_by(col(Paper.sent_at).desc(), col(Paper.id))
    )


def _no_document(_db: Session, _readers: TaskReaders, _day: date) -> Any:
    """Numbers given to something that does not stand here."""
    full = IssuedNumber.full
    return (
        _rows(IssuedNumber.subject, full, IssuedNumber.key, IssuedNumber.issued_on, Account.name)
        .select_from(IssuedNumber)
        .join(Account, col(Account.id) == col(IssuedNumber.given_by_id))
        .where(IssuedNumber.target == "")
        .order_by(col(IssuedNumber.issued_on).desc(), col(IssuedNumber.id))
    )


def _all_planned(_db: Session, _readers: TaskReaders, _day: date) -> Any:
    """Conclusions that were issued while none of their tasks was given."""
    mine = col(Task.conclusion_id) == col(Conclusion.id)
    page = _rows(Conclusion.text, Meeting.title, Conclusion.key, Notice.issued_on, _NOBODY)
    return (
        page.select_from(Conclusion)
        .join(Notice, col(Notice.id) == col(Conclusion.notice_id))
        .join(Meeting, col(Meeting.id) == col(Conclusion.meeting_id))
        .where(_STANDS, exists().where(mine, col(Task.state) == "planned"))
        .where(~exists().where(mine, col(Task.state) != "planned"))
        .order_by(col(Notice.issued_on).desc(), col(Conclusion.id))
    )


LISTS = {
    "verdict": _List("console", _no_verdict),
    "evidence": _List("task", _no_evidence),
    "concluded": _List("console", _not_concluded),
    "tabled": _List("programme_item", _never_tabled),
    "decision": _List("paper", _no_decision),
    "document": _List("number_register", _no_document),
    "undetermined": _List("task", _undetermined),
    "planned": _List("chain", _all_planned),
}


def counts(db: Session, readers: TaskReaders) -> dict[str, int]:
    """Return how many rows each list has for these readers."""
    day = today(now())
    return {name: _count(db, one.rows(db, readers, day)) for name, one in LISTS.items()}


def _count(db: Session, rows: Any) -> int:
    return db.exec(select(func.count()).select_from(rows.order_by(None).subquery())).one()


def orphans(db: Session, readers: TaskReaders, name: str, page: int) -> Orphans:
    """Return a page of a list, the last one where there are fewer. Raises NotFound."""
    if name not in LISTS:
        raise NotFound
    rows = LISTS[name].rows(db, readers, today(now()))
    found = _count(db, rows)
    pages = max(1, -(-found // A_PAGE))
    page = min(page, pages)
    shown = db.execute(rows.offset((page - 1) * A_PAGE).limit(A_PAGE)).all()
    route = LISTS[name].page
    if readers.tier != "office" and route not in _FOR_ALL:
        route = ""
    return Orphans(name, found, tuple(_orphan(route, row) for row in shown), page, pages)


def _orphan(route: str, row: Any) -> Orphan:
    on = date.fromisoformat(row.on[:10]) if isinstance(row.on, str) else row.on
    return Orphan(row.words, row.of, route, str(row.key), on, row.owner or "")
