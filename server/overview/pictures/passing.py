"""How far the items of a programme came on their way to an issued document.

An item came to a step where it did itself, or one that breaks it down, at whatever depth.
"""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, literal_column, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from server.conclusions.models import Conclusion
from server.meetings.models import AgendaItem
from server.overview.pictures.flow import STEPS, Passed
from server.programmes.figures import SETTLED
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.models import Task

_LEVELS = {"term": 0, "year": 1, "quarter": 2, "month": 2}  # where in STEPS a way begins
_OWN = ("agenda", "presented", "issued")  # what an item itself shows to whoever sees it


def steps_of(level: str, *, everything: bool) -> tuple[str, ...]:
    """Return the steps from a programme of `level` on.

    Without `everything` those alone that the items of the programme themselves show.
    """
    first, *after = STEPS[_LEVELS[level] :]
    return (first, *(step for step in after if everything or step in _OWN))


def passed(db: Session, programme: Programme, steps: tuple[str, ...]) -> dict[str, Passed]:
    """Return how many items of a programme came to each step, for a caller that asked who may
    see it, and where those that were withdrawn fell out: at the last step they had come to."""
    flags = _flags(programme, steps)
    columns = [flags.c[step] for step in steps[1:]]
    asked = select(flags.c.withdrawn, *columns, func.count()).group_by(flags.c.withdrawn, *columns)
    reached, out = dict.fromkeys(steps, 0), dict.fromkeys(steps, 0)
    for withdrawn, *came, count in db.execute(asked):
        there = [steps[0], *(step for step, flag in zip(steps[1:], came, strict=True) if flag)]
        for step in there:
            reached[step] += count
        if withdrawn:
            out[there[-1]] += count
    return {step: Passed(reached[step], out[step]) for step in steps}


def came_to(programme: Programme, steps: tuple[str, ...], step: str, *, out: bool) -> Any:
    """The ids of the items that came to a step (`out`: and fell out there), as a subquery."""
    flags = _flags(programme, steps)
    asked = select(flags.c.root)
    if step != steps[0]:
        asked = asked.where(flags.c[step] == 1)
    if out:
        later = steps[steps.index(step) + 1 :]
        asked = asked.where(flags.c.withdrawn == 1, *(flags.c[name] == 0 for name in later))
    return asked


def _flags(programme: Programme, steps: tuple[str, ...]) -> Any:
    """Of each item of the programme: whether it was withdrawn, and 1 for each step it came to."""
    own = col(ProgrammeItem.programme_id) == programme.id
    everything = "concluded" in steps
    way: Any = select(col(ProgrammeItem.id).label("root"), col(ProgrammeItem.id).label("item"))
    line: Any = way.where(own).cte("way", recursive=everything)
    if everything:
        below = aliased(ProgrammeItem)
        deeper = select(line.c.root, col(below.id)).where(col(below.parent_id) == line.c.item)
        line = line.union(deeper)
    item, first = aliased(ProgrammeItem), aliased(ProgrammeItem)
    settled = col(item.state).in_(SETTLED)
    issued = or_(cast(item.steps, String).contains('"issued"'), _document(item) & settled)
    found: dict[str, ColumnElement[bool]] = {
        "agenda": col(item.state).in_(("on-agenda", "presented")),
        "presented": and_(settled, ~_document(item)),
        "issued": issued,
    }
    asked: Any = select(line.c.root)
    joined: Any = line
    joined = joined.join(item, col(item.id) == line.c.item)
    joined = joined.join(first, col(first.id) == line.c.root)
    if everything:
        joined = joined.join(Programme, col(Programme.id) == col(item.programme_id))
        joined = joined.outerjoin(AgendaItem, col(AgendaItem.programme_item_id) == col(item.id))
        concluded = and_(
            col(Conclusion.item_id) == col(AgendaItem.id),
            col(Conclusion.removed).is_(False),
            col(Conclusion.notice_id).is_not(None),
        )
        joined = joined.outerjoin(Conclusion, concluded)
        given = and_(col(Task.conclusion_id) == col(Conclusion.id), col(Task.state) != "planned")
        joined = joined.outerjoin(Task, given)
        found |= {
            "year": col(Programme.level) == "year",
            "month": col(Programme.level).in_(("quarter", "month")),
            "agenda": col(AgendaItem.id).is_not(None),
            "concluded": col(Conclusion.id).is_not(None),
            "tasks": col(Task.id).is_not(None),
            "done": col(Task.state) == "done",
        }
    columns = [_some(found[step]).label(step) for step in steps[1:] if step != "done"]
    if "done" in steps:
        undone = _some(and_(col(Task.id).is_not(None), col(Task.state) != "done"))
        columns.append((_some(found["done"]) * (literal_column("1") - undone)).label("done"))
    withdrawn = _some(col(first.state) == "withdrawn").label("withdrawn")
    return (
        asked.add_columns(withdrawn, *columns).select_from(joined).group_by(line.c.root).subquery()
    )


def _document(item: Any) -> ColumnElement[bool]:
    return col(item.kind) == "document"


def _some(condition: ColumnElement[bool]) -> Any:
    return func.max(case((condition, literal_column("1")), else_=literal_column("0")))
