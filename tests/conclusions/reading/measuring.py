"""What the reader of notices made of a labelled case, field by field: right, asked, silent.

A field the reader marks unsure is "asked", and right where the label says it must be asked; who
leads is one question with its bodies, and when is one with its phrase and kind. A task that is
missing, or one too many that asks nothing, is silently wrong in every field.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from server.conclusions.reading import TaskProposal, paragraphs_of, read_notice
from server.kernel.workdays import WorkingDays
from server.programmes.reading import BodyCatalogue
from tests.conclusions.reading.labelled import LabelledCase, LabelledTask, plain

FIELDS = (
    "kind", "lead", "lead_bodies", "coordinating", "work", "product", "receiver",
    "deadline_text", "deadline_kind", "deadline_date", "condition",
)  # fmt: skip
JUDGED = ("task", *FIELDS)
# The question that a field is part of, where it is not its own.
_QUESTION = {
    "lead_bodies": "lead", "deadline_text": "deadline_date", "deadline_kind": "deadline_date",
}  # fmt: skip
_LEAST_ALIKE = 0.35  # of two tasks that are compared with each other


@dataclass(frozen=True)
class Finding:
    """One field of one task, or "task" itself. `verdict`: "right", "asked" or "silent"."""

    case: str
    field: str
    verdict: str
    expected: object = None
    found: object = None


def measure(case: LabelledCase, bodies: BodyCatalogue, days: WorkingDays) -> Iterator[Finding]:
    """Read the case's text as it would be pasted and compare its tasks with the labels."""
    read = read_notice(
        paragraphs_of(case.text), bodies=bodies, issued_on=case.issued_on, days=days
    ).tasks
    if not case.tasks and not read:
        yield Finding(case.id, "task", "right")
    for label, task in _paired(case.tasks, read):
        if label and task:
            yield Finding(case.id, "task", "right")
            for field in FIELDS:
                yield _judged(case.id, field, label, task)
            continue
        verdict = "asked" if task and task.unsure else "silent"
        shown = (label.work if label else None, task.work if task else None)
        for field in ("task", *FIELDS):
            yield Finding(case.id, field, verdict, *shown)


def _judged(case: str, field: str, label: LabelledTask, task: TaskProposal) -> Finding:
    want, was = getattr(label, field), getattr(task, field)
    question = _QUESTION.get(field, field)
    asks, must_ask = question in task.unsure, question in label.unsure
    same = _comparable(field, want) == _comparable(field, was)
    if asks:
        verdict = "right" if must_ask else "asked"
    else:
        verdict = "right" if same and (not must_ask or field != question) else "silent"
    wanted = (want, "asked") if must_ask else want
    return Finding(case, field, verdict, wanted, (was, "asked") if asks else was)


def _comparable(field: str, value: Any) -> Any:
    if field == "work":
        return _words(value)
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str):
        return plain(value)
    return [plain(one) for one in value]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", plain(text))


def _paired(
    labels: Sequence[LabelledTask], tasks: Sequence[TaskProposal]
) -> list[tuple[LabelledTask | None, TaskProposal | None]]:
    """Match tasks in their order so that the works matched are most alike in all."""

    def alike(n: int, m: int) -> float:
        works = SequenceMatcher(None, _words(labels[n].work), _words(tasks[m].work)).ratio()
        return works + 0.2 * (labels[n].lead == tasks[m].lead)

    @cache
    def best(n: int, m: int) -> tuple[float, tuple[tuple[int | None, int | None], ...]]:
        if n == len(labels):
            return 0.0, tuple((None, rest) for rest in range(m, len(tasks)))
        if m == len(tasks):
            return 0.0, tuple((rest, None) for rest in range(n, len(labels)))
        missing, added = best(n + 1, m), best(n, m + 1)
        ways = [(missing[0], ((n, None), *missing[1])), (added[0], ((None, m), *added[1]))]
        if (likeness := alike(n, m)) >= _LEAST_ALIKE:
            both = best(n + 1, m + 1)
            ways.append((likeness + both[0], ((n, m), *both[1])))
        return max(ways, key=lambda way: way[0])

    return [
        (None if n is None else labels[n], None if m is None else tasks[m])
        for n, m in best(0, 0)[1]
    ]


def differences(findings: Sequence[Finding]) -> str:
    """One line for every field that is not right."""
    return "\n".join(
        f"{f.verdict:<7}{f.case} | {f.field}: expected {f.expected!r}, found {f.found!r}"
        for f in findings
        if f.verdict != "right"
    )
