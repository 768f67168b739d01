"""What pages and fragments show of papers.

`every_paper` reads papers once; `visible_papers` makes of them what one audience may see,
without touching the database.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.materials.access import paper_to_see
from server.materials.models import Paper, PaperVersion
from server.meetings.access import Audience, item_to_see, meeting_to_see, uuid_of
from server.meetings.models import AgendaItem, Meeting
from server.people.access import Viewer, require
from server.people.models import Account


@dataclass(frozen=True)
class VersionLine:
    """One draft of a paper. `number` is the nth; `scanned_pages` cannot be searched."""

    key: UUID
    number: int
    file_name: str
    page_count: int
    size_bytes: int
    scanned_pages: int
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True)
class PaperLine:
    """A paper as a list shows it; the figures are those of the draft that is read.

    Before the first sending that is the newest one, afterwards the one sent last. `drafts` are all
    of them, newest first, and `unsent` the newest where it has not been sent: for the secretariat
    alone. `by` changed the paper last.
    """

    key: UUID
    item_id: int
    kind: str
    title: str
    state: str
    version: int
    position: int
    sent_at: datetime | None
    version_key: UUID
    draft_number: int
    page_count: int
    size_bytes: int
    scanned_pages: int
    by: str = ""
    drafts: tuple[VersionLine, ...] = ()
    unsent: VersionLine | None = None

    @property
    def is_draft_text(self) -> bool:
        """Whether "nth draft" is worth saying of it."""
        return self.draft_number > 1 or self.kind == "draft"


# Every push about an agenda asks these, so they are built once.
_PAPERS = (
    select(Paper, Account.name)
    .join(Account, col(Account.id) == col(Paper.changed_by_id), isouter=True)
    .where(col(Paper.item_id).in_(bindparam("items", expanding=True)))
    .order_by(col(Paper.item_id), col(Paper.position), col(Paper.id))
)
_DRAFTS = (
    select(PaperVersion, Account.name)
    .join(Account, col(Account.id) == col(PaperVersion.uploaded_by_id), isouter=True)
    .where(col(PaperVersion.paper_id).in_(bindparam("papers", expanding=True)))
    .order_by(col(PaperVersion.number).desc())
)


def every_paper(db: Session, item_ids: Collection[int]) -> dict[int, tuple[PaperLine, ...]]:
    """Return all papers of items, in order; `visible_papers` decides who sees which.

    Two queries, however many items. Items without papers are left out.
    """
    papers = db.execute(_PAPERS, {"items": list(item_ids)}).all()
    if not papers:
        return {}
    drafts: dict[int, list[tuple[int, VersionLine]]] = {}
    for row, name in db.execute(_DRAFTS, {"papers": [paper.id for paper, _ in papers]}).all():
        drafts.setdefault(row.paper_id, []).append((row.id, _draft(row, name or "")))
    lines: dict[int, tuple[PaperLine, ...]] = {}
    for paper, name in papers:
        lines[paper.item_id] = (
            *lines.get(paper.item_id, ()),
            _line(paper, drafts[paper.id], name or ""),
        )
    return lines


def visible_papers(papers: Sequence[PaperLine], audience: Audience) -> tuple[PaperLine, ...]:
    """Return what an audience sees of an item's papers; that it sees the item is the caller's."""
    if audience.may_edit:
        return tuple(papers)
    return tuple(
        replace(paper, by="", drafts=(), unsent=None) for paper in papers if paper.state == "sent"
    )


def papers_of_items(
    db: Session, audience: Audience, item_ids: Collection[int]
) -> dict[int, tuple[PaperLine, ...]]:
    """Return id -> papers of those of the items that this audience sees, in order.

    Delegates, chair and guests get what has been sent, the secretariat also drafts and recalled
    papers. Items without any are left out.
    """
    seen = [
        item_id
        for item_id, hidden, restricted in db.execute(
            select(AgendaItem.id, AgendaItem.hidden, AgendaItem.restricted)
            .where(AgendaItem.meeting_id == audience.meeting_id)
            .where(col(AgendaItem.id).in_(item_ids))
        ).all()
        if audience.sees(item_id, hidden=hidden, restricted=restricted)
    ]
    found = {key: visible_papers(papers, audience) for key, papers in every_paper(db, seen).items()}
    return {key: papers for key, papers in found.items() if papers}


# --- the secretariat's editors -------------------------------------------------------------------


@dataclass(frozen=True)
class ItemPapers:
    """An agenda item for whoever keeps its papers."""

    meeting_key: UUID
    item_id: int
    item_key: UUID
    item_title: str
    secret: bool
    papers: tuple[PaperLine, ...] = ()

    @property
    def unsent(self) -> int:
        """How many papers have a draft that is still to be sent."""
        return sum(paper.unsent is not None for paper in self.papers)


def item_papers(db: Session, viewer: Viewer, key: UUID | str) -> ItemPapers:
    """Return an item and its papers to somebody who keeps papers. Raises NotFound."""
    require(viewer, "papers.keep")
    item, _ = item_to_see(db, viewer, key)
    return item_papers_of(db, item.id)


def item_papers_of(db: Session, item_id: int) -> ItemPapers:
    """Return an item and all its papers for a fragment of the console. Raises NotFound."""
    row = db.execute(
        select(AgendaItem, Meeting.key)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(AgendaItem.id == item_id)
    ).first()
    if row is None:
        raise NotFound
    item, meeting_key = row
    papers = every_paper(db, [item.id]).get(item.id, ())
    return ItemPapers(meeting_key, item.id, item.key, item.title, item.secret, papers)


def unsent_papers(
    db: Session, viewer: Viewer, meeting_key: UUID | str, item_key: str | None = None
) -> tuple[UUID, tuple[tuple[str, PaperLine], ...]]:
    """Return the meeting's key and (item's title, paper) of every paper with a draft to send.

    `item_key` narrows it to one item. Recalled papers are among them: sending undoes a recall.
    Raises NotFound.
    """
    require(viewer, "papers.keep")
    meeting, _ = meeting_to_see(db, viewer, meeting_key)
    wanted = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    if item_key is not None:
        item, _ = item_to_see(db, viewer, item_key)
        wanted = wanted.where(AgendaItem.id == item.id)
    items = db.exec(wanted.order_by(col(AgendaItem.position))).all()
    papers = every_paper(db, [item.id for item in items])
    return meeting.key, tuple(
        (item.title, paper)
        for item in items
        for paper in papers.get(item.id, ())
        if paper.unsent is not None
    )


@dataclass(frozen=True)
class PaperEditor:
    """A paper for whoever keeps it. `above`: the papers of its item that stand before it."""

    paper: PaperLine
    above: tuple[PaperLine, ...]

    @property
    def droppable(self) -> bool:
        """Whether its newest draft was never sent."""
        return self.paper.unsent is not None and (
            self.paper.state == "draft" or self.paper.unsent.key != self.paper.version_key
        )


def paper_editor(db: Session, viewer: Viewer, key: UUID | str) -> PaperEditor:
    """Return a paper to somebody who keeps papers, for its editors. Raises NotFound."""
    require(viewer, "papers.keep")
    item = paper_to_see(db, viewer, key).item
    papers = every_paper(db, [item.id])[item.id]
    place = next(n for n, paper in enumerate(papers) if paper.key == uuid_of(key))
    return PaperEditor(papers[place], papers[:place])


def _draft(row: PaperVersion, by: str) -> VersionLine:
    return VersionLine(
        key=row.key,
        number=row.number,
        file_name=row.file_name,
        page_count=row.page_count,
        size_bytes=row.size_bytes,
        scanned_pages=row.scanned_pages,
        uploaded_at=row.uploaded_at,
        uploaded_by=by,
    )


def _line(paper: Paper, drafts: list[tuple[int, VersionLine]], by: str) -> PaperLine:
    """`drafts`: (id, draft), newest first."""
    newest_id, newest = drafts[0]
    read = dict(drafts).get(paper.current_id, newest) if paper.current_id else newest
    sent = paper.state == "sent" and newest_id == paper.current_id
    return PaperLine(
        key=paper.key,
        item_id=paper.item_id,
        kind=paper.kind,
        title=paper.title,
        state=paper.state,
        version=paper.version,
        position=paper.position,
        sent_at=paper.sent_at,
        version_key=read.key,
        draft_number=read.number,
        page_count=read.page_count,
        size_bytes=read.size_bytes,
        scanned_pages=read.scanned_pages,
        by=by,
        drafts=tuple(draft for _, draft in drafts),
        unsent=None if sent else newest,
    )
