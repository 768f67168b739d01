"""What waits of the sheets in which bodies register items for a programme."""

from uuid import UUID

from sqlmodel import Session, col, select

from server.people.access import Viewer
from server.programmes.access import import_to_see, uuid_of
from server.programmes.import_queries import LATEST, Waiting, waiting_of
from server.programmes.models import Programme, ProgrammeImport


def registers_for(db: Session, viewer: Viewer, key: UUID | str) -> UUID | None:
    """Return the key of the programme for which a sheet registers items, or None.

    Raises NotFound.
    """
    staged = import_to_see(db, viewer, key)
    found = staged.registers_for_id
    return db.get_one(Programme, found).key if found is not None else None


def sheets_waiting(db: Session, viewer: Viewer, programme_key: UUID | str) -> tuple[Waiting, ...]:
    """Return the viewer's own sheets to register items that wait to be confirmed, newest first."""
    rows = db.exec(
        select(ProgrammeImport)
        .join(Programme, col(Programme.id) == col(ProgrammeImport.registers_for_id))
        .where(Programme.key == uuid_of(programme_key))
        .where(ProgrammeImport.account_id == viewer.user_id)
        .where(col(ProgrammeImport.file_sha256).is_not(None))
        .order_by(col(ProgrammeImport.id).desc())
        .limit(LATEST)
    )
    return tuple(waiting_of(row, viewer.name) for row in rows)
