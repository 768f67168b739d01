"""Open items that go on in another programme, and those that come back from one."""

from collections.abc import Iterable

from sqlmodel import col, select

from server.kernel.db import Tx
from server.programmes import sources
from server.programmes.events import ProgrammeItemChanged
from server.programmes.models import Programme, ProgrammeItem


def carry_away(tx: Tx, item_ids: Iterable[int | None], into: Programme) -> None:
    """Say of open items, loaded and locked, that they were carried into a programme, for a caller.

    Raises nothing; tells of each.
    """
    ids = [item_id for item_id in item_ids if item_id is not None]
    for some in sources.parts(ids):
        for item in tx.session.exec(select(ProgrammeItem).where(col(ProgrammeItem.id).in_(some))):
            was, item.state = item.state, "carried"
            item.changed_by_id = tx.actor.user_id or None
            changed = ProgrammeItemChanged(
                programme_id=item.programme_id, item_id=item.id, item_key=item.key
            )
            tx.emit(changed, state=(was, "carried"), into=into.title)
    tx.session.flush()


def take_back(tx: Tx, programme_id: int) -> None:
    """Open again what was carried into a programme that is taken away, for its caller."""
    db = tx.session
    old = select(ProgrammeItem.carried_from_id).where(ProgrammeItem.programme_id == programme_id)
    asked = select(ProgrammeItem).where(col(ProgrammeItem.id).in_(old))
    for item in db.exec(asked.where(ProgrammeItem.state == "carried")).all():
        tx.lock(f"programme:{item.programme_id}")
        item.state = "planned"
        changed = ProgrammeItemChanged(
            programme_id=item.programme_id, item_id=item.id, item_key=item.key
        )
        tx.emit(changed, state=("carried", "planned"))
    db.flush()
