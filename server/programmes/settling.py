"""An item is settled by its kind: only what is submitted must be tabled.

An activity is done by its date and the evidence of it, or the office's word; a document is issued
by number and date; a meeting is held, as the session that it became says by itself, or by date
where Plenum has no session of it. Each has its opposite, with a reason.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, EditConflict
from server.kernel.i18n import nfc, show_date, today
from server.people.access import Viewer
from server.programmes import access
from server.programmes.breaking_errors import DayToCome, MeetingThere, MustBeTabled, NotToSettle
from server.programmes.events import ProgrammeItemChanged
from server.programmes.models import LIVE, ProgrammeItem
from server.programmes.steps import note_steps

STEP = {"": "done", "activity": "done", "document": "issued", "meeting": "held"}


@dataclass(frozen=True)
class Settled:
    """How an item was settled, or what may be done for it, for those who edit.

    `step` is what its kind asks for ("" for what must be tabled); `on` the day it was settled, by
    `evidence`, or the office's word where that is "". `meeting`: a meeting was made of it.
    """

    key: UUID
    version: int
    kind: str
    state: str
    step: str
    on: date | None
    evidence: str
    by_hand: bool
    meeting: bool

    @property
    def open(self) -> bool:
        """Whether something is still to be done for it."""
        return self.state in LIVE and self.on is None


def settled(db: Session, item_id: int) -> Settled:
    """Return how an item was settled, for a fragment: the same for every audience."""
    item = db.get_one(ProgrammeItem, item_id)
    step = STEP.get(item.kind, "")
    return Settled(
        key=item.key,
        version=item.version,
        kind=item.kind,
        state=item.state,
        step=step,
        on=item.settled_on,
        evidence=item.evidence,
        by_hand=item.state == "done" and item.settled_on is not None and item.meeting_id is None,
        meeting=item.meeting_id is not None,
    )


def to_settle(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Settled, str]:
    """Return an item that may be settled, and its text. Raises NotFound unless one edits it."""
    item, programme, _readers = access.item_to_see(db, viewer, key)
    access.programme_to_keep(db, viewer, programme.key)
    return settled(db, item.id), item.text


def settle_item(
    tx: Tx, *, key: UUID, version: int, day: date, evidence: str, confirmed: bool = False
) -> int:
    """Say that an item was done, issued or held on a day, and what shows it. Returns its id.

    `evidence` is a document's number and date, minutes, a report; "" only where the office's word
    stands for it (`confirmed`), and never for a document. Raises NotFound, BadForm, DayToCome,
    MustBeTabled, NotToSettle, MeetingThere, or EditConflict where somebody else said otherwise.
    """
    item = access.item_to_edit(tx, key)
    evidence = nfc(evidence)
    if item.kind not in STEP:
        raise MustBeTabled
    if item.state not in (*LIVE, "done"):
        raise NotToSettle
    if item.meeting_id is not None:
        raise MeetingThere
    if not evidence and (item.kind == "document" or not confirmed):
        raise BadForm({"evidence": "field-required"})
    if day > today(tx.now):
        raise DayToCome(day=show_date(day))
    _edit(tx, item, version, day, evidence)
    return item.id


def _edit(tx: Tx, item: ProgrammeItem, version: int, day: date, evidence: str) -> None:
    base = {"evidence": "", "settled_on": None}
    to = {"evidence": evidence, "settled_on": day}
    try:
        changed = tx.edit(item, version, base=base, to=to)
    except EditConflict as conflict:
        raise EditConflict(
            _shown(conflict.theirs), _shown(conflict.yours), conflict.version
        ) from conflict
    if not changed:
        return
    was, item.state = item.state, "done"
    told = {"evidence": changed["evidence"]} if "evidence" in changed else {}
    note_steps(tx, item, {STEP[item.kind]: day}, state=(was, "done"), **told)


def _shown(fields: dict[str, object]) -> dict[str, object]:
    return {n: show_date(v) if isinstance(v, date) else v for n, v in fields.items()}


def unsettle_item(tx: Tx, *, key: UUID, version: int, reason: str) -> int:
    """Take back that an item was settled by hand, or that a meeting was made of it.

    Returns its id. Raises NotFound, BadForm without a reason, MeetingThere where its session was
    held, NotToSettle where nothing was settled, or EditConflict where it changed meanwhile.
    """
    item = access.item_to_edit(tx, key)
    reason = nfc(reason)
    if not reason:
        raise BadForm({"reason": "field-required"})
    if item.meeting_id is not None and "held" in item.steps:
        raise MeetingThere
    by_hand = item.state == "done" and item.settled_on is not None
    if not by_hand and item.meeting_id is None:
        raise NotToSettle
    if item.version != version:
        raise EditConflict(theirs={}, yours={"reason": reason}, version=item.version)
    was = (item.state, item.evidence)
    item.meeting_id = item.session_on = None
    item.state, item.evidence = "planned", ""
    told = {"state": (was[0], "planned"), "evidence": (was[1], "")} if by_hand else {}
    if by_hand:
        note_steps(tx, item, {step: None for step in STEP.values()}, reason=reason, **told)
    else:
        changed = ProgrammeItemChanged(
            programme_id=item.programme_id, item_id=item.id, item_key=item.key
        )
        item.changed_by_id = tx.actor.user_id or None
        tx.emit(changed, state=(was[0], "planned"), reason=reason)
    return item.id


# --- for meetings ------------------------------------------------------------------------------


def become_meeting(tx: Tx, item: ProgrammeItem, meeting_id: int, day: date) -> None:
    """An item of kind meeting, locked by its loader, became a meeting held on `day`."""
    was = item.state
    item.meeting_id, item.session_on, item.state = meeting_id, day, "on-agenda"
    item.changed_by_id = tx.actor.user_id or None
    changed = ProgrammeItemChanged(
        programme_id=item.programme_id, item_id=item.id, item_key=item.key
    )
    tx.emit(changed, state=(was, "on-agenda"), meeting_id=meeting_id)


def items_of_meeting(tx: Tx, meeting_id: int) -> list[ProgrammeItem]:
    """Load the items that became a meeting, locked, for a caller that may change it."""
    ids = tx.session.exec(select(ProgrammeItem.id).where(ProgrammeItem.meeting_id == meeting_id))
    return [access.item_locked(tx, item_id) for item_id in sorted(ids)]


def held(tx: Tx, meeting_id: int, day: date) -> None:
    """The session of a meeting ended on `day`: so were the items that became it."""
    for item in items_of_meeting(tx, meeting_id):
        if item.state == "on-agenda":
            item.state = "done"
            note_steps(tx, item, {"held": day}, state=("on-agenda", "done"))


def meeting_moved(tx: Tx, meeting_id: int, day: date) -> None:
    """A meeting that items became is held on another day."""
    for item in items_of_meeting(tx, meeting_id):
        if item.session_on != day and "held" not in item.steps:
            item.session_on = day
            changed = ProgrammeItemChanged(
                programme_id=item.programme_id, item_id=item.id, item_key=item.key
            )
            tx.emit(changed, meeting_id=meeting_id)
