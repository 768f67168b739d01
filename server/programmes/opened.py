"""Which programmes are open for registration, and where proposals wait for an answer."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.people.access import Viewer, bodies_spoken_for, may
from server.people.models import Body
from server.programmes import proposing
from server.programmes.models import DRAFTING, Programme, ProgrammeProposal


@dataclass(frozen=True)
class Opened:
    """A programme to which a body may register, or that waits for the office's answers.

    `returned` of one's own lack something, `waiting` wait for the office.
    """

    key: UUID
    title: str
    body: str
    until: date | None
    open: bool
    returned: int
    waiting: int


def opened(db: Session, viewer: Viewer) -> list[Opened]:
    """Return the programmes that are open for the viewer's bodies to register, or, for the office,
    those with proposals to answer or open. Empty for who registers nowhere."""
    if not may(viewer, "programmes.propose"):
        return []
    office = may(viewer, "programmes.edit")
    bodies = frozenset() if office else bodies_spoken_for(db, viewer)
    if not (office or bodies):
        return []
    own = ProgrammeProposal
    asked = select(own.programme_id, own.state, func.count()).where(own.kind == "register")
    if not office:
        asked = asked.where(col(own.body_id).in_(bodies))
    states: dict[int, Counter[str]] = {}
    for programme_id, state, count in db.exec(asked.group_by(col(own.programme_id), own.state)):
        states.setdefault(programme_id, Counter())[state] = count
    rows = db.exec(
        select(Programme, Body.name)
        .join(Body, col(Body.id) == col(Programme.body_id))
        .where(col(Programme.state).in_(DRAFTING))
        .order_by(col(Programme.register_until), col(Programme.id))
    )
    found = []
    for programme, body in rows:
        said = states.get(programme.id, Counter())
        opens = proposing.is_open(programme)
        if opens or (said["proposed"] if office else said["returned"]):
            found.append(
                Opened(
                    programme.key,
                    programme.title,
                    body,
                    programme.register_until,
                    opens,
                    said["returned"],
                    said["proposed"],
                )
            )
    return found


@dataclass(frozen=True)
class Due:
    """What waits of a registration; `kind`: register (until `on`), mend-proposals (`count` were
    returned to us), appraise-proposals (`count` wait for the office). `key` is the programme's."""

    kind: str
    count: int
    key: str
    words: str
    on: date | None


def registrations_due(db: Session, viewer: Viewer) -> list[Due]:
    """Return what waits for the viewer of registrations that are open, or were."""
    office = may(viewer, "programmes.edit")
    found = []
    for one in opened(db, viewer):
        kinds = {"appraise-proposals": one.waiting} if office else {"mend-proposals": one.returned}
        kinds |= {} if office else {"register": int(one.open)}
        found += [
            Due(kind, count, str(one.key), one.title, one.until)
            for kind, count in kinds.items()
            if count
        ]
    return found


def waiting_count(db: Session, programme_id: int) -> int:
    """Return how many proposals of a programme wait for the office, for a fragment."""
    asked = select(func.count()).where(ProgrammeProposal.programme_id == programme_id)
    return int(db.exec(asked.where(proposing.waiting())).one())


def streams_of(db: Session, viewer: Viewer) -> tuple[str, ...]:
    """Return the streams that tell the viewer of registrations: of programmes that are drafted."""
    if not may(viewer, "programmes.propose"):
        return ()
    if not (may(viewer, "programmes.edit") or bodies_spoken_for(db, viewer)):
        return ()
    ids = db.exec(select(Programme.id).where(col(Programme.state).in_(DRAFTING)))
    return tuple(f"programme:{programme_id}" for programme_id in ids)
