"""How the items of a programme stand at the end of a period: computed, never stored.

An item is *of* a period where its time ends in it, where it was settled (presented, held, issued,
done) in it, or where it was put off from it to a later time by an amendment that was taken. What
was split or merged became other items and is of none. A time that is not written counts as the
last day of the programme. Each item of a period has exactly one outcome there:

- presented (đã trình; a work: đã thực hiện): settled in the period, whenever it was due;
- outside (trình ngoài chương trình): the same, of an item that came unscheduled or was added after
  the programme's adoption;
- dropped (loại bỏ): due in the period and withdrawn;
- carried (chuyển tiếp): due in the period and carried into another programme;
- postponed (lùi thời gian): due in the period and deferred, or put off from it to a later time;
- not-presented (chưa trình): due in the period, and none of these.

What was settled before the period it was due in counts there, where it was settled, and not here;
what was settled after it was not presented here. What was settled before its programme began counts
on the programme's first day: it has no earlier period. Withdrawing, carrying and putting off count
whenever they were decided: an office settles after the end of a period what it left.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, case, cast, literal_column
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, or_, select

from server.people.access import Viewer
from server.people.models import Body
from server.programmes.access import programme_to_see
from server.programmes.figures import SETTLED, Lead, is_first_lead
from server.programmes.item_queries import LAST
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.review_periods import Span, span_asked

OUTCOMES = ("presented", "not-presented", "outside", "carried", "postponed", "dropped")
OPEN = ("not-presented", "postponed")  # something is still to become of it
TABLED, WORK = "tabled", "work"  # what must be tabled; what is done, held or issued


@dataclass(frozen=True)
class Facts:
    """What decides about an item. Days are ISO 8601.

    `state`: one of models.STATES. `due`: the last day of its time. `settled`: the day it was
    settled, or None. `unplanned`: it came unscheduled, or was added after the adoption.
    `was_due`: the days it was due before each time that it was put off.
    """

    state: str
    due: str
    settled: str | None = None
    unplanned: bool = False
    was_due: tuple[str, ...] = ()


def outcome(item: Facts, span: Span) -> str | None:
    """Return which of OUTCOMES an item has in a period; None where it is not of the period."""
    if item.state in ("split", "merged"):
        return None
    if item.settled and span.holds(item.settled):
        return "outside" if item.unplanned else "presented"
    if span.holds(item.due):
        if item.settled and item.settled < span.first:
            return None
        by_state = {"withdrawn": "dropped", "carried": "carried", "deferred": "postponed"}
        return by_state.get(item.state, "not-presented")
    if item.due >= span.after and any(map(span.holds, item.was_due)):
        return "postponed"
    return None


# --- of a whole programme -------------------------------------------------------------------------


@dataclass(frozen=True)
class Who:
    """A body as addresses name it: its key, or "~" and its name as written; and its name."""

    key: str
    name: str


@dataclass(frozen=True)
class Cell:
    """`count` items of a period: which part (TABLED, WORK), who considers, who leads, outcome."""

    part: str
    considers: Who
    lead: Who
    outcome: str
    count: int


@dataclass(frozen=True)
class Seed:
    """An open item of a reviewed period, to be carried into the next programme, and why."""

    id: int
    key: UUID
    number: str
    text: str
    lead: str
    kind: str
    origin: str
    outcome: str
    reason: str
    moves: int


def review_seeds(
    db: Session, viewer: Viewer, programme_key: UUID | str, period: str = ""
) -> tuple[Seed, ...]:
    """Return the open items of a period, for the next programme to go on with, in their order.

    Not presented or postponed, and still to be done. `reason` is that of the last amendment taken
    of the item, "" where there is none. Within the viewer's reach. Raises NotFound, also for what
    is no period; "" is the programme's own.
    """
    programme, _readers = programme_to_see(db, viewer, programme_key)
    span = span_asked(programme, period)
    found = {
        item_id: cell.outcome
        for item_id, cell in rows_of(db, programme, span)
        if cell.outcome in OPEN
    }
    reasons = dict(
        db.exec(
            select(ProgrammeProposal.item_id, ProgrammeProposal.reason)
            .where(ProgrammeProposal.programme_id == programme.id)
            .where(ProgrammeProposal.state == "taken")
            .order_by(col(ProgrammeProposal.taken_at))
        ).all()
    )
    items = db.exec(
        select(ProgrammeItem)
        .where(col(ProgrammeItem.id).in_(found))
        .order_by(col(ProgrammeItem.position))
    )
    return tuple(
        Seed(
            id=item.id,
            key=item.key,
            number=item.number,
            text=item.text,
            lead=item.lead,
            kind=item.kind,
            origin=item.origin,
            outcome=found[item.id],
            reason=reasons.get(item.id, ""),
            moves=item.moves,
        )
        for item in items
    )


def _asked(programme: Programme, span: Span) -> tuple[dict[str, Any], list[ColumnElement[bool]]]:
    """The columns that decide about items of a period, and which items can be of it."""
    end = programme.period_to.isoformat()
    due = func.coalesce(LAST, end)
    on = func.coalesce(
        cast(ProgrammeItem.settled_on, String),
        case(
            (
                col(ProgrammeItem.state).in_(SETTLED),
                func.coalesce(cast(ProgrammeItem.session_on, String), due),
            ),
        ),
    )
    begin = programme.period_from.isoformat()
    settled = case((on < begin, begin), else_=on)
    added = _taken(programme, "add")
    columns = {
        "part": case((col(ProgrammeItem.kind).in_(("submission", "")), TABLED), else_=WORK),
        "state": col(ProgrammeItem.state),
        "due": due,
        "settled": settled,
        "unplanned": (col(ProgrammeItem.origin) == "unscheduled")
        | col(ProgrammeItem.id).in_(added),
        "considers_id": col(ProgrammeItem.considers_id),
        "considers": col(ProgrammeItem.considers),
        "lead_id": col(Lead.body_id),
        "lead": col(Lead.name),
    }
    own: list[ColumnElement[bool]] = [col(ProgrammeItem.programme_id) == programme.id]
    if span.first > "0001" or span.after < "9999":
        here = [(day >= span.first) & (day < span.after) for day in (due, settled)]
        own.append(or_(*here))
    return columns, own


def _taken(programme: Programme, kind: str) -> Any:
    """The ids of the items that amendments of a kind were taken of."""
    return (
        select(ProgrammeProposal.item_id)
        .where(ProgrammeProposal.programme_id == programme.id)
        .where(ProgrammeProposal.kind == kind, ProgrammeProposal.state == "taken")
        .where(col(ProgrammeProposal.item_id).is_not(None))
    )


def _was_due(db: Session, programme: Programme) -> dict[int, tuple[str, ...]]:
    """The days that items were due before each time they were put off."""
    found: dict[int, list[str]] = defaultdict(list)
    asked: Any = select(ProgrammeItem.id, ProgrammeItem.key, ProgrammeProposal.changes)
    rows = db.execute(
        asked.join(ProgrammeProposal, col(ProgrammeProposal.item_id) == col(ProgrammeItem.id))
        .where(ProgrammeProposal.programme_id == programme.id)
        .where(ProgrammeProposal.kind == "postpone", ProgrammeProposal.state == "taken")
        .order_by(col(ProgrammeProposal.taken_at))
    )
    for item_id, key, changes in rows:
        changed = changes.get(str(key)) or {}
        pair = changed.get("time_to") or changed.get("time_from") or [None]
        if was := pair[0]:
            found[item_id].append(was)
    return {item_id: tuple(days) for item_id, days in found.items()}


def _side(day: Any, span: Span) -> Any:
    """A day of the same side of a period as `day`, so that equals are counted together."""
    return case(
        (day < span.first, literal_column("'0'")),
        (day >= span.after, literal_column("'9'")),
        (day.is_not(None), literal_column(f"'{span.first}'")),
    )


def cells_of(db: Session, programme: Programme, span: Span) -> Iterator[Cell]:
    """The items of a period counted by all that tells them apart, those put off one by one."""
    put_off = _was_due(db, programme)
    columns, where = _asked(programme, span)
    counted = columns | {name: _side(columns[name], span) for name in ("due", "settled")}
    labelled: list[Any] = [column.label(f"by_{name}") for name, column in counted.items()]
    asked = sql_select(*labelled, func.count().label("number")).select_from(ProgrammeItem)
    asked = asked.outerjoin(Lead, is_first_lead()).where(*where)
    if put_off:
        asked = asked.where(~col(ProgrammeItem.id).in_(_taken(programme, "postpone")))
    called = _called(db, programme)
    for row in db.execute(asked.group_by(*[f"by_{name}" for name in counted])):
        yield from called.cell(row, (), span)
    for _item_id, cell in rows_of(db, programme, span, put_off, only_put_off=True):
        yield cell


def rows_of(
    db: Session,
    programme: Programme,
    span: Span,
    put_off: dict[int, tuple[str, ...]] | None = None,
    *,
    only_put_off: bool = False,
) -> Iterator[tuple[int, Cell]]:
    """The items of a period one by one, each with its cell, in the order of the programme."""
    put_off = _was_due(db, programme) if put_off is None else put_off
    if only_put_off and not put_off:
        return
    columns, (own, *here) = _asked(programme, span)
    moved = col(ProgrammeItem.id).in_(_taken(programme, "postpone"))
    asked = sql_select(*columns.values(), literal_column("1"), col(ProgrammeItem.id))
    asked = asked.select_from(ProgrammeItem).outerjoin(Lead, is_first_lead()).where(own)
    asked = asked.where(moved if only_put_off else or_(*here, moved) if here else own)
    called = _called(db, programme)
    for row in db.execute(asked.order_by(col(ProgrammeItem.position))):
        for cell in called.cell(row[:-1], put_off.get(row[-1], ()), span):
            yield row[-1], cell


def _called(db: Session, programme: Programme) -> "_Called":
    bodies = db.exec(select(Body.id, Body.key, Body.name)).all()
    return _Called({i: (str(key), name) for i, key, name in bodies}, programme.body_id)


@dataclass(frozen=True)
class _Called:
    """What bodies are called: `own_id` considers what names nobody."""

    names: dict[int, tuple[str, str]]  # body's id: (its key, its name)
    own_id: int

    def cell(self, row: Any, was_due: tuple[str, ...], span: Span) -> Iterator[Cell]:
        """Yield the cell of a counted row, none where it is not of the period."""
        part, state, due, settled, unplanned, considers_id, considers, lead_id, lead, count = row
        found = outcome(Facts(state, due, settled, bool(unplanned), was_due), span)
        if found:
            if not (considers_id or considers):
                considers_id = self.own_id
            yield Cell(
                part, self._who(considers_id, considers), self._who(lead_id, lead), found, count
            )

    def _who(self, body_id: int | None, written: str | None) -> Who:
        if body_id in self.names:
            return Who(*self.names[body_id])
        return Who(f"~{written or ''}", written or "")
