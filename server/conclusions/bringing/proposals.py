"""A task as it is proposed, whatever it was read from: a notice's words or a tracking sheet's row.

`asks` names what must be determined (*Cần xác định*): lead, deadline. `gaps` are codes of what a
clerk should look at, in the order they are listed.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from server.conclusions.reading import TaskProposal
from server.programmes.reading import BodyCatalogue, Note
from server.tasks.phrases import read_deadline
from server.tasks.queries import missing
from server.tasks.tracking import Tracked

GAPS = (
    *("lead", "deadline", "evidence", "progress", "before", "issued", "differs", "look"),
    *("code-taken", "twice"),
)
_TEXTS = (
    *("words", "sheet", "code", "document", "issued_text", "session", "watcher", "field"),
    *("field_detail", "kind_text", "deadline_cell", "progress", "result", "documents"),
    "updated_text",
)
_NO_SOURCE: dict[str, Any] = {
    **dict.fromkeys(_TEXTS, ""), "issued_on": None, "updated_on": None, "row": None, "extra": {}
}  # fmt: skip
_STATES = {"done": "reported", "waiting": "reported"}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A task to be brought in; days are ISO 8601 or None.

    `lead_key` is the lead body's key where it is sure; `bodies` are the coordinating ones, each
    (name as written, key or None). `state`: open, reported or done. `source` holds the columns of
    tasks.models.TaskSource but the task and the file; `notes` are {code, params} of what looks odd.
    """

    work: str
    product: str = ""
    lead: str = ""
    lead_key: str | None = None
    coordinating: str = ""
    bodies: tuple[tuple[str, str | None], ...] = ()
    receiver: str = ""
    deadline_text: str = ""
    deadline_kind: str = ""
    deadline: str | None = None
    condition: str = ""
    state: str = "open"
    evidence_kind: str = ""
    evidence_date: str | None = None
    asks: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    notes: tuple[dict[str, Any], ...] = ()
    source: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The proposal as plain values."""
        return asdict(self)


def of_json(said: dict[str, Any]) -> Proposal:
    """The proposal that `as_json` wrote."""
    known = {each.name: said[each.name] for each in fields(Proposal)}
    for name in ("asks", "gaps", "notes"):
        known[name] = tuple(known[name])
    known["bodies"] = tuple((name, key) for name, key in known["bodies"])
    return Proposal(**known)


def of_notice(
    task: TaskProposal, bodies: BodyCatalogue, *, document: str, issued_on: date | None
) -> Proposal:
    """The proposal that a notice's words make."""
    unsure = set(task.unsure)
    lead = task.lead or ""
    lead_key = None if "lead" in unsure else _one_body(bodies, lead)
    day = None if "deadline_date" in unsure else task.deadline_date
    written = "; ".join(task.coordinating)
    text, condition = task.deadline_text or "", task.condition or ""
    asks = _asks(lead_key, day, text, condition, task.deadline_kind, "deadline_date" in unsure)
    look = unsure - {"lead", "deadline_date"}
    before = any(note.code == "deadline-before-notice" for note in task.notes)
    gaps = {*asks} | ({"look"} if look else set()) | ({"before"} if before else set())
    notes = [_note(note) for note in task.notes]
    notes += [{"code": f"bring-unsure-{name.replace('_', '-')}", "params": {}} for name in look]
    return Proposal(
        work=task.work,
        product=task.product or "",
        lead=lead,
        lead_key=lead_key,
        coordinating=written,
        bodies=tuple(pair for name in task.coordinating for pair in _named(bodies, name)),
        receiver=task.receiver or "",
        deadline_text=text,
        deadline_kind=task.deadline_kind,
        deadline=day.isoformat() if day else None,
        condition=condition,
        asks=asks,
        gaps=_in_order(gaps),
        notes=tuple(sorted(notes, key=lambda note: str(note["code"]))),
        source=_NO_SOURCE
        | {
            "words": task.words,
            "document": document,
            "issued_on": issued_on and issued_on.isoformat(),
        },
    )


def of_row(row: Tracked, bodies: BodyCatalogue) -> Proposal:
    """The proposal that a row of a tracking sheet makes."""
    written, deadline = row.written, row.deadline
    lead_key = _one_body(bodies, written["lead"])
    condition = row.condition
    if deadline.kind == "conditional" and not condition:
        condition = row.deadline_cell or written["kind_text"]
    state, evidence = _STATES.get(row.closed, "open"), row.evidence
    if row.closed == "done" and evidence:
        state = "done"
    open_ones = _asks(lead_key, deadline.day, deadline.text, condition, deadline.kind, False)
    asks, gaps = open_ones if state != "done" else (), set(open_ones)
    gaps |= {"evidence"} if state == "reported" and not evidence else set()
    gaps |= {"progress"} if row.closed == "unclear" else set()
    gaps |= {"issued"} if row.issued_text and not row.issued_on else set()
    if deadline.day and row.issued_on and deadline.day < row.issued_on:
        gaps.add("before")
    phrase = read_deadline(deadline.text, row.issued_on) if deadline.day else None
    if phrase and phrase.sure and phrase.day not in (None, deadline.day):
        gaps.add("differs")
    gaps |= {"look"} if row.notes else set()
    return Proposal(
        work=row.work,
        product=written["product"],
        lead=written["lead"],
        lead_key=lead_key,
        coordinating=written["coordinating"],
        bodies=_named(bodies, written["coordinating"]),
        receiver=row.receiver,
        deadline_text=deadline.text,
        deadline_kind=deadline.kind,
        deadline=deadline.day.isoformat() if deadline.day else None,
        condition=condition,
        state=state,
        evidence_kind=evidence.kind if evidence else "",
        evidence_date=evidence.day.isoformat() if evidence and evidence.day else None,
        asks=asks,
        gaps=_in_order(gaps),
        notes=tuple(_note(note) for note in row.notes),
        source=_NO_SOURCE
        | {
            "words": row.work,
            "sheet": row.sheet,
            "row": row.row,
            "deadline_cell": row.deadline_cell,
            "issued_text": row.issued_text,
            "issued_on": row.issued_on and row.issued_on.isoformat(),
            "updated_text": row.updated_text,
            "updated_on": row.updated_on and row.updated_on.isoformat(),
            "extra": row.extra,
        }
        | {name: said for name, said in written.items() if name in _TEXTS},
    )


def _one_body(bodies: BodyCatalogue, text: str) -> str | None:
    """The key of the one body that `text` names for sure; None for a group, several or nobody."""
    named = _named(bodies, text)
    return named[0][1] if len(named) == 1 else None


def _named(bodies: BodyCatalogue, text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple(
        (found.as_written, found.key if found.sure and not found.group else None)
        for found in bodies.resolve(text)
    )


def _asks(
    lead_key: str | None, day: date | None, text: str, condition: str, kind: str, unsure: bool
) -> tuple[str, ...]:
    asked = missing(1 if lead_key else None, day, text, condition, kind)
    if unsure and "deadline" not in asked:
        asked = [*asked, "deadline"]
    return tuple(asked)


def _in_order(gaps: Iterable[str]) -> tuple[str, ...]:
    return tuple(gap for gap in GAPS if gap in set(gaps))


def _note(note: Note) -> dict[str, Any]:
    return {"code": note.code, "params": note.params}
