"""How programmes come in: from an uploaded sheet, or from a file of this product."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import nfc
from server.people.models import Body
from server.programmes import access, adopting, staging
from server.programmes.arriving import settle_words
from server.programmes.bodies import body_called, catalogue_bodies, slug
from server.programmes.definition import ProgrammeDefinition
from server.programmes.errors import (
    ImportIncomplete,
    NothingRead,
    OtherContent,
    ProgrammeThere,
)
from server.programmes.events import ImportSettled, ProgrammeAdopted
from server.programmes.exporting import definition_of
from server.programmes.lines import line_of_definition
from server.programmes.models import (
    LEVELS,
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    StagedItem,
)
from server.programmes.reading import BodyCatalogue

STAGED_DAYS = 7  # an import that nobody confirmed for so long is forgotten
FORGOTTEN = {"code": "import-forgotten", "params": {"days": str(STAGED_DAYS)}}


# --- from an uploaded sheet --------------------------------------------------------------------


def receive_import(tx: Tx, *, key: UUID, file_name: str, sha256: str) -> str:
    """Take an uploaded file in, to be read by the worker and looked at before it is confirmed.

    Nothing of it is part of a programme yet. Returns the key. Raises NotFound.
    """
    access.keeps_programmes(tx)
    take_in(tx, key=key, file_name=file_name, sha256=sha256)
    return str(key)


def take_in(tx: Tx, *, key: UUID, file_name: str, sha256: str) -> ProgrammeImport:
    """Keep an uploaded file for the worker, and forget what nobody confirmed, for a caller."""
    stale = tx.session.exec(
        select(ProgrammeImport)
        .where(ProgrammeImport.created_at < tx.now - timedelta(days=STAGED_DAYS))
        .where(col(ProgrammeImport.file_sha256).is_not(None))
    ).all()
    tx.take_time()
    staging.forget_staged(tx.session, [old.id for old in stale])
    for old in stale:
        old.file_sha256 = None
        old.state, old.refusal = "refused", FORGOTTEN
        tx.emit(ImportSettled(import_id=old.id), state=old.state)
    return tx.add(
        ProgrammeImport(
            key=key,
            account_id=tx.actor.user_id,
            file_name=nfc(file_name),
            digest=sha256,
            file_sha256=sha256,
            created_at=tx.now,
        )
    )


def adopt_import(
    tx: Tx,
    *,
    key: UUID,
    body_key: UUID,
    title: str,
    level: str,
    period_from: date,
    period_to: date,
    another: bool = False,
    draft: bool = False,
    number: str = "",
    adopted_on: date | None = None,
) -> str:
    """Confirm a staged import: it becomes a programme of a body, with every item.

    One that was issued, with its document's `number` and date where they are said; or a `draft` to
    work on, which has neither.

    The same file confirmed again changes nothing. `another` says that this is one more programme
    of a body that has one of this level and period (its supervision programme, say). Returns the
    programme's key. Raises NotFound, BadForm, ImportIncomplete, or ProgrammeThere unless `another`.
    """
    tx.take_time()  # a statement each for thousands of items and of their bodies
    access.keeps_programmes(tx)
    staged = access.import_to_change(tx, key)
    if staged.registers_for_id is not None:
        raise NotFound
    if staged.state != "read":
        raise ImportIncomplete
    if not staged.sheet["count"]:
        raise NothingRead
    same = select(Programme).where(Programme.source_digest == staged.digest)
    if found := tx.session.exec(same).first():
        staging.become(tx, staged, found.id)
        return str(found.key)
    title = nfc(title)
    wrong = {"title": "field-required"} if not title else {}
    wrong |= {"level": "field-bad"} if level not in LEVELS else {}
    wrong |= {"period_to": "field-bad"} if period_to < period_from else {}
    if wrong:
        raise BadForm(wrong)
    body = access.body_with_key(tx, body_key)
    if not another:
        refuse_another(tx, body, level, period_from, period_to)
    count = tx.session.exec(
        select(func.count()).select_from(StagedItem).where(StagedItem.import_id == staged.id)
    ).one()
    if count != staged.sheet["count"]:
        raise ImportIncomplete
    programme = tx.add(
        Programme(
            slug=free_slug(tx, body, level, period_from, period_to),
            body_id=body.id,
            level=level,
            title=title,
            period_from=period_from,
            period_to=period_to,
            source_name=staged.file_name,
            source_digest=staged.digest,
            state="draft" if draft else "adopted",
            number="" if draft else nfc(number),
            adopted_on=None if draft else adopted_on,
            created_at=tx.now,
        )
    )
    adopting.adopt_staged(tx.session, staged.id, programme.id)
    link_items(tx, col(ProgrammeItem.programme_id) == programme.id)
    settle_words(tx, programme.id)
    staging.become(tx, staged, programme.id)
    tx.emit(ProgrammeAdopted(programme_id=programme.id), items=count, source=staged.file_name)
    return str(programme.key)


def refuse_another(tx: Tx, body: Body, level: str, first: date, last: date) -> None:
    """Raise ProgrammeThere where the body has a programme of this level and period."""
    found = tx.session.exec(
        select(Programme.title, Programme.key)
        .where(Programme.body_id == body.id)
        .where(Programme.level == level)
        .where(Programme.period_from <= last)
        .where(Programme.period_to >= first)
    ).first()
    if found is not None:
        raise ProgrammeThere(title=found[0], programme=str(found[1]))


def free_slug(tx: Tx, body: Body, level: str, first: date, last: date) -> str:
    """A name by body and period: thuong-truc-hdnd-2026, ...-2026-2031, ...-2026-q2, ...-2026-05."""
    period = {
        "term": f"{first.year}-{last.year}",
        "quarter": f"{first.year}-q{(first.month + 2) // 3}",
        "month": f"{first:%Y-%m}",
    }.get(level, str(first.year))
    wanted = f"{slug(body.short_name or body.name)}-{period}"
    taken = set(
        tx.session.exec(select(Programme.slug).where(col(Programme.slug).like(f"{wanted}%")))
    )
    names = [wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def _body_ids(tx: Tx) -> dict[str, int]:
    return {str(key): body_id for key, body_id in tx.session.exec(select(Body.key, Body.id))}


# --- from a file of this product ---------------------------------------------------------------


def import_definition(tx: Tx, *, definition: ProgrammeDefinition) -> str:
    """Load a programme from its file.

    Content that is there already changes nothing, whenever it comes (so each time may be a command
    of its own: one that was withdrawn comes in again). Bodies are found in the
    register by name, alias or slug; the items it continues by "programme#item". Returns the
    programme's key. Raises NotFound, NoSuchBody, or OtherContent where a programme of this key
    says something else.
    """
    access.keeps_programmes(tx)
    tx.lock("programmes")
    found = tx.session.exec(select(Programme).where(Programme.slug == definition.key)).first()
    if found is not None:
        if not _says(tx, found, definition):
            raise OtherContent(key=definition.key)
        return str(found.key)
    body = body_called(tx.session, definition.body)
    parents = _parents(tx, {item.parent for item in definition.items if item.parent})
    above = tx.session.exec(
        select(Programme.id).where(Programme.slug == (definition.parent or ""))
    ).first()
    programme = tx.add(
        Programme(
            slug=definition.key,
            body_id=body.id,
            level=definition.level,
            title=definition.title,
            period_from=date.fromisoformat(definition.period_from),
            period_to=date.fromisoformat(definition.period_to),
            parent_id=above,
            parent_ref=definition.parent or "",
            source_name=definition.source or "",
            source_digest=definition.digest,
            state="adopted",
            created_at=tx.now,
        )
    )
    catalogue = BodyCatalogue(catalogue_bodies(tx.session))
    adopting.insert_lines(
        tx.session,
        programme.id,
        [line_of_definition(item, catalogue) for item in definition.items],
        body_ids=_body_ids(tx),
        parent_ids=parents,
    )
    _link_children(tx, programme)
    settle_words(tx, programme.id)
    tx.emit(ProgrammeAdopted(programme_id=programme.id), items=len(definition.items))
    return str(programme.key)


def _says(tx: Tx, programme: Programme, definition: ProgrammeDefinition) -> bool:
    """Whether a programme came from this very content, or reads like it now."""
    return definition.digest in (
        programme.source_digest,
        definition_of(tx.session, programme).digest,
    )


def _parents(tx: Tx, references: set[str]) -> dict[str, int]:
    """Return the ids of the items that "programme#item" names, as far as they are there."""
    programmes = {reference.partition("#")[0] for reference in references}
    rows = tx.session.exec(
        select(Programme.slug, ProgrammeItem.slug, ProgrammeItem.id)
        .join(ProgrammeItem, col(ProgrammeItem.programme_id) == col(Programme.id))
        .where(col(Programme.slug).in_(programmes))
        .where(ProgrammeItem.slug != "")
    )
    known = {f"{programme}#{item}": item_id for programme, item, item_id in rows}
    return {reference: known[reference] for reference in references & known.keys()}


def link_items(tx: Tx, *where: ColumnElement[bool]) -> None:
    """Link items to those that they continue, as far as these are there."""
    unlinked = (col(ProgrammeItem.parent_id).is_(None), col(ProgrammeItem.parent_ref) != "")
    waiting = tx.session.exec(select(ProgrammeItem).where(*unlinked, *where)).all()
    parents = _parents(tx, {item.parent_ref for item in waiting})
    for item in waiting:
        item.parent_id = parents.get(item.parent_ref)


def _link_children(tx: Tx, programme: Programme) -> None:
    """Link what was loaded before the programme it continues."""
    link_items(tx, col(ProgrammeItem.parent_ref).startswith(f"{programme.slug}#", autoescape=True))
    below = select(Programme).where(Programme.parent_ref == programme.slug)
    for child in tx.session.exec(below):
        child.parent_id = programme.id
