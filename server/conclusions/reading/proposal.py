"""A task as it is proposed, and who a heading tells."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from server.conclusions.reading.text import Span
from server.programmes.reading import Note
from server.tasks.phrases import Deadline

# What may be `unsure`, in the order it is asked.
FIELDS = (
    "lead", "coordinating", "work", "product", "receiver", "deadline_date", "condition",
)  # fmt: skip


@dataclass(frozen=True)
class TaskProposal:
    """A task as the words give it. Fields: see docs/reading.md.

    `spans` hold, a field, where its words stand in the paragraph as given, "words" those of the
    sentence; `paragraph` counts from 0. `notes` say what looks odd.
    """

    kind: str
    lead: str | None
    lead_bodies: tuple[str, ...]
    coordinating: tuple[str, ...]
    work: str
    product: str | None
    receiver: str | None
    deadline_text: str | None
    deadline_kind: str
    deadline_date: date | None
    condition: str | None
    words: str
    unsure: tuple[str, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    paragraph: int = 0

    def asking(self, name: str) -> "TaskProposal":
        """The same task, with one more field that must be asked."""
        return replace(self, unsure=tuple(f for f in FIELDS if f in {*self.unsure, name}))

    def as_json(self) -> str:
        """The task as one line of JSON; dates in ISO 8601, places and notes left out."""
        shown = asdict(self)
        shown["deadline_date"] = self.deadline_date and self.deadline_date.isoformat()
        del shown["spans"], shown["notes"], shown["paragraph"]
        return json.dumps(shown, ensure_ascii=False)


@dataclass(frozen=True)
class Carried:
    """Who is told in a heading, or in the sentence before: holds until somebody else is named."""

    leads: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    kind: str = "order"
    sure: bool = True
    heading: bool = False  # what stands below says what is to be done, whatever its first word
    open_list: bool = False  # it ended with a colon: what follows is a list of duties
    row: bool = False  # of a table, where a title of a section may stand alone
    deadlines: tuple[Deadline, ...] = ()  # of the list: of each duty in it without its own

    def __bool__(self) -> bool:
        return bool(self.leads) or self.open_list


NOBODY_YET = Carried()


def json_lines(tasks: Iterable[TaskProposal]) -> Iterator[str]:
    """One line of JSON a task."""
    return (task.as_json() for task in tasks)
