"""Who may see and change work programmes.

The secretariat and the standing body see every programme of the office. A chair, a delegate or a
body's clerk sees the programmes of the bodies he or she sits on, and those that name such a body as
leading or coordinating an item; a programme is one paper and is seen whole. Guests and
administrators see none. Only the secretariat imports, and changes what may be changed of an item.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select, true

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.people.access import Viewer, may, require, viewer_with_id
from server.people.models import Body
from server.programmes.models import Programme, ProgrammeImport, ProgrammeItem, ProgrammeItemBody

_SEATS = ("chair", "delegate", "clerk")


@dataclass(frozen=True)
class Readers:
    """Readers who see the same of a programme: all of it.

    `edition` is the content that a live page shows: with another one it is fetched again.
    """

    may_edit: bool
    locale: str
    edition: str = ""

    @property
    def priority(self) -> int:
        """The secretariat is served first."""
        return 0 if self.may_edit else 1


def readers_of(viewer: Viewer) -> Readers:
    """Derive who the viewer is where programmes are concerned. Raises NotFound."""
    require(viewer, "programmes.read")
    return Readers(may(viewer, "programmes.edit"), viewer.locale)


def within_reach(viewer: Viewer) -> ColumnElement[bool]:
    """The rule above as a condition on Programme. Raises NotFound for who sees none at all."""
    require(viewer, "programmes.read")
    if viewer.is_("secretariat", "standing"):
        return true()
    bodies = [body_id for body_id in viewer.bodies if viewer.in_body(body_id, *_SEATS)]
    named = (
        select(ProgrammeItem.programme_id)
        .join(ProgrammeItemBody, col(ProgrammeItemBody.item_id) == col(ProgrammeItem.id))
        .where(col(ProgrammeItemBody.body_id).in_(bodies))
    )
    return or_(col(Programme.body_id).in_(bodies), col(Programme.id).in_(named))


def programme_to_see(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Programme, Readers]:
    """Return a programme and who the viewer is to it. Raises NotFound."""
    readers = readers_of(viewer)
    programme = db.exec(
        select(Programme).where(Programme.key == uuid_of(key)).where(within_reach(viewer))
    ).first()
    if programme is None:
        raise NotFound
    return programme, readers


def item_to_see(
    db: Session, viewer: Viewer, key: UUID | str
) -> tuple[ProgrammeItem, Programme, Readers]:
    """Return an item, its programme and who the viewer is to it. Raises NotFound."""
    readers = readers_of(viewer)
    found = db.exec(
        select(ProgrammeItem, Programme)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(ProgrammeItem.key == uuid_of(key))
        .where(within_reach(viewer))
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1], readers


def import_to_see(db: Session, viewer: Viewer, key: UUID | str) -> ProgrammeImport:
    """Return a staged import. Raises NotFound unless one may import."""
    require(viewer, "programmes.edit")
    return _import(db, key)


def programme_to_keep(db: Session, viewer: Viewer, key: UUID | str) -> Programme:
    """Return a programme. Raises NotFound unless one may import and change programmes."""
    require(viewer, "programmes.edit")
    return programme_to_see(db, viewer, key)[0]


def uuid_of(key: UUID | str) -> UUID:
    """Return a key from an address. Raises NotFound for what cannot be one."""
    try:
        return key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        raise NotFound from None


# --- for commands ------------------------------------------------------------------------------


def keeps_programmes(tx: Tx) -> None:
    """Raise NotFound unless the actor may import and change programmes (the system may)."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), "programmes.edit")


def import_to_change(tx: Tx, key: UUID | str) -> ProgrammeImport:
    """Load an import for its reading, a correction or its confirmation, one at a time.

    Raises NotFound.
    """
    keeps_programmes(tx)
    tx.lock("programmes")
    return _import(tx.session, key)


def body_with_key(tx: Tx, key: UUID | str) -> Body:
    """Load a body that a command names. Raises NotFound."""
    body = tx.session.exec(select(Body).where(Body.key == uuid_of(key))).first()
    if body is None:
        raise NotFound
    return body


def programme_to_change(tx: Tx, key: UUID | str) -> Programme:
    """Load a programme while none comes in and nobody changes its items. Raises NotFound."""
    keeps_programmes(tx)
    tx.lock("programmes")
    asked = select(Programme).where(Programme.key == uuid_of(key))
    if (found := tx.session.exec(asked).first()) is None:
        raise NotFound
    tx.lock(f"programme:{found.id}")
    return found


def item_to_edit(tx: Tx, key: UUID | str) -> ProgrammeItem:
    """Load an item for a change by hand, locked. Raises NotFound."""
    keeps_programmes(tx)
    found = tx.session.exec(
        select(ProgrammeItem.id).where(ProgrammeItem.key == uuid_of(key))
    ).first()
    return item_locked(tx, found)


def item_locked(tx: Tx, item_id: int | None) -> ProgrammeItem:
    """Load an item as it is once nobody else changes its programme. Raises NotFound.

    For features above, which have asked the actor's right to what they do.
    """
    programme_id = tx.session.exec(
        select(ProgrammeItem.programme_id).where(ProgrammeItem.id == item_id)
    ).first()
    if programme_id is None:
        raise NotFound
    tx.lock(f"programme:{programme_id}")
    item = tx.session.exec(
        select(ProgrammeItem)
        .where(ProgrammeItem.id == item_id)
        .execution_options(populate_existing=True)
    ).first()
    if item is None:  # its programme was withdrawn meanwhile
        raise NotFound
    return item


def _import(db: Session, key: UUID | str) -> ProgrammeImport:
    found = db.exec(select(ProgrammeImport).where(ProgrammeImport.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    return found
