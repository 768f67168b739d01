"""What the office keeps beside its programmes, as its pages show it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.kernel.errors import NotFound
from server.kernel.i18n import collation_key, today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Account, Body, Membership
from server.programmes.milestones import LeadTimes
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.rulebook import FieldWatch, LeadTime

# SYNTHETIC: no rule of the Party with such a number was found; papers 5 working days before a
# committee, 3 before a standing committee and 1 before a standing body are an office's common
# sense (domain.md, 4.2), the steps before them follow at 2, 5 and 10 days. Offered, never set.
_PAPERS = {"committee": 5, "council": 5, "standing-committee": 3, "standing": 1}
DECIDING = ("standing", "standing-committee", "committee", "council", "board")


def suggestion(kind: str) -> LeadTimes | None:
    """Return what is offered to a body of this kind, where it has said nothing."""
    if (papers := _PAPERS.get(kind)) is None:
        return None
    return LeadTimes(draft=papers + 10, opinions=papers + 5, appraisal=papers + 2, papers=papers)


@dataclass(frozen=True)
class LeadTimeLine:
    """Lead times of a body as they are kept; `holds`: for what is tabled today."""

    key: UUID
    version: int
    kind: str
    since: date
    draft: int | None
    opinions: int | None
    appraisal: int | None
    papers: int | None
    holds: bool


@dataclass(frozen=True)
class BodyLeads:
    """A body's lead times, the newest first of each kind; what is offered where it has none."""

    key: UUID
    name: str
    lines: tuple[LeadTimeLine, ...]
    suggested: LeadTimes | None


@dataclass(frozen=True)
class WatchLine:
    """Somebody follows a field, or a body's items."""

    key: UUID
    watcher: str
    field: str
    body: str


@dataclass(frozen=True)
class Watching:
    """Who follows what, and who and what there is to choose from: (key, name) each."""

    lines: tuple[WatchLine, ...]
    accounts: tuple[tuple[UUID, str], ...]
    fields: tuple[str, ...]


def lead_times(db: Session, viewer: Viewer) -> tuple[BodyLeads, ...]:
    """Return the lead times of the bodies that decide. Raises NotFound for who keeps none.

    Bodies that have said some, that have a programme, or whose kind decides.
    """
    require(viewer, "programmes.edit")
    rows = db.exec(select(LeadTime).order_by(col(LeadTime.kind), col(LeadTime.since).desc())).all()
    planning = set(db.exec(select(Programme.body_id).distinct()))
    said = {row.body_id for row in rows}
    day = today(now())
    bodies = [
        body
        for body in db.exec(select(Body).order_by(col(Body.position), col(Body.id)))
        if body.id in planning | said
        or (body.kind in DECIDING and (body.valid_to is None or body.valid_to >= day))
    ]
    found = []
    for body in bodies:
        own = [row for row in rows if row.body_id == body.id]
        holding = {
            row.kind: row.id for row in reversed(own) if row.since <= day
        }  # the newest that has begun
        lines = tuple(_line(row, holding.get(row.kind) == row.id) for row in own)
        found.append(BodyLeads(body.key, body.name, lines, None if own else suggestion(body.kind)))
    return tuple(found)


def lead_time(db: Session, viewer: Viewer, key: UUID) -> tuple[LeadTimeLine, str]:
    """Return lead times for their form, and their body's name. Raises NotFound."""
    require(viewer, "programmes.edit")
    row = db.exec(select(LeadTime).where(LeadTime.key == key)).first()
    if row is None:
        raise NotFound
    return _line(row, False), db.get_one(Body, row.body_id).name


def _line(row: LeadTime, holds: bool) -> LeadTimeLine:
    return LeadTimeLine(
        key=row.key,
        version=row.version,
        kind=row.kind,
        since=row.since,
        draft=row.draft,
        opinions=row.opinions,
        appraisal=row.appraisal,
        papers=row.papers,
        holds=holds,
    )


def watching(db: Session, viewer: Viewer) -> Watching:
    """Return who follows what. Raises NotFound for who does not keep it."""
    require(viewer, "programmes.edit")
    rows = db.execute(
        select(FieldWatch, Account.name, Body.name)
        .join(Account, col(Account.id) == col(FieldWatch.account_id))
        .outerjoin(Body, col(Body.id) == col(FieldWatch.body_id))
    ).all()
    lines = [WatchLine(row.key, name, row.field, body or "") for row, name, body in rows]
    return Watching(
        tuple(sorted(lines, key=lambda w: (collation_key(w.watcher), w.body, w.field))),
        tuple((key, name) for key, name in _specialists(db)),
        tuple(sorted(_fields(db), key=collation_key)),
    )


def _specialists(db: Session) -> list[tuple[UUID, str]]:
    """The people of the office who may change programmes."""
    day = today(now())
    rows = db.execute(
        select(Account.key, Account.name)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.role == "secretariat")
        .where(Membership.since <= day)
        .where(func.coalesce(Membership.until, day) >= day)
        .where(col(Account.disabled_at).is_(None))
        .distinct()
    )
    found = [(key, name) for key, name in rows]
    return sorted(found, key=lambda pair: collation_key(pair[1]))


def _fields(db: Session) -> list[str]:
    """The fields that items name."""
    return list(db.exec(select(ProgrammeItem.field).where(ProgrammeItem.field != "").distinct()))
