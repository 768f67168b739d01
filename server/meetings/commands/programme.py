"""From the programme onto an agenda, and back."""

from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.meetings.errors import ItemTaken
from server.programmes.models import ProgrammeItem

TAKEN = ("on-agenda", "presented", "done")


def take(tx: Tx, key: UUID) -> ProgrammeItem:
    """Take a programme's item onto an agenda. Raises NotFound or ItemTaken."""
    item = tx.session.exec(select(ProgrammeItem).where(ProgrammeItem.key == key)).first()
    if item is None:
        raise NotFound
    _take(item)
    return item


def take_again(tx: Tx, item_id: int) -> None:
    """Take an item that had been given back. Raises ItemTaken."""
    _take(tx.session.get_one(ProgrammeItem, item_id))


def _take(item: ProgrammeItem) -> None:
    if item.state in TAKEN:
        raise ItemTaken
    item.state = "on-agenda"


def give_back(tx: Tx, item_id: int) -> None:
    """Return an item to the programme: it waits for a date again."""
    tx.session.get_one(ProgrammeItem, item_id).state = "planned"
