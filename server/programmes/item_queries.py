"""What pages and fragments show of items: lines of a programme, one item, what is due."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, text
from sqlmodel import Session, col, func, select

from server.kernel.events import EventRow
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Body
from server.people.queries import account_names
from server.people.succession import succession
from server.programmes import periods
from server.programmes.access import Readers, item_to_see, within_reach
from server.programmes.events import (
    ProgrammeAdopted,
    ProgrammeListChanged,
    ProgrammeUpdated,
    ProposalChanged,
)
from server.programmes.item_texts import bodies_named, texts_of
from server.programmes.models import SHOWN, Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.preparation import preparation
from server.programmes.rule_queries import flags_of, unchecked_ids
from server.programmes.settling import settled
from server.programmes.standings import prepared, rules
from server.programmes.views import (
    DueItem,
    Happening,
    Head,
    ItemLine,
    ItemView,
    Related,
    said_of,
    steps_of,
)

# Those of the annex; the stylesheet leaves out the ones that a page's lines do not fill.
COLUMNS = SHOWN

# When an item begins and ends, where only one of both is said.
FIRST = func.coalesce(ProgrammeItem.time_from, ProgrammeItem.time_to)
LAST = func.coalesce(ProgrammeItem.time_to, ProgrammeItem.time_from)


def has_text(name: str) -> ColumnElement[bool]:
    """The items that have a text, one of models.SHOWN: in the words of its index."""
    return and_(text(f"programme_item.{name} <> ''"))


def lines_of(
    db: Session, items: Iterable[ProgrammeItem], columns: tuple[str, ...]
) -> Iterator[ItemLine]:
    rows = list(items)
    ids = [item.id for item in rows]
    found = db.exec(
        select(ProgrammeItemBody.item_id, ProgrammeItemBody.role, ProgrammeItemBody.name, Body)
        .outerjoin(Body, col(Body.id) == col(ProgrammeItemBody.body_id))
        .where(col(ProgrammeItemBody.item_id).in_(ids))
        .order_by(col(ProgrammeItemBody.id))
    )
    named = bodies_named(found, succession(db))
    names = account_names(db, {item.changed_by_id or 0 for item in rows})
    day = today(now()).isoformat()
    flags, unchecked = flags_of(db, rows), unchecked_ids(db, rows)
    owners = _owners(db, {item.programme_id for item in rows})
    kept = rules(db)
    for item in rows:
        last = (item.time_to or item.time_from or "9999")[:10]
        yield ItemLine(
            **texts_of(item, named, item.id),
            id=item.id,
            key=item.key,
            version=item.version,
            by=names.get(item.changed_by_id or 0, ""),
            state=item.state,
            moves=item.moves,
            late=item.state == "planned" and last < day,
            columns=columns,
            origin="" if item.parent_id else item.origin,
            flag=flags.get(item.id),
            unchecked=item.id in unchecked,
            considers_known=item.considers_id is not None,
            standing=prepared(item, *owners[item.programme_id]).standing(kept),
        )


def _owners(db: Session, ids: set[int]) -> dict[int, tuple[int, str]]:
    """Return programme's id -> its body and its state."""
    rows = db.execute(
        select(Programme.id, Programme.body_id, Programme.state).where(col(Programme.id).in_(ids))
    )
    return {programme_id: (body_id, state) for programme_id, body_id, state in rows}


def item_line(db: Session, audience: Readers | None, item_id: int) -> ItemLine:
    """Return one line as the programme's page shows it, the same for every audience."""
    item = db.get_one(ProgrammeItem, item_id)
    return next(lines_of(db, [item], COLUMNS))


def head_of(programme: Programme, body: Body, count: int = 0, settled: int = 0) -> Head:
    """Return a programme's head; `settled` of its `count` items are done with."""
    return Head(
        id=programme.id,
        key=programme.key,
        slug=programme.slug,
        title=programme.title,
        level=programme.level,
        body=body.name,
        vocabulary=body.vocabulary,
        period_from=programme.period_from,
        period_to=programme.period_to,
        source_name=programme.source_name,
        source_digest=programme.source_digest,
        state=programme.state,
        number=programme.number,
        adopted_on=programme.adopted_on,
        register_until=programme.register_until,
        version=programme.version,
        count=count,
        settled=settled,
    )


