"""Which proposals are tasks already: by code, or by the same notice and the same words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.conclusions.bringing.proposals import Proposal
from server.kernel.i18n import fold
from server.tasks.tracking.row import SheetRow

_NUMBER = re.compile(r"\d+\w*\s*[-/]\s*[^\W\d_][^\s,;*()]*")


@dataclass(frozen=True)
class Difference:
    """A field that the file says otherwise than Plenum: `name`, the file's words, Plenum's."""

    name: str
    file: str | date | None
    here: str | date | None


@dataclass(frozen=True)
class Match:
    """What a proposal is: new, same or changed (`known` is the task) or twice (`of` is the
    position, from 1, of the row that says the same). `code_taken`: another task has its code."""

    state: str
    known: SheetRow | None = None
    differences: tuple[Difference, ...] = ()
    of: int = 0
    code_taken: bool = False


def number_of(document: str) -> str:
    """A notice's number as it is compared: "Thông báo số 45-TB/TU" is 45tbtu."""
    seen = _NUMBER.search(document)
    return re.sub(r"\W", "", fold(seen[0] if seen else document))


def match(proposals: Sequence[Proposal], known: Sequence[SheetRow]) -> list[Match]:
    """Return what each proposal is, in their order; a task is met once at most."""
    by_code: dict[str, list[SheetRow]] = {}
    by_words: dict[str, list[SheetRow]] = {}
    for row in known:
        by_code.setdefault(fold(row.code), []).append(row)
        by_words.setdefault(fold(row.work), []).append(row)
    met: set[int] = set()
    codes: dict[str, int] = {}
    words: dict[tuple[str, ...], int] = {}
    found: list[Match] = []
    for position, proposal in enumerate(proposals, 1):
        code = fold(proposal.source["code"])
        named = by_code.get(code, []) if code else []
        near = [row for row in named if _same_paper(proposal, row) or _same_work(proposal, row)]
        near += [row for row in by_words.get(fold(proposal.work), []) if _alike(proposal, row)]
        there = next((row for row in near if row.task_id not in met), None)
        if there is not None:
            met.add(there.task_id)
            differences = tuple(_differences(proposal, there))
            found.append(Match("changed" if differences else "same", there, differences))
            continue
        own = tuple(map(fold, (_document(proposal), proposal.work, proposal.lead, _day(proposal))))
        again = words.setdefault(own, position)
        other = codes.setdefault(code, position) if code else position
        taken = bool(named) or other != position
        if again != position:
            found.append(Match("twice", of=again, code_taken=taken))
        else:
            found.append(Match("new", of=other if other != position else 0, code_taken=taken))
    return found


def _day(proposal: Proposal) -> str:
    return proposal.deadline or proposal.deadline_text


def _document(proposal: Proposal) -> str:
    return str(proposal.source["document"])


def _same_paper(proposal: Proposal, row: SheetRow) -> bool:
    document = _document(proposal)
    return bool(document) and number_of(document) == number_of(row.document)


def _same_work(proposal: Proposal, row: SheetRow) -> bool:
    return fold(proposal.work) == fold(row.work)


def _alike(proposal: Proposal, row: SheetRow) -> bool:
    """Whether the same words are the same task: of the same notice, and of the same lead."""
    if fold(proposal.lead) != fold(row.lead):
        return False
    if _document(proposal) or row.document:
        return _same_paper(proposal, row)
    return (proposal.deadline or "") == (row.deadline.isoformat() if row.deadline else "")


def _differences(proposal: Proposal, row: SheetRow) -> list[Difference]:
    source = proposal.source
    pairs: list[tuple[str, str, str]] = [
        (name, getattr(proposal, name), getattr(row, name))
        for name in ("work", "product", "lead", "coordinating")
    ]
    if source["row"] is not None:  # a row of a sheet; a notice says nothing of these
        pairs += [
            (name, str(source[name]), getattr(row, name))
            for name in ("session", "watcher", "field", "field_detail", "result", "documents")
        ]
    found = [
        Difference(name, said, here)
        for name, said, here in pairs
        if said and fold(said) != fold(here)
    ]
    day = date.fromisoformat(proposal.deadline) if proposal.deadline else None
    if day and day != row.deadline:
        found.append(Difference("deadline", day, row.deadline))
    closed = ("reported", "done")
    if proposal.state in closed and row.state not in closed:
        found.append(Difference("state", str(source["progress"]), row.note))
    return found
