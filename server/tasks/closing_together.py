"""One document closes several tasks: one form, one piece of evidence, one file."""

from collections.abc import Sequence
from uuid import uuid4

from server.kernel.db import Tx
from server.kernel.errors import BadForm
from server.tasks import access
from server.tasks.commands import add_report
from server.tasks.results import Result

MOST = 100


def report_together(tx: Tx, *, keys: Sequence[str], result: Result) -> list[int]:
    """Report one result for several tasks, each within reach of who reports. Returns report ids.

    Each is confirmed or returned for itself, or all at once (commands.confirm). Raises NotFound,
    BadForm for none or more than MOST, WrongTaskState, EvidenceNeeded or OfficeConfirmationOnly;
    then none is reported.
    """
    chosen = sorted({str(access.uuid_of(key)) for key in keys})
    if not 1 <= len(chosen) <= MOST:
        raise BadForm({"task": "field-required" if not chosen else "field-bad"})
    together = uuid4()
    tasks = [access.task_to_change(tx, key, "tasks.report") for key in chosen]
    return [add_report(tx, task, result, together if len(tasks) > 1 else None) for task in tasks]
