"""The notice of conclusion (*Thông báo kết luận*): what is ready, and the frozen wording.

What is issued stood in the draft notice (commands.open_draft), and the chair agrees to its words
there; where nothing was changed since the session, the agreement of the session is that.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from server.conclusions.access import conclusion_to_edit
from server.conclusions.commands import ConclusionMoved, changed
from server.conclusions.content import KIND, canonical, content_of, digest_of
from server.conclusions.events import NoticeIssued
from server.conclusions.models import Conclusion, Notice
from server.conclusions.notices import full_number
from server.conclusions.planning_terms import apply_terms
from server.conclusions.verdicts import ASSIGNING
from server.kernel.db import Tx
from server.kernel.documents.layouts import layout_on
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import today
from server.meetings.access import meeting_to_edit
from server.meetings.models import AgendaItem, Meeting
from server.people.numbering import give_number
from server.programmes.access import item_locked
from server.programmes.steps import note_steps
from server.tasks.access import tasks_of
from server.tasks.commands import date_by_notice, open_task


class NothingToIssue(DomainError):
    """No conclusion was named for the notice."""

    status, code = 409, "nothing-to-issue"


class NotReady(DomainError):
    """Only what is drafted, agreed and has a verdict is issued; one that assigns needs a task."""

    status, code = 409, "conclusion-not-ready"


class NoticeMisdated(DomainError):
    """A notice is dated between the day of its meeting and today."""

    status, code = 409, "notice-misdated"


def is_ready(conclusion: Conclusion, has_tasks: bool) -> bool:
    """Whether a conclusion can be issued once it stands in the draft."""
    said = bool(conclusion.verdict) and (conclusion.verdict not in ASSIGNING or has_tasks)
    return bool(conclusion.agreed_as) and said and conclusion.notice_id is None


def wording_of(
    db: Session,
    meeting: Meeting,
    number: str,
    symbol: str,
    issued_on: date,
    rows: Sequence[Conclusion],
) -> dict[str, Any]:
    """Return all that a notice says: content.content_of, and number, symbol, day and layout.

    Its canonical text is frozen, so that the hash covers every word, and the document can be drawn
    from it again.
    """
    said = content_of(db, meeting, rows)
    layout = layout_on(issued_on, said["vocabulary"], said["layout"]).key
    return said | {
        "layout": layout,
        "number": number,
        "symbol": symbol,
        "issued_on": issued_on.isoformat(),
    }


def issue(
    tx: Tx,
    *,
    meeting_key: UUID | str,
    number: str,
    symbol: str,
    issued_on: date,
    seen: Mapping[str, int],
) -> str:
    """Issue conclusions whose words the chair agreed to one by one; returns the notice's key.

    `seen` maps the key of each to the version that was shown. What was approved as a whole is
    issued by its number (publishing.number_notice). Raises NotFound, FileComplete,
    ConclusionIssued, ConclusionMoved and what issue_chosen does; then nothing was issued.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.issue")
    chosen = []
    for key, version in seen.items():
        conclusion, _item, its_meeting = conclusion_to_edit(tx, key, "conclusions.issue")
        if its_meeting.id != meeting.id:
            raise NotFound
        if conclusion.version != version:
            raise ConclusionMoved
        chosen.append(conclusion)
    notice = issue_chosen(tx, meeting, chosen, number=number, symbol=symbol, issued_on=issued_on)
    return str(notice.key)


def issue_chosen(
    tx: Tx,
    meeting: Meeting,
    chosen: Sequence[Conclusion],
    *,
    number: str,
    symbol: str,
    issued_on: date,
) -> Notice:
    """Give the number, freeze the words and give the tasks (*Ban hành*), all in one transaction.

    Wording, number and date are frozen under a SHA-256; afterwards these conclusions cannot change.
    A task whose day counts from the notice, or whose year comes from it, gets its day now. Callers
    have loaded `chosen` to be edited. Raises NotReady, NothingToIssue, NoticeMisdated, BadForm or
    NumberTaken, and then nothing was issued.
    """
    days = (today(meeting.starts_at), today(tx.now))  # a meeting may be held before its day
    if not min(days) <= issued_on <= max(days):
        raise NoticeMisdated
    if not chosen:
        raise NothingToIssue
    if not number.isdecimal():
        raise BadForm({"number": "field-bad"})
    number = str(int(number))
    chosen = sorted(chosen, key=lambda conclusion: conclusion.number)
    tasks = tasks_of(tx.session, [conclusion.id for conclusion in chosen])
    if not all(
        conclusion.session_text and is_ready(conclusion, bool(tasks[conclusion.id]))
        for conclusion in chosen
    ):
        raise NotReady
    for task in (task for its in tasks.values() for task in its):
        date_by_notice(tx, task, issued_on)
    tx.session.flush()
    said = wording_of(tx.session, meeting, number, symbol, issued_on, chosen)
    notice = tx.add(
        Notice(
            meeting_id=meeting.id,
            number=number,
            symbol=symbol,
            issued_on=issued_on,
            wording=canonical(said),
            sha256=digest_of(said),
            layout=said["layout"],
            issued_by_id=tx.actor.user_id,
            issued_at=tx.now,
        )
    )
    give_number(
        tx,
        body_id=meeting.body_id,
        kind=KIND,
        number=int(number),
        symbol=symbol,
        issued_on=issued_on,
        subject=f"Thông báo {said['words']['subject']}",
        page="notice",
        target=str(notice.key),
    )
    items = []
    for conclusion in chosen:
        conclusion.notice_id = notice.id
        for task in tasks[conclusion.id]:
            open_task(tx, task, "notice")
        apply_terms(tx, conclusion, full_number(number, symbol))
        items.append(tx.session.get_one(AgendaItem, conclusion.item_id))
        changed(tx, items[-1], conclusion.id, notice=notice.id)
    _note_issued(tx, items, issued_on)
    tx.emit(NoticeIssued(meeting_id=meeting.id, notice_id=notice.id), sha256=notice.sha256)
    return notice


def _note_issued(tx: Tx, items: Iterable[AgendaItem], day: date) -> None:
    """A document of the programme (*Văn bản ban hành*) is out with the notice that carries it."""
    for item_id in sorted({item.programme_item_id for item in items if item.programme_item_id}):
        source = item_locked(tx, item_id)
        if source.kind == "document" and "issued" not in source.steps:
            note_steps(tx, source, {"issued": day})
