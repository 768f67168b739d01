"""What the pages show of bodies' sheets: those that went out, and what one that came back says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.conclusions.sheets.commands import sheet_with_key
from server.conclusions.sheets.plans import OPEN, Plan, plans
from server.kernel.errors import NotFound
from server.kernel.i18n import local, today
from server.kernel.types import now
from server.people.access import Viewer, require
from server.people.models import Body, Instance
from server.people.queries import account_names
from server.people.succession import succession
from server.tasks.access import uuid_of
from server.tasks.followup import TaskSheet
from server.tasks.models import Task, TaskImport, TaskImportRow

LATEST = 20


@dataclass(frozen=True)
class SheetLine:
    """A sheet that went out: how many tasks, when, and whether it came back."""

    key: str
    count: int
    made_by: str
    made_at: datetime
    returned_at: datetime | None


@dataclass(frozen=True)
class Sheets:
    """A body's sheets, the newest first, and how many open tasks it leads now."""

    body_key: str
    body: str
    open: int
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True)
class Returned:
    """A sheet as it came back; plans in the order of the file, by Plan.kind. `missing` are codes
    and works of what went out and is not in it."""

    key: str
    body_key: str
    body: str
    made_at: datetime
    returned_at: datetime | None
    import_id: int
    file_name: str
    plans: tuple[Plan, ...]
    missing: tuple[tuple[str, str], ...]
    rest: tuple[dict[str, Any], ...]

    def of(self, kind: str) -> tuple[Plan, ...]:
        """The rows of a kind."""
        return tuple(plan for plan in self.plans if plan.kind == kind)

    @property
    def asks_for_days(self) -> bool:
        """Whether a row that can be taken asks for a later day."""
        return any("extension" in plan.acts for plan in self.of("takes"))


@dataclass(frozen=True)
class Printed:
    """What a sheet's file is written from."""

    rows: tuple[dict[str, str], ...]
    key: str
    body: str
    office: str
    made_on: date


def sheets(db: Session, viewer: Viewer, body_key: UUID | str) -> Sheets:
    """Return a body's sheets. Raises NotFound."""
    require(viewer, "tasks.assign")
    body = db.exec(select(Body).where(Body.key == uuid_of(body_key))).first()
    if body is None:
        raise NotFound
    rows = db.exec(
        select(TaskSheet)
        .where(TaskSheet.body_id == body.id)
        .order_by(col(TaskSheet.id).desc())
        .limit(LATEST)
    ).all()
    names = account_names(db, {row.made_by_id for row in rows})
    leads = col(Task.lead_body_id).in_(succession(db).family(body.id))
    asked = select(func.count()).select_from(Task).where(leads, col(Task.state).in_(OPEN))
    return Sheets(
        body_key=str(body.key),
        body=body.name,
        open=db.exec(asked).one(),
        lines=tuple(
            SheetLine(
                str(row.key),
                len(row.rows),
                names.get(row.made_by_id, ""),
                row.made_at,
                row.returned_at,
            )
            for row in rows
        ),
    )


def printed(db: Session, viewer: Viewer, key: UUID | str) -> Printed:
    """Return what went out, to write the file again as it was. Raises NotFound."""
    require(viewer, "tasks.assign")
    sheet = sheet_with_key(db, key)
    rows = sorted(sheet.rows.items(), key=lambda row: int(row[1]["number"]))
    return Printed(
        rows=tuple({**said, "key": task_key} for task_key, said in rows),
        key=str(sheet.key),
        body=db.get_one(Body, sheet.body_id).name,
        office=db.exec(select(Instance.name)).first() or "",
        made_on=local(sheet.made_at).date(),
    )


def returned(db: Session, viewer: Viewer, key: UUID | str) -> Returned:
    """Return what came back beside the tasks as they are now. Raises NotFound."""
    require(viewer, "tasks.assign")
    sheet = sheet_with_key(db, key)
    staged = db.get(TaskImport, sheet.import_id) if sheet.import_id else None
    if staged is None:
        raise NotFound
    stored = db.exec(
        select(TaskImportRow.position, TaskImportRow.proposal)
        .where(TaskImportRow.import_id == staged.id)
        .order_by(col(TaskImportRow.position))
    ).all()
    found = plans(db, sheet, [(n, dict(row)) for n, row in stored], today(now()))
    came = {plan.key for plan in found}
    body = db.get_one(Body, sheet.body_id)
    return Returned(
        key=str(sheet.key),
        body_key=str(body.key),
        body=body.name,
        made_at=sheet.made_at,
        returned_at=sheet.returned_at,
        import_id=staged.id,
        file_name=staged.file_name,
        plans=tuple(found),
        missing=tuple(
            (said["code"], said["work"])
            for task_key, said in sheet.rows.items()
            if task_key not in came
        ),
        rest=tuple(staged.head["rest"]),
    )
