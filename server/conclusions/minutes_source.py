"""What minutes are made from, and what they freeze to: the meeting's own rows, nothing typed twice.

People, agenda, conclusions that were agreed to, opinions by item and topic, beginning and end. The
frozen wording holds of the opinions only the hash of their list: they may be removed later, and
what is left still proves itself.
"""

import hashlib
import json
from typing import Any

from sqlmodel import Session, col, select

from server.conclusions.models import Conclusion, Minutes, Opinion
from server.kernel.i18n import show_time, today
from server.meetings.models import AgendaItem, Attendee, Meeting
from server.people.documents import DocumentSettings, settings_of
from server.people.models import Account, Body

KIND = "BB"
TEXTS = (
    *("upper", "head", "place", "opening", "present", "absent", "secretary", "closing"),
    "recipients",
)
ITEM = "item:"  # and the item's key: what the minutes say of it in their own words
Said = dict[str, Any]
Spoken = dict[str, list[dict[str, str]]]


def settings_for(db: Session, meeting: Meeting) -> DocumentSettings:
    """Return how the meeting's body writes minutes, for a caller."""
    return settings_of(db, meeting.body_id, KIND)


def words_of(db: Session, meeting: Meeting, minutes: Minutes) -> dict[str, str]:
    """Return the minutes' own texts; those never touched follow the body's settings."""
    settings = settings_for(db, meeting)
    proposed = dict.fromkeys(TEXTS, "") | {
        name: getattr(settings, name) for name in ("upper", "head", "place", "recipients")
    }
    items = (item for item in _items(db, meeting.id) if not item.secret)
    proposed |= {f"{ITEM}{item.key}": "" for item in items}
    return proposed | minutes.words


def said_by(db: Session, meeting: Meeting, minutes: Minutes) -> Said:
    """Return what minutes say now, as JSON can hold it; approved ones say what they froze to."""
    if minutes.wording:
        frozen: Said = json.loads(minutes.wording)
        return frozen
    people = db.exec(
        select(Account.name, Account.title, Attendee.tier)
        .join(Attendee, col(Attendee.account_id) == col(Account.id))
        .where(Attendee.meeting_id == meeting.id, Attendee.tier != "guest")
        .order_by(col(Attendee.tier), col(Account.name), col(Account.id))
    ).all()
    spoken, settings = spoken_at(db, meeting.id), settings_for(db, meeting)
    return {
        "body": db.get_one(Body, meeting.body_id).name,
        "meeting": meeting.title,
        "place": meeting.place,
        "held_on": today(meeting.starts_at).isoformat(),
        "opened": show_time(meeting.opened_at or meeting.starts_at),
        "ended": show_time(meeting.ended_at),
        "chair": [[name, title] for name, title, tier in people if tier == "chair"],
        "people": [[name, title] for name, title, tier in people if tier != "chair"],
        "items": _said_items(db, meeting.id, spoken),
        "words": words_of(db, meeting, minutes),
        "layout": minutes.layout or settings.layout,
        "tone": settings.tone,
        "final_mark": settings.final_mark,
        "opinions_sha256": digest(spoken),
    }


def _said_items(db: Session, meeting_id: int, spoken: Spoken) -> list[Said]:
    conclusions: dict[int, list[Said]] = {}
    for row in db.exec(
        select(Conclusion)
        .where(Conclusion.meeting_id == meeting_id, Conclusion.agreed_as != "")
        .where(col(Conclusion.removed) == False)  # noqa: E712
        .order_by(col(Conclusion.number))
    ):
        said = {"number": row.number, "text": row.text}
        conclusions.setdefault(row.item_id, []).append(said)
    return [
        {
            "key": str(item.key),
            "title": item.title,
            "presenter": item.presenter,
            "conclusions": conclusions.get(item.id, []),
        }
        for item in _items(db, meeting_id)
        if not item.aside or item.id in conclusions or str(item.key) in spoken
    ]


def _items(db: Session, meeting_id: int) -> list[AgendaItem]:
    """What was on the agenda; those discussed from paper say only that they were there."""
    return list(
        db.exec(
            select(AgendaItem)
            .where(AgendaItem.meeting_id == meeting_id, AgendaItem.state != "deferred")
            .order_by(col(AgendaItem.aside), col(AgendaItem.position), col(AgendaItem.id))
        )
    )


def spoken_at(db: Session, meeting_id: int) -> Spoken:
    """Return the opinions of a meeting by its items' keys, for a caller that looks who asks."""
    rows = db.execute(
        select(AgendaItem.key, Opinion)
        .join(Opinion, col(Opinion.item_id) == col(AgendaItem.id))
        .where(Opinion.meeting_id == meeting_id)
        .where(col(Opinion.removed) == False)  # noqa: E712
        .order_by(col(Opinion.item_id), col(Opinion.position), col(Opinion.id))
    )
    found: Spoken = {}
    for key, row in rows:
        said = {"speaker": row.speaker, "topic": row.topic, "text": row.text}
        found.setdefault(str(key), []).append(said)
    return found


def digest(said: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `said`."""
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def canonical(said: Any) -> str:
    """Return JSON with sorted keys and no spaces."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
