"""Sources as pages show them: what follows from each, and what is due of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.kernel.i18n import fold, today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Body
from server.people.queries import account_names
from server.programmes.access import item_to_see, uuid_of, within_reach
from server.programmes.arriving import known_sources
from server.programmes.item_queries import COLUMNS, lines_of
from server.programmes.models import DRAFTING, Programme, ProgrammeItem
from server.programmes.rulebook import ItemSource, SourceDocument
from server.programmes.views import ItemLine


@dataclass(frozen=True)
class SourceLine:
    """A document that items follow from; `count` of those within the viewer's reach do.

    `lead` prepares its reviews, "" for nobody said.
    """

    key: UUID
    version: int
    reference: str
    dated: date | None
    kind: str
    issuer: str
    subject: str
    interim_on: date | None
    final_on: date | None
    lead: str
    lead_key: UUID | None
    count: int


@dataclass(frozen=True)
class Review:
    """What is due of a source: `kind` interim (sơ kết) or final (tổng kết), `on` its day.

    `planned`: an item within reach follows from the source and falls in its month.
    """

    source: SourceLine
    kind: str
    on: date
    planned: bool
    late: bool

    @property
    def month(self) -> str:
        """The month that it is due in, "2026-05"."""
        return f"{self.on:%Y-%m}"


@dataclass(frozen=True)
class Following:
    """The items of one programme that follow from a source."""

    key: UUID
    title: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class SourceView:
    """A source's page."""

    source: SourceLine
    programmes: tuple[Following, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True)
class Linked:
    """A source of an item; `by` said so, "" where its reference in the file did."""

    source: SourceLine
    by: str


@dataclass(frozen=True)
class ItemSources:
    """What an item follows from, and what its words name besides (`proposed`)."""

    item_key: UUID
    linked: tuple[Linked, ...]
    proposed: tuple[SourceLine, ...]
    others: tuple[SourceLine, ...]


def sources(db: Session, viewer: Viewer, search: str = "") -> tuple[SourceLine, ...]:
    """Return the register, the newest first, where `search` is a part of it. Raises NotFound."""
    require(viewer, "programmes.read")
    wanted = fold(search)
    return tuple(
        line
        for line in _lines(db, viewer)
        if wanted in fold(" ".join((line.reference, line.issuer, line.subject, line.lead)))
    )


def reviews(db: Session, viewer: Viewer) -> tuple[Review, ...]:
    """Return what is due of the sources, the earliest first: late and still to come.

    What was long ago, over a year, is left out. Raises NotFound.
    """
    require(viewer, "programmes.read")
    day = today(now())
    found = _reviews(db, viewer, _lines(db, viewer))
    return tuple(each for each in found if (day - each.on).days <= _LONG_AGO)


_LONG_AGO = 366


def source(db: Session, viewer: Viewer, key: UUID | str) -> SourceView:
    """Return a source with all that follows from it within the viewer's reach. Raises NotFound."""
    require(viewer, "programmes.read")
    row = db.exec(select(SourceDocument).where(SourceDocument.key == uuid_of(key))).first()
    if row is None:
        raise NotFound
    (line,) = _lines(db, viewer, row.id)
    found = db.exec(
        select(ProgrammeItem, Programme)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .join(ItemSource, col(ItemSource.item_id) == col(ProgrammeItem.id))
        .where(ItemSource.source_id == row.id, within_reach(viewer))
        .order_by(col(Programme.period_from), col(Programme.id), col(ProgrammeItem.position))
    ).all()
    programmes = {programme.id: programme for _item, programme in found}
    return SourceView(
        source=line,
        programmes=tuple(
            Following(
                programme.key,
                programme.title,
                tuple(
                    lines_of(
                        db,
                        [item for item, own in found if own.id == programme.id],
                        COLUMNS,
                    )
                ),
            )
            for programme in programmes.values()
        ),
        reviews=_reviews(db, viewer, [line]),
    )


def drafts(db: Session, viewer: Viewer) -> tuple[tuple[UUID, str], ...]:
    """Return the programmes that are being drafted, to make an item in. Raises NotFound."""
    require(viewer, "rules.keep")
    asked = select(Programme.key, Programme.title).where(col(Programme.state).in_(DRAFTING))
    rows = db.exec(asked.where(within_reach(viewer)).order_by(col(Programme.period_from).desc()))
    return tuple((key, title) for key, title in rows)


def of_item(db: Session, viewer: Viewer, key: UUID | str) -> ItemSources:
    """Return an item's sources; proposals for who keeps them alone. Raises NotFound."""
    item, _programme, readers = item_to_see(db, viewer, key)
    links = db.exec(select(ItemSource).where(ItemSource.item_id == item.id)).all()
    by_id = dict(zip(_ids(db), _lines(db, viewer), strict=True))
    names = account_names(db, [link.linked_by_id or 0 for link in links])
    linked = {link.source_id: names.get(link.linked_by_id or 0, "") for link in links}
    free = {} if not readers.may_edit else known_sources(db).named_in((item.basis, item.text))
    return ItemSources(
        item_key=item.key,
        linked=tuple(Linked(by_id[i], by) for i, by in linked.items()),
        proposed=tuple(by_id[i] for i in free if i not in linked),
        others=tuple(line for i, line in by_id.items() if i not in linked and i not in free)
        if readers.may_edit
        else (),
    )


# --- reading -----------------------------------------------------------------------------------

_ORDER = (col(SourceDocument.dated).desc(), col(SourceDocument.id).desc())


def _ids(db: Session) -> list[int]:
    return list(db.exec(select(SourceDocument.id).order_by(*_ORDER)))


def _lines(db: Session, viewer: Viewer, only: int | None = None) -> list[SourceLine]:
    counted = dict(
        db.exec(
            select(ItemSource.source_id, func.count())
            .join(ProgrammeItem, col(ProgrammeItem.id) == col(ItemSource.item_id))
            .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
            .where(within_reach(viewer))
            .group_by(col(ItemSource.source_id))
        ).all()
    )
    asked = select(SourceDocument, Body).outerjoin(
        Body, col(Body.id) == col(SourceDocument.lead_body_id)
    )
    if only is not None:
        asked = asked.where(SourceDocument.id == only)
    return [
        SourceLine(
            key=row.key,
            version=row.version,
            reference=row.reference,
            dated=row.dated,
            kind=row.kind,
            issuer=row.issuer,
            subject=row.subject,
            interim_on=row.interim_on,
            final_on=row.final_on,
            lead=lead.name if lead else "",
            lead_key=lead.key if lead else None,
            count=counted.get(row.id, 0),
        )
        for row, lead in db.exec(asked.order_by(*_ORDER))
    ]


def _reviews(db: Session, viewer: Viewer, lines: Sequence[SourceLine]) -> tuple[Review, ...]:
    months: dict[UUID, set[str]] = {}
    rows = db.exec(
        select(SourceDocument.key, ProgrammeItem.time_from, ProgrammeItem.time_to)
        .join(ItemSource, col(ItemSource.source_id) == col(SourceDocument.id))
        .join(ProgrammeItem, col(ProgrammeItem.id) == col(ItemSource.item_id))
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(within_reach(viewer))
    )
    for key, first, last in rows:
        months.setdefault(key, set()).update(day[:7] for day in (first, last) if day)
    day = today(now())
    found = [
        Review(
            source=line,
            kind=kind,
            on=on,
            planned=f"{on:%Y-%m}" in months.get(line.key, ()),
            late=on < day,
        )
        for line in lines
        for kind, on in (("interim", line.interim_on), ("final", line.final_on))
        if on is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.on, each.source.reference)))
