"""The tasks that typed words give, and what a person has made of them before they are noted.

Read while it is typed (the desk, the editor of a wording) and once more by the command that notes
it, from the same words and answers: what is shown is what is planned. Stores nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.fuzz import ratio
from sqlmodel import Session

from server.conclusions.reading import TaskProposal, paragraphs_of, read_notice
from server.kernel.errors import BadForm, DomainError
from server.kernel.workdays import WorkingDays, office_days
from server.programmes.reading import BodyCatalogue
from server.tasks.bodies import Register, register
from server.tasks.deadlines import deadline_of, proposed_date
from server.tasks.words import TaskWords

# What the words give, as columns of a task, and the day and the body they are resolved to.
TEXTS = (
    *("lead_text", "coordinating_text", "work", "product", "receiver"),
    *("deadline_text", "condition"),
)
FIELDS = ("lead_text", "lead_body", *TEXTS[1:6], "deadline", "condition")
MOST_TASKS = 80  # of one conclusion: beyond, a form would hold more fields than are taken
_LIKE = 60  # per cent: a sentence that goes on, or was corrected, is the same one
_NAMES = {"lead": "lead_text", "coordinating": "coordinating_text"}  # of the reader -> ours


class TooManyTasks(DomainError):
    """So many tasks are no one conclusion: a whole notice was pasted."""

    status, code = 422, "too-many-tasks"


@dataclass(frozen=True)
class Answer:
    """What a form says of one proposed task: its number there and the words it was read from.

    `on`: it is a task. `open`: all its fields are being looked at. `typed` are the fields that
    the person has changed; what was left as proposed follows the words.
    """

    id: int
    words: str
    on: bool = True
    open: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Echo:
    """A stretch of the sentence that was read; `fields` are those it gave, with spaces between."""

    text: str
    fields: str


@dataclass(frozen=True)
class Found:
    """A proposed task. `values` holds each of FIELDS as text, "" for none; dates in ISO 8601.

    `proposed` is what the words alone give. `shown` are the fields that stand open: asked, or
    changed by the person; `asked` those still to be determined. `lead_name` is the register's name
    of the one body that leads, `body` its key where the lead's own words do not name it.
    `dated`: the day follows from the phrase. `early`: it lies before the meeting.
    """

    id: int
    kind: str
    words: str
    echo: tuple[Echo, ...]
    proposed: Mapping[str, str]
    values: Mapping[str, str]
    shown: frozenset[str]
    asked: frozenset[str]
    lead_name: str
    body: str
    deadline_kind: str
    day: date | None
    dated: bool
    from_notice: bool
    early: bool
    on: bool
    open: bool

    @property
    def task(self) -> TaskWords:
        """The task as it is planned."""
        texts = {name: self.values[name] for name in TEXTS}
        return TaskWords(
            **texts | {"lead_text": self.values["lead_text"] or self.lead_name},
            lead_body=self.body or None,
            deadline_kind=self.deadline_kind,
            deadline=self.day,
            dated=self.dated,
        )

    @property
    def said(self) -> bool:
        """Whether the phrase by itself names the day."""
        return proposed_date(self.values["deadline_text"]) == self.day

    @property
    def marked(self) -> frozenset[str]:
        """The fields whose words stand in the echo."""
        return frozenset(name for piece in self.echo for name in piece.fields.split())


def read_words(
    db: Session,
    text: str,
    held_on: date,
    answers: Sequence[Answer] = (),
    known: Register | None = None,
    most: int = MOST_TASKS,
) -> tuple[Found, ...]:
    """Read typed words with the answers given so far, for a caller that looks who asks.

    `held_on` is the day of the meeting: years that are not said follow from it, while days counted
    from the notice wait for its date. `known` is the register, if it was read already. Of 20,000
    letters it takes 0.4 s, the second time none. Raises TooManyTasks (above `most`) or BadForm.
    """
    known = known or register(db)
    tasks = _read(text, held_on, known.catalogue, office_days())
    if len(tasks) > most:
        raise TooManyTasks(most=str(most))
    places = matched([task.words for task, _line in tasks], [answer.words for answer in answers])
    free = max((answer.id for answer in answers), default=0)
    found = []
    for (task, line), place in zip(tasks, places, strict=True):
        free += place is None
        answer = Answer(free, task.words) if place is None else answers[place]
        found.append(_found(task, line, answer, known, held_on))
    return tuple(found)


@lru_cache(maxsize=64)  # noting reads what was just shown; many desks may be typed at
def _read(
    text: str, held_on: date, bodies: BodyCatalogue, days: WorkingDays
) -> tuple[tuple[TaskProposal, str], ...]:
    paragraphs = paragraphs_of(text)
    notice = read_notice(paragraphs, bodies=bodies, issued_on=held_on, days=days)
    return tuple((task, paragraphs[task.paragraph].text) for task in notice.tasks)


def matched(now: Sequence[str], before: Sequence[str]) -> list[int | None]:
    """Return, for each sentence, which of those before it is: the same one, or the likest.

    Each stands for one. None where none is like it.
    """
    found: list[int | None] = []
    free = dict(enumerate(before))
    for words in now:
        same = next((n for n, other in free.items() if other == words), None)
        if same is not None:
            del free[same]
        found.append(same)
    for n, words in enumerate(now):
        if found[n] is None and free:
            likest = max(free, key=lambda other: _likeness(words, free[other]))
            if _likeness(words, free[likest]) >= _LIKE:
                found[n] = likest
                del free[likest]
    return found


def _likeness(one: str, two: str) -> float:
    begins = one.startswith(two.rstrip(" .;,")) or two.startswith(one.rstrip(" .;,"))
    return 100.0 if begins and one and two else ratio(one, two)


def _found(task: TaskProposal, line: str, answer: Answer, known: Register, held_on: date) -> Found:
    proposed = {
        "lead_text": task.lead or "",
        "coordinating_text": "; ".join(task.coordinating),
        "work": task.work,
        "product": task.product or "",
        "receiver": task.receiver or "",
        "deadline_text": task.deadline_text or "",
        "condition": task.condition or "",
        "lead_body": "",
        "deadline": "",
    }
    typed = {name: said for name, said in answer.typed.items() if said != proposed[name]}
    if not typed.get("work", "-").strip():
        del typed["work"]  # a task says what is to be done
    values = proposed | typed
    unsure = {_NAMES.get(name, name) for name in task.unsure} - {"deadline_date"}
    asked = {name for name in unsure if name not in typed}

    named = known.one(values["lead_text"])
    picked = known.one(values["lead_body"])
    lead_asked = named is None or "lead_text" in asked
    asked.discard("lead_text")
    if lead_asked and picked is None:
        asked.add("lead_body")

    kind, day, sure = task.deadline_kind, task.deadline_date, "deadline_date" not in task.unsure
    if "deadline_text" in typed:
        read = deadline_of(values["deadline_text"], held_on)
        kind, day = (read.kind, read.day) if read else ("", None)
        sure = read.sure if read else not values["deadline_text"]
    from_notice = kind == "relative" and sure and day is not None
    if from_notice or not sure:
        day = None
    if values["deadline"]:
        day, sure, from_notice = _day(values["deadline"]), True, False
    if not sure:
        asked.add("deadline")
    lead = picked or (named if not lead_asked else None)
    return Found(
        id=answer.id,
        kind=task.kind,
        words=task.words,
        echo=_echo(task, line),
        proposed=proposed,
        values=values,
        shown=frozenset(asked | set(typed) | ({"lead_body"} if lead_asked else set())),
        asked=frozenset(asked),
        lead_name=lead.name if lead else "",
        body=str(picked.key) if picked else "",
        deadline_kind="" if kind == "none" else kind,
        day=day,
        dated=sure,
        from_notice=from_notice,
        early=day is not None and day < held_on,
        on=answer.on,
        open=answer.open,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadForm({"deadline": "field-bad"}) from None


def _echo(task: TaskProposal, line: str) -> tuple[Echo, ...]:
    """The sentence in pieces, cut where the words of a field begin or end."""
    spans = [(_NAMES.get(name, name), span) for name, its in task.spans.items() for span in its]
    cuts = sorted({place for _name, span in spans for place in span})
    pieces = []
    for start, end in pairwise(cuts):
        names = [name for name, (a, b) in spans if a <= start and end <= b and name != "words"]
        pieces.append(Echo(line[start:end], " ".join(dict.fromkeys(names))))
    return tuple(piece for piece in pieces if piece.text)
