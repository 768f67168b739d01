"""What the pages of an import show: the waiting ones, and how one file was read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.kernel.i18n import gettext as _
from server.people.access import Viewer, may, require
from server.people.models import Account, Body
from server.people.queries import BodyView, bodies
from server.programmes.access import import_to_see
from server.programmes.bodies import body_in
from server.programmes.drawn_queries import ROWS_A_PAGE, DrawnSheet, drawn_sheets
from server.programmes.models import Programme, ProgrammeImport, StagedBody, StagedItem
from server.programmes.views import Said, said_of

LATEST = 50


@dataclass(frozen=True)
class Waiting:
    """An upload that nobody has confirmed yet; `state` as in models.ProgrammeImport."""

    key: UUID
    file_name: str
    state: str
    title: str
    count: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Progress:
    """How far a file is: `state` as in models.ProgrammeImport; rows staged of those expected.

    `registers` is the key of the programme for which a body registers items in it.
    """

    key: UUID
    file_name: str
    state: str
    staged: int
    expected: int
    refusal: Said | None
    registers: UUID | None


@dataclass(frozen=True)
class ReadColumn:
    """A column and what it was taken as; `key` is what a correction calls it."""

    key: str
    sheet: str
    letter: str
    heading: str
    field: str
    how: str


@dataclass(frozen=True)
class Finding:
    """One thing to know about the file, and the cells it is about, by address."""

    sentence: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class KindRead:
    """A kind of work as written, what it was taken as, and of how many items."""

    words: str
    kind: str
    count: int


@dataclass(frozen=True)
class ImportView:
    """One page of what was read of a file, and what is proposed for the programme.

    `unknown` are (name as written, how often) of bodies that are not in the register.
    """

    key: UUID
    file_name: str
    count: int
    columns: tuple[ReadColumn, ...]
    unknown: tuple[tuple[str, int], ...]
    kinds: tuple[KindRead, ...]
    remarks: tuple[tuple[str, Said], ...]
    findings: tuple[Finding, ...]
    sheets: tuple[DrawnSheet, ...]
    page: int
    pages: int
    title: str
    level: str
    period_from: date | None
    period_to: date | None
    body: BodyView | None
    bodies: tuple[BodyView, ...]
    registers: "Registers | None"


@dataclass(frozen=True)
class Registers:
    """For which programme a sheet registers items, and for which body ("": the office itself).

    `office`: the viewer is of the office.
    """

    key: UUID
    title: str
    body: str
    office: bool


def waiting(db: Session, viewer: Viewer) -> tuple[Waiting, ...]:
    """Return the latest uploads that wait to be confirmed. Raises NotFound."""
    require(viewer, "programmes.edit")
    rows = db.exec(
        select(ProgrammeImport, Account.name)
        .join(Account, col(Account.id) == col(ProgrammeImport.account_id))
        .where(col(ProgrammeImport.file_sha256).is_not(None))
        .where(col(ProgrammeImport.registers_for_id).is_(None))
        .order_by(col(ProgrammeImport.id).desc())
        .limit(LATEST)
    )
    return tuple(waiting_of(row, name) for row, name in rows)


def waiting_of(row: ProgrammeImport, name: str) -> Waiting:
    """Return an upload of the person called `name`, for a caller."""
    is_read = row.state == "read"
    title = row.sheet["title"]["text"] if is_read else ""
    count = row.sheet["count"] if is_read else 0
    return Waiting(row.key, row.file_name, row.state, title, count, name, row.created_at)


def programme_of(db: Session, viewer: Viewer, digest: str) -> UUID | None:
    """Return the key of the programme that came from a file, or None. Raises NotFound."""
    require(viewer, "programmes.edit")
    return db.exec(select(Programme.key).where(Programme.source_digest == digest)).first()


def became(db: Session, viewer: Viewer, key: UUID | str) -> UUID | None:
    """Return the key of the programme that an import became, or None. Raises NotFound."""
    staged = import_to_see(db, viewer, key)
    if staged.programme_id is None:
        return None
    return db.get_one(Programme, staged.programme_id).key


def progress(db: Session, import_id: int) -> Progress:
    """Return how far a file is, for a fragment of its page."""
    staged = db.get_one(ProgrammeImport, import_id)
    said = said_of([staged.refusal | {"cell": ""}])[0] if staged.refusal else None
    asked = db.get(Programme, staged.registers_for_id) if staged.registers_for_id else None
    return Progress(
        staged.key,
        staged.file_name,
        staged.state,
        staged.staged,
        staged.expected,
        said,
        asked.key if asked else None,
    )


def preview(db: Session, viewer: Viewer, key: UUID | str, page: int = 1) -> ImportView | Progress:
    """Return how a file was read, ROWS_A_PAGE rows at a time, or how far its reading is.

    Raises NotFound.
    """
    staged = import_to_see(db, viewer, key)
    if staged.state != "read":
        return progress(db, staged.id)
    sheet = staged.sheet
    title = sheet["title"]
    pages = max(1, -(-staged.staged // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    columns = tuple(_column(column) for column in sheet["columns"])
    return ImportView(
        key=staged.key,
        file_name=staged.file_name,
        count=sheet["count"],
        columns=_headings(columns),
        unknown=_unknown(db, staged.id),
        kinds=_kinds(db, staged.id),
        remarks=tuple((_place(r), said_of([r])[0]) for r in sheet["remarks"]),
        findings=_findings(db, staged.id),
        sheets=drawn_sheets(db, staged.id, columns, (page - 1) * ROWS_A_PAGE),
        page=page,
        pages=pages,
        title=title["text"],
        level=title["kind"] or "",
        period_from=date.fromisoformat(title["first"]) if title["first"] else None,
        period_to=date.fromisoformat(title["last"]) if title["last"] else None,
        body=body_in(db, title["text"]),
        bodies=tuple(bodies(db, viewer)),
        registers=_registers(db, viewer, staged),
    )


def _registers(db: Session, viewer: Viewer, staged: ProgrammeImport) -> Registers | None:
    if staged.registers_for_id is None:
        return None
    programme = db.get_one(Programme, staged.registers_for_id)
    body = db.get_one(Body, staged.body_id).name if staged.body_id else ""
    return Registers(programme.key, programme.title, body, may(viewer, "programmes.edit"))


def _headings(columns: Sequence[ReadColumn]) -> tuple[ReadColumn, ...]:
    """Return each heading once, as it is put right for all sheets in which it stands."""
    found = {column.key: column for column in columns}
    sheets: dict[str, dict[str, None]] = {}
    for column in columns:
        sheets.setdefault(column.key, {})[column.sheet] = None
    return tuple(replace(found[key], sheet=", ".join(names)) for key, names in sheets.items())


def _column(shown: dict[str, Any]) -> ReadColumn:
    return ReadColumn(
        key=shown["key"],
        sheet=shown["sheet"],
        letter=shown["letter"],
        heading=shown["heading"],
        field=shown["field"] or "",
        how=shown["how"],
    )


def _place(remark: dict[str, Any]) -> str:
    sheet, row = remark["sheet"], remark["row"]
    where = [_("sheet %(sheet)s") % {"sheet": sheet}] if sheet else []
    return ", ".join([*where, _("row %(row)s") % {"row": row}] if row else where)


def _unknown(db: Session, import_id: int) -> tuple[tuple[str, int], ...]:
    rows = db.exec(
        select(StagedBody.name, func.count())
        .where(StagedBody.import_id == import_id)
        .where(col(StagedBody.body_id).is_(None))
        .group_by(StagedBody.name)
        .order_by(func.count().desc(), StagedBody.name)
    )
    return tuple((name, count) for name, count in rows)


def _kinds(db: Session, import_id: int) -> tuple[KindRead, ...]:
    rows = db.exec(
        select(StagedItem.kind_text, StagedItem.kind, func.count())
        .where(StagedItem.import_id == import_id)
        .where(StagedItem.kind_text != "")
        .group_by(StagedItem.kind_text, StagedItem.kind)
        .order_by(func.count().desc(), StagedItem.kind_text)
    )
    return tuple(KindRead(words, kind, count) for words, kind, count in rows)


def _findings(db: Session, import_id: int) -> tuple[Finding, ...]:
    """Return the warnings of all rows, alike ones together, the most frequent first.

    Names that are not in the register come last: they are asked for above (`unknown`).
    """
    cells: dict[tuple[bool, str], list[str]] = {}
    rows = db.exec(
        select(StagedItem.warnings, StagedItem.source_row)
        .where(StagedItem.import_id == import_id)
        .order_by(col(StagedItem.position))
    )
    for warnings, row in rows:
        for note, said in zip(warnings, said_of(warnings), strict=True):
            name = note["code"] == "body-unknown"
            cells.setdefault((name, said.sentence), []).append(said.cell or str(row))
    found = sorted(cells.items(), key=lambda item: (item[0][0], -len(item[1])))
    return tuple(Finding(sentence, tuple(places)) for (_name, sentence), places in found)
