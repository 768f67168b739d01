"""What was asked of a programme and what became of it, as pages show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.differences import Piece, compared
from server.people.queries import account_names
from server.programmes.amending import ASKED, CHANGEABLE, OPEN, bodies_named
from server.programmes.comparing import EXTRA
from server.programmes.drafting import around
from server.programmes.item_texts import span
from server.programmes.ledger import CORRECTION, Row
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposal_access import Askers
from server.programmes.reading.times import read_time

# The parts of an item that people read beside each other, in this order.
WORDS = (
    *("text", "section", "kind_text", "lead", "coordinating", "participants", "product"),
    *("time_text", "field", "leader", "watcher", "considers", "issuer", "basis", "note"),
)
SEEN = {*WORDS, "extra", "time_from", "time_to", "state"}
NAMED = 20  # items of a correction that a list names


@dataclass(frozen=True)
class Change:
    """A part of an item that is another: what it was and what it is, as pieces."""

    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Touched:
    """An item that an amendment is about, as it is called now. `changes`: what was and is of it;
    `state`: what it became, or "added", or "" for neither."""

    key: UUID
    called: str
    changes: tuple[Change, ...] = ()
    state: str = ""


@dataclass(frozen=True)
class Amendment:
    """What was asked, by whom and why, and what became of it.

    `touched` are the items it is about (of a correction the first NAMED of `count`), of a merger
    first the one that stays; `asked` are the texts of a new item or of parts; `understood` is what
    a time asked for means; `unread`: no day is known for it.
    """

    id: int
    key: UUID
    version: int
    kind: str
    state: str
    body: str
    letter: str
    letter_on: date | None
    reason: str
    source: str
    entered_by: str
    entered_at: datetime
    appraisal: str
    appraised_by: str
    decision: str
    decided_by: str
    taken_at: datetime | None
    touched: tuple[Touched, ...]
    count: int
    asked: tuple[dict[str, str], ...]
    understood: str
    unread: bool
    mine: bool

    @property
    def open(self) -> bool:
        """Whether something is still to become of it."""
        return self.state in OPEN

    @property
    def changeable(self) -> bool:
        """Whether whoever asked may still change it."""
        return self.state in CHANGEABLE


def shown(
    db: Session, programme: Programme, found: Sequence[ProgrammeProposal], askers: Askers | None
) -> tuple[Amendment, ...]:
    """Return proposals of a programme for a caller who may see them."""
    people = account_names(
        db, {n or 0 for p in found for n in (p.entered_by_id, p.appraised_by_id, p.decided_by_id)}
    )
    bodies = bodies_named(db, [p.body_id for p in found])
    keys = {UUID(key) for p in found for key in _keys(p)}
    ids = {n for p in found for n in (p.item_id, *p.other_ids) if n}
    items = {
        item.id: item
        for some in (col(ProgrammeItem.id).in_(ids), col(ProgrammeItem.key).in_(keys))
        for item in db.exec(select(ProgrammeItem).where(some))
    }
    return tuple(
        Amendment(
            id=p.id,
            key=p.key,
            version=p.version,
            kind=p.kind,
            state=p.state,
            body=bodies.get(p.body_id or 0, ""),
            letter=p.letter,
            letter_on=p.letter_on,
            reason=p.reason,
            source=p.words.get("source", ""),
            entered_by=people.get(p.entered_by_id, ""),
            entered_at=p.entered_at,
            appraisal=p.appraisal,
            appraised_by=people.get(p.appraised_by_id or 0, ""),
            decision=p.decision,
            decided_by=people.get(p.decided_by_id or 0, ""),
            taken_at=p.taken_at,
            touched=_touched(p, items),
            count=sum(1 for fields in p.changes.values() if seen(fields)),
            asked=_asked(p),
            understood=_understood(programme, p),
            unread=bool(p.words.get("time_text")) and not _understood(programme, p),
            mine=askers is not None and askers.keeps(p),
        )
        for p in found
    )


def of_item(db: Session, programme: Programme, item: ProgrammeItem) -> tuple[Amendment, ...]:
    """Return the amendments of one item, the newest first, for a caller; what a corrected file
    changed stands in its history."""
    own = ProgrammeProposal
    found = db.exec(
        select(own)
        .where(own.programme_id == programme.id)
        .where(own.state == "taken", col(own.kind).not_in(("register", CORRECTION)))
        .order_by(col(own.taken_at).desc(), col(own.id).desc())
    )
    key = str(item.key)
    return shown(db, programme, [p for p in found if seen(p.changes.get(key, {}))], None)


def seen(fields: Any) -> bool:
    """Whether what changed of an item ("": all of it) is something that people read."""
    return fields == "" or not SEEN.isdisjoint(fields)


def differences(was: Row, now: Row) -> Iterable[Change]:
    """Yield the parts of an item that are others, for a caller; rows as in ledger.py."""
    for name in WORDS:
        if was[name] != now[name]:
            yield Change(name, compared(was[name], now[name]))
    for heading in {**was["extra"], **now["extra"]}:
        before, after = was["extra"].get(heading, ""), now["extra"].get(heading, "")
        if before != after:
            yield Change(EXTRA + heading, compared(before, after))
    if was["time_text"] == now["time_text"]:
        days = [span(row["time_from"], row["time_to"]) for row in (was, now)]
        if days[0] != days[1]:
            yield Change("time_from", compared(*days))


def called(number: str, text: str) -> str:
    """Return an item's number and text."""
    return f"{number}. {text}" if number else text


