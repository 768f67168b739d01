"""The office answers what bodies registered (*Thẩm định đăng ký*): it is taken into the draft, as
it is or in other words, merged into an item, returned with what is lacking, or declined.

What was asked stays as it was written; `changes` keeps in which words it was taken instead.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import nfc
from server.people.models import Body
from server.programmes import access, proposing
from server.programmes.drafting import add_lines, body_words, check_drafting
from server.programmes.errors import ProposalMoved, ProposalSettled
from server.programmes.events import ProgrammeItemChanged
from server.programmes.models import (
    LIVE,
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
)
from server.programmes.registering import WRITTEN, line_of, tell

ACTS = ("take", "return", "decline")


def take_proposal(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    texts: Mapping[str, str] | None = None,
    parent_key: UUID | None = None,
) -> str:
    """Take what a body asks for into the programme's draft. Returns the item's key.

    `texts` are the office's own words, by the names of registering.WRITTEN, where they are others;
    `parent_key` the item of the programme above that it breaks down. Raises NotFound, BadForm,
    ProposalSettled, ProposalMoved or NotInDraft.
    """
    proposal, programme = proposing.proposal_to_answer(tx, key, version)
    check_drafting(programme)
    parent = _parent(tx, programme, parent_key) if parent_key else None
    [item] = _take(tx, programme, [(proposal, dict(texts or {}))], [parent])
    return str(item.key)


def merge_proposal(tx: Tx, *, key: UUID, version: int, into: UUID) -> str:
    """Merge what a body asks for into an item of the draft: the body joins it as coordinating.

    `into` is the item's key, or that of another proposal, which is taken as it is. Both proposals
    stay, with the item they became. Returns the item's key. Raises NotFound, ProposalSettled,
    ProposalMoved or NotInDraft.
    """
    proposal, programme = proposing.proposal_to_answer(tx, key, version)
    check_drafting(programme)
    other = _open_proposal(tx, programme, into)
    if other is proposal:
        raise BadForm({"into": "field-bad"})
    if other is not None:
        _take(tx, programme, [(other, {})])
    item = access.item_locked(tx, other.item_id) if other else _item(tx, programme, into)
    _join(tx, item, tx.session.get(Body, proposal.body_id) if proposal.body_id else None)
    _answer(tx, proposal, "taken", decision="merged", item_id=item.id)
    return str(item.key)


def return_proposal(tx: Tx, *, key: UUID, version: int, lacking: str) -> int:
    """Give a proposal back to who made it, with what is lacking. Returns its id.

    Raises NotFound, BadForm, ProposalSettled or ProposalMoved.
    """
    proposal, _programme = proposing.proposal_to_answer(tx, key, version)
    _answer(tx, proposal, "returned", said=_said(lacking, "lacking"))
    return proposal.id


def decline_proposal(tx: Tx, *, key: UUID, version: int, reason: str) -> int:
    """Decline what a body asks for, with the reason. Returns the proposal's id.

    Raises NotFound, BadForm, ProposalSettled or ProposalMoved.
    """
    proposal, _programme = proposing.proposal_to_answer(tx, key, version)
    _answer(tx, proposal, "declined", said=_said(reason, "reason"))
    return proposal.id


def answer_several(tx: Tx, *, key: UUID, act: str, proposals: Sequence[str], said: str = "") -> int:
    """Answer several proposals of a programme alike: all of them or none. Returns how many.

    `act` is one of ACTS; `proposals` are "key:version"; `said` is what is lacking, or the reason.
    Raises NotFound, BadForm, ProposalMoved naming those that have changed, or NotInDraft.
    """
    programme = access.programme_to_change(tx, key)
    if act not in ACTS or not proposals:
        raise BadForm({"act": "field-bad"} if act not in ACTS else {"proposals": "field-required"})
    seen = {access.uuid_of(k): v for k, _c, v in (each.partition(":") for each in proposals)}
    rows = tx.session.exec(_registered(programme).where(col(ProgrammeProposal.key).in_(seen)))
    found = sorted(rows, key=lambda row: row.id)
    if len(found) != len(seen):
        raise NotFound
    moved = [
        row.words["text"]
        for row in found
        if row.state not in proposing.OPEN or str(row.version) != seen[row.key]
    ]
    if moved:
        raise ProposalMoved(items="; ".join(moved))
    if act == "take":
        check_drafting(programme)
        tx.take_time()
        _take(tx, programme, [(row, {}) for row in found])
    else:
        said = _said(said, "said")
        for row in found:
            _answer(tx, row, "returned" if act == "return" else "declined", said=said)
    return len(found)


def keep_apart(tx: Tx, *, key: UUID, other: UUID) -> int:
    """Say that a proposal and another one, or an item, that is like it are two matters.

    Returns the proposal's id. Raises NotFound.
    """
    access.keeps_programmes(tx)
    found = tx.session.exec(
        select(ProgrammeProposal.programme_id)
        .where(ProgrammeProposal.key == key)
        .where(ProgrammeProposal.kind == "register")
    ).first()
    if found is None:
        raise NotFound
    programme = tx.session.get_one(Programme, found)
    tx.lock(f"programme:{programme.id}")
    proposal = _proposal(tx, programme, key)
    if str(other) not in proposal.apart:
        proposal.apart = [*proposal.apart, str(other)]
        tell(tx, proposal, apart=str(other))
    return proposal.id


# --- what taking does --------------------------------------------------------------------------


def _take(
    tx: Tx,
    programme: Programme,
    asked: Sequence[tuple[ProgrammeProposal, dict[str, str]]],
    parents: Sequence[int | None] = (),
) -> list[ProgrammeItem]:
    """Add the items that proposals ask for, each at the end of its section."""
    bodies = body_words(tx.session)
    lines, changes = [], []
    for proposal, texts in asked:
        unknown = texts.keys() - set(WRITTEN)
        if unknown:
            raise BadForm(dict.fromkeys(unknown, "field-bad"))
        to = {name: nfc(text) for name, text in texts.items()}
        was = {name: proposal.words.get(name, "") for name in to}
        lines.append(line_of(_again(proposal.words, to), programme, bodies))
        changes.append({name: [was[name], to[name]] for name in to if was[name] != to[name]})
    ids = [0] * len(lines)
    for section in dict.fromkeys(line.words["section"] for line in lines):
        places = [n for n, line in enumerate(lines) if line.words["section"] == section]
        added = add_lines(
            tx,
            programme,
            [lines[n] for n in places],
            after=_last_of(tx, programme, section) if section else None,
            parents=[parents[n] for n in places] if parents else (),
        )
        for n, item_id in zip(places, added, strict=True):
            ids[n] = item_id
    for (proposal, _texts), item_id, changed in zip(asked, ids, changes, strict=True):
        how = "changed" if changed else "as-asked"
        _answer(tx, proposal, "taken", decision=how, item_id=item_id, changes=changed)
    items = tx.session.exec(select(ProgrammeItem).where(col(ProgrammeItem.id).in_(ids)))
    by_id = {item.id: item for item in items}
    return [by_id[item_id] for item_id in ids]


def _again(words: Mapping[str, Any], to: Mapping[str, str]) -> dict[str, Any]:
    """The words with others in their place; another time is read anew."""
    if to.get("time_text", words.get("time_text", "")) != words.get("time_text", ""):
        stated = ("time_from", "time_to", "milestones")
        words = {name: said for name, said in words.items() if name not in stated}
    return {**words, **to}


def _answer(
    tx: Tx, proposal: ProgrammeProposal, state: str, *, said: str = "", **beside: Any
) -> None:
    was, proposal.state = proposal.state, state
    proposal.appraisal = said
    proposal.appraised_by_id, proposal.appraised_at = tx.actor.user_id or None, tx.now
    if state == "taken":
        proposal.taken_at, proposal.decided_by_id = tx.now, tx.actor.user_id or None
    for name, value in beside.items():
        setattr(proposal, name, value)
    tell(tx, proposal, state=(was, state), said=said)


def _join(tx: Tx, item: ProgrammeItem, body: Body | None) -> None:
    """Have a body coordinate an item, unless the item names it already."""
    named = tx.session.exec(
        select(ProgrammeItemBody.body_id).where(ProgrammeItemBody.item_id == item.id)
    )
    if body is None or body.id in set(named):
        return
    was = item.coordinating
    item.coordinating = f"{was}; {body.name}" if was else body.name
    item.changed_by_id = tx.actor.user_id or None
    tx.add(ProgrammeItemBody(item_id=item.id, body_id=body.id, name=body.name, role="coordinating"))
    changed = ProgrammeItemChanged(
        programme_id=item.programme_id, item_id=item.id, item_key=item.key
    )
    tx.emit(changed, coordinating=(was, item.coordinating))


def _last_of(tx: Tx, programme: Programme, section: str) -> int | None:
    """Return the position of a section's last item, None where the draft has no such section."""
    return tx.session.exec(
        select(func.max(ProgrammeItem.position))
        .where(ProgrammeItem.programme_id == programme.id)
        .where(ProgrammeItem.section == section)
    ).first()


