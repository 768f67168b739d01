"""The notice of conclusion (*Thông báo kết luận*): what is ready, and the frozen wording.

What is issued stood in the draft notice (commands.open_draft), and the chair agrees to its words
there; where nothing was changed since the session, the agreement of the session is that.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.conclusions.access import conclusion_to_edit
from server.conclusions.commands import ConclusionMoved, changed
from server.conclusions.events import NoticeIssued
from server.conclusions.models import Conclusion, Notice
from server.conclusions.notices import full_number
from server.conclusions.planning_terms import apply_terms
from server.conclusions.verdicts import ASSIGNING
from server.kernel.db import Tx
from server.kernel.errors import DomainError, NotFound
from server.kernel.i18n import today
from server.meetings.access import meeting_to_edit
from server.meetings.models import AgendaItem, Meeting
from server.people.models import Body
from server.programmes.access import item_locked
from server.programmes.steps import note_steps
from server.tasks.access import tasks_of
from server.tasks.commands import date_by_notice, open_task
from server.tasks.models import Task


class NothingToIssue(DomainError):
    """No conclusion was named for the notice."""

    status, code = 409, "nothing-to-issue"


class NotReady(DomainError):
    """Only what is drafted, agreed and has a verdict is issued; one that assigns needs a task."""

    status, code = 409, "conclusion-not-ready"


class NumberTaken(DomainError):
    """The body issued a notice under this number and symbol this year."""

    status, code = 409, "notice-number-taken"


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
    conclusions: Sequence[Conclusion],
) -> str:
    """Return the canonical text of a notice: JSON with sorted keys and no spaces, UTF-8.

    It holds body, meeting, date of the session, number, symbol, date, and for each conclusion its
    number, item, words, verdict and tasks, so that the hash covers all that the notice says.
    """
    tasks = tasks_of(db, [conclusion.id for conclusion in conclusions])
    said: dict[str, Any] = {
        "body": db.get_one(Body, meeting.body_id).name,
        "meeting": meeting.title,
        "held_on": today(meeting.starts_at).isoformat(),
        "number": number,
        "symbol": symbol,
        "issued_on": issued_on.isoformat(),
        "conclusions": [
            {
                "number": conclusion.number,
                "item": db.get_one(AgendaItem, conclusion.item_id).title,
                "text": conclusion.text,
                "verdict": conclusion.verdict,
                "tasks": [_task(task) for task in tasks[conclusion.id]],
            }
            for conclusion in conclusions
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _task(task: Task) -> dict[str, str]:
    return {
        "work": task.work,
        "lead": task.lead_text,
        "coordinating": task.coordinating_text,
        "product": task.product,
        "receiver": task.receiver,
        "deadline": task.deadline_text,
        "date": task.deadline.isoformat() if task.deadline else "",
        "condition": task.condition,
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
    """Issue the draft (*Ban hành thông báo kết luận*) and give its tasks; returns the notice's key.

    `seen` maps the key of each conclusion to be issued to the version that was shown. Wording,
    number and date are frozen under a SHA-256; afterwards these conclusions cannot change. A task
    whose day counts from the notice, or whose year comes from it, gets its day now. Raises
    NotFound, FileComplete, ConclusionIssued, ConclusionMoved, NotReady, NothingToIssue,
    NoticeMisdated or NumberTaken, and then nothing was issued.
    """
    meeting = meeting_to_edit(tx, meeting_key, "conclusions.issue")
    days = (today(meeting.starts_at), today(tx.now))  # a meeting may be held before its day
    if not min(days) <= issued_on <= max(days):
        raise NoticeMisdated
    _check_number(tx, meeting, number, symbol, issued_on)
    chosen = []
    for key, version in seen.items():
        conclusion, item, its_meeting = conclusion_to_edit(tx, key, "conclusions.issue")
        if its_meeting.id != meeting.id:
            raise NotFound
        if conclusion.version != version:
            raise ConclusionMoved
        chosen.append((conclusion, item))
    if not chosen:
        raise NothingToIssue
    chosen.sort(key=lambda pair: pair[0].number)
    tasks = tasks_of(tx.session, [conclusion.id for conclusion, _item in chosen])
    if not all(
        conclusion.session_text and is_ready(conclusion, bool(tasks[conclusion.id]))
        for conclusion, _item in chosen
    ):
        raise NotReady
    for task in (task for its in tasks.values() for task in its):
        date_by_notice(tx, task, issued_on)
    tx.session.flush()
    wording = wording_of(
        tx.session, meeting, number, symbol, issued_on, [conclusion for conclusion, _ in chosen]
    )
    notice = tx.add(
        Notice(
            meeting_id=meeting.id,
            number=number,
            symbol=symbol,
            issued_on=issued_on,
            wording=wording,
            sha256=hashlib.sha256(wording.encode()).hexdigest(),
            issued_by_id=tx.actor.user_id,
            issued_at=tx.now,
        )
    )
    for conclusion, item in chosen:
        conclusion.notice_id = notice.id
        for task in tasks[conclusion.id]:
            open_task(tx, task, "notice")
        apply_terms(tx, conclusion, full_number(number, symbol))
        changed(tx, item, conclusion.id, notice=notice.id)
    _note_issued(tx, [item for _conclusion, item in chosen], issued_on)
    tx.emit(NoticeIssued(meeting_id=meeting.id, notice_id=notice.id), sha256=notice.sha256)
    return str(notice.key)


def _note_issued(tx: Tx, items: Iterable[AgendaItem], day: date) -> None:
    """A document of the programme (*Văn bản ban hành*) is out with the notice that carries it."""
    for item_id in sorted({item.programme_item_id for item in items if item.programme_item_id}):
        source = item_locked(tx, item_id)
        if source.kind == "document" and "issued" not in source.steps:
            note_steps(tx, source, {"issued": day})


def _check_number(tx: Tx, meeting: Meeting, number: str, symbol: str, issued_on: date) -> None:
    tx.lock(f"notices:{meeting.body_id}")  # numbers run through all meetings of a body
    issued = tx.session.exec(
        select(Notice)
        .join(Meeting, col(Meeting.id) == col(Notice.meeting_id))
        .where(Meeting.body_id == meeting.body_id)
        .where(Notice.number == number)
        .where(Notice.symbol == symbol)
    )
    if any(notice.issued_on.year == issued_on.year for notice in issued):
        raise NumberTaken
