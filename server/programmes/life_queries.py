"""What the pages of a programme's life show: the words given on it, and what is to be approved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from server.people.access import Viewer, may
from server.people.models import Body
from server.people.queries import account_names
from server.programmes import access
from server.programmes.access import Readers
from server.programmes.item_queries import FIRST, head_of, lines_of
from server.programmes.models import Programme, ProgrammeApproval, ProgrammeItem
from server.programmes.views import Head, ItemLine

LINES_SHOWN = 300  # of a programme that is looked at before it is approved


@dataclass(frozen=True)
class Word:
    """A word on a programme, as models.ProgrammeApproval says it; `by` is a name."""

    step: str
    verdict: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Contents:
    """What a programme of `count` items contains: (kind, items).

    `undated` have no date, `unsaid` no origin. `lines` are all of them, or none where they are
    more than LINES_SHOWN.
    """

    count: int
    kinds: tuple[tuple[str, int], ...]
    undated: int
    unsaid: int
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True)
class Approving:
    """A programme as those see it whose word is asked; `contents` None while it is a draft.

    `awaited` is whose word is waited for (chief, body, "").
    """

    head: Head
    awaited: str
    words: tuple[Word, ...]
    contents: Contents | None


def approving(db: Session, viewer: Viewer, key: UUID | str) -> Approving:
    """Return a programme's page of approval. Raises NotFound."""
    found = access.programme_to_see(db, viewer, key)[0]
    head = head_of(found, db.get_one(Body, found.body_id))
    awaited = {"submitted": "chief", "endorsed": "body"}.get(found.state, "")
    waits = found.state in ("submitted", "endorsed", "approved")
    return Approving(
        head, awaited, words_on(db, None, found.id), contents(db, None, found.id) if waits else None
    )


def head_to_move(db: Session, viewer: Viewer, key: UUID | str) -> Head:
    """Return the programme that the viewer would move on. Raises NotFound unless one may."""
    found = access.programme_to_keep(db, viewer, key)
    return head_of(found, db.get_one(Body, found.body_id))


def words_on(db: Session, audience: Readers | None, programme_id: int) -> tuple[Word, ...]:
    """Return the words given on a programme, the newest first, the same for every audience."""
    rows = db.exec(
        select(ProgrammeApproval)
        .where(ProgrammeApproval.programme_id == programme_id)
        .order_by(col(ProgrammeApproval.id).desc())
    ).all()
    names = account_names(db, {row.account_id for row in rows})
    return tuple(
        Word(row.step, row.verdict, row.note, names.get(row.account_id, ""), row.at) for row in rows
    )


def contents(db: Session, audience: Readers | None, programme_id: int) -> Contents:
    """Return what a programme contains, the same for every audience."""
    own = col(ProgrammeItem.programme_id) == programme_id
    # What the office says it is, else the sheet's own word.
    kind = func.coalesce(func.nullif(ProgrammeItem.kind, ""), ProgrammeItem.kind_text)
    kinds = db.exec(select(kind.label("said"), func.count()).where(own).group_by("said")).all()
    lacking = (FIRST.is_(None), col(ProgrammeItem.origin) == "")
    undated, unsaid = (
        db.exec(select(func.count()).select_from(ProgrammeItem).where(own, blank)).one()
        for blank in lacking
    )
    count = sum(number for _kind, number in kinds)
    rows = select(ProgrammeItem).where(own).order_by(col(ProgrammeItem.position))
    lines = tuple(lines_of(db, db.exec(rows), ())) if count <= LINES_SHOWN else ()
    return Contents(count, tuple(sorted(kinds)), undated, unsaid, lines)


def last_return(db: Session, audience: Readers | None, programme_id: int) -> Word | None:
    """Return the word by which a draft was given back, if that is the newest; for a fragment."""
    words = words_on(db, audience, programme_id)
    return words[0] if words and words[0].verdict == "returned" else None


@dataclass(frozen=True)
class LifeWaiting:
    """A programme that waits for the viewer. `kind`: approve-programme (a word is asked),
    adopt-programme (approved, without its number yet), returned-programme (a draft given back)."""

    kind: str
    key: UUID
    title: str
    at: datetime | None


def life_waiting(db: Session, viewer: Viewer) -> list[LifeWaiting]:
    """Return the programmes that wait for the viewer: a word, a number, or another look."""
    found: list[LifeWaiting] = []
    moving = select(Programme).where(
        col(Programme.state).in_(("draft", "submitted", "endorsed", "approved"))
    )
    keeps = viewer.is_("secretariat")
    if not (keeps or may(viewer, "programmes.approve")):
        return found
    for row in db.exec(moving.where(access.within_reach(viewer)).order_by(col(Programme.id))):
        newest = words_on(db, None, row.id)
        at = newest[0].at if newest else None
        if access.word_of(db, viewer, row):
            found.append(LifeWaiting("approve-programme", row.key, row.title, at))
        elif keeps and row.state == "approved":
            found.append(LifeWaiting("adopt-programme", row.key, row.title, at))
        elif keeps and row.state == "draft" and newest and newest[0].verdict == "returned":
            found.append(LifeWaiting("returned-programme", row.key, row.title, at))
    return found
