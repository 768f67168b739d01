"""An uploaded file as it is drawn, each row beside what it was read as."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.kernel.i18n import say, today
from server.kernel.types import now
from server.people.access import Viewer
from server.people.models import Body
from server.people.queries import BodyView, bodies
from server.programmes.access import import_to_see
from server.programmes.item_texts import ItemTexts, NamedBodies, bodies_named, texts_of
from server.programmes.models import ProgrammeImport, StagedBody, StagedItem, StagedRow
from server.programmes.reading import FIELDS
from server.programmes.reading.grid import column_letter
from server.programmes.views import Said, Step, said_of, steps_of

ROWS_A_PAGE = 200
MAX_COLUMNS = 40  # of a sheet's look; a table further to the right is read all the same


class Mapped(Protocol):
    """A column and the field it was taken as ("" for none)."""

    @property
    def sheet(self) -> str: ...
    @property
    def letter(self) -> str: ...
    @property
    def field(self) -> str: ...


@dataclass(frozen=True)
class DrawnCell:
    """A cell as drawn; `across` columns wide and `down` rows high. `text` may be ""."""

    text: str
    bold: bool
    across: int
    down: int


@dataclass(frozen=True)
class ReadItem(ItemTexts):
    """An item as it will be taken over; `past` says whether the days of its time are over."""

    position: int
    past: bool
    milestones: tuple[Step, ...]
    extra: dict[str, str]
    warnings: tuple[Said, ...]
    how: dict[str, str]


@dataclass(frozen=True)
class DrawnRow:
    """A row of the file; `kind` as in models.StagedRow, `item` the one that begins here."""

    place: int
    row: int
    kind: str
    cells: tuple[DrawnCell, ...]
    item: ReadItem | None


@dataclass(frozen=True)
class DrawnSheet:
    """The rows of one sheet on one page; `columns` are (letter, fields it was taken as)."""

    name: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[DrawnRow, ...]


@dataclass(frozen=True)
class Part:
    """One part of an item: its field or its own heading, as written, and how it was read."""

    name: str
    text: str
    why: str


@dataclass(frozen=True)
class RowView:
    """A row of the file with all there is to say about it."""

    key: UUID
    sheet: str
    row: DrawnRow
    parts: tuple[Part, ...]
    first: date | None
    last: date | None
    bodies: tuple[BodyView, ...]


def drawn_sheets(
    db: Session, import_id: int, columns: Sequence[Mapped], skip: int
) -> tuple[DrawnSheet, ...]:
    """Return ROWS_A_PAGE rows of a file after `skip`, sheet by sheet, for a caller's page."""
    rows = list(
        db.exec(
            select(StagedRow)
            .where(StagedRow.import_id == import_id)
            .where(col(StagedRow.place).between(skip + 1, skip + ROWS_A_PAGE))
            .order_by(col(StagedRow.place))
        )
    )
    items = _items(db, import_id, [row.position for row in rows if row.position])
    by_sheet: dict[str, list[StagedRow]] = {}
    for row in rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    return tuple(
        _sheet(name, own, items, [c for c in columns if c.sheet == name])
        for name, own in by_sheet.items()
    )


def drawn_row(db: Session, viewer: Viewer, key: UUID | str, place: int) -> RowView:
    """Return one row of a file with how each part was read. Raises NotFound."""
    staged = import_to_see(db, viewer, key)
    row = db.exec(
        select(StagedRow).where(StagedRow.import_id == staged.id).where(StagedRow.place == place)
    ).first()
    if row is None or staged.programme_id is not None:
        raise NotFound
    found = _items(db, staged.id, [row.position] if row.position else [])
    item = found.get(row.position or 0)
    cells = tuple(_cell(cell) for cell in row.cells)
    return RowView(
        key=staged.key,
        sheet=row.sheet,
        row=DrawnRow(row.place, row.row, row.kind, cells, item),
        parts=tuple(_parts(item)) if item else (),
        first=_day(item.time_from) if item else None,
        last=_day(item.time_to) if item else None,
        bodies=tuple(bodies(db, viewer)),
    )


