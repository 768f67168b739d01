"""Opinions given at an item (*Ý kiến phát biểu*), by speaker, under a topic: noting them.

The office notes them; it and the meeting's chair read them (opinion_queries.py). They can change
until the minutes are approved. What happened to them is told without their words: the audit trail
keeps none, so that what the body has removed is removed (minutes.py).
"""

from uuid import UUID

from sqlmodel import col, func, select

from server.conclusions import access
from server.conclusions.events import OpinionChanged
from server.conclusions.models import Minutes, Opinion
from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.meetings.access import item_to_edit, uuid_of
from server.meetings.commands.common import one_line
from server.meetings.models import AgendaItem, Attendee
from server.people.models import Account

FIELDS = ("speaker", "topic", "text")


class OpinionsClosed(DomainError):
    """The minutes are approved: what was said at the session is no longer changed."""

    status, code = 409, "opinions-closed"


def note_opinion(tx: Tx, *, item_key: UUID | str, speaker: str, text: str, topic: str = "") -> str:
    """Note what somebody said at an item; returns the opinion's key.

    `speaker` is anybody's name; one who takes part is known by it. Raises NotFound, FileComplete,
    SecretItem, OpinionsClosed or BadForm.
    """
    item, _meeting = access.item_to_conclude(tx, item_key)
    _open(tx, item)
    said = _said(speaker=speaker, topic=topic, text=text)
    last = tx.session.exec(
        select(func.max(Opinion.position)).where(Opinion.item_id == item.id)
    ).one()
    opinion = tx.add(
        Opinion(
            meeting_id=item.meeting_id,
            item_id=item.id,
            position=(last or 0) + 1,
            speaker_id=_speaker(tx, item.meeting_id, said["speaker"]),
            noted_by_id=tx.actor.user_id,
            noted_at=tx.now,
            speaker=said["speaker"],
            topic=said["topic"],
            text=said["text"],
        )
    )
    _tell(tx, item, opinion, act="noted")
    return str(opinion.key)


def edit_opinion(
    tx: Tx, *, key: UUID | str, version: int, base: dict[str, str], to: dict[str, str]
) -> int:
    """Change speaker, topic or text; returns the id.

    Raises NotFound, FileComplete, OpinionsClosed, BadForm or EditConflict.
    """
    opinion, item = opinion_to_edit(tx, key)
    to = _said(**{name: to[name] for name in FIELDS})
    edited = tx.edit(opinion, version, base={name: base[name] for name in FIELDS}, to=to)
    if "speaker" in edited:
        opinion.speaker_id = _speaker(tx, item.meeting_id, opinion.speaker)
    if edited:
        _tell(tx, item, opinion, act="changed", fields=sorted(edited))
    return opinion.id


def remove_opinion(tx: Tx, *, key: UUID | str) -> int:
    """Strike an opinion out; restore_opinion puts it back. Returns its id."""
    return _mark(tx, key, removed=True)


def restore_opinion(tx: Tx, *, key: UUID | str) -> int:
    """Put an opinion back that was struck out. Returns its id."""
    return _mark(tx, key, removed=False)


def _mark(tx: Tx, key: UUID | str, *, removed: bool) -> int:
    opinion, item = opinion_to_edit(tx, key)
    if opinion.removed != removed:
        opinion.removed = removed
        _tell(tx, item, opinion, act="removed" if removed else "restored")
    return opinion.id


def opinion_to_edit(tx: Tx, key: UUID | str) -> tuple[Opinion, AgendaItem]:
    """Load an opinion that may still change, with its item, locked.

    Raises NotFound, FileComplete or OpinionsClosed.
    """
    found = tx.session.exec(
        select(AgendaItem.key)
        .join(Opinion, col(Opinion.item_id) == col(AgendaItem.id))
        .where(Opinion.key == uuid_of(key))
    ).first()
    if found is None:
        raise NotFound
    item, _meeting = item_to_edit(tx, found, "conclusions.note", aside=True)
    _open(tx, item)
    return tx.session.exec(select(Opinion).where(Opinion.key == uuid_of(key))).one(), item


def _open(tx: Tx, item: AgendaItem) -> None:
    state = tx.session.exec(
        select(Minutes.state).where(Minutes.meeting_id == item.meeting_id)
    ).first()
    if state in ("approved", "signed"):
        raise OpinionsClosed


def _said(*, speaker: str, topic: str, text: str) -> dict[str, str]:
    said = {"speaker": one_line(speaker), "topic": one_line(topic), "text": text.strip()}
    if missing := [name for name in ("speaker", "text") if not said[name]]:
        raise BadForm(dict.fromkeys(missing, "field-required"))
    return said


def _speaker(tx: Tx, meeting_id: int, name: str) -> int | None:
    """Return the account of who takes part under this name, if it is one person."""
    found = tx.session.exec(
        select(Account.id)
        .join(Attendee, col(Attendee.account_id) == col(Account.id))
        .where(Attendee.meeting_id == meeting_id)
        .where(Account.name == name)
    ).all()
    return found[0] if len(found) == 1 else None


def _tell(tx: Tx, item: AgendaItem, opinion: Opinion, **about: object) -> None:
    tx.emit(
        OpinionChanged(
            meeting_id=item.meeting_id,
            item_id=item.id,
            item_key=item.key,
            opinion_id=opinion.id,
        ),
        **about,
    )
