"""When an item of a programme was before a meeting."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from server.kernel.i18n import today
from server.meetings.models import AgendaItem, Meeting


def presented_on(
    db: Session, programme_item_ids: Collection[int], *, but: int = 0
) -> dict[int, date]:
    """Return item's id -> the last day on which an ended meeting dealt with it, for a caller.

    The agenda's line `but` does not count.
    """
    rows = db.exec(
        select(AgendaItem.programme_item_id, Meeting.starts_at)
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(col(AgendaItem.programme_item_id).in_(programme_item_ids))
        .where(AgendaItem.id != but)
        .where(AgendaItem.state == "done")
        .where(col(Meeting.ended_at).is_not(None))
        .order_by(col(Meeting.starts_at))
    )
    return {item_id: today(starts_at) for item_id, starts_at in rows if item_id is not None}
