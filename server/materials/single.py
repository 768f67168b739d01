"""Queries about one paper: its page, and its bytes."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.materials.access import paper_to_see
from server.materials.models import Paper
from server.materials.queries import PaperLine, every_paper, visible_papers
from server.meetings.access import uuid_of
from server.meetings.models import AgendaItem, Meeting
from server.people.access import Viewer


@dataclass(frozen=True)
class PaperPage:
    """A paper alone, and the item and meeting it belongs to; the item as it is marked."""

    paper: PaperLine
    item_title: str
    meeting_key: UUID
    meeting_title: str
    item_id: int
    hidden: bool
    restricted: bool


def paper_page(db: Session, viewer: Viewer, key: UUID | str) -> PaperPage:
    """Return a paper as the viewer may see it. Raises NotFound."""
    audience = paper_to_see(db, viewer, key).audience
    page = page_of(db, key)
    return replace(page, paper=visible_papers([page.paper], audience)[0])


def page_of(db: Session, key: UUID | str) -> PaperPage:
    """Return a paper for a fragment, whoever may see it. Raises NotFound once it was dropped."""
    row = db.execute(
        select(AgendaItem, Meeting)
        .join(Paper, col(Paper.item_id) == col(AgendaItem.id))
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(Paper.key == uuid_of(key))
    ).first()
    if row is None:
        raise NotFound
    item, meeting = row
    paper = next(p for p in every_paper(db, [item.id])[item.id] if str(p.key) == str(key))
    return PaperPage(
        paper, item.title, meeting.key, meeting.title, item.id, item.hidden, item.restricted
    )


@dataclass(frozen=True)
class PaperFile:
    """What is sent for a paper: its bytes by hash, and the name to save them under."""

    sha256: str
    file_name: str
    meeting_id: int
    paper_id: int
    paper_key: UUID
    version_id: int


def paper_file(
    db: Session,
    viewer: Viewer,
    key: UUID | str,
    version_key: UUID | str | None = None,
    *,
    original: bool = False,
) -> PaperFile:
    """Return the bytes that the viewer reads: the rendition where it is ready.

    `original` asks for the paper of record, as it was uploaded. Raises NotFound.
    """
    seen = paper_to_see(db, viewer, key, version_key)
    version = seen.version
    sha256 = version.sha256
    if version.rendition_sha256 is not None and not original:
        sha256 = version.rendition_sha256
    return PaperFile(
        sha256,
        version.file_name,
        seen.audience.meeting_id,
        seen.paper.id,
        seen.paper.key,
        version.id,
    )
