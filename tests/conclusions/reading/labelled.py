"""The labelled sentences: what a reader of notices should find in each, as a clerk would say.

`load()` gives every case of `sentences/*.toml` and refuses a label that cannot be right: a value
"as written" that the text does not hold, a kind or field that there is none of, a date under a
kind that has none. The rules of labelling are in `sentences/README.md`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences"
BODIES = HERE / "bodies.toml"

KINDS = {"order", "request"}
DEADLINE_KINDS = {
    "date", "period", "meeting", "relative", "recurring", "ongoing", "conditional", "none",
}  # fmt: skip
_DATED = {"date", "period", "relative"}  # a day, or asked
_LATER_SETS = {"unseen": "second", "third": "third"}  # by the first word of a file's name
_WITHOUT_PHRASE = {"none", "ongoing"}  # "theo dõi, đôn đốc ..." is ongoing by itself
_WORD = re.compile(r"\w+(?:[./-]\w+)*")


class WrongLabel(ValueError):
    """A case that contradicts itself; the message begins with its id."""


@dataclass(frozen=True, kw_only=True)
class LabelledTask:
    """One task, in the fields of `read-notice`; None or () where there is nothing."""

    lead: str | None = None
    lead_bodies: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    work: str
    product: str | None = None
    receiver: str | None = None
    deadline_text: str | None = None
    deadline_kind: str
    deadline_date: date | None = None
    condition: str | None = None
    kind: str
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LabelledCase:
    """A sentence, a paragraph or a small notice, and the tasks in it: none for most of an office's
    prose. `text` is as it would be pasted (sometimes NFD); `issued_on` is the notice's own date.
    """

    id: str
    shape: str
    issued_on: date | None = None
    text: str
    tasks: tuple[LabelledTask, ...] = ()

    @property
    def labelled_set(self) -> str:
        """The first set, or the second or third: written before the reader was looked at."""
        return _LATER_SETS.get(self.shape.partition("_")[0], "first")

    @property
    def asked(self) -> bool:
        """Whether something in it must be asked."""
        return any(task.unsure for task in self.tasks)


def load() -> list[LabelledCase]:
    """Every case, in the order of the files. Raises WrongLabel, or TOMLDecodeError for a file."""
    canonical = body_names()
    cases = []
    for file in sorted(SENTENCES.glob("*.toml")):
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            case = _case(table)
            _check(case, file.stem, canonical)
            cases.append(case)
    return cases


def body_names() -> frozenset[str]:
    """The canonical names of the catalogue."""
    table = tomllib.loads(BODIES.read_text(encoding="utf-8"))
    return frozenset(body["name"] for body in table["body"])


def plain(text: str) -> str:
    """The text as values are looked for in it: NFC, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _case(table: dict[str, Any]) -> LabelledCase:
    tasks = [LabelledTask(**_known(LabelledTask, t, table["id"])) for t in table.pop("task", [])]
    return LabelledCase(**_known(LabelledCase, table, table["id"]), tasks=tuple(tasks))


def _known(kind: type, table: Mapping[str, Any], case_id: str) -> dict[str, Any]:
    if unknown := table.keys() - {field.name for field in fields(kind)}:
        raise WrongLabel(f"{case_id}: no such field: {sorted(unknown)}")
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}


def _check(case: LabelledCase, shape: str, canonical: frozenset[str]) -> None:
    text = plain(case.text)
    _require(case, case.shape == shape, "its shape is its file's name")
    _require(case, text != "", "it has a text")
    _require(case, type(case.issued_on) in (date, type(None)), "issued_on is a date")
    for task in case.tasks:
        for value in _values(task):
            _require(case, value == plain(value) != "", f"NFC, single spaces, not empty: {value!r}")
        for written in _as_written(task):
            _require(case, written in text, f"not in the text: {written!r}")
        _require(case, _in_order(task.work, text), f"not the words of the text: {task.work!r}")
        for body in task.lead_bodies:
            _require(case, body in canonical or body in text, f"neither known nor written: {body}")
        _check_fields(case, task)


def _check_fields(case: LabelledCase, task: LabelledTask) -> None:
    asked, kind, day = set(task.unsure), task.deadline_kind, task.deadline_date
    _require(case, task.kind in KINDS, f"kind: {task.kind}")
    _require(case, kind in DEADLINE_KINDS, f"deadline_kind: {kind}")
    _require(case, asked <= {field.name for field in fields(task)}, f"unsure: {task.unsure}")
    _require(case, len(asked) == len(task.unsure), f"asked twice: {task.unsure}")
    _require(case, bool(task.lead) == bool(task.lead_bodies), "a lead and its bodies")
    leads = task.lead.split("; ") if task.lead else []
    _require(case, len(leads) == len(task.lead_bodies), "one body a lead")
    _require(case, task.lead is not None or "lead" in asked, "nobody named is asked")
    _require(case, type(day) in (date, type(None)), "deadline_date is a date")
    _require(case, day is None or kind in _DATED | {"recurring"}, f"no date for {kind}")
    _require(case, kind not in _DATED or bool(day) or "deadline_date" in asked, "a date, or asked")
    _require(case, bool(task.deadline_text) or kind in _WITHOUT_PHRASE, f"no phrase for {kind}")
    _require(case, kind != "none" or task.deadline_text is None, "a phrase of no kind")


def _values(task: LabelledTask) -> Iterable[str]:
    for field in fields(task):
        value = getattr(task, field.name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from value


def _as_written(task: LabelledTask) -> Iterable[str]:
    """What must stand in the text in one piece; joined values in their parts."""
    for joined in (task.lead, task.deadline_text):
        yield from joined.split("; ") if joined else ()
    yield from task.coordinating
    yield from filter(None, (task.product, task.receiver, task.condition))


def _in_order(work: str, text: str) -> bool:
    """Whether the words of the work stand in the text in this order, with others between them."""
    rest = iter(_WORD.findall(text))
    return all(word in rest for word in _WORD.findall(work))


def _require(case: LabelledCase, holds: bool, what: str) -> None:
    if not holds:
        raise WrongLabel(f"{case.id}: {what}")
