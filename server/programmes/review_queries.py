"""The figures of a review and the rows behind them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from server.people.access import Viewer
from server.people.models import Body
from server.programmes import review_periods
from server.programmes.access import programme_to_see, within_reach
from server.programmes.item_queries import COLUMNS, head_of, lines_of
from server.programmes.models import Programme, ProgrammeItem, ProgrammeReview
from server.programmes.outcomes import OUTCOMES, TABLED, WORK, Cell, Who, cells_of, rows_of
from server.programmes.review_periods import Span, span_asked
from server.programmes.review_views import (
    Compared,
    Figures,
    Line,
    Part,
    ReviewView,
    RowsView,
    Texts,
    Wish,
)
from server.programmes.views import ItemLine

ROWS_A_PAGE = 100


def review(db: Session, viewer: Viewer, key: UUID | str, period: str) -> ReviewView:
    """Return a review within the viewer's reach; "" is the programme's own period.

    Raises NotFound, also for what is no period.
    """
    programme, _readers = programme_to_see(db, viewer, key)
    span_asked(programme, period)
    period = period or review_periods.own_period(programme)
    return ReviewView(
        head=head_of(programme, db.get_one(Body, programme.body_id)),
        compared=compared(db, programme, period, programme_before(db, viewer, programme, period)),
        texts=texts(db, programme.id, period),
        periods=review_periods.periods_of(programme),
    )


def compared(db: Session, programme: Programme, period: str, known: Programme | None) -> Compared:
    """Return the figures of a period beside those of the period before, which `known` has.

    For a caller that asked who may see both. Raises NotFound for what is no period.
    """
    span, earlier = span_asked(programme, period), review_periods.before(period)
    before = figures(db, known, span_asked(known, earlier)) if known and earlier else None
    return Compared(
        key=str(programme.key),
        period=period,
        span=span,
        figures=figures(db, programme, span),
        before_period=earlier if before else None,
        before=before,
    )


def texts(db: Session, programme_id: int, period: str) -> Texts:
    """Return what the office wrote of a period, for a fragment too: the same for every audience."""
    row = db.exec(
        select(ProgrammeReview)
        .where(ProgrammeReview.programme_id == programme_id)
        .where(ProgrammeReview.period == period)
    ).first()
    if row is None:
        return Texts(period)
    said = (row.assessment, row.causes, row.directions, row.closed_at)
    return Texts(period, row.version, *said)


def figures(db: Session, programme: Programme, span: Span) -> Figures:
    """Return the figures of a period, for a caller that asked who may see the programme."""
    cells = list(cells_of(db, programme, span))
    parts = []
    for name in (TABLED, WORK):
        own = [cell for cell in cells if cell.part == name]
        if own:
            by_considers = _lines((cell.considers, cell) for cell in own)
            by_lead = _lines((cell.lead, cell) for cell in own)
            parts.append(Part(name, _line(None, own), by_considers, by_lead))
    return Figures(_line(None, cells), tuple(parts))


def _lines(pairs: Iterable[tuple[Who, Cell]]) -> tuple[Line, ...]:
    found: dict[Who, list[Cell]] = defaultdict(list)
    for who, cell in pairs:
        found[who].append(cell)
    lines = [_line(who, cells) for who, cells in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.total, line.who.name if line.who else "")))


def _line(who: Who | None, cells: Iterable[Cell]) -> Line:
    counts = Counter(dict.fromkeys(OUTCOMES, 0))
    for cell in cells:
        counts[cell.outcome] += cell.count
    return Line(who, dict(counts))


def review_rows(
    db: Session, viewer: Viewer, key: UUID | str, period: str, wish: Wish, page: int = 1
) -> RowsView:
    """Return the rows behind a number of a review within the viewer's reach. Raises NotFound."""
    programme, _readers = programme_to_see(db, viewer, key)
    period = period or review_periods.own_period(programme)
    span = span_asked(programme, period)
    found = [
        (item_id, cell) for item_id, cell in rows_of(db, programme, span) if _wanted(cell, wish)
    ]
    pages = max(1, -(-len(found) // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    shown = dict(found[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE])
    items = db.exec(
        select(ProgrammeItem)
        .where(col(ProgrammeItem.id).in_(shown))
        .order_by(col(ProgrammeItem.position))
    ).all()
    lines = lines_of(db, items, COLUMNS)
    first = next((cell for _id, cell in found), None)
    called = [] if first is None else [first.considers.name] * bool(wish.considers)
    called += [] if first is None else [first.lead.name] * bool(wish.lead)
    return RowsView(
        head=head_of(programme, db.get_one(Body, programme.body_id)),
        period=period,
        wish=wish,
        rows=tuple((line, shown[line.id].outcome) for line in lines),
        found=len(found),
        page=page,
        pages=pages,
        called=tuple(called),
    )


def _wanted(cell: Cell, wish: Wish) -> bool:
    return (
        wish.part in ("", cell.part)
        and wish.outcome in ("", cell.outcome)
        and wish.considers in ("", cell.considers.key)
        and wish.lead in ("", cell.lead.key)
    )


def review_lists(
    db: Session, viewer: Viewer, key: UUID | str, period: str
) -> dict[str, tuple[ItemLine, ...]]:
    """Return the lines of each outcome of a review within the viewer's reach, in the order of the
    programme. Raises NotFound."""
    programme, _readers = programme_to_see(db, viewer, key)
    span = span_asked(programme, period)
    found = dict(rows_of(db, programme, span))
    items = db.exec(
        select(ProgrammeItem)
        .where(col(ProgrammeItem.id).in_(found))
        .order_by(col(ProgrammeItem.position))
    )
    lines: dict[str, list[ItemLine]] = {name: [] for name in OUTCOMES}
    for line in lines_of(db, items, ()):
        lines[found[line.id].outcome].append(line)
    return {name: tuple(those) for name, those in lines.items()}


def programme_before(
    db: Session, viewer: Viewer, programme: Programme, period: str
) -> Programme | None:
    """Return the programme that the period before one belongs to, within the viewer's reach.

    This one, or the body's of that time; None where there is none.
    """
    if (earlier := review_periods.before(period)) is None:
        return None
    span = span_asked(programme, earlier)
    if span.after > programme.period_from.isoformat():
        return programme
    return db.exec(
        select(Programme)
        .where(within_reach(viewer))
        .where(Programme.body_id == programme.body_id, Programme.level == programme.level)
        .where(Programme.period_from <= span.last, Programme.period_to >= span.last)
        .order_by(col(Programme.id).desc())
    ).first()
