"""The office keeps the sources that items follow from, and what is due of them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, DomainError, NotFound
from server.kernel.i18n import fold, nfc
from server.people.access import keeps
from server.people.models import Body
from server.programmes import access
from server.programmes.drafting import add_lines, body_words, check_drafting, line_of_texts
from server.programmes.events import OfficeRulesChanged, ProgrammeItemChanged
from server.programmes.models import ProgrammeItem
from server.programmes.references import key_of, references_in
from server.programmes.rulebook import SOURCE_KINDS, ItemSource, SourceDocument

TEXTS = ("reference", "kind", "issuer", "subject")
DAYS = ("dated", "interim_on", "final_on")
REVIEWS = {"interim": "interim_on", "final": "final_on"}


class SourceThere(DomainError):
    """The register has this very document; `reference` is how it is written there."""

    status, code = 409, "source-there"


class SourceInUse(DomainError):
    """Items follow from the source; `count` of them."""

    status, code = 409, "source-in-use"


class ReviewThere(DomainError):
    """The programme has the item of this review already."""

    status, code = 409, "source-review-there"


def add_source(
    tx: Tx,
    *,
    reference: str,
    kind: str = "other",
    issuer: str = "",
    subject: str = "",
    dated: date | None = None,
    interim_on: date | None = None,
    final_on: date | None = None,
    lead_key: UUID | None = None,
) -> str:
    """Enter a source; a date in its reference is its day where no other is said. Returns its key.

    Raises NotFound, BadForm or SourceThere.
    """
    _keep(tx)
    reference = nfc(reference)
    first = next(references_in(reference), None)
    source = SourceDocument(
        reference=reference,
        folded=key_of(reference),
        dated=dated or (first.dated if first else None),
        kind=kind,
        issuer=nfc(issuer),
        subject=nfc(subject),
        interim_on=interim_on,
        final_on=final_on,
        lead_body_id=_body_id(tx, lead_key),
    )
    _check(tx, source)
    tx.add(source)
    tx.emit(OfficeRulesChanged(), source=("", reference))
    return str(source.key)


def edit_source(
    tx: Tx,
    *,
    key: UUID,
    version: int,
    base: dict[str, Any],
    to: dict[str, Any],
    base_lead_key: UUID | None = None,
    lead_key: UUID | None = None,
) -> None:
    """Change a source: TEXTS, DAYS and who prepares its reviews.

    Raises NotFound, BadForm, SourceThere or EditConflict.
    """
    source = _source(tx, key)
    to = {name: nfc(to[name]) for name in TEXTS} | {name: to[name] for name in DAYS}
    base = base | {"lead_body_id": _body_id(tx, base_lead_key)}
    changed = tx.edit(source, version, base=base, to=to | {"lead_body_id": _body_id(tx, lead_key)})
    source.folded = key_of(source.reference)
    _check(tx, source)
    if changed:
        tx.emit(OfficeRulesChanged(), source=source.reference)


def remove_source(tx: Tx, *, key: UUID) -> None:
    """Take away a source that nothing follows from. Raises NotFound or SourceInUse."""
    source = _source(tx, key)
    used = tx.session.exec(select(ItemSource.id).where(ItemSource.source_id == source.id)).all()
    if used:
        raise SourceInUse(count=len(used))
    tx.session.delete(source)
    tx.emit(OfficeRulesChanged(), source=(source.reference, ""))


def link_source(tx: Tx, *, item_key: UUID, source_key: UUID) -> None:
    """Say that an item follows from a source; again changes nothing. Raises NotFound."""
    item, source = _both(tx, item_key, source_key)
    if _link(tx, item, source) is None:
        tx.add(
            ItemSource(item_id=item.id, source_id=source.id, linked_by_id=tx.actor.user_id or None)
        )
        _tell(tx, item, ("", source.reference))


def unlink_source(tx: Tx, *, item_key: UUID, source_key: UUID) -> None:
    """Say that an item does not follow from a source. Raises NotFound."""
    item, source = _both(tx, item_key, source_key)
    if (link := _link(tx, item, source)) is not None:
        tx.session.delete(link)
        _tell(tx, item, (source.reference, ""))


def draft_review(tx: Tx, *, key: UUID, review: str, programme_key: UUID, words: str) -> int:
    """Make a source's review (of REVIEWS) an item of a draft programme. Returns the item's id.

    `words` is its text. Raises NotFound, BadForm, NotInDraft, or ReviewThere where the programme
    has an item of this source on this day.
    """
    source = _source(tx, key)
    due: date | None = getattr(source, REVIEWS.get(review, ""), None)
    if due is None:
        raise NotFound
    programme = access.programme_to_change(tx, programme_key)
    check_drafting(programme)
    own = (
        select(ProgrammeItem.id)
        .join(ItemSource, col(ItemSource.item_id) == col(ProgrammeItem.id))
        .where(ItemSource.source_id == source.id, ProgrammeItem.programme_id == programme.id)
        .where(ProgrammeItem.folded == fold(words))
    )
    if tx.session.exec(own).first() is not None:
        raise ReviewThere
    lead = tx.session.get(Body, source.lead_body_id) if source.lead_body_id else None
    texts = {
        "text": words,
        "kind": "submission",
        "origin": "superior",
        "basis": source.reference,
        "lead": lead.name if lead else "",
        "time_text": f"{due:%d/%m/%Y}",
    }
    line = line_of_texts(texts, programme, body_words(tx.session))
    (item_id,) = add_lines(tx, programme, [line])
    tx.add(ItemSource(item_id=item_id, source_id=source.id, linked_by_id=tx.actor.user_id or None))
    tx.emit(OfficeRulesChanged(), source=source.reference)
    return item_id


def _keep(tx: Tx) -> None:
    keeps(tx, "rules.keep")
    tx.lock("office-rules")


def _source(tx: Tx, key: UUID) -> SourceDocument:
    _keep(tx)
    found = tx.session.exec(select(SourceDocument).where(SourceDocument.key == key)).first()
    if found is None:
        raise NotFound
    return found


def _both(tx: Tx, item_key: UUID, source_key: UUID) -> tuple[ProgrammeItem, SourceDocument]:
    source = _source(tx, source_key)
    return access.item_to_edit(tx, item_key), source


def _link(tx: Tx, item: ProgrammeItem, source: SourceDocument) -> ItemSource | None:
    both = (ItemSource.item_id == item.id, ItemSource.source_id == source.id)
    return tx.session.exec(select(ItemSource).where(*both)).first()


def _tell(tx: Tx, item: ProgrammeItem, change: tuple[str, str]) -> None:
    changed = ProgrammeItemChanged(
        programme_id=item.programme_id, item_id=item.id, item_key=item.key
    )
    tx.emit(changed, source_document=change)
    tx.emit(OfficeRulesChanged(), item=item.id)


def _body_id(tx: Tx, key: UUID | None) -> int | None:
    return access.body_with_key(tx, key).id if key else None


def _check(tx: Tx, source: SourceDocument) -> None:
    wrong = {} if source.reference else {"reference": "field-required"}
    wrong |= {} if source.kind in SOURCE_KINDS else {"kind": "field-bad"}
    if wrong:
        raise BadForm(wrong)
    with tx.session.no_autoflush:
        there = tx.session.exec(
            select(SourceDocument)
            .where(SourceDocument.folded == source.folded)
            .where(SourceDocument.id != source.id if source.id else col(SourceDocument.id) > 0)
        )
        for other in there:
            if other.dated == source.dated or None in (other.dated, source.dated):
                raise SourceThere(reference=other.reference)
