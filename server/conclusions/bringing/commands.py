"""How tasks come in: what was read is staged, looked through, and confirmed all at once."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import SQLModel, col, select
from uuid_utils.compat import uuid7

from server.conclusions.bringing.errors import ImportIncomplete, NotABody
from server.conclusions.bringing.matching import match
from server.conclusions.bringing.proposals import Proposal, of_json
from server.conclusions.tracked import tracked_rows
from server.kernel.db import Tx
from server.kernel.i18n import from_local, nfc
from server.people.models import Body
from server.tasks import access, bodies
from server.tasks.events import TasksBroughtIn
from server.tasks.models import Task, TaskBody, TaskImport, TaskImportRow, TaskReport, TaskSource

STAGED_DAYS = 7  # what nobody confirmed for so long is forgotten


def stage_import(tx: Tx, *, key: UUID, kind: str, file_name: str, digest: str, head: str) -> str:
    """Keep what was read, for a look before it is confirmed. `head` is JSON (child.py); the rows
    follow by `stage_rows`. Nothing of it is a task yet. Returns the key. Raises NotFound."""
    access.brings_tasks(tx)
    stale = tx.session.exec(
        select(TaskImport.id)
        .where(
            col(TaskImport.adopted_at).is_not(None)
            | (col(TaskImport.created_at) < tx.now - timedelta(days=STAGED_DAYS))
        )
        .where(col(TaskImport.id).in_(select(TaskImportRow.import_id)))
        .where(col(TaskImport.kind).in_(access.BROUGHT))
    ).all()
    tx.take_time()
    tx.session.execute(delete(TaskImportRow).where(col(TaskImportRow.import_id).in_(stale)))
    tx.add(
        TaskImport(
            key=key,
            account_id=tx.actor.user_id,
            kind=kind,
            file_name=nfc(file_name),
            digest=digest,
            head=json.loads(head),
            created_at=tx.now,
        )
    )
    return str(key)


def stage_rows(tx: Tx, *, key: UUID, first: int, rows: str) -> None:
    """Keep proposals of a staged import: JSON, at positions from `first`. Raises NotFound."""
    staged = access.import_to_adopt(tx, key)
    _insert(
        tx,
        TaskImportRow,
        [
            {"import_id": staged.id, "position": position, "proposal": proposal}
            for position, proposal in enumerate(json.loads(rows), first)
        ],
    )


def adopt_import(
    tx: Tx,
    *,
    key: UUID,
    take: Sequence[int],
    leads: Mapping[str, str],
    days: Mapping[str, date],
) -> int:
    """Confirm what was read: the proposals at the positions `take` become tasks.

    `leads` (a body's name) and `days` settle, by position, what the words left open; what nobody
    settled stays open. A proposal that is a task already is passed over: the same file again gives
    only what was left out of it. Returns how many came in. Raises NotFound,
    ImportIncomplete, or NotABody with the names that are none.
    """
    tx.take_time()
    staged = access.import_to_adopt(tx, key)
    if staged.adopted_at is not None:
        return 0
    rows = tx.session.exec(
        select(TaskImportRow.position, TaskImportRow.proposal)
        .where(TaskImportRow.import_id == staged.id)
        .order_by(col(TaskImportRow.position))
    ).all()
    if len(rows) != staged.head["count"]:
        raise ImportIncomplete
    lead_ids = _leads(tx, leads)
    proposals = [of_json(dict(proposal)) for _, proposal in rows]
    matches = match(proposals, tracked_rows(tx.session))
    wanted = set(take)
    chosen = [
        (position, proposal)
        for (position, _), proposal, found in zip(rows, proposals, matches, strict=True)
        if position in wanted and found.known is None
    ]
    _store(tx, staged, chosen, lead_ids, days)
    staged.taken, staged.adopted_at = len(chosen), tx.now
    if chosen:
        tx.emit(TasksBroughtIn(import_id=staged.id), tasks=len(chosen), source=staged.file_name)
    return len(chosen)


def _leads(tx: Tx, leads: Mapping[str, str]) -> dict[int, int]:
    """The ids of the bodies that were named by hand, by position. Raises NotABody."""
    known = bodies.register(tx.session)
    found = {name: known.one(name) for name in set(leads.values())}
    unknown = sorted(name for name, body in found.items() if body is None)
    if unknown:
        raise NotABody(names="; ".join(unknown))
    return {int(place): body.id for place, name in leads.items() if (body := found[name])}


def _store(
    tx: Tx,
    staged: TaskImport,
    chosen: Sequence[tuple[int, Proposal]],
    leads: Mapping[int, int],
    days: Mapping[str, date],
) -> None:
    ids = {str(key): body_id for key, body_id in tx.session.exec(select(Body.key, Body.id))}
    keys = [uuid7() for _ in chosen]
    tasks = []
    for key, (position, said) in zip(keys, chosen, strict=True):
        tasks.append(_task(tx, said, position) | {"key": key, "version": 1})
        tasks[-1]["lead_body_id"] = ids.get(said.lead_key or "") or leads.get(position)
        if tasks[-1]["deadline"] is None:
            tasks[-1]["deadline"] = days.get(str(position))
    _insert(tx, Task, tasks)
    last = select(Task.id, Task.key).where(col(Task.opened_as) == "brought")
    by_key = {key: task_id for task_id, key in tx.session.exec(last)}
    task_ids = [by_key[key] for key in keys]
    pairs = list(zip(task_ids, (said for _, said in chosen), strict=True))
    _insert(tx, TaskSource, [_source(task_id, said, staged) for task_id, said in pairs])
    _insert(
        tx,
        TaskBody,
        [
            {"task_id": task_id, "name": name, "body_id": ids.get(key or "")}
            for task_id, said in pairs
            for name, key in said.bodies
        ],
    )
    reported = [(task_id, said) for task_id, said in pairs if said.state != "open"]
    _insert(tx, TaskReport, [_report(tx, task_id, said) for task_id, said in reported])


def _task(tx: Tx, said: Proposal, position: int) -> dict[str, Any]:
    issued, done = said.source["issued_on"], said.evidence_date
    return {
        "position": position,
        "work": said.work,
        "product": said.product,
        "lead_text": said.lead,
        "coordinating_text": said.coordinating,
        "receiver": said.receiver,
        "deadline_text": said.deadline_text,
        "deadline_kind": said.deadline_kind,
        "deadline": _day(said.deadline),
        "condition": said.condition,
        "state": said.state,
        "opened_as": "brought",
        "opened_at": _moment(issued),
        "reported_at": _moment(done) if said.state != "open" else None,
        "done_at": _moment(done) if said.state == "done" else None,
        "created_at": tx.now,
    }


def _source(task_id: int, said: Proposal, staged: TaskImport) -> dict[str, Any]:
    days = {name: _day(said.source[name]) for name in ("issued_on", "updated_on")}
    return said.source | days | {"task_id": task_id, "file_name": staged.file_name}


def _report(tx: Tx, task_id: int, said: Proposal) -> dict[str, Any]:
    result, confirmed = said.source["result"], said.state == "done"
    return {
        "key": uuid7(),
        "version": 1,
        "task_id": task_id,
        "text": said.source["progress"] or result,
        "evidence_kind": said.evidence_kind,
        "evidence_text": result,
        "evidence_date": None,  # it stands in the words, where it is named
        "file_name": "",
        "reported_by_id": tx.actor.user_id,
        "reported_at": tx.now,
        "answer": "confirmed" if confirmed else "",
        "answer_text": "",
        "answered_by_id": tx.actor.user_id if confirmed else None,
        "answered_at": tx.now if confirmed else None,
    }


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _moment(said: str | None) -> datetime | None:
    """The middle of a day on the office's clock."""
    day = _day(said)
    return from_local(datetime.combine(day, time(12))) if day else None


def _insert(tx: Tx, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.session.execute(insert(table.__table__), rows)  # type: ignore[attr-defined]
