"""What hangs loose (*Danh sách mồ côi*): links of a chain with nothing before or behind them.

Each list is one statement, counted and read a page at a time. The standing body sees of it what was
issued or given; lines of agendas and what was only noted there are the office's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import literal
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, func, or_, select

from server.conclusions.models import Conclusion, NothingArises, Notice
from server.conclusions.verdicts import ASSIGNING
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.materials.models import Paper
from server.meetings.models import AgendaItem, Meeting
from server.overview import narrowing
from server.people.access import Viewer, require
from server.people.models import Account, Body
from server.people.numbering import full_number
from server.programmes.access import within_reach
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.access import TaskReaders, readers_of
from server.tasks.models import Task
from server.tasks.results import unproved

A_PAGE = 50  # rows of one page
_OVER = ("ended", "complete")  # sessions of which nothing more is to be expected


@dataclass(frozen=True)
class Orphan:
    """A row: `words` and what they belong to, `on` a day, `owner` who is to see to it ("" for the
    office). `page` and `key` are the route where it is seen to, `item` its line of the agenda."""

    words: str
    of: str
    page: str
    key: str
    item: str = ""
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
class _Asked:
    """Who asks, and on which day."""

    db: Session
    viewer: Viewer
    readers: TaskReaders
    day: date


@dataclass(frozen=True)
class _List:
    """A list: the route of its rows, and its statement (_rows); `office`: for the office alone."""

    page: str
    rows: Callable[[_Asked], Any]
    office: bool = False


_NOBODY = _NO_ITEM = literal("")
_STANDS = ~col(Conclusion.removed)


def _rows(
    words: Any, of: Any, key: Any, on: Any, owner: Any = _NOBODY, item: Any = _NO_ITEM
) -> Any:
    named = {"words": words, "of": of, "key": key, "on": on, "owner": owner, "item": item}
    return select(*(column.label(name) for name, column in named.items()))


def _no_verdict(_asked: _Asked) -> Any:
    """Conclusions of sessions that are over, of which nobody said what follows."""
    item = col(AgendaItem.key)
    return (
        _rows(Conclusion.text, Meeting.title, Meeting.key, Meeting.starts_at, item=item)
        .select_from(Conclusion)
        .join(AgendaItem, col(AgendaItem.id) == col(Conclusion.item_id))
        .join(Meeting, col(Meeting.id) == col(Conclusion.meeting_id))
        .where(_STANDS, Conclusion.verdict == "", col(Meeting.session_state).in_(_OVER))
        .order_by(col(Meeting.starts_at).desc(), col(Conclusion.id))
    )


def _no_evidence(_asked: _Asked) -> Any:
    """Tasks that were closed without anything that proves it."""
    return _of_tasks(Task.done_at).where(unproved()).order_by(*narrowing.latest_done())


def _of_tasks(on: Any) -> Any:
    lead = func.coalesce(Body.name, Task.lead_text)
    return (
        _rows(Task.work, lead, Task.key, on, func.coalesce(Account.name, ""))
        .select_from(Task)
        .outerjoin(Body, col(Body.id) == col(Task.lead_body_id))
        .outerjoin(Account, col(Account.id) == col(Task.watcher_id))
    )


def _undetermined(asked: _Asked) -> Any:
    """Tasks whose lead body or deadline is still to be determined."""
    seen = narrowing.in_sight(asked.readers), narrowing.unclear(asked.db)
    rows = _of_tasks(Task.opened_at).where(*seen)
    return rows.order_by(*narrowing.by_lateness(asked.db, asked.day))


def _not_concluded(_asked: _Asked) -> Any:
    """Lines of agendas of sessions that are over: never presented, or nothing was concluded and
    nobody said that nothing arises."""
    concluded = exists().where(col(Conclusion.item_id) == col(AgendaItem.id), _STANDS)
    settled = exists().where(col(NothingArises.item_id) == col(AgendaItem.id))
    item = col(AgendaItem.key)
    rows = _rows(AgendaItem.title, Meeting.title, Meeting.key, Meeting.starts_at, item=item)
    return (
        _of_items(rows)
        .where(col(AgendaItem.state) != "deferred", ~concluded, ~settled)
        .order_by(col(Meeting.starts_at).desc(), col(AgendaItem.position))
    )


def _of_items(rows: Any) -> Any:
    return (
        rows.select_from(AgendaItem)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(col(Meeting.session_state).in_(_OVER))
        .where(~col(AgendaItem.aside), ~col(AgendaItem.secret))
    )


def _never_tabled(asked: _Asked) -> Any:
    """What a programme in force has to be submitted, past its day and on no agenda; what is broken
    down further is looked for there."""
    part = aliased(ProgrammeItem)
    broken = exists().where(col(part.parent_id) == col(ProgrammeItem.id))
    owner = func.coalesce(Account.name, func.nullif(ProgrammeItem.watcher, ""), ProgrammeItem.lead)
    on = col(ProgrammeItem.time_to)
    return (
        _rows(ProgrammeItem.text, Programme.title, ProgrammeItem.key, on, owner)
        .select_from(ProgrammeItem)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .outerjoin(Account, col(Account.id) == col(ProgrammeItem.watcher_id))
        .where(Programme.state == "adopted", within_reach(asked.viewer))
        .where(ProgrammeItem.state == "planned", on < asked.day.isoformat(), ~broken)
        .where(col(ProgrammeItem.kind).in_(("submission", "")))
        .order_by(on, col(ProgrammeItem.id))
    )


def _no_decision(_asked: _Asked) -> Any:
    """Drafts sent for a decision at a session that is over, where nothing was decided; an item of
    a programme may have been decided on at another session."""
    again = aliased(AgendaItem)
    same = or_(
        col(again.id) == col(AgendaItem.id),
        col(again.programme_item_id) == col(AgendaItem.programme_item_id),
    )
    decided = exists().where(
        col(Conclusion.item_id) == col(again.id),
        same,
        _STANDS,
        col(Conclusion.verdict).in_(("decides", "decides-assigns")),
    )
    return (
        _of_items(_rows(Paper.title, AgendaItem.title, Paper.key, Paper.sent_at))
        .join(Paper, col(Paper.item_id) == col(AgendaItem.id))
        .where(Paper.kind == "draft", Paper.state == "sent", ~decided)
        .order_by(col(Paper.sent_at).desc(), col(Paper.id))
    )


def _no_signed_copy(_asked: _Asked) -> Any:
    """Notices that were issued and whose signed copy is not here."""
    return (
        _rows(Meeting.title, Notice.number, Notice.key, Notice.issued_on, item=Notice.symbol)
        .select_from(Notice)
        .join(Meeting, col(Meeting.id) == col(Notice.meeting_id))
        .where(col(Notice.signed_sha256).is_(None))
        .order_by(col(Notice.issued_on).desc(), col(Notice.id))
    )


def _none_given(_asked: _Asked) -> Any:
    """Conclusions that assign and were issued, while none of their tasks is given."""
    given = exists().where(
        col(Task.conclusion_id) == col(Conclusion.id), col(Task.state) != "planned"
    )
    return (
        _rows(Conclusion.text, Meeting.title, Conclusion.key, Notice.issued_on)
        .select_from(Conclusion)
        .join(Notice, col(Notice.id) == col(Conclusion.notice_id))
        .join(Meeting, col(Meeting.id) == col(Conclusion.meeting_id))
        .where(_STANDS, col(Conclusion.verdict).in_(ASSIGNING), ~given)
        .order_by(col(Notice.issued_on).desc(), col(Conclusion.id))
    )


LISTS = {
    "verdict": _List("console", _no_verdict, office=True),
    "concluded": _List("console", _not_concluded, office=True),
    "decision": _List("paper", _no_decision, office=True),
    "planned": _List("chain", _none_given),
    "undetermined": _List("task", _undetermined),
    "evidence": _List("task", _no_evidence),
    "tabled": _List("programme_item", _never_tabled),
    "signed": _List("notice", _no_signed_copy),
}


def counts(db: Session, viewer: Viewer) -> dict[str, int]:
    """Return how many rows each list has that this viewer is shown. Raises NotFound."""
    asked = _asked(db, viewer)
    shown = {
        name: one for name, one in LISTS.items() if asked.readers.tier == "office" or not one.office
    }
    return {name: _count(db, one.rows(asked)) for name, one in shown.items()}


def _asked(db: Session, viewer: Viewer) -> _Asked:
    require(viewer, "tasks.follow")
    return _Asked(db, viewer, readers_of(viewer), today(now()))


def _count(db: Session, rows: Any) -> int:
    return db.exec(select(func.count()).select_from(rows.order_by(None).subquery())).one()


def orphans(db: Session, viewer: Viewer, name: str, page: int) -> Orphans:
    """Return a page of a list, the last one where there are fewer. Raises NotFound."""
    asked = _asked(db, viewer)
    if name not in LISTS or (LISTS[name].office and asked.readers.tier != "office"):
        raise NotFound
    rows = LISTS[name].rows(asked)
    found = _count(db, rows)
    pages = max(1, -(-found // A_PAGE))
    page = min(page, pages)
    shown = db.execute(rows.offset((page - 1) * A_PAGE).limit(A_PAGE)).all()
    return Orphans(name, found, tuple(_orphan(LISTS[name].page, row) for row in shown), page, pages)


def _orphan(page: str, row: Any) -> Orphan:
    on = date.fromisoformat(row.on[:10]) if isinstance(row.on, str) else row.on
    of, item = row.of, str(row.item)
    if page == "notice":
        of, item = full_number(row.of, item), ""
    return Orphan(row.words, of, page, str(row.key), item, on, row.owner or "")
