"""A change of a programme that was adopted is asked for: *Đề nghị điều chỉnh*.

What becomes of it: deciding.py (appraised and decided), taking.py (carried out).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import nfc
from server.people.models import Body
from server.programmes import access
from server.programmes.amendment_errors import (
    ItemOnAgenda,
    ItemSettled,
    NotAdopted,
    NothingChanges,
    ProposalSettled,
)
from server.programmes.drafting import around
from server.programmes.events import ProposalChanged, ProposalsWaiting
from server.programmes.models import KINDS as ITEM_KINDS
from server.programmes.models import ORIGINS, Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.proposal_access import programme_to_ask, proposal_to_settle
from server.programmes.reading.times import read_time

# What each kind asks for, by the names of models.ItemWords.
ASKED: Mapping[str, tuple[str, ...]] = {
    "postpone": ("time_text",),
    "bring-forward": ("time_text",),
    "split": (),
    "merge": ("text",),
    "withdraw": (),
    "change-lead": ("lead", "coordinating"),
    "change-product": ("product",),
    "change-words": ("text",),
    "add": (
        *("section", "text", "lead", "coordinating", "participants", "product", "time_text"),
        *("kind", "origin"),
    ),
}
PARTS, PART_FIELDS = 6, ("text", "lead", "time_text")
PART_TEXTS = tuple(f"part{n}_{name}" for n in range(1, PARTS + 1) for name in PART_FIELDS)
_ABOUT = ("reason", "letter", "letter_on")
OPEN = ("proposed", "returned", "forwarded")
CHANGEABLE = ("proposed", "returned")
_LIVE = ("planned", "deferred")  # an agenda has it: it must come off that first
_WORDED = ("change-lead", "change-product", "change-words")  # on an agenda these can change


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the names of all texts that a proposal of a kind is made of.

    `others` are the keys of the items to be merged, with spaces between; PART_TEXTS the parts of a
    split; `letter_on` is an ISO day or "".
    """
    more = {"split": PART_TEXTS, "merge": ("others",)}.get(kind, ())
    return (*ASKED[kind], *more, *_ABOUT)


def texts_of(db: Session, proposal: ProgrammeProposal) -> dict[str, str]:
    """Return a proposal as the texts it was made of, for a caller."""
    said = {name: proposal.words.get(name, "") for name in ASKED[proposal.kind]}
    said |= {"reason": proposal.reason, "letter": proposal.letter}
    said["letter_on"] = proposal.letter_on.isoformat() if proposal.letter_on else ""
    if proposal.kind == "split":
        said |= dict.fromkeys(PART_TEXTS, "")
        for n, part in enumerate(proposal.parts, 1):
            said |= {f"part{n}_{name}": part[name] for name in PART_FIELDS}
    if proposal.kind == "merge":
        keys = select(ProgrammeItem.key).where(col(ProgrammeItem.id).in_(proposal.other_ids))
        said["others"] = " ".join(sorted(map(str, db.exec(keys))))
    return said


def propose(
    tx: Tx,
    *,
    programme_key: UUID,
    item_key: UUID | None,
    kind: str,
    body_key: UUID | None,
    texts: Mapping[str, str],
) -> str:
    """Ask for a change of an item, or for a new one (`item_key` None). Returns the proposal's key.

    `body_key` is the body that asks, None for the office; `texts` by fields_of. Raises NotFound,
    BadForm, NotAdopted, ItemOnAgenda, ItemSettled or NothingChanges.
    """
    if kind not in ASKED or (kind == "add") != (item_key is None):
        raise BadForm({"kind": "field-bad"})
    body = access.body_with_key(tx, body_key) if body_key else None
    programme, item = programme_to_ask(tx, programme_key, item_key, body.id if body else None)
    proposal = ProgrammeProposal(
        programme_id=programme.id,
        item_id=item.id if item else None,
        kind=kind,
        body_id=body.id if body else None,
        entered_by_id=tx.actor.user_id,
        entered_at=tx.now,
    )
    _say(tx.session, programme, item, proposal, texts)
    tx.add(proposal)
    tell(tx, proposal, kind=kind, reason=proposal.reason, body=body.name if body else "")
    return str(proposal.key)


def edit_proposal(
    tx: Tx, *, key: UUID, version: int, base: Mapping[str, str], texts: Mapping[str, str]
) -> str:
    """Change what an open proposal asks for; a returned one is with the office again.

    `base` are the texts that the form showed. Returns its key. Raises NotFound, ProposalSettled,
    EditConflict, or what `propose` raises.
    """
    proposal, programme, askers = proposal_to_settle(tx, key)
    if not askers.keeps(proposal):
        raise NotFound
    if proposal.state not in CHANGEABLE:
        raise ProposalSettled
    names = fields_of(proposal.kind)
    asked = _Texts(texts_of(tx.session, proposal), proposal.version)
    changed = tx.edit(
        asked,
        version,
        base={name: nfc(base.get(name, "")) for name in names},
        to={name: nfc(texts.get(name, "")) for name in names},
    )
    item = tx.session.get(ProgrammeItem, proposal.item_id) if proposal.item_id else None
    _say(tx.session, programme, item, proposal, {name: getattr(asked, name) for name in names})
    was, proposal.state = proposal.state, "proposed"
    if was != proposal.state:
        changed["state"] = (was, proposal.state)
    if changed:
        tell(tx, proposal, **changed)
    return str(proposal.key)


