"""What a programme still holds that no programme below has: *Chưa đưa vào chương trình*.

Each line has an owner: who follows it (following.py), else the specialist whom it names, else the
office itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, literal_column
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.models import Body
from server.people.queries import account_names
from server.programmes.access import programme_to_see
from server.programmes.breaking_queries import heads
from server.programmes.following import watchers
from server.programmes.item_queries import LAST, head_of
from server.programmes.models import DRAFTING, LEVELS, Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.periods import NONE, bounds
from server.programmes.sources import OPEN
from server.programmes.views import Head

A_PAGE = 100
LATE = "late"  # what is overdue, in addresses


@dataclass(frozen=True)
class Waiting:
    """An item that waits to be put into a programme below. `owner` is empty for the office's."""

    key: UUID
    number: str
    text: str
    lead: str
    time_text: str
    first: str | None
    last: str | None
    origin: str
    late: bool
    owner: str


@dataclass(frozen=True)
class Unscheduled:
    """A page of what waits: overdue first, then by the day it is due, what has none last.

    `due` is what was asked for: "", LATE, a quarter or month as in periods.py, or NONE; `parts`
    are (due, items) of all that waits. `drafts` are the programmes below that take items now;
    `may_edit`: the viewer puts them there.
    """

    head: Head
    due: str
    parts: tuple[tuple[str, int], ...]
    items: tuple[Waiting, ...]
    found: int
    page: int
    pages: int
    drafts: tuple[Head, ...]
    may_edit: bool


def unscheduled(db: Session, viewer: Viewer, key: UUID | str, due: str, page: int) -> Unscheduled:
    """Return what a term's, a year's or a quarter's programme still holds. Raises NotFound."""
    programme, readers = programme_to_see(db, viewer, key)
    if programme.level == "month":
        raise NotFound
    day = today(now())
    waits = _waits(programme)
    parts = _parts(db, programme, waits, day)
    wanted = [*waits, *_due(due, day)]
    found = db.exec(select(func.count()).select_from(ProgrammeItem).where(*wanted)).one()
    pages = max(1, -(-found // A_PAGE))
    page = min(max(1, page), pages)
    rows = db.exec(
        select(ProgrammeItem)
        .where(*wanted)
        .order_by(LAST.is_(None), LAST, col(ProgrammeItem.position))
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE)
    ).all()
    owners = _owners(db, rows)
    return Unscheduled(
        head=head_of(programme, db.get_one(Body, programme.body_id)),
        due=due,
        parts=parts,
        items=tuple(_waiting(item, day, owners.get(item.id, "")) for item in rows),
        found=found,
        page=page,
        pages=pages,
        drafts=heads(db, _drafts(db, programme)) if readers.may_edit else (),
        may_edit=readers.may_edit,
    )


def _waits(programme: Programme) -> list[ColumnElement[bool]]:
    """Open items that no programme of a lower level breaks down."""
    child, under = aliased(ProgrammeItem), aliased(Programme)
    lower = LEVELS[LEVELS.index(programme.level) + 1 :]
    broken = (
        exists()
        .where(col(child.parent_id) == col(ProgrammeItem.id))
        .where(col(under.id) == col(child.programme_id))
        .where(col(under.level).in_(lower))
    )
    return [
        col(ProgrammeItem.programme_id) == programme.id,
        col(ProgrammeItem.state).in_(OPEN),
        col(ProgrammeItem.meeting_id).is_(None),
        ~broken,
    ]


def _parts(
    db: Session, programme: Programme, waits: list[ColumnElement[bool]], day: date
) -> tuple[tuple[str, int], ...]:
    """Count what waits: overdue, by quarter (of a term, a year) or month, without a date."""
    month = func.substr(LAST, literal_column("1"), literal_column("7"))
    late = case((_late(day), 1), else_=0)
    rows = db.exec(
        select(late.label("late"), month.label("month"), func.count())
        .where(*waits)
        .group_by("late", "month")
    ).all()
    counts: dict[str, int] = {}
    for is_late, when, count in sorted(rows, key=lambda row: (-row[0], row[1] or "~")):
        name = LATE if is_late else _part(programme, when)
        counts[name] = counts.get(name, 0) + count
    return tuple(counts.items())


def _part(programme: Programme, month: str | None) -> str:
    if month is None:
        return NONE
    if programme.level == "quarter":
        return month
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def _late(day: date) -> ColumnElement[bool]:
    return func.substr(LAST, literal_column("1"), literal_column("10")) < day.isoformat()


def _due(due: str, day: date) -> list[ColumnElement[bool]]:
    if due == NONE:
        return [LAST.is_(None)]
    if due == LATE:
        return [_late(day)]
    if (found := bounds(due)) is None:
        return []
    return [found[0] <= LAST, found[1] > LAST, ~_late(day)]


def _drafts(db: Session, programme: Programme) -> list[Programme]:
    """The drafts that break this programme down, or could: of its body and time."""
    lower = LEVELS[LEVELS.index(programme.level) + 1 :]
    rows = db.exec(
        select(Programme)
        .where(col(Programme.state).in_(DRAFTING))
        .where(col(Programme.level).in_(lower))
        .where(Programme.period_to >= programme.period_from)
        .where(Programme.period_from <= programme.period_to)
        .where(
            (col(Programme.parent_id) == programme.id)
            | (col(Programme.body_id) == programme.body_id)
        )
        .order_by(col(Programme.period_from), col(Programme.id))
    )
    return list(rows)


def _waiting(item: ProgrammeItem, day: date, owner: str) -> Waiting:
    last = item.time_to or item.time_from
    return Waiting(
        key=item.key,
        number=item.number,
        text=item.text,
        lead=item.lead,
        time_text=item.time_text,
        first=item.time_from,
        last=item.time_to,
        origin="" if item.parent_id else item.origin,
        late=last is not None and last[:10] < day.isoformat(),
        owner=owner,
    )


def _owners(db: Session, items: Sequence[ProgrammeItem]) -> dict[int, str]:
    """Who follows each item as *Việc cần xử lý* has it; what nobody follows is left out."""
    leads: dict[int, list[int]] = {}
    rows = db.exec(
        select(ProgrammeItemBody.item_id, ProgrammeItemBody.body_id)
        .where(col(ProgrammeItemBody.item_id).in_([item.id for item in items]))
        .where(ProgrammeItemBody.role == "lead")
        .where(col(ProgrammeItemBody.body_id).is_not(None))
        .order_by(col(ProgrammeItemBody.id))
    )
    for item_id, body_id in rows:
        leads.setdefault(item_id, []).append(body_id or 0)
    follow = watchers(db)
    found = {
        item.id: who[0]
        for item in items
        if (who := follow.of(item.watcher_id, item.watcher, item.field, leads.get(item.id, ())))
    }
    names = account_names(db, set(found.values()))
    called = {item.id: names.get(found.get(item.id, 0)) or item.watcher for item in items}
    return {item_id: name for item_id, name in called.items() if name}
