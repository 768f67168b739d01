"""What proves a task that was closed without evidence: the office enters it afterwards."""

from dataclasses import asdict
from typing import Any

from server.kernel.db import Tx
from server.tasks import access
from server.tasks.access import WrongTaskState
from server.tasks.events import TaskChanged
from server.tasks.models import TaskReport
from server.tasks.results import Result, is_unproved


def prove(tx: Tx, *, key: str, **said: Any) -> int:
    """Enter what proves a task that stays closed; `said` as for a Result. Returns the report's id.

    Raises NotFound, EvidenceNeeded, or WrongTaskState where it is open or proved already.
    """
    task = access.task_to_change(tx, key, "tasks.assign")
    if not is_unproved(tx.session, task.id):
        raise WrongTaskState
    result = Result(**said)
    result.check(by_office=True)
    actor = tx.actor.user_id
    report = tx.add(
        TaskReport(
            task_id=task.id,
            **asdict(result),
            reported_for_id=task.lead_body_id,
            reported_by_id=actor,
            reported_at=tx.now,
            answer="confirmed",
            answered_by_id=actor,
            answered_at=tx.now,
        )
    )
    task.last_word_at = tx.now
    tx.emit(TaskChanged.of(task), proved=report.id)
    return report.id
