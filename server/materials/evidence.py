"""What the papers of an agenda show of the programme's item: its draft, its appraisal, its papers.

Counted anew from the papers that are there, of every agenda the item stood on, so that taking one
away undoes it.
"""

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.i18n import today
from server.materials.models import Paper, PaperVersion
from server.meetings.models import AgendaItem
from server.programmes.access import item_locked
from server.programmes.steps import note_steps

_DRAFTS = ("submission", "report", "draft")  # what the lead body prepares


def note_papers(tx: Tx, *items: AgendaItem) -> None:
    """Note on the programme items of agenda items which days their papers show.

    draft: the first tờ trình, báo cáo or dự thảo came; appraisal: a báo cáo thẩm định came; papers:
    the first of those that delegates have now was sent.
    """
    sources = {item.programme_item_id for item in items if item.programme_item_id is not None}
    tx.session.flush()
    for item_id in sorted(sources):
        _note(tx, item_id)


def _note(tx: Tx, item_id: int) -> None:
    rows = tx.session.execute(
        select(Paper.kind, Paper.state, Paper.sent_at, PaperVersion.uploaded_at)
        .join(PaperVersion, col(PaperVersion.paper_id) == col(Paper.id))
        .join(AgendaItem, col(AgendaItem.id) == col(Paper.item_id))
        .where(AgendaItem.programme_item_id == item_id)
    ).all()
    moments = {
        "draft": [came for kind, _state, _sent, came in rows if kind in _DRAFTS],
        "appraisal": [came for kind, _state, _sent, came in rows if kind == "appraisal"],
        "papers": [sent for _kind, state, sent, _came in rows if state == "sent"],
    }
    days = {step: today(min(there)) if there else None for step, there in moments.items()}
    note_steps(tx, item_locked(tx, item_id), days)