def page_of(db: Session, viewer: Viewer, key: UUID | str, position: int) -> int:
    """Return the page of the preview on which an item begins; 1 for none. Raises NotFound."""
    staged: ProgrammeImport = import_to_see(db, viewer, key)
    place = db.exec(
        select(StagedRow.place)
        .where(StagedRow.import_id == staged.id)
        .where(StagedRow.position == position)
    ).first()
    return ((place or 1) - 1) // ROWS_A_PAGE + 1


def _day(moment: str | None) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None


def _sheet(
    name: str, rows: Sequence[StagedRow], items: dict[int, ReadItem], columns: Sequence[Mapped]
) -> DrawnSheet:
    fields: dict[str, list[str]] = {}
    for column in columns:
        known = fields.setdefault(column.letter, [])
        if column.field not in known:
            known.append(column.field)
    last = max(cell["column"] + cell["across"] - 1 for row in rows for cell in row.cells)
    width = min(last, MAX_COLUMNS)
    letters = [column_letter(index) for index in range(1, width + 1)]
    drawn: list[DrawnRow] = []
    covered: dict[int, int] = {}  # column -> how many rows further a cell above reaches
    for row in rows:
        cells = tuple(_filled(row.cells, covered, width))
        item = items.get(row.position or 0)
        drawn.append(DrawnRow(row.place, row.row, row.kind, cells, item))
    heads = tuple((letter, tuple(fields.get(letter, ()))) for letter in letters)
    return DrawnSheet(name, heads, tuple(drawn))


def _filled(
    cells: Iterable[dict[str, Any]], covered: dict[int, int], width: int
) -> Iterable[DrawnCell]:
    """Yield the cells of one row for a table `width` columns wide: empty ones where nothing
    stands, none where a cell above reaches down."""
    own = {cell["column"]: cell for cell in cells}
    column = 1
    while column <= width:
        if covered.get(column, 0):
            covered[column] -= 1
            column += 1
            continue
        cell = own.get(column)
        if cell is None:
            yield DrawnCell("", False, 1, 1)
            column += 1
            continue
        across = min(cell["across"], width - column + 1)
        for covers in range(column, column + across):
            covered[covers] = cell["down"] - 1
        yield DrawnCell(cell["text"], cell["bold"], across, cell["down"])
        column += across


def _cell(cell: dict[str, Any]) -> DrawnCell:
    return DrawnCell(cell["text"], cell["bold"], cell["across"], cell["down"])


def _items(db: Session, import_id: int, positions: Sequence[int]) -> dict[int, ReadItem]:
    found = db.exec(
        select(StagedBody.position, StagedBody.role, StagedBody.name, Body)
        .outerjoin(Body, col(Body.id) == col(StagedBody.body_id))
        .where(StagedBody.import_id == import_id)
        .where(col(StagedBody.position).in_(positions))
        .order_by(col(StagedBody.id))
    )
    named = bodies_named(found)
    rows = db.exec(
        select(StagedItem)
        .where(StagedItem.import_id == import_id)
        .where(col(StagedItem.position).in_(positions))
    )
    day = today(now())
    return {item.position: _item(item, named, day) for item in rows}


def _item(item: StagedItem, named: NamedBodies, day: date) -> ReadItem:
    return ReadItem(
        **texts_of(item, named, item.position),
        position=item.position,
        past=item.time_to is not None and item.time_to[:10] < day.isoformat(),
        milestones=steps_of(item.milestones),
        extra=item.extra,
        warnings=said_of(item.warnings),
        how={part: say(note["code"], **note["params"]) for part, note in item.how.items()},
    )


# What stands under an item's parts is said of it with the part it was understood from.
_UNDER = {"time_text": "time_from", "lead": "lead_bodies", "coordinating": "coordinating_bodies"}


def _parts(item: ReadItem) -> Iterable[Part]:
    texts = {name: getattr(item, "kind_text" if name == "kind" else name) for name in FIELDS}
    texts |= {"section": item.section} | item.extra
    for name in ("section", *FIELDS, *item.extra):
        if texts[name]:
            under = item.how.get(_UNDER.get(name, ""), "")
            yield Part(name, texts[name], " ".join(filter(None, (item.how.get(name), under))))
