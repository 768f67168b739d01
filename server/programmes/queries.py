"""What pages and fragments show of programmes: lists, one programme by period, one item."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, false, literal_column
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, or_, select

from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key, fold, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.models import Body
from server.people.succession import succession
from server.programmes import figures, periods
from server.programmes.access import Readers, programme_to_see, within_reach
from server.programmes.exporting import definition_of
from server.programmes.exporting.formats import Export
from server.programmes.item_queries import COLUMNS, FIRST, LAST, has_text, head_of, lines_of
from server.programmes.models import KINDS, LEVELS, Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.origins import of_origin, origins_of
from server.programmes.rule_queries import flagged_ids
from server.programmes.standings import late_ids, rules
from server.programmes.views import Around, Head, Place, Places, ProgrammeView, Wanted

ITEMS_A_PAGE = 200
# What no line shows is not fetched: reading JSON is a tenth of the time a page takes.
_UNSHOWN = [
    defer(getattr(ProgrammeItem, name)) for name in ("milestones", "extra", "warnings", "noted")
]


def programmes(db: Session, viewer: Viewer) -> tuple[tuple[str, tuple[Head, ...]], ...]:
    """Return the programmes within the viewer's reach by body, terms before years. May be empty.

    Raises NotFound for who sees no programme at all.
    """
    heads = _heads(db, within_reach(viewer))
    names = dict.fromkeys(head.body for head in heads)
    return tuple((name, tuple(h for h in heads if h.body == name)) for name in names)


def _heads(db: Session, *where: ColumnElement[bool]) -> list[Head]:
    rows = db.exec(
        select(Programme, Body).join(Body, col(Body.id) == col(Programme.body_id)).where(*where)
    ).all()
    rows = sorted(
        rows,
        key=lambda row: (
            row[1].position,
            collation_key(row[1].name),
            LEVELS.index(row[0].level),
            -row[0].period_from.toordinal(),
            row[0].id,
        ),
    )
    settled = case((col(ProgrammeItem.state).in_(("presented", "done")), 1), else_=0)
    counts = {
        programme_id: (count, done or 0)
        for programme_id, count, done in db.exec(
            select(ProgrammeItem.programme_id, func.count(), func.sum(settled))
            .where(col(ProgrammeItem.programme_id).in_([own.id for own, _body in rows]))
            .group_by(col(ProgrammeItem.programme_id))
        )
    }
    return [head_of(p, b, *counts.get(p.id, (0, 0))) for p, b in rows]


def exported(db: Session, viewer: Viewer, key: UUID | str) -> Export:
    """Return a programme the viewer sees as it leaves: all of it, as it is now. Raises NotFound."""
    found, _readers = programme_to_see(db, viewer, key)
    body = db.get_one(Body, found.body_id)
    return Export(definition_of(db, found), body.vocabulary)


# --- one programme -----------------------------------------------------------------------------


def programme(db: Session, viewer: Viewer, key: UUID | str, wanted: Wanted) -> ProgrammeView:
    """Return the part of a programme that is wanted. Raises NotFound."""
    found, _readers = programme_to_see(db, viewer, key)
    on_page = places(db, None, found, wanted)
    ids = [place.id for place in on_page.rows]
    asked = select(ProgrammeItem).where(col(ProgrammeItem.id).in_(ids)).options(*_UNSHOWN)
    rows = db.exec(asked).all()
    rows = sorted(rows, key=lambda row: ids.index(row.id))
    near = _heads(db, within_reach(viewer), col(Programme.body_id) == found.body_id)
    above = _heads(db, within_reach(viewer), col(Programme.id) == found.parent_id)
    beside = around(db, None, found, wanted)
    return ProgrammeView(
        head=next(head for head in near if head.id == found.id),
        wanted=replace(wanted, page=on_page.page),
        items=tuple(lines_of(db, rows, COLUMNS)),
        columns=COLUMNS,
        found=on_page.found,
        pages=on_page.pages,
        **vars(beside),
        siblings=tuple(head for head in near if head.id != found.id),
        above=above[0] if above else None,
    )


def places(db: Session, audience: Readers | None, found: Programme, wanted: Wanted) -> Places:
    """Return which items stand on a page, in order; the same for every audience."""
    filters = [*_asked(db, found, wanted), *_within(wanted.period), *of_origin(wanted.origin)]
    count = db.exec(select(func.count()).select_from(ProgrammeItem).where(*filters)).one()
    pages = max(1, -(-count // ITEMS_A_PAGE))
    page = min(max(1, wanted.page), pages)
    often = [col(ProgrammeItem.moves).desc()] if wanted.moved else []
    rows = db.exec(
        select(ProgrammeItem.id, ProgrammeItem.key, ProgrammeItem.section)
        .where(*filters)
        .order_by(*often, col(ProgrammeItem.position))
        .offset((page - 1) * ITEMS_A_PAGE)
        .limit(ITEMS_A_PAGE)
    )
    return Places(tuple(Place(*row) for row in rows), count, page, pages)


def around(db: Session, audience: Readers | None, found: Programme, wanted: Wanted) -> Around:
    """Return what stands round a programme's lines; the same for every audience."""
    # Written out: PostgreSQL takes two expressions with parameters of their own for two others.
    first, last = (
        func.substr(day, literal_column("1"), literal_column("7")) for day in (FIRST, LAST)
    )
    spans = db.exec(
        select(first.label("first_month"), last.label("last_month"), func.count())
        .where(*_asked(db, found, wanted))
        .group_by("first_month", "last_month")
    ).all()
    asked = [*_asked(db, found, wanted), *_within(wanted.period)]
    return Around(
        rail=periods.tree((begin, end, n) for begin, end, n in spans if begin),
        undated=sum(n for begin, _end, n in spans if not begin),
        all_periods=sum(n for _begin, _end, n in spans),
        moved=db.exec(
            select(func.count())
            .select_from(ProgrammeItem)
            .where(ProgrammeItem.programme_id == found.id, col(ProgrammeItem.moves) > 0)
        ).one(),
        bodies=_bodies_named(db, found.id),
        kinds=_kinds(db, found.id),
        origins=origins_of(db, asked),
    )


