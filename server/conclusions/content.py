"""What a draft notice says as a whole: its own words, the conclusions in it, and their digest.

The digest is what the chair approves: where it is another afterwards, whatever changed it, the
notice is a draft again.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion, NoticeDraft, PlannedTerms
from server.conclusions.sheet import WORDS
from server.kernel.i18n import show_date, today
from server.meetings.models import AgendaItem, Meeting
from server.people.documents import DocumentSettings, settings_of
from server.people.models import Body
from server.tasks.access import tasks_of
from server.tasks.models import Task

KIND = "TB"


def draft_of(db: Session, meeting_id: int) -> NoticeDraft | None:
    """Return what was written around a meeting's conclusions, for a caller."""
    return db.exec(select(NoticeDraft).where(NoticeDraft.meeting_id == meeting_id)).first()


def in_draft(db: Session, meeting_id: int) -> list[Conclusion]:
    """Return the conclusions that go into the notice, for a caller: drafted, and it is said what
    follows. Whether the chair agreed to their words is said by the approval of the whole."""
    rows = db.exec(
        select(Conclusion)
        .where(Conclusion.meeting_id == meeting_id)
        .where(Conclusion.session_text != "")
        .where(Conclusion.verdict != "")
        .where(col(Conclusion.notice_id).is_(None))
        .where(col(Conclusion.removed) == False)  # noqa: E712
        .order_by(col(Conclusion.number))
    ).all()
    tasks = tasks_of(db, [row.id for row in rows])
    assigning = ("assigns", "decides-assigns")
    return [row for row in rows if row.verdict not in assigning or tasks[row.id]]


def content_of(db: Session, meeting: Meeting, rows: Sequence[Conclusion]) -> dict[str, Any]:
    """Return all that a notice of these conclusions says but number and day, for a caller.

    Texts by name, conclusions with their tasks and, where one changes tasks given before, "terms":
    what it changes of each. sheet.drawn makes the document of it.
    """
    draft = draft_of(db, meeting.id)
    settings = settings_of(db, meeting.body_id, KIND)
    tasks = tasks_of(db, [row.id for row in rows])
    terms = _terms(db, rows)
    items = {
        item.id: item.title
        for item in db.exec(
            select(AgendaItem).where(col(AgendaItem.id).in_({row.item_id for row in rows}))
        )
    }
    given = [task for row in rows for task in tasks[row.id]]
    words = proposed_words(db, meeting, settings, given) | (draft.words if draft else {})
    return {
        "body": settings.body,
        "body_symbol": settings.symbol,
        "vocabulary": settings.vocabulary,
        "meeting": meeting.title,
        "held_on": today(meeting.starts_at).isoformat(),
        "layout": (draft.layout if draft else "") or settings.layout,
        "tone": settings.tone,
        "final_mark": settings.final_mark,
        "words": {name: words[name] for name in WORDS},
        "marks": dict(draft.marks) if draft else {},
        "conclusions": [
            {
                "number": row.number,
                "item": items[row.item_id],
                "text": row.text,
                "verdict": row.verdict,
                "tasks": [_task(task) for task in tasks[row.id]],
            }
            | ({"terms": terms[row.id]} if row.id in terms else {})
            for row in rows
        ],
    }


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


def _terms(db: Session, rows: Sequence[Conclusion]) -> dict[int, list[dict[str, str]]]:
    """Return by conclusion what it changes of tasks given before, for those that do."""
    found: dict[int, list[dict[str, str]]] = {}
    planned = db.exec(
        select(PlannedTerms, Task)
        .join(Task, col(Task.id) == col(PlannedTerms.task_id))
        .where(col(PlannedTerms.conclusion_id).in_([row.id for row in rows]))
        .order_by(col(PlannedTerms.id))
    )
    for row, task in planned:
        said = {
            "task": str(task.key),
            "work": task.work,
            "deadline": row.deadline_text,
            "date": row.deadline.isoformat() if row.deadline else "",
            "goal": row.goal,
            "product": row.product,
        }
        found.setdefault(row.conclusion_id, []).append(said)
    return found


def canonical(said: dict[str, Any]) -> str:
    """Return JSON with sorted keys and no spaces: the same words always give the same text."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(said: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text in hexadecimal."""
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def proposed_words(
    db: Session, meeting: Meeting, settings: DocumentSettings, tasks: Sequence[Task]
) -> dict[str, str]:
    """Return the words a draft begins with, for a caller: the body's, else what offices write.

    In the body's own opening and closing {cuộc họp}, {ngày} and {cơ quan} stand for the meeting.
    """
    office = db.exec(select(Body.name).where(Body.kind == "office")).first() or ""
    day = show_date(meeting.starts_at)
    within = settings.body.casefold() in meeting.title.casefold()
    if settings.vocabulary == "board":
        subject = meeting.title
        opening = f"On {day}, {settings.body} concluded as follows:"
        closing = f"{office} follows up this notice." if office else ""
        kept = "File"
    else:
        subject = (
            f"kết luận {meeting.title}"
            if within
            else (f"kết luận của {settings.body} tại {meeting.title}")
        )
        opening = (
            f"Ngày {day}, {settings.body} đã tổ chức {meeting.title}. Sau khi nghe báo cáo và ý "
            f"kiến thảo luận, {settings.body} kết luận như sau:"
        )
        closing = (
            f"{office} theo dõi, đôn đốc việc thực hiện Thông báo này; tổng hợp kết quả, báo cáo "
            f"{settings.body}."
        )
        kept = f"Lưu {office}"
    leads = dict.fromkeys(task.lead_text for task in tasks if task.lead_text)
    names = {"{cuộc họp}": meeting.title, "{ngày}": day, "{cơ quan}": settings.body}
    said = {name: getattr(settings, name, "") for name in WORDS}
    said["subject"] = subject
    said["opening"] = _filled(settings.opening, names) or opening
    said["closing"] = _filled(settings.closing, names) or closing
    if not said["recipients"]:
        said["recipients"] = "\n".join((*(f"- {lead}," for lead in leads), f"- {kept}."))
    return said


def _filled(text: str, names: dict[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(name, value)
    return text
