"""Which acts a task's page offers its readers: one stands out, the rest are in a menu."""

from dataclasses import dataclass

from server.tasks.access import TaskReaders
from server.tasks.details import Details
from server.tasks.queries import TaskLine


@dataclass(frozen=True)
class Acts:
    """`first` is the primary act and `second` what goes with it, "" for none; `more` the rest."""

    first: str = ""
    second: str = ""
    more: tuple[str, ...] = ()


def acts_of(task: TaskLine, details: Details, readers: TaskReaders) -> Acts:
    """Return what these readers may do to a task, what waits for them first.

    confirm, return, decide (a request for a later day), answer (a directive), settle, report,
    prove (what was closed without evidence), direct, extend, tell, correct, facts, part.
    """
    office, leads = readers.tier == "office", readers.reports(task.lead_id)
    under_way = task.state in ("open", "returned", "reported")
    asked = details.extension
    own = readers.bodies & ({task.lead_id} | task.coordinating_ids)
    offered = {
        "confirm": task.state == "reported"
        and readers.confirms(task.confirmer_id, task.confirmer_standing),
        "decide": under_way and asked is not None and readers.decides(asked.level),
        "answer": leads and details.unanswered is not None,
        "settle": office
        and task.state != "done"
        and (not task.lead_id or "deadline" in task.missing),
        "report": task.state in ("open", "returned") and leads,
        "prove": office and details.unproved,
        "direct": readers.directs and task.state != "planned",
        "tell": under_way and (office or bool(own)),
        "extend": task.state in ("open", "returned")
        and leads
        and task.deadline is not None
        and asked is None,
        "facts": office and task.state != "done",
        "part": office and task.state in ("open", "returned"),
        "correct": office and under_way,
    }
    names = [name for name, may in offered.items() if may]
    if not names:
        return Acts()
    first = names.pop(0)
    return Acts(first, "return" if first == "confirm" else "", tuple(names))
