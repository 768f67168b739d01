"""Which programmes have items that follow from a source, within a viewer's reach."""

from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.errors import NotFound
from server.people.access import Viewer
from server.programmes.access import uuid_of, within_reach
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.rulebook import ItemSource, SourceDocument


def programmes_of(db: Session, viewer: Viewer, key: UUID | str) -> tuple[int, ...]:
    """Return the ids of the programmes with items of a source. Raises NotFound."""
    found = db.exec(select(SourceDocument.id).where(SourceDocument.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    asked = (
        select(Programme.id)
        .join(ProgrammeItem, col(ProgrammeItem.programme_id) == col(Programme.id))
        .join(ItemSource, col(ItemSource.item_id) == col(ProgrammeItem.id))
        .where(ItemSource.source_id == found, within_reach(viewer))
        .distinct()
    )
    return tuple(sorted(db.exec(asked)))
