"""What the registration of a programme shows: proposals, what was answered, what waits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2s
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from server.kernel.differences import Piece, compared
from server.kernel.i18n import collation_key
from server.people.access import Viewer, bodies_spoken_for, may
from server.people.models import Body
from server.people.queries import account_names
from server.programmes import alike, proposing
from server.programmes.access import item_to_see, uuid_of
from server.programmes.drafting import around, body_words
from server.programmes.item_queries import head_of
from server.programmes.item_texts import span
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposing import OPEN, Proposers
from server.programmes.reading.times import read_time
from server.programmes.views import Head

STATES = ("proposed", "returned", "taken", "declined", "taken-back")
SHOWS = ("open", *STATES, "all")
_TWICE = 30  # pairs that are shown


@dataclass(frozen=True)
class Became:
    """The item that a proposal was taken as."""

    key: UUID
    number: str
    text: str


@dataclass(frozen=True)
class ProposalLine:
    """What a body asked for: texts by their names as written, and how it was answered.

    `dates` are the days its time was read as. `decision` as in models; `changes` are (field, the
    way from the words asked for to those taken). `item` is for the office alone. `changeable` as in
    proposing.may_change, for who it belongs to; `version` and `by` are of its last change.
    """

    id: int
    key: UUID
    version: int
    by: str
    state: str
    body: str
    body_id: int | None
    letter: str
    letter_on: date | None
    words: Mapping[str, Any]
    dates: str
    reason: str
    appraisal: str
    decision: str
    changes: tuple[tuple[str, tuple[Piece, ...]], ...]
    item: Became | None
    entered_at: datetime
    entered_by: str
    by_letter: bool
    open: bool

    @property
    def text(self) -> str:
        """What is asked for."""
        return str(self.words["text"])

    @property
    def section(self) -> str:
        """The heading it is asked to stand under, or ""."""
        return str(self.words.get("section", ""))


@dataclass(frozen=True)
class Group:
    """A heading over proposals in the office's list: of a body or a section."""

    id: str
    word: str
    count: int


@dataclass(frozen=True)
class Registration:
    """A programme's registration: its head, the last day, and all proposals.

    `lines` are all there are: `seen_by` narrows them. `open` as in proposing.is_open, today.
    """

    head: Head
    until: date | None
    open: bool
    lines: tuple[ProposalLine, ...]


def registration(db: Session, programme_id: int) -> Registration:
    """Return a programme's registration for a fragment; `seen_by` says what each audience sees."""
    programme = db.get_one(Programme, programme_id)
    body = db.get_one(Body, programme.body_id)
    asked = ProgrammeProposal
    own = col(asked.programme_id) == programme_id, col(asked.kind) == "register"
    lines = _lines(db, programme, *own)
    return Registration(
        head_of(programme, body), programme.register_until, proposing.is_open(programme), lines
    )


def seen_by(view: Registration, readers: Proposers) -> list[ProposalLine]:
    """Return the proposals that readers may see, all of them."""
    return [line for line in view.lines if readers.office or line.body_id in readers.bodies]


def counts(view: Registration, readers: Proposers) -> dict[str, int]:
    """Return how many proposals of each state readers see, in the order of STATES."""
    found = Counter(line.state for line in seen_by(view, readers))
    return {state: found[state] for state in STATES}


def listed(view: Registration, readers: Proposers) -> list[Group | ProposalLine]:
    """Return the list as readers want it: the office's under headings, a body's by state."""
    lines = seen_by(view, readers)
    if not readers.office:
        rank = {state: n for n, state in enumerate(("returned", *STATES))} | {"returned": -1}
        return [*sorted(lines, key=lambda line: (rank[line.state], line.id))]
    wanted = {"open": ("proposed",), "all": STATES}.get(readers.show, (readers.show,))
    groups: dict[tuple[Any, ...], list[ProposalLine]] = {}
    for line in lines:
        if line.state in wanted:
            named = (line.body, line.body_id) if readers.by == "body" else (line.section, 0)
            groups.setdefault(named, []).append(line)
    found: list[Group | ProposalLine] = []
    for named in sorted(groups, key=lambda n: (not n[0], collation_key(n[0]))):
        mark = blake2s(repr(named).encode(), digest_size=8).hexdigest()  # whatever stands around it
        found.append(Group(f"group-{mark}", named[0], len(groups[named])))
        found += groups[named]
    return found


def twice(
    db: Session, programme_id: int, readers: Proposers
) -> tuple[tuple[alike.Twice, ...], int]:
    """Return the pairs that may be one matter, as far as readers see both, and how many more."""
    programme = db.get_one(Programme, programme_id)
    bodies = None if readers.office else readers.bodies
    found = alike.pool_of(db, programme, bodies).twice
    return found[:_TWICE], max(0, len(found) - _TWICE)


def proposal(db: Session, viewer: Viewer, key: UUID | str) -> tuple[ProposalLine, Head, Proposers]:
    """Return one proposal for who may see it, and the programme it asks. Raises NotFound."""
    found, programme, readers = proposing.proposal_to_see(db, viewer, key)
    [line] = _lines(db, programme, col(ProgrammeProposal.id) == found.id)
    return line, head_of(programme, db.get_one(Body, programme.body_id)), readers


