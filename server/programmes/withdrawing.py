"""A programme that came in by mistake is withdrawn: *Gỡ chương trình*.

Nothing of it may have been used yet. What stays is the entry of the audit trail; the file it came
from is unknown again and can be imported like any other.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, delete, exists, select, update
from sqlmodel import Session, SQLModel, col, func, or_

from server.kernel.db import Tx
from server.kernel.i18n import nfc
from server.people.access import Viewer
from server.people.models import Body
from server.programmes import access, carrying, staging
from server.programmes.errors import ProgrammeInUse
from server.programmes.events import ProgrammeWithdrawn
from server.programmes.models import (
    Programme,
    ProgrammeApproval,
    ProgrammeDocument,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
    ProgrammeReview,
)
from server.programmes.rulebook import ItemSource
from server.programmes.views import Held, Withdrawal

TABLED = ("on-agenda", "presented")
OF_ITEMS = (ProgrammeItemBody, ItemSource)  # they go with the items
_OF_PROGRAMME = (ProgrammeProposal, ProgrammeApproval, ProgrammeReview, ProgrammeDocument)


def withdrawal(db: Session, viewer: Viewer, key: UUID | str) -> Withdrawal:
    """Return what withdrawing a programme would mean. Raises NotFound unless one may do it."""
    programme = access.programme_to_keep(db, viewer, key)
    return Withdrawal(
        key=programme.key,
        title=programme.title,
        count=_count(db, programme.id),
        held=items_held(db, programme.id),
    )


def withdraw_programme(tx: Tx, *, key: UUID, reason: str = "") -> int:
    """Take a programme away with all its items. Returns how many they were.

    Title, source and reason stand in the log. Raises NotFound, or ProgrammeInUse naming the items
    that an agenda has, or that something else hangs from.
    """
    programme = access.programme_to_change(tx, key)
    if held := items_held(tx.session, programme.id):
        raise ProgrammeInUse(count=len(held), items="; ".join(item.called for item in held))
    count = _count(tx.session, programme.id)
    tx.emit(
        ProgrammeWithdrawn(programme_id=programme.id),
        title=programme.title,
        body=tx.session.get_one(Body, programme.body_id).name,
        level=programme.level,
        period=[programme.period_from, programme.period_to],
        source=programme.source_name,
        digest=programme.source_digest,
        items=count,
        reason=nfc(reason),
    )
    carrying.take_back(tx, programme.id)
    tx.take_time()  # thousands of rows by a statement
    _delete(tx.session, programme)
    return count


def _delete(db: Session, programme: Programme) -> None:
    own = select(col(ProgrammeItem.id)).where(col(ProgrammeItem.programme_id) == programme.id)
    for beside in OF_ITEMS:
        db.execute(delete(beside).where(col(beside.item_id).in_(own)))
    for of_it in _OF_PROGRAMME:
        db.execute(delete(of_it).where(col(of_it.programme_id) == programme.id))
    db.execute(delete(ProgrammeItem).where(col(ProgrammeItem.programme_id) == programme.id))
    imports = select(col(ProgrammeImport.id)).where(
        or_(
            col(ProgrammeImport.programme_id) == programme.id,
            col(ProgrammeImport.registers_for_id) == programme.id,
        )
    )
    import_ids = list(db.execute(imports).scalars())
    staging.forget_staged(db, import_ids)
    db.execute(delete(ProgrammeImport).where(col(ProgrammeImport.id).in_(import_ids)))
    # A programme below keeps the name of this one: it is linked again when that comes again.
    below = update(Programme).where(col(Programme.parent_id) == programme.id)
    db.execute(below.values(parent_id=None))
    db.delete(programme)
    db.flush()


def items_held(db: Session, programme_id: int) -> tuple[Held, ...]:
    """Return the items that were tabled or that another row refers to, for a caller.

    Whatever table refers to items counts, also of features above that are not known here; a
    programme's own rows do not.
    """
    beside = {_table(each) for each in (*OF_ITEMS, *_OF_PROGRAMME)}
    hangs = [
        exists().where(there.c[column.name] == col(ProgrammeItem.id), *others)
        for column in _references(ProgrammeItem)
        if column.table not in beside
        for there in [column.table.alias()]
        for others in [
            [there.c.programme_id != programme_id] if column.table is _table(ProgrammeItem) else []
        ]
    ]
    rows = db.execute(
        select(col(ProgrammeItem.key), col(ProgrammeItem.number), col(ProgrammeItem.text))
        .where(col(ProgrammeItem.programme_id) == programme_id)
        .where(or_(col(ProgrammeItem.state).in_(TABLED), *hangs))
        .order_by(col(ProgrammeItem.position))
    )
    return tuple(Held(key, number, text) for key, number, text in rows)


def hanging(db: Session, item_id: int) -> bool:
    """Return whether an item was tabled or anything refers to it, for a caller: a row of a feature
    above, another item, or what a body asks (a registration that it came from)."""
    own = {_table(each) for each in OF_ITEMS}
    refers = [
        exists().where(there.c[column.name] == item_id)
        for column in _references(ProgrammeItem)
        if column.table not in own
        for there in [column.table.alias()]
    ]
    tabled = col(ProgrammeItem.state).in_(TABLED)
    found = select(col(ProgrammeItem.id)).where(col(ProgrammeItem.id) == item_id)
    return db.execute(found.where(or_(tabled, *refers))).first() is not None


def _references(table: type[SQLModel]) -> Iterator[Column[Any]]:
    """The columns of all tables that refer to one."""
    for other in SQLModel.metadata.tables.values():
        for reference in other.foreign_keys:
            if reference.column.table is _table(table):
                yield reference.parent


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


def _count(db: Session, programme_id: int) -> int:
    found = select(func.count()).where(col(ProgrammeItem.programme_id) == programme_id)
    return int(db.execute(found).scalar_one())
