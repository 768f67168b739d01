"""A body's sheet: made, read when it comes back, and done row by row as the office ticks."""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from server.conclusions.events import SheetChanged
from server.conclusions.sheets.errors import NothingOpen, SheetLetterNeeded, SheetUnknown
from server.conclusions.sheets.plans import OPEN, Plan, plans
from server.conclusions.tracked import tracked_rows
from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import nfc, today
from server.people.models import Body
from server.people.succession import succession
from server.tasks import access
from server.tasks.access import uuid_of
from server.tasks.commands import report_result
from server.tasks.deadlines import lateness
from server.tasks.extending import ask_extension
from server.tasks.followup import TaskSheet
from server.tasks.models import Task, TaskImport, TaskImportRow
from server.tasks.telling import tell
from server.tasks.tracking.row import state_words

KIND = "body-sheet"
MOST = 1000  # tasks of one sheet, the most urgent first


def make_sheet(tx: Tx, *, body_key: UUID | str) -> str:
    """Keep the sheet of a body's open tasks as it goes out. Returns its key.

    Raises NotFound, or NothingOpen where it leads no open task.
    """
    access.brings_tasks(tx)
    body = tx.session.exec(select(Body).where(Body.key == uuid_of(body_key))).first()
    if body is None:
        raise NotFound
    rows = _printed(tx, body.id)
    if not rows:
        raise NothingOpen
    sheet = tx.add(
        TaskSheet(
            body_id=body.id, rows=rows, made_by_id=tx.actor.user_id, made_at=tx.now, key=uuid7()
        )
    )
    tx.emit(SheetChanged(sheet_id=sheet.id), made=len(rows))
    return str(sheet.key)


def _printed(tx: Tx, body_id: int) -> dict[str, dict[str, str]]:
    day = today(tx.now)
    family = succession(tx.session).family(body_id)
    ids = tx.session.exec(
        select(Task.id)
        .where(col(Task.lead_body_id).in_(family), col(Task.state).in_(OPEN))
        .order_by(col(Task.deadline).is_(None), col(Task.deadline), col(Task.id))
        .limit(MOST)
    ).all()
    rows = {row.task_id: row for row in tracked_rows(tx.session, ids)}
    found = {}
    for number, task_id in enumerate(ids, 1):
        row = rows[task_id]
        issued = f" ngày {row.issued_on:%d/%m/%Y}" if row.document and row.issued_on else ""
        found[row.key] = {
            "number": str(number),
            "code": row.code,
            "document": f"{row.document}{issued}",
            "work": row.work,
            "product": row.product,
            "deadline": f"{row.deadline:%d/%m/%Y}" if row.deadline else row.deadline_text,
            "state": state_words(row.state, lateness(row.state, row.deadline, None, day)),
            "was_state": row.state,
            "was_deadline": row.deadline.isoformat() if row.deadline else "",
        }
    return found


def take_back_sheet(tx: Tx, *, key: UUID, file_name: str, digest: str, found: str) -> str:
    """Keep what was read of a sheet that came back, for a look; nothing is done yet.

    `found` is child.answer as JSON. Returns the sheet's key. Raises NotFound, or SheetUnknown for
    one that did not go out from here.
    """
    access.brings_tasks(tx)
    said = json.loads(found)
    sheet = tx.session.exec(
        select(TaskSheet).where(TaskSheet.key == uuid_of(said["key"])).with_for_update()
    ).first()
    if sheet is None:
        raise SheetUnknown
    before = tx.session.get(TaskImport, sheet.import_id) if sheet.import_id else None
    if before is not None and before.digest == digest:
        return str(sheet.key)  # the same file again
    head = {"document": "", "issued_on": None, "rest": said["rest"], "count": len(said["rows"])}
    staged = tx.add(
        TaskImport(
            key=key,
            account_id=tx.actor.user_id,
            kind=KIND,
            file_name=nfc(file_name),
            digest=digest,
            head=head,
            created_at=tx.now,
        )
    )
    rows = [
        {"import_id": staged.id, "position": n, "proposal": row}
        for n, row in enumerate(said["rows"], 1)
    ]
    tx.session.execute(insert(TaskImportRow.__table__), rows)  # type: ignore[attr-defined]
    sheet.import_id, sheet.returned_at = staged.id, tx.now
    tx.emit(SheetChanged(sheet_id=sheet.id), returned=len(rows))
    return str(sheet.key)


def do_rows(
    tx: Tx, *, key: UUID | str, take: Mapping[str, int], import_id: int, letter: str = ""
) -> int:
    """Do what the ticked rows say, as the office for the body. Returns how many were done.

    `take` says by position the version of the task as the page showed it: a row whose task is
    another now, or that is a problem, is left as it is and shown again. `letter` is the body's own,
    for later days. Raises NotFound, SheetUnknown (another file came back meanwhile) or
    SheetLetterNeeded; then nothing was done.
    """
    access.brings_tasks(tx)
    sheet = sheet_with_key(tx.session, key, lock=True)
    if sheet.import_id != import_id:
        raise SheetUnknown
    staged = _staged(tx.session, sheet)
    mine = [row for row in staged if str(row.position) in take]
    pairs = [(row.position, dict(row.proposal)) for row in mine]
    asked = plans(tx.session, sheet, pairs, today(tx.now))
    ready = [
        plan for plan in asked if plan.kind == "takes" and plan.version == take[str(plan.position)]
    ]
    if not letter and any("extension" in plan.acts for plan in ready):
        raise SheetLetterNeeded
    for plan in ready:
        _do(tx, plan, letter)
    done = {plan.position for plan in ready}
    for row in mine:
        if row.position in done:
            row.proposal = {**row.proposal, "done": True}
    staging = tx.session.get_one(TaskImport, sheet.import_id)
    staging.taken += len(done)
    if done:
        tx.emit(SheetChanged(sheet_id=sheet.id), done=len(done))
    return len(done)


def _do(tx: Tx, plan: Plan, letter: str) -> None:
    if "word" in plan.acts:
        text = plan.said["word"] or plan.said["result"]
        tell(tx, key=plan.key, kind="progress", text=text, for_lead=True)
    if "result" in plan.acts:
        report_result(
            tx,
            key=plan.key,
            text=plan.text,
            evidence_kind=plan.evidence_kind,
            evidence_text=plan.said["evidence_text"],
            evidence_date=plan.evidence_on,
        )
    if "extension" in plan.acts:
        assert plan.wanted_on is not None
        reason = plan.said["reason"]
        ask_extension(tx, key=plan.key, wanted=plan.wanted_on, reason=reason, letter=letter)


def sheet_with_key(db: Session, key: UUID | str, *, lock: bool = False) -> TaskSheet:
    """Return a sheet, for a caller that looks who asks. Raises NotFound."""
    asked = select(TaskSheet).where(TaskSheet.key == uuid_of(key))
    sheet = db.exec(asked.with_for_update() if lock else asked).first()
    if sheet is None:
        raise NotFound
    return sheet


def _staged(db: Session, sheet: TaskSheet) -> list[TaskImportRow]:
    asked = select(TaskImportRow).where(TaskImportRow.import_id == sheet.import_id)
    return list(db.exec(asked.order_by(col(TaskImportRow.position))))