def _keys(proposal: ProgrammeProposal) -> list[str]:
    return [key for key, fields in proposal.changes.items() if seen(fields)][:NAMED]


def _touched(proposal: ProgrammeProposal, items: dict[int, ProgrammeItem]) -> tuple[Touched, ...]:
    if proposal.state == "taken":
        by_key = {str(item.key): item for item in items.values()}
        there = [(by_key[k], proposal.changes[k]) for k in _keys(proposal) if k in by_key]
        done = [_done(item, fields) for item, fields in there]
        into = items.get(proposal.item_id or 0)
        if proposal.kind == "merge" and into and into.key not in [each.key for each in done]:
            done.insert(0, Touched(into.key, called(into.number, into.text)))
        return tuple(done)
    about = [n for n in (proposal.item_id, *proposal.other_ids) if n in items]
    return tuple(
        Touched(
            items[n].key,
            called(items[n].number, items[n].text),
            tuple(_wanted(proposal, items[n])) if n == proposal.item_id else (),
        )
        for n in about
    )


def _done(item: ProgrammeItem, fields: Any) -> Touched:
    """What was done with an item."""
    name = called(item.number, item.text)
    if fields == "":
        return Touched(item.key, name, (), "added")
    blank: Row = dict.fromkeys(WORDS, "") | {"extra": {}, "time_from": None, "time_to": None}
    was = blank | {n: pair[0] for n, pair in fields.items()}
    now = blank | {n: pair[1] for n, pair in fields.items()}
    state = fields.get("state", ("", ""))[1]
    return Touched(item.key, name, tuple(differences(was, now)), state)


def _wanted(proposal: ProgrammeProposal, item: ProgrammeItem) -> Iterable[Change]:
    """What a proposal that was not taken wants of its item."""
    for name in ASKED[proposal.kind]:
        was, now = getattr(item, name), proposal.words.get(name, "")
        if was != now and (now or proposal.kind != "merge"):
            yield Change(name, compared(was, now))


def _asked(proposal: ProgrammeProposal) -> tuple[dict[str, str], ...]:
    new = [proposal.words] if proposal.kind == "add" else proposal.parts
    return tuple({name: text for name, text in each.items() if text} for each in new)


def _understood(programme: Programme, proposal: ProgrammeProposal) -> str:
    text = proposal.words.get("time_text", "")
    when = read_time(text, around(programme))
    return span(when.time_from, when.time_to) if text else ""
