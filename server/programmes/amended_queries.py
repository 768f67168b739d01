"""A programme as it was adopted beside the programme of a day, and the list of its amendments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from server.kernel.differences import Piece, compared
from server.kernel.i18n import today
from server.people.access import Viewer
from server.people.models import Body
from server.programmes.access import item_to_see, programme_to_see
from server.programmes.amending import OPEN
from server.programmes.amendments import (
    WORDS,
    Amendment,
    Touched,
    differences,
    of_item,
    seen,
    shown,
)
from server.programmes.item_queries import head_of
from server.programmes.ledger import Row, Rows, Taken, rows_of, taken_since
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposal_access import Askers, proposal_to_see
from server.programmes.views import Head

ROWS_A_PAGE = 100
SHOWN = ("changed", "all", "list")


@dataclass(frozen=True)
class Part:
    """A part of an item in both programmes, as pieces."""

    field: str
    pieces: tuple[Piece, ...]
    changed: bool


@dataclass(frozen=True)
class Beside:
    """An item as adopted and as of the day. `was` and `now`: whether it stood there then; `state`:
    what took it out since, or "". `why` are the amendments of it, the oldest first."""

    key: UUID
    section: str
    number_was: str
    number: str
    was: bool
    now: bool
    state: str
    parts: tuple[Part, ...]
    why: tuple[Amendment, ...]

    @property
    def into(self) -> Touched | None:
        """What it was merged into."""
        merged = [each for each in self.why if each.kind == "merge"]
        return merged[-1].touched[0] if merged and self.state == "merged" else None

    @property
    def changed(self) -> tuple[Part, ...]:
        """The parts that are others; the subject first."""
        return tuple(part for part in self.parts if part.changed)


@dataclass(frozen=True)
class BesideView:
    """One page of both programmes. `counts` by SHOWN; `amendments` where the list is asked for."""

    head: Head
    on: date
    show: str
    page: int
    pages: int
    counts: dict[str, int]
    rows: tuple[Beside, ...]
    amendments: tuple[Amendment, ...]
    open: tuple[Amendment, ...]


def beside(
    db: Session,
    viewer: Viewer,
    key: UUID | str,
    *,
    askers: Askers | None = None,
    on: date,
    show: str = "changed",
    page: int = 1,
    whole: bool = False,
) -> BesideView:
    """Return a programme the viewer sees as adopted, beside it on a day. Raises NotFound.

    `whole`: all of what is shown on one page, for printing. What is still open is there for
    `askers`.
    """
    programme, _readers = programme_to_see(db, viewer, key)
    taken = taken_since(db, programme.id, None)
    later = [each for each in taken if today(each.at) > on]
    earlier = taken[len(later) :]
    order = _order(db, programme)
    not_yet = {k for each in later for k, fields in each.changes.items() if fields == ""}
    there = [k for k in order if k not in not_yet]
    touched = {k for each in earlier for k, fields in each.changes.items() if seen(fields)}
    some: dict[str, list[Any]] = {
        "changed": [key for key in there if key in touched],
        "all": there,
        "list": earlier,
    }
    counts = {name: len(found) for name, found in some.items()}
    size = max(1, counts[show]) if whole else ROWS_A_PAGE
    pages = max(1, -(-counts[show] // size))
    page = min(max(1, page), pages)
    asked = some[show][(page - 1) * size : page * size]
    rows: tuple[Beside, ...] = ()
    listed: tuple[Amendment, ...] = ()
    if show == "list":
        ids = [each.id for each in earlier[(page - 1) * size : page * size]]
        listed = _amendments(db, programme, ids, askers)
    else:
        rows = tuple(_rows(db, programme, [str(k) for k in asked], earlier, later))
    body = db.get_one(Body, programme.body_id)
    return BesideView(
        head=head_of(programme, body, len(order)),
        on=on,
        show=show,
        page=page,
        pages=pages,
        counts=counts,
        rows=rows,
        amendments=listed,
        open=open_of(db, askers, programme.id) if askers else (),
    )


def open_of(db: Session, askers: Askers, programme_id: int) -> tuple[Amendment, ...]:
    """Return what was asked of a programme and waits for somebody, as this audience sees it."""
    programme = db.get_one(Programme, programme_id)
    found = db.exec(
        _proposals(programme)
        .where(col(ProgrammeProposal.state).in_(OPEN))
        .order_by(col(ProgrammeProposal.id))
    )
    return shown(db, programme, [each for each in found if askers.sees(each)], askers)


def amendment(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Amendment, Head]:
    """Return one proposal that the viewer sees, and its programme. Raises NotFound."""
    proposal, programme, askers = proposal_to_see(db, viewer, key)
    head = head_of(programme, db.get_one(Body, programme.body_id))
    return shown(db, programme, [proposal], askers)[0], head


def amendments_of_item(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Amendment, ...]:
    """Return the amendments of an item that the viewer sees. Raises NotFound."""
    item, programme, _readers = item_to_see(db, viewer, key)
    return of_item(db, programme, item)


def amendment_card(db: Session, askers: Askers, proposal_id: int) -> Amendment:
    """Return one proposal, for a fragment of an audience that sees it."""
    proposal = db.get_one(ProgrammeProposal, proposal_id)
    return shown(db, db.get_one(Programme, proposal.programme_id), [proposal], askers)[0]


def edition_of(db: Session, programme: Programme) -> str:
    """Return what is another once something of a programme was taken, for a seat."""
    own = _proposals(programme).where(col(ProgrammeProposal.state) == "taken").subquery()
    return f"{programme.source_digest}:{db.exec(select(func.count()).select_from(own)).one()}"


def _proposals(programme: Programme) -> SelectOfScalar[ProgrammeProposal]:
    return (
        select(ProgrammeProposal)
        .where(ProgrammeProposal.programme_id == programme.id)
        .where(col(ProgrammeProposal.kind) != "register")
    )


def _amendments(
    db: Session, programme: Programme, ids: list[int], askers: Askers | None
) -> tuple[Amendment, ...]:
    """Return proposals in the order of their ids as given."""
    some = _proposals(programme).where(col(ProgrammeProposal.id).in_(ids))
    found = {proposal.id: proposal for proposal in db.exec(some)}
    return shown(db, programme, [found[n] for n in ids], askers)


def _order(db: Session, programme: Programme) -> list[str]:
    keys = select(ProgrammeItem.key).where(ProgrammeItem.programme_id == programme.id)
    return [str(key) for key in db.exec(keys.order_by(col(ProgrammeItem.position)))]


def _rows(
    db: Session, programme: Programme, keys: list[str], earlier: list[Taken], later: list[Taken]
) -> Iterator[Beside]:
    wanted = set(keys)
    own = ProgrammeItem
    some: ColumnElement[bool] = col(own.programme_id) == programme.id
    if len(keys) <= ROWS_A_PAGE:
        some = col(own.key).in_([UUID(key) for key in keys])
    now = {k: row for k, row in rows_of(db, some).items() if k in wanted}
    for each in later:
        _undo_words(now, each)
    was: Rows = {key: dict(row) for key, row in now.items()}
    why: dict[str, list[int]] = {}
    for each in earlier:
        for key in wanted.intersection(each.changes):
            if seen(each.changes[key]):
                why.setdefault(key, []).insert(0, each.id)
        _undo_words(was, each)
    ids = sorted({n for each in why.values() for n in each})
    known = {each.id: each for each in _amendments(db, programme, ids, None)}
    for key in keys:
        yield _beside(key, was.get(key), now[key], tuple(known[n] for n in why.get(key, ())))


def _undo_words(rows: Rows, taken: Taken) -> None:
    """Take back of an amendment what it changed of some rows; where they stand is not asked."""
    for key in rows.keys() & taken.changes.keys():
        if (fields := taken.changes[key]) == "":
            del rows[key]
        else:
            rows[key] |= {name: pair[0] for name, pair in fields.items()}


def _beside(key: str, was: Row | None, now: Row, why: tuple[Amendment, ...]) -> Beside:
    out = now["state"] if now["state"] in ("withdrawn", "split", "merged") else ""
    if was is None:
        parts = [Part(n, (Piece("new", now[n]),), True) for n in WORDS if now[n] and n != "section"]
    else:
        changed = {each.field: each.pieces for each in differences(was, now)}
        same = {n: compared(was[n], now[n]) for n in ("text", "lead", "product", "time_text")}
        both = {n: changed.get(n) or same[n] for n in (*same, *changed) if changed.get(n) or was[n]}
        parts = [Part(n, pieces, n in changed) for n, pieces in both.items()]
    return Beside(
        key=UUID(key),
        section=now["section"],
        number_was=was["number"] if was else "",
        number=now["number"],
        was=was is not None,
        now=not out,
        state=out,
        parts=tuple(part for part in parts if part.field != "section" or part.changed),
        why=why,
    )
