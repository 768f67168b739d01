"""What the pages show of bringing tasks in: the waiting imports, and how one was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.conclusions.bringing.matching import Match, match
from server.conclusions.bringing.proposals import GAPS, Proposal, of_json
from server.conclusions.tracked import tracked_rows
from server.kernel.i18n import say
from server.people.access import Viewer, require
from server.people.models import Account
from server.people.queries import BodyView, bodies
from server.tasks.access import BROUGHT, import_to_see
from server.tasks.models import TaskImport, TaskImportRow

LATEST = 10


@dataclass(frozen=True)
class Waiting:
    """What was read and nobody has confirmed yet."""

    key: UUID
    file_name: str
    document: str
    count: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """A proposal at its position, from 1; `lead_name` is the body it was found to be.

    `gaps` are those of the proposal and of what it is beside others; `notes` are sentences.
    """

    position: int
    said: Proposal
    match: Match
    lead_name: str
    deadline: date | None
    issued_on: date | None
    updated_on: date | None
    gaps: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """Rows that lack the same, or are odd in the same way: code, and their positions."""

    code: str
    positions: tuple[int, ...]


@dataclass(frozen=True)
class ImportView:
    """What was read of one file or text, and what is proposed. `asked` must be looked at,
    `ready` are sure, `there` are tasks already; `adopted_at` is set once it was confirmed."""

    key: UUID
    kind: str
    file_name: str
    document: str
    issued_on: date | None
    count: int
    gaps: tuple[Gap, ...]
    asked: tuple[Row, ...]
    ready: tuple[Row, ...]
    there: tuple[Row, ...]
    rest: tuple[dict[str, Any], ...]
    columns: tuple[dict[str, Any], ...]
    bodies: tuple[BodyView, ...]
    adopted_at: datetime | None
    taken: int


def waiting(db: Session, viewer: Viewer) -> tuple[Waiting, ...]:
    """Return the latest imports that wait to be confirmed. Raises NotFound."""
    require(viewer, "tasks.assign")
    rows = db.exec(
        select(TaskImport, Account.name)
        .join(Account, col(Account.id) == col(TaskImport.account_id))
        .where(col(TaskImport.adopted_at).is_(None), col(TaskImport.kind).in_(BROUGHT))
        .where(col(TaskImport.id).in_(select(TaskImportRow.import_id)))
        .order_by(col(TaskImport.id).desc())
        .limit(LATEST)
    )
    return tuple(
        Waiting(row.key, row.file_name, row.head["document"], row.head["count"], by, row.created_at)
        for row, by in rows
    )


def adopted_with(db: Session, viewer: Viewer, digest: str) -> UUID | None:
    """Return the key of the import that took the same in whole, or None. Raises NotFound."""
    require(viewer, "tasks.assign")
    rows = db.exec(
        select(TaskImport)
        .where(TaskImport.digest == digest)
        .where(col(TaskImport.adopted_at).is_not(None))
    )
    return next((row.key for row in rows if row.taken == row.head["count"]), None)


def preview(db: Session, viewer: Viewer, key: UUID | str) -> ImportView:
    """Return how a file or a text was read, beside the tasks there are. Raises NotFound."""
    staged = import_to_see(db, viewer, key)
    head = staged.head
    known = bodies(db, viewer)
    names = {str(body.key): body.name for body in known}
    stored = db.exec(
        select(TaskImportRow.position, TaskImportRow.proposal)
        .where(TaskImportRow.import_id == staged.id)
        .order_by(col(TaskImportRow.position))
    ).all()
    proposals = [of_json(dict(proposal)) for _, proposal in stored]
    matches = match(proposals, tracked_rows(db))
    rows = [
        _row(position, proposal, found, names)
        for (position, _), proposal, found in zip(stored, proposals, matches, strict=True)
    ]
    fresh = [row for row in rows if row.match.known is None]
    return ImportView(
        key=staged.key,
        kind=staged.kind,
        file_name=staged.file_name,
        document=head["document"],
        issued_on=_day(head["issued_on"]),
        count=head["count"],
        gaps=tuple(_gaps(fresh)),
        asked=tuple(row for row in fresh if row.gaps),
        ready=tuple(row for row in fresh if not row.gaps),
        there=tuple(row for row in rows if row.match.known is not None),
        rest=tuple(head["rest"]),
        columns=tuple(head["columns"]),
        bodies=tuple(known),
        adopted_at=staged.adopted_at,
        taken=staged.taken,
    )


def _row(position: int, said: Proposal, found: Match, names: dict[str, str]) -> Row:
    gaps = set(said.gaps)
    gaps |= {"twice"} if found.state == "twice" else set()
    gaps |= {"code-taken"} if found.code_taken else set()
    return Row(
        position=position,
        said=said,
        match=found,
        lead_name=names.get(said.lead_key or "", ""),
        deadline=_day(said.deadline),
        issued_on=_day(said.source["issued_on"]),
        updated_on=_day(said.source["updated_on"]),
        gaps=tuple(gap for gap in GAPS if gap in gaps),
        notes=tuple(say(note["code"], **note["params"]) for note in said.notes),
    )


def _gaps(rows: Iterable[Row]) -> Iterable[Gap]:
    found: dict[str, list[int]] = {}
    for row in rows:
        for gap in row.gaps:
            found.setdefault(gap, []).append(row.position)
    return (Gap(code, tuple(found[code])) for code in GAPS if code in found)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
