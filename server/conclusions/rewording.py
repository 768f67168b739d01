"""What new words of a conclusion would change of the tasks that were planned from the old ones.

A field is another only where the words say something else than before: what the office corrected by
hand stays. A task that was given is never changed, and one that was planned by hand is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from server.conclusions.fields import field_at
from server.conclusions.models import Conclusion, DraftWording
from server.conclusions.proposing import TEXTS, Answer, Found, matched, read_words
from server.conclusions.verdicts import with_a_task
from server.kernel.db import Tx
from server.kernel.i18n import today
from server.meetings.models import Meeting
from server.tasks.access import tasks_of
from server.tasks.bodies import register
from server.tasks.commands import change_planned, plan_task, remove_planned
from server.tasks.models import Task
from server.tasks.queries import TaskLine, task_lines
from server.tasks.words import TaskWords, words_of

_DUE = ("deadline_text", "deadline_kind", "deadline")  # one thing: the phrase, and what it means


@dataclass(frozen=True)
class Difference:
    """A field that the new words would change: what the task has, and what they say."""

    field: str
    was: str
    now: str


@dataclass(frozen=True)
class Change:
    """What new words do: `kind` new, changed or gone. `on`: it is taken over.

    `found` is the task as the words give it (of one that is gone: as the old words gave it), `task`
    the one that is there; None for a new one. Not `free`: it was given, and stays as it is.
    """

    kind: str
    found: Found
    on: bool
    task: TaskLine | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def free(self) -> bool:
        """Whether the task may still change."""
        return self.task is None or self.task.state == "planned"


def changes(
    db: Session,
    conclusion_id: int,
    held_on: date,
    was: str,
    text: str,
    answers: Sequence[Answer] = (),
) -> tuple[Change, ...]:
    """Return what `text` would change of a conclusion whose words are `was`, whoever asks.

    What is gone is numbered below 0. Raises what proposing.read_words does.
    """
    if was == text:
        return ()
    known = register(db)
    before = read_words(db, was, held_on, known=known, most=len(was))  # they stand already
    lines = task_lines(db, tasks_of(db, [conclusion_id])[conclusion_id])
    tasks = _planned_from(before, lines)
    others = {(line.lead_text, line.work) for line in lines if line not in tasks.values()}
    asked = {answer.id for answer in answers}
    now = read_words(db, text, held_on, [answer for answer in answers if answer.id > 0], known)
    places = matched([found.words for found in now], [found.words for found in before])
    made = []
    for found, place in zip(now, places, strict=True):
        old = None if place is None else before[place]
        if old is None:
            if _told(found) not in others:
                made.append(Change("new", found, found.on))
            continue
        task = tasks.get(old.id)
        if task is None:  # the office said of the old words that this is no task
            if found.proposed != old.proposed:
                made.append(Change("new", found, found.on and found.id in asked))
        elif differences := _differences(task, old, found):
            made.append(Change("changed", found, found.on, task, differences))
    kept = {place for place in places if place is not None}
    for place, old in enumerate(before):
        if place not in kept and old.id in tasks:
            gone = replace(old, id=-old.id)
            answer = next((answer for answer in answers if answer.id == gone.id), None)
            made.append(Change("gone", gone, bool(answer and answer.on), tasks[old.id]))
    return tuple(made)


def _planned_from(read: Sequence[Found], lines: Sequence[TaskLine]) -> dict[int, TaskLine]:
    """Return the task that was planned from each of these, as far as it is still there.

    It has the same lead and work, or else, where the office corrected it, the likest work.
    """
    same = {(line.lead_text, line.work): line for line in lines}
    found = {one.id: same.pop(key) for one in read if (key := _told(one)) in same}
    rest = [one for one in read if one.id not in found]
    others = [line for line in lines if line not in found.values()]
    places = matched([one.values["work"] for one in rest], [line.work for line in others])
    for one, place in zip(rest, places, strict=True):
        if place is not None:
            found[one.id] = others[place]
    return found


def _told(one: Found) -> tuple[str, str]:
    return one.task.lead_text, one.task.work


def _differences(task: TaskLine, old: Found, new: Found) -> tuple[Difference, ...]:
    there = {name: getattr(task, name) for name in TEXTS}
    made = [
        Difference(name, there[name], new.values[name])
        for name in TEXTS
        if name != "deadline_text" and new.values[name] not in (old.values[name], there[name])
    ]
    due, was = _due(new.task), _due(old.task)
    if due not in (was, (task.deadline_text, task.deadline_kind, task.deadline)):
        made.append(Difference("deadline_text", _said(task), _said(new.task)))
    return tuple(made)


def _due(words: TaskWords) -> tuple[str, str, date | None]:
    return words.deadline_text, words.deadline_kind, words.deadline


def _said(words: TaskWords | TaskLine) -> str:
    return words.deadline_text or (f"{words.deadline:%d/%m/%Y}" if words.deadline else "")


def take_over(tx: Tx, meeting_id: int, conclusion_id: int, made: Sequence[Change]) -> list[int]:
    """Plan, change and remove tasks as was said; returns the ids of those planned anew."""
    planned, known = [], register(tx.session)
    field = field_at(tx.session, tx.session.get_one(Conclusion, conclusion_id).item_id)
    ids = {"meeting_id": meeting_id, "conclusion_id": conclusion_id}
    for change in made:
        if not change.on or not change.free:
            continue
        if change.task is None:
            words = change.found.task
            task = plan_task(tx, **ids, words=words, field=field, known=known)
            planned.append(task.id)
            continue
        row = tx.session.get_one(Task, change.task.id)
        if change.kind == "gone":
            remove_planned(tx, row)
            continue
        has, says = words_of(row), change.found.task
        names = {difference.field for difference in change.differences}
        names |= set(_DUE) if "deadline_text" in names else set()
        to = replace(has, **{name: getattr(says, name) for name in names})
        if "deadline_text" in names:
            to = replace(to, dated=says.dated)
        if "lead_text" in names:
            to = replace(to, lead_body=says.lead_body)
        change_planned(tx, row, row.version, has, to)
    return planned


def reword(
    tx: Tx,
    conclusion: Conclusion,
    meeting: Meeting,
    version: int,
    words: tuple[str, str],
    answers: Sequence[Answer] | None,
) -> dict[str, tuple[str, str]]:
    """Change a loaded conclusion's words and take over what they change of its tasks.

    `words`: as the form was rendered, and as they are to be.
    Returns {"text": (was, is)}, or nothing where the words are the same. Raises EditConflict,
    TooManyTasks or BadForm.
    """
    base_text, text = words
    made: tuple[Change, ...] = ()
    if answers is not None:
        day = today(meeting.starts_at)
        made = changes(tx.session, conclusion.id, day, conclusion.text, text, answers)
    edited = tx.edit(conclusion, version, base={"text": base_text}, to={"text": text})
    if not edited:
        return {}
    if take_over(tx, meeting.id, conclusion.id, made):
        conclusion.verdict = with_a_task(conclusion.verdict)
    if conclusion.session_text:
        tx.add(
            DraftWording(
                conclusion_id=conclusion.id,
                text=text,
                written_by_id=tx.actor.user_id,
                written_at=tx.now,
            )
        )
    conclusion.changed_by_id = tx.actor.user_id or None
    return edited