def item(db: Session, viewer: Viewer, key: UUID | str) -> ItemView:
    """Return an item's page. Raises NotFound."""
    found, own, _readers = item_to_see(db, viewer, key)
    reach = within_reach(viewer)
    return ItemView(
        line=item_line(db, None, found.id),
        head=head_of(own, db.get_one(Body, own.body_id)),
        origin=found.origin,
        milestones=steps_of(found.milestones),
        preparation=preparation(db, None, found.id),
        extra=found.extra,
        warnings=said_of(found.warnings),
        source_row=found.source_row,
        parent_ref=found.parent_ref,
        parent=next(iter(_related(db, reach, col(ProgrammeItem.id) == found.parent_id)), None),
        children=tuple(_related(db, reach, col(ProgrammeItem.parent_id) == found.id)),
        settled=settled(db, found.id),
        history=history(db, None, own.id, found.id),
    )


def _related(db: Session, *where: ColumnElement[bool]) -> list[Related]:
    rows = db.exec(
        select(ProgrammeItem.key, ProgrammeItem.text, Programme.title)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(*where)
        .order_by(col(Programme.period_from), col(ProgrammeItem.position))
    )
    return [Related(*row) for row in rows]


def history(
    db: Session, audience: Readers | None, programme_id: int, item_id: int
) -> tuple[Happening, ...]:
    """Return what happened to an item, the newest first; how it came is the last entry.

    For a fragment: the same for every audience.
    """
    log = EventRow.stream == f"programme:{programme_id}"
    # What was withdrawn or removed may have left its id to this one: begin with its coming.
    came = select(func.max(EventRow.seq)).where(log, EventRow.name == ProgrammeAdopted.name)
    rows = db.exec(
        select(EventRow)
        .where(log, col(EventRow.seq) >= (db.exec(came).one() or 0))
        .where(EventRow.name != ProposalChanged.name)
        .order_by(col(EventRow.seq).desc())
    )
    mine: list[EventRow] = []
    for row in rows:
        if row.name in (ProgrammeUpdated.name, ProgrammeListChanged.name):
            if item_id in row.detail.get("added", ()):
                mine.append(row)
                break
        elif row.name == ProgrammeAdopted.name or row.ids.get("item_id") == item_id:
            mine.append(row)
    names = account_names(db, {row.actor_id for row in mine})
    return tuple(
        Happening(
            row.name,
            row.at,
            names.get(row.actor_id, ""),
            row.detail.get("source", ""),
            {f: tuple(v) for f, v in row.detail.items() if isinstance(v, list) and len(v) == 2},
            row.detail.get("reason", ""),
            row.detail.get("into", ""),
        )
        for row in mine
    )


def due_items(
    db: Session, viewer: Viewer, body_id: int, year: int, month: int
) -> tuple[DueItem, ...]:
    """Return what a body's programmes have to be tabled in a month and is on no agenda now.

    What is still a draft counts for nothing.
    What was presented may come again, and says so. Only what is submitted to the body, or is of a
    kind nobody has said. An item whose time is longer than the month (a quarter) is due in each of
    its months, after the month's own. Raises NotFound unless the viewer makes meetings.
    """
    require(viewer, "meetings.make")
    first, after = periods.bounds(f"{year}-{month:02d}") or ("", "")
    own = case(((first <= FIRST) & (after > LAST), 0), else_=1)
    rows = db.exec(
        select(ProgrammeItem, Programme)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(Programme.body_id == body_id)
        .where(Programme.state == "adopted")
        .where(col(ProgrammeItem.state).in_(("planned", "deferred", "presented")))
        .where(col(ProgrammeItem.kind).in_(("submission", "")))
        .where(after > FIRST)
        .where(first <= LAST)
        .order_by(
            own, col(Programme.period_from).desc(), col(Programme.id), col(ProgrammeItem.position)
        )
    )
    return tuple(
        DueItem(
            id=item.id,
            key=item.key,
            number=item.number,
            text=item.text,
            lead=item.lead,
            time_text=item.time_text,
            programme=programme.title,
            presented=item.state == "presented",
        )
        for item, programme in rows
    )
