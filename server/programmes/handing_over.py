"""What of programmes goes on to the body that comes after one (people/takeovers.py).

Open items keep the name that stands in their programme: what is resolved to the body is another
from then on. What was presented, done or withdrawn stays with the body that did it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, or_, select

from server.kernel.db import Tx
from server.people.models import Body
from server.people.takeovers import Takeover, takes_over
from server.programmes.events import OfficeRulesChanged, ProgrammeItemChanged, ProposalChanged
from server.programmes.models import (
    LIVE,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
    RememberedReading,
    StagedBody,
)
from server.programmes.rulebook import FieldWatch, SourceDocument

_ASKED = ("proposed", "returned", "forwarded")  # a proposal that nobody has settled


def _items(db: Session, body_id: int) -> list[ProgrammeItem]:
    """Open items that name the body or are put to it, by programme."""
    named = select(ProgrammeItemBody.item_id).where(ProgrammeItemBody.body_id == body_id)
    return list(
        db.exec(
            select(ProgrammeItem)
            .where(or_(col(ProgrammeItem.id).in_(named), ProgrammeItem.considers_id == body_id))
            .where(col(ProgrammeItem.state).in_(LIVE))
            .order_by(col(ProgrammeItem.programme_id), col(ProgrammeItem.id))
        )
    )


def _open_items(db: Session, body_id: int, day: date) -> int:
    return len(_items(db, body_id))


def _hand_over_items(tx: Tx, old_id: int, new_id: int, day: date) -> int:
    _lock(tx, (item.programme_id for item in _items(tx.session, old_id)))
    items = {item.id: item for item in _items(tx.session, old_id)}
    names = tx.session.get_one(Body, old_id).name, tx.session.get_one(Body, new_id).name
    rows = select(ProgrammeItemBody).where(ProgrammeItemBody.body_id == old_id)
    roles: dict[int, set[str]] = {}
    for row in tx.session.exec(rows):
        if row.item_id in items:
            row.body_id = new_id
            roles.setdefault(row.item_id, set()).add(row.role)
    for item in items.values():
        if item.considers_id == old_id:
            item.considers_id = new_id
            roles.setdefault(item.id, set()).add("considers")
        item.changed_by_id = tx.actor.user_id or None
        flag_modified(item, "changed_by_id")  # its pages show another body
        happened = ProgrammeItemChanged(
            programme_id=item.programme_id, item_id=item.id, item_key=item.key
        )
        tx.emit(happened, **{role: names for role in sorted(roles[item.id])})
    return len(items)


def _lock(tx: Tx, programme_ids: Iterable[int]) -> None:
    for programme_id in sorted(set(programme_ids)):
        tx.lock(f"programme:{programme_id}")


def _proposals(db: Session, body_id: int) -> list[ProgrammeProposal]:
    return list(
        db.exec(
            select(ProgrammeProposal)
            .where(ProgrammeProposal.body_id == body_id)
            .where(col(ProgrammeProposal.state).in_(_ASKED))
            .order_by(col(ProgrammeProposal.id))
        )
    )


def _hand_over_proposals(tx: Tx, old_id: int, new_id: int, day: date) -> int:
    _lock(tx, (asked.programme_id for asked in _proposals(tx.session, old_id)))
    found = _proposals(tx.session, old_id)
    for asked in found:
        asked.body_id = new_id
        happened = ProposalChanged(programme_id=asked.programme_id, proposal_id=asked.id)
        tx.emit(happened, passed_from=old_id, passed_to=new_id)
    return len(found)


def _watched(db: Session, body_id: int) -> list[Any]:
    """What is followed of the body, and the documents whose review it still prepares."""
    watches = select(FieldWatch).where(FieldWatch.body_id == body_id)
    sources = select(SourceDocument).where(SourceDocument.lead_body_id == body_id)
    return [*db.exec(watches), *db.exec(sources)]


def _hand_over_watched(tx: Tx, old_id: int, new_id: int, day: date) -> int:
    tx.lock("office-rules")
    found = _watched(tx.session, old_id)
    for row in found:
        setattr(row, "body_id" if isinstance(row, FieldWatch) else "lead_body_id", new_id)
    if found:
        tx.emit(OfficeRulesChanged(), passed_from=old_id, passed_to=new_id)
    return len(found)


def _names(db: Session, body_id: int) -> tuple[list[RememberedReading], list[StagedBody]]:
    """Names as written that the office said mean this body, and those of files being read."""
    body = db.get_one(Body, body_id)
    remembered = select(RememberedReading).where(RememberedReading.kind == "body")
    staged = select(StagedBody).where(StagedBody.body_id == body_id)
    return (
        list(db.exec(remembered.where(RememberedReading.value == str(body.key)))),
        list(db.exec(staged)),
    )


def _open_names(db: Session, body_id: int, day: date) -> int:
    remembered, staged = _names(db, body_id)
    return len(remembered) + len(staged)


def _hand_over_names(tx: Tx, old_id: int, new_id: int, day: date) -> int:
    tx.lock("programmes")
    remembered, staged = _names(tx.session, old_id)
    key = str(tx.session.get_one(Body, new_id).key)
    for reading in remembered:
        reading.value = key
    for named in staged:
        named.body_id = new_id
    return len(remembered) + len(staged)


takes_over(Takeover("programme-items", _open_items, _hand_over_items))
takes_over(Takeover("proposals", lambda db, b, d: len(_proposals(db, b)), _hand_over_proposals))
takes_over(Takeover("watched", lambda db, b, d: len(_watched(db, b)), _hand_over_watched))
takes_over(Takeover("names", _open_names, _hand_over_names))
