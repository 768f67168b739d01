"""What the pages of an import show: the waiting ones, and how one file was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.people.access import Viewer, require
from server.people.models import Account, Body
from server.people.queries import BodyView, bodies
from server.programmes.access import import_to_see
from server.programmes.bodies import body_in
from server.programmes.models import Programme, ProgrammeImport, StagedBody, StagedItem
from server.programmes.views import Named, Said, Step, said_of, span, steps_of

ROWS_A_PAGE = 500
LATEST = 10


@dataclass(frozen=True)
class Waiting:
    """An upload that nobody has confirmed yet."""

    key: UUID
    file_name: str
    title: str
    count: int
    by: str
    at: datetime


@dataclass(frozen=True)
class ReadRow:
    """A row as it will be taken over; `dates` are the days that its time means."""

    row: int | None
    section: str
    number: str
    level: int
    text: str
    kind: str
    kind_text: str
    lead: str
    coordinating: str
    participants: str
    product: str
    time_text: str
    dates: str
    leads: tuple[Named, ...]
    others: tuple[Named, ...]
    milestones: tuple[Step, ...]
    extra: dict[str, str]
    warnings: tuple[Said, ...]


@dataclass(frozen=True)
class Finding:
    """One thing to know about the file, and the cells it is about, by address."""

    sentence: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ImportView:
    """One page of what was read of a file, and what is proposed for the programme.

    `columns` are {letter, heading, label, field, how, sheet}; `programme_key` is set once it was
    confirmed.
    """

    key: UUID
    file_name: str
    count: int
    columns: tuple[dict[str, Any], ...]
    extra: tuple[str, ...]
    remarks: tuple[tuple[str, Said], ...]
    findings: tuple[Finding, ...]
    rows: tuple[ReadRow, ...]
    page: int
    pages: int
    title: str
    level: str
    period_from: date | None
    period_to: date | None
    body: BodyView | None
    bodies: tuple[BodyView, ...]
    programme_key: UUID | None


def waiting(db: Session, viewer: Viewer) -> tuple[Waiting, ...]:
    """Return the latest uploads that wait to be confirmed. Raises NotFound."""
    require(viewer, "programmes.edit")
    rows = db.exec(
        select(ProgrammeImport, Account.name)
        .join(Account, col(Account.id) == col(ProgrammeImport.account_id))
        .where(col(ProgrammeImport.programme_id).is_(None))
        .order_by(col(ProgrammeImport.id).desc())
        .limit(LATEST)
    )
    return tuple(
        Waiting(
            row.key,
            row.file_name,
            row.sheet["title"]["text"],
            row.sheet["count"],
            name,
            row.created_at,
        )
        for row, name in rows
    )


def programme_of(db: Session, viewer: Viewer, digest: str) -> UUID | None:
    """Return the key of the programme that came from a file, or None. Raises NotFound."""
    require(viewer, "programmes.edit")
    return db.exec(select(Programme.key).where(Programme.source_digest == digest)).first()


def preview(db: Session, viewer: Viewer, key: UUID | str, page: int = 1) -> ImportView:
    """Return how a file was read, ROWS_A_PAGE rows at a time. Raises NotFound."""
    staged = import_to_see(db, viewer, key)
    sheet = staged.sheet
    title = sheet["title"]
    pages = max(1, -(-sheet["count"] // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    programme_key = None
    if staged.programme_id is not None:
        programme_key = db.get_one(Programme, staged.programme_id).key
    return ImportView(
        key=staged.key,
        file_name=staged.file_name,
        count=sheet["count"],
        columns=tuple(sheet["columns"]),
        extra=tuple(dict.fromkeys(c["label"] for c in sheet["columns"] if c["field"] is None)),
        remarks=tuple((_place(r), said_of([r])[0]) for r in sheet["remarks"]),
        findings=_findings(db, staged.id),
        rows=tuple(_rows(db, staged.id, (page - 1) * ROWS_A_PAGE)),
        page=page,
        pages=pages,
        title=title["text"],
        level=title["kind"] or "",
        period_from=date.fromisoformat(title["first"]) if title["first"] else None,
        period_to=date.fromisoformat(title["last"]) if title["last"] else None,
        body=body_in(db, title["text"]),
        bodies=tuple(bodies(db, viewer)),
        programme_key=programme_key,
    )


def _place(remark: dict[str, Any]) -> str:
    return ", ".join(str(part) for part in (remark["sheet"], remark["row"]) if part)


def _findings(db: Session, import_id: int) -> tuple[Finding, ...]:
    """Return the warnings of all rows, alike ones together, the most frequent first."""
    cells: dict[str, list[str]] = {}
    rows = db.exec(
        select(StagedItem.warnings, StagedItem.source_row)
        .where(StagedItem.import_id == import_id)
        .order_by(col(StagedItem.position))
    )
    for warnings, row in rows:
        for said in said_of(warnings):
            cells.setdefault(said.sentence, []).append(said.cell or str(row))
    found = [Finding(sentence, tuple(places)) for sentence, places in cells.items()]
    return tuple(sorted(found, key=lambda finding: -len(finding.cells)))


def _rows(db: Session, import_id: int, skip: int) -> Iterable[ReadRow]:
    named: dict[tuple[int, str], list[Named]] = {}
    within = range(skip + 1, skip + ROWS_A_PAGE + 1)
    for row, body in db.exec(
        select(StagedBody, Body)
        .outerjoin(Body, col(Body.id) == col(StagedBody.body_id))
        .where(StagedBody.import_id == import_id)
        .where(col(StagedBody.position).between(within[0], within[-1]))
        .order_by(col(StagedBody.id))
    ):
        found = Named(row.name, body.name if body else "", body.key if body else None)
        named.setdefault((row.position, row.role), []).append(found)
    for item in db.exec(
        select(StagedItem)
        .where(StagedItem.import_id == import_id)
        .where(col(StagedItem.position).between(within[0], within[-1]))
        .order_by(col(StagedItem.position))
    ):
        yield ReadRow(
            row=item.source_row,
            section=item.section,
            number=item.number,
            level=item.level,
            text=item.text,
            kind=item.kind,
            kind_text=item.kind_text,
            lead=item.lead,
            coordinating=item.coordinating,
            participants=item.participants,
            product=item.product,
            time_text=item.time_text,
            dates=span(item.time_from, item.time_to),
            leads=tuple(named.get((item.position, "lead"), ())),
            others=tuple(named.get((item.position, "coordinating"), ())),
            milestones=steps_of(item.milestones),
            extra=item.extra,
            warnings=said_of(item.warnings),
        )
