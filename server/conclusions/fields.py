"""The field (*lĩnh vực*) of what is concluded at an item: that of the programme's item it tables.

A task gets it when it is planned; who follows the field is then proposed to watch it.
"""

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.i18n import nfc
from server.meetings.models import AgendaItem
from server.programmes.models import ProgrammeItem
from server.tasks.access import tasks_of
from server.tasks.events import TaskChanged


def field_at(db: Session, item_id: int) -> str:
    """Return the field of an agenda item's programme item, for a caller; "" where none is said."""
    field = db.exec(
        select(ProgrammeItem.field)
        .join(AgendaItem, col(AgendaItem.programme_item_id) == col(ProgrammeItem.id))
        .where(AgendaItem.id == item_id)
    ).first()
    return nfc(" ".join((field or "").split()))


def take_field(tx: Tx, conclusion_id: int, was_id: int, item_id: int) -> None:
    """A conclusion went to another item: its planned tasks follow, unless their field was said."""
    was, field = field_at(tx.session, was_id), field_at(tx.session, item_id)
    for task in tasks_of(tx.session, [conclusion_id])[conclusion_id]:
        if task.state == "planned" and task.field in ("", was) and task.field != field:
            tx.emit(TaskChanged.of(task), field=(task.field, field))
            task.field = field