def _said(text: str, name: str) -> str:
    if not (text := nfc(text)):
        raise BadForm({name: "field-required"})
    return text


def _proposal(tx: Tx, programme: Programme, key: UUID) -> ProgrammeProposal:
    asked = _registered(programme).where(col(ProgrammeProposal.key) == key)
    if (found := tx.session.exec(asked).first()) is None:
        raise NotFound
    return found


def _registered(programme: Programme) -> SelectOfScalar[ProgrammeProposal]:
    """The proposals of a programme, as they are now that it is locked."""
    return (
        select(ProgrammeProposal)
        .where(ProgrammeProposal.programme_id == programme.id)
        .where(ProgrammeProposal.kind == "register")
        .execution_options(populate_existing=True)
    )


def _open_proposal(tx: Tx, programme: Programme, key: UUID) -> ProgrammeProposal | None:
    """Return the other proposal that `key` names, None where it names an item."""
    try:
        found = _proposal(tx, programme, key)
    except NotFound:
        return None
    if found.state not in proposing.OPEN:
        raise ProposalSettled
    return found


def _item(tx: Tx, programme: Programme, key: UUID) -> ProgrammeItem:
    found = tx.session.exec(
        select(ProgrammeItem.id)
        .where(ProgrammeItem.key == key)
        .where(ProgrammeItem.programme_id == programme.id)
        .where(col(ProgrammeItem.state).in_(LIVE))
    ).first()
    return access.item_locked(tx, found)


def _parent(tx: Tx, programme: Programme, key: UUID) -> int:
    found = tx.session.exec(
        select(ProgrammeItem.id)
        .where(ProgrammeItem.key == key)
        .where(ProgrammeItem.programme_id == programme.parent_id)
    ).first()
    if found is None:
        raise NotFound
    return found