def count_of(db: Session, audience: Readers | None, found: Programme) -> int:
    """Return how many items a programme has; the same for every audience."""
    own = col(ProgrammeItem.programme_id) == found.id
    return db.exec(select(func.count()).select_from(ProgrammeItem).where(own)).one()


def _asked(db: Session, found: Programme, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What is wanted of a programme, whatever the period."""
    asked = [col(ProgrammeItem.programme_id) == found.id, *_filters(db, wanted)]
    if wanted.flag:
        asked.append(col(ProgrammeItem.id).in_(flagged_ids(db, found.id)))
    if wanted.attention:
        adopted = found.state == "adopted"
        asked.append(late_ids(db, found.id, found.body_id, rules(db)) if adopted else false())
    return asked


def _filters(db: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.body:
        named = exists().where(col(ProgrammeItemBody.item_id) == col(ProgrammeItem.id))
        if wanted.body.startswith("~"):
            named = named.where(col(ProgrammeItemBody.name) == wanted.body[1:])
        else:
            body = db.exec(select(Body.id).where(Body.key == _uuid(wanted.body))).first()
            family = succession(db).family(body) if body else ()  # with those it came after
            named = named.where(col(ProgrammeItemBody.body_id).in_(family))
        conditions.append(named)
    if wanted.kind:
        conditions.append(
            or_(
                col(ProgrammeItem.kind) == wanted.kind,
                col(ProgrammeItem.kind_text) == wanted.kind,
            )
        )
    if wanted.state:
        conditions.append(col(ProgrammeItem.state) == wanted.state)
    if wanted.moved:
        conditions.append(col(ProgrammeItem.moves) > 0)
    if words := fold(wanted.text):
        conditions.append(col(ProgrammeItem.folded).contains(words, autoescape=True))
    return conditions + figures.narrowed(wanted.lead, wanted.field, wanted.stage, today(now()))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _within(period: str) -> list[ColumnElement[bool]]:
    if period == periods.NONE:
        return [FIRST.is_(None)]
    if (column := figures.in_column(period)) is not None:
        return [column]
    if (found := periods.bounds(period)) is None:
        return []
    return [found[0] <= FIRST, found[1] > LAST]


def _bodies_named(db: Session, programme_id: int) -> tuple[tuple[str, str], ...]:
    """Return (value for Wanted.body, name) of the bodies that a programme names."""
    rows = db.exec(
        select(ProgrammeItemBody.body_id, ProgrammeItemBody.name)
        .join(ProgrammeItem, col(ProgrammeItem.id) == col(ProgrammeItemBody.item_id))
        .where(ProgrammeItem.programme_id == programme_id)
        .distinct()
    ).all()
    ids = {body_id for body_id, _written in rows}
    asked = select(Body.id, Body.key, Body.name).where(col(Body.id).in_(ids))
    known = {body_id: (str(key), name) for body_id, key, name in db.exec(asked)}
    named = {known.get(body_id or 0, (f"~{written}", written)) for body_id, written in rows}
    return tuple(sorted(named, key=lambda pair: collation_key(pair[1])))


def _kinds(db: Session, programme_id: int) -> tuple[str, ...]:
    """Return the values of Wanted.kind: ours, and the words of the programme's own source."""
    words = db.exec(
        select(ProgrammeItem.kind_text)
        .where(ProgrammeItem.programme_id == programme_id)
        .where(has_text("kind_text"))
        .distinct()
    )
    return (*KINDS, *sorted(words, key=collation_key))