def of_keys(
    db: Session, viewer: Viewer, key: UUID | str, keys: Iterable[str]
) -> tuple[ProposalLine, ...]:
    """Return those of a programme's proposals with these keys that the viewer may see.

    Raises NotFound.
    """
    programme, readers = proposing.registration_to_see(db, viewer, key)
    asked, wanted = ProgrammeProposal, [uuid_of(one) for one in keys]
    where = [col(asked.programme_id) == programme.id, col(asked.kind) == "register"]
    where += [] if readers.office else [col(asked.body_id).in_(readers.bodies)]
    return _lines(db, programme, *where, col(asked.key).in_(wanted))


@dataclass(frozen=True)
class Understood:
    """How texts that are typed are read: days, bodies as written and as found, and what is like."""

    dates: str
    bodies: tuple[tuple[str, bool], ...]
    near: tuple[alike.Alike, ...]
    above: tuple[alike.Alike, ...]


def understood(
    db: Session, viewer: Viewer, key: UUID | str, texts: Mapping[str, str], but: str = ""
) -> Understood:
    """Return how what is typed would be read, and what is like it, as far as the viewer sees that.

    `but` is the key of the proposal that is being changed. Raises NotFound.
    """
    programme, readers = proposing.registration_to_see(db, viewer, key)
    pool = alike.pool_of(db, programme, None if readers.office else readers.bodies)
    own = next((side for side in pool.sides if str(side.key) == but), None)
    text, time = texts.get("text", ""), texts.get("time_text", "")
    said = read_time(time, around(programme))
    resolved = body_words(db).resolve(texts.get("coordinating", ""))
    above = alike.pool_above(db, programme).like(text, time) if readers.office else ()
    return Understood(
        span(said.time_from, said.time_to),
        tuple((body.as_written, bool(body.sure)) for body in resolved),
        pool.like(text, time, but=own),
        above,
    )


def head_to_see(db: Session, viewer: Viewer, key: UUID | str) -> Head:
    """Return the head of a programme to whose registration the viewer is let. Raises NotFound."""
    programme, _readers = proposing.registration_to_see(db, viewer, key)
    return head_of(programme, db.get_one(Body, programme.body_id))


def sections_of(db: Session, viewer: Viewer, key: UUID | str) -> list[str]:
    """Return the headings of a draft, for who answers proposals. Raises NotFound."""
    programme, readers = proposing.registration_to_see(db, viewer, key)
    if not readers.office:
        return []
    found = db.exec(
        select(ProgrammeItem.section)
        .where(ProgrammeItem.programme_id == programme.id)
        .where(ProgrammeItem.section != "")
        .group_by(ProgrammeItem.section)
        .order_by(func.min(ProgrammeItem.position))
    )
    return list(found)


def asked_for(db: Session, viewer: Viewer, item_key: UUID | str) -> list[ProposalLine]:
    """Return the proposals that became an item: all for the office, one's own for a body.

    Raises NotFound unless the viewer sees the item.
    """
    item, programme, _readers = item_to_see(db, viewer, item_key)
    asked = ProgrammeProposal
    own = col(asked.item_id) == item.id, col(asked.kind) == "register"
    bodies = bodies_spoken_for(db, viewer)
    office = may(viewer, "programmes.edit")
    return [line for line in _lines(db, programme, *own) if office or line.body_id in bodies]


def _lines(
    db: Session, programme: Programme, *where: ColumnElement[bool]
) -> tuple[ProposalLine, ...]:
    rows = db.exec(
        select(ProgrammeProposal, Body.name, ProgrammeItem)
        .outerjoin(Body, col(Body.id) == col(ProgrammeProposal.body_id))
        .outerjoin(ProgrammeItem, col(ProgrammeItem.id) == col(ProgrammeProposal.item_id))
        .where(*where)
        .order_by(col(ProgrammeProposal.id))
    ).all()
    names = account_names(db, _accounts(row for row, _body, _item in rows))
    return tuple(
        ProposalLine(
            id=row.id,
            key=row.key,
            version=row.version,
            by=names.get(row.appraised_by_id or row.entered_by_id, ""),
            state=row.state,
            body=body or "",
            body_id=row.body_id,
            letter=row.letter,
            letter_on=row.letter_on,
            words=row.words,
            dates=_dates(row.words, programme),
            reason=row.reason,
            appraisal=row.appraisal,
            decision=row.decision,
            changes=tuple((f, compared(was, now)) for f, (was, now) in row.changes.items()),
            item=Became(item.key, item.number, item.text) if item else None,
            entered_at=row.entered_at,
            entered_by=names.get(row.entered_by_id, ""),
            by_letter=proposing.by_letter(row),
            open=row.state in OPEN,
        )
        for row, body, item in rows
    )


def _accounts(rows: Iterable[ProgrammeProposal]) -> set[int]:
    return {account for row in rows for account in (row.entered_by_id, row.appraised_by_id or 0)}


def _dates(words: Mapping[str, Any], programme: Programme) -> str:
    """The days that a time means: as a sheet said, or read now."""
    if "time_from" in words:
        return span(words["time_from"], words.get("time_to"))
    said = read_time(words.get("time_text", ""), around(programme))
    return span(said.time_from, said.time_to)
