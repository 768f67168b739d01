"""What is written about a task, as forms, files and conclusions hand it to the commands."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from server.tasks import deadlines
from server.tasks.models import Task


@dataclass(frozen=True, kw_only=True)
class TaskWords:
    """What is written about a task. `lead_body` is the key of a body picked by hand, or None:
    then the name is looked up. A missing `deadline` or `deadline_kind` is that of the phrase; not
    `dated`: the day must be asked, though the phrase by itself may name one."""

    work: str
    lead_text: str
    lead_body: str | None = None
    coordinating_text: str = ""
    product: str = ""
    receiver: str = ""
    deadline_text: str = ""
    deadline_kind: str = ""
    deadline: date | None = None
    condition: str = ""
    dated: bool = True


def words_of(task: Task) -> TaskWords:
    """Return what is written about a task that is there; what it was resolved to is left out."""
    return TaskWords(
        work=task.work,
        lead_text=task.lead_text,
        coordinating_text=task.coordinating_text,
        product=task.product,
        receiver=task.receiver,
        deadline_text=task.deadline_text,
        deadline_kind=task.deadline_kind,
        deadline=task.deadline,
        condition=task.condition,
    )


def texts_of(words: TaskWords) -> dict[str, Any]:
    """Return the columns that people type."""
    return {
        "work": words.work,
        "product": words.product,
        "receiver": words.receiver,
        "lead_text": words.lead_text,
        "coordinating_text": words.coordinating_text,
        "deadline_text": words.deadline_text,
        "condition": words.condition,
    }


def day_of(words: TaskWords) -> date | None:
    """Return the day: as it was typed, or as the phrase names it."""
    if words.deadline or not words.dated:
        return words.deadline
    return deadlines.proposed_date(words.deadline_text)


def kind_of(words: TaskWords) -> str:
    """Return the kind of deadline: as it was chosen, or as the phrase says it."""
    return words.deadline_kind or deadlines.kind_of(words.deadline_text)