def take_back(tx: Tx, *, key: UUID) -> str:
    """Take back an open proposal of one's own. Returns its key.

    Raises NotFound or ProposalSettled.
    """
    proposal, _programme, askers = proposal_to_settle(tx, key)
    if not askers.keeps(proposal):
        raise NotFound
    if proposal.state not in OPEN:
        raise ProposalSettled
    was, proposal.state = proposal.state, "taken-back"
    tell(tx, proposal, state=(was, proposal.state))
    return str(proposal.key)


def tell(tx: Tx, proposal: ProgrammeProposal, **detail: Any) -> None:
    """Tell of what became of a proposal, for a caller in a command."""
    tx.session.flush()
    tx.emit(ProposalChanged(programme_id=proposal.programme_id, proposal_id=proposal.id), **detail)
    tx.emit(ProposalsWaiting())


class _Texts:
    """A proposal's texts as Tx.edit takes a row's fields."""

    def __init__(self, texts: Mapping[str, str], version: int) -> None:
        self.__dict__.update(texts)
        self.version = version


# --- what may be asked -------------------------------------------------------------------------


def check_amendable(kind: str, *items: ProgrammeItem) -> None:
    """Raise ItemOnAgenda or ItemSettled where a change of this kind makes no sense."""
    for item in items:
        if item.state not in (*_LIVE, *(("on-agenda",) if kind in _WORDED else ())):
            called = f"{item.number}. {item.text}" if item.number else item.text
            raise (ItemOnAgenda if item.state == "on-agenda" else ItemSettled)(called=called)


def check_adopted(programme: Programme) -> None:
    """Raise NotAdopted while a programme is drafted."""
    if programme.state != "adopted":
        raise NotAdopted


def others_of(db: Session, item: ProgrammeItem, keys: str) -> list[ProgrammeItem]:
    """Return the items of the same programme that have these keys, for a caller."""
    try:
        asked = {UUID(key) for key in keys.split()}
    except ValueError:
        raise BadForm({"others": "field-bad"}) from None
    found = db.exec(
        select(ProgrammeItem)
        .where(col(ProgrammeItem.key).in_(asked))
        .where(ProgrammeItem.programme_id == item.programme_id)
        .where(col(ProgrammeItem.id) != item.id)
        .order_by(col(ProgrammeItem.position))
    ).all()
    if len(found) != len(asked):
        raise BadForm({"others": "field-bad"})
    return list(found)


def _say(
    db: Session,
    programme: Programme,
    item: ProgrammeItem | None,
    proposal: ProgrammeProposal,
    texts: Mapping[str, str],
) -> None:
    """Let a proposal ask for what `texts` say, if that can be asked."""
    check_adopted(programme)
    kind = proposal.kind
    said = {name: nfc(texts.get(name, "")).strip() for name in fields_of(kind)}
    wrong = {} if said["reason"] else {"reason": "field-required"}
    letter_on = None
    try:
        letter_on = date.fromisoformat(said["letter_on"]) if said["letter_on"] else None
    except ValueError:
        wrong["letter_on"] = "field-bad"
    parts = [
        {name: said[f"part{n}_{name}"] for name in PART_FIELDS}
        for n in range(1, PARTS + 1)
        if kind == "split" and any(said[f"part{n}_{name}"] for name in PART_FIELDS)
    ]
    if kind == "split" and (len(parts) < 2 or not all(part["text"] for part in parts)):
        wrong["part1_text"] = "amend-two-parts"
    for name in {"add": ("text", "origin"), "merge": ()}.get(kind, ASKED[kind][:1]):
        wrong |= {} if said[name] else {name: "field-required"}
    if kind == "add":
        wrong |= {} if said["kind"] in ("", *ITEM_KINDS) else {"kind": "field-bad"}
        wrong |= {} if said["origin"] in ("", *ORIGINS) else {"origin": "field-bad"}
    if kind == "merge" and not said["others"]:
        wrong["others"] = "field-required"
    if item and not wrong and kind in ("postpone", "bring-forward"):
        wrong |= _time_wrong(kind, item, said["time_text"], programme)
    if wrong:
        raise BadForm(wrong)
    others: list[ProgrammeItem] = []
    if item is not None:
        others = others_of(db, item, said["others"]) if kind == "merge" else []
        check_amendable(kind, item, *others)
        asked = [name for name in ASKED[kind] if kind != "merge"]
        if asked and all(said[name] == getattr(item, name) for name in asked):
            raise NothingChanges
    proposal.words = {name: said[name] for name in ASKED[kind]}
    proposal.parts, proposal.other_ids = parts, [other.id for other in others]
    proposal.reason, proposal.letter, proposal.letter_on = said["reason"], said["letter"], letter_on


def _time_wrong(kind: str, item: ProgrammeItem, text: str, programme: Programme) -> dict[str, str]:
    """Say whether a time is not later, or not earlier, than an item's; unread ones are taken."""
    when = read_time(text, around(programme))
    new, old = when.time_to or when.time_from, item.time_to or item.time_from
    if new is None or old is None or text == item.time_text:
        return {}
    if kind == "postpone" and new[:10] <= old[:10]:
        return {"time_text": "amend-not-later"}
    if kind == "bring-forward" and new[:10] >= old[:10]:
        return {"time_text": "amend-not-earlier"}
    return {}


def bodies_named(db: Session, ids: list[int | None]) -> dict[int, str]:
    """Return names of bodies by their ids, for a caller."""
    found = db.exec(select(Body.id, Body.name).where(col(Body.id).in_([n for n in ids if n])))
    return dict(found.all())
