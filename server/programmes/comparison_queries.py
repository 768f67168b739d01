"""What the page of a comparison shows: the lines that differ, word by word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.differences import Piece, compared
from server.people.access import Viewer, require
from server.people.models import Body
from server.programmes import access
from server.programmes.comparing import EXTRA, Matched, Sides, Ticks, already, row_of, state
from server.programmes.import_queries import ImportView
from server.programmes.item_queries import head_of
from server.programmes.matching import LEVEL, PLACE, SECTION, TEXT, Pair, Row
from server.programmes.models import Programme, ProgrammeImport, ProgrammeItem, StagedItem
from server.programmes.updating import held_of
from server.programmes.views import Head

ROWS_A_PAGE = 200
KINDS = ("changed", "added", "gone", "same")
DIFFERENT = KINDS[:3]


@dataclass(frozen=True)
class Asked:
    """Which part of a comparison a reader wants: one of KINDS or "" for all that differ."""

    kind: str = ""
    page: int = 1


@dataclass(frozen=True)
class Difference:
    """A cell that says something else: which field of matching's or of the item, or the heading
    of a column of the sheet's own; and its words before and after."""

    field: str
    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Shown:
    """A line of the comparison. `token` names its tick; `key` is the item's, None for a new one.

    The texts are the old ones of what is gone, the new ones of all else. `held`: it is gone from
    the file and cannot be removed.
    """

    kind: str
    token: str
    key: UUID | None
    section: str
    number: str
    level: int
    text: str
    lead: str
    time_text: str
    ticked: bool
    held: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class ComparisonView:
    """One page of a comparison. `counts` are lines of each of KINDS; `flipped` are the tokens of
    the ticks of other pages that are not as proposed."""

    import_key: UUID
    programme: Head
    file_name: str
    seen: str
    counts: Mapping[str, int]
    asked: Asked
    pages: int
    rows: tuple[Shown, ...]
    flipped: tuple[str, ...]


def overlapping(db: Session, viewer: Viewer, read: ImportView) -> tuple[Head, ...]:
    """Return the programmes of the body, level and time that a file says, which it may correct.

    Raises NotFound for who imports none.
    """
    require(viewer, "programmes.edit")
    if read.body is None or read.period_from is None or read.period_to is None:
        return ()
    rows = db.exec(
        select(Programme, Body)
        .join(Body, col(Body.id) == col(Programme.body_id))
        .where(Programme.body_id == read.body.id)
        .where(Programme.level == read.level)
        .where(Programme.period_from <= read.period_to)
        .where(Programme.period_to >= read.period_from)
        .order_by(col(Programme.period_from), col(Programme.id))
    )
    return tuple(head_of(programme, body) for programme, body in rows)


def comparison(
    db: Session, viewer: Viewer, sides: Sides, matched: Matched, ticks: Ticks, asked: Asked
) -> ComparisonView | None:
    """Return one page of a comparison, or None where something has changed since `matched`.

    Raises NotFound or ImportIncomplete.
    """
    staged = db.get(ProgrammeImport, sides.import_id)
    programme = db.get(Programme, sides.programme_id)
    if staged is None or programme is None or already(programme, staged):
        return None
    access.import_to_see(db, viewer, staged.key)
    if state(db, programme, staged) != sides.seen:
        return None
    kinds = (asked.kind,) if asked.kind in KINDS else DIFFERENT
    wanted = [pair for pair in matched.pairs if pair.kind in kinds]
    pages = max(1, -(-len(wanted) // ROWS_A_PAGE))
    asked = replace(asked, page=min(max(1, asked.page), pages))
    here = wanted[(asked.page - 1) * ROWS_A_PAGE :][:ROWS_A_PAGE]
    rows = tuple(_shown(db, sides, matched, ticks, here))
    shown = {row.token for row in rows}
    return ComparisonView(
        import_key=staged.key,
        programme=head_of(programme, db.get_one(Body, programme.body_id), len(matched.keys)),
        file_name=staged.file_name,
        seen=sides.seen,
        counts={kind: matched.counts[kind] for kind in KINDS},
        asked=asked,
        pages=pages,
        rows=rows,
        flipped=tuple(sorted(ticks.flipped - shown)),
    )


def _shown(
    db: Session, sides: Sides, matched: Matched, ticks: Ticks, pairs: list[Pair]
) -> Iterable[Shown]:
    keys = [matched.keys[pair.old] for pair in pairs if pair.old is not None]
    items = {
        item.key: item
        for item in db.exec(select(ProgrammeItem).where(col(ProgrammeItem.key).in_(keys)))
    }
    places = [pair.new + 1 for pair in pairs if pair.new is not None]
    lines = {
        line.position: line
        for line in db.exec(
            select(StagedItem)
            .where(StagedItem.import_id == sides.import_id)
            .where(col(StagedItem.position).in_(places))
        )
    }
    gone = {
        matched.keys[pair.old]
        for pair in matched.pairs
        if pair.kind == "gone" and pair.old is not None
    }
    held = {item.key for item in held_of(db, sides.programme_id, gone)} if gone else set()
    for pair in pairs:
        key = None if pair.old is None else matched.keys[pair.old]
        item = None if key is None else items[key]
        line = None if pair.new is None else lines[pair.new + 1]
        said = line or item
        assert said is not None
        token = matched.token(pair)
        yield Shown(
            kind=pair.kind,
            token=token,
            key=key,
            section=said.section,
            number=said.number,
            level=said.level,
            text=said.text,
            lead=said.lead,
            time_text=said.time_text,
            ticked=token in ticks and key not in held,
            held=key in held,
            differences=tuple(_differences(row_of(item), row_of(line), pair.fields))
            if item and line
            else (),
        )


def _differences(old: Row, new: Row, fields: Iterable[str]) -> Iterable[Difference]:
    for field in fields:
        was, now = _cell(old, field), _cell(new, field)
        own = not field.startswith(EXTRA)
        heading = "" if own else field.removeprefix(EXTRA)
        yield Difference(field if own else "", heading, compared(was, now))


def _cell(row: Row, field: str) -> str:
    own = {SECTION: row.section, TEXT: row.text, LEVEL: str(row.level), PLACE: row.number}
    return own[field] if field in own else row.words.get(field, "")
