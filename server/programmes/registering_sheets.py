"""A body registers its items in a sheet: it comes in as any programme does (import_commands.py), is
looked at, and once it is confirmed its items are proposals of that body.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import fold, nfc
from server.people.models import Body
from server.programmes import access, proposing, staging
from server.programmes.errors import ImportIncomplete, NothingRead, SheetRegistered
from server.programmes.import_commands import take_in
from server.programmes.models import ORIGINS, Programme, ProgrammeImport, StagedItem
from server.programmes.reading import own
from server.programmes.registering import WRITTEN, add_proposal

# Columns that a sheet of programmes does not have, by their headings: the template's, folded.
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "field": "Lĩnh vực",
        "considers": "Cấp trình",
        "basis": "Căn cứ",
        "origin": "Nguồn",
        "reason": "Lý do",
    },
    "en": {
        "field": "Field",
        "considers": "Considered by",
        "basis": "Basis",
        "origin": "Origin",
        "reason": "Reason",
    },
}
_HEADED = {fold(word): name for words in HEADINGS.values() for name, word in words.items()}
_OTHER_NAMES = {
    "cap xem xet": "considers",
    "co quan xem xet": "considers",
    "nguon goc": "origin",
    "ly do de xuat": "reason",
    "ly do dang ky": "reason",
}


def receive_sheet(
    tx: Tx, *, key: UUID, programme_key: UUID, body_key: UUID | None, file_name: str, sha256: str
) -> str:
    """Take in a sheet in which a body registers items. Returns the import's key.

    Raises NotFound, RegistrationClosed or NotInDraft.
    """
    asked = proposing.programme_to_register_for(tx, programme_key, body_key)
    programme, body, _office = asked
    staged = take_in(tx, key=key, file_name=file_name, sha256=sha256)
    staged.registers_for_id, staged.body_id = programme.id, body.id if body else None
    return str(key)


def adopt_sheet(
    tx: Tx,
    *,
    key: UUID,
    origin: str = "",
    reason: str = "",
    letter: str = "",
    letter_on: date | None = None,
) -> int:
    """Confirm a sheet: each of its items is a proposal of the body. Returns how many.

    `origin` and `reason` are of the rows that do not say their own; `letter` as in
    registering.register_item. The same sheet sent once more is refused. Raises NotFound, BadForm,
    ImportIncomplete, NothingRead, SheetRegistered, RegistrationClosed or NotInDraft.
    """
    tx.take_time()
    staged = access.import_to_change(tx, key)
    if staged.registers_for_id is None:
        raise NotFound
    programme, body, office = proposing.programme_to_register_for(tx, *_whose(tx, staged))
    if staged.state != "read" or staged.programme_id is not None:
        raise ImportIncomplete
    if not staged.sheet["count"]:
        raise NothingRead
    if (before := _same(tx, staged)) is not None:
        raise SheetRegistered(file=before)
    items = tx.session.exec(
        select(StagedItem)
        .where(StagedItem.import_id == staged.id)
        .order_by(col(StagedItem.position))
    ).all()
    if len(items) != staged.sheet["count"]:
        raise ImportIncomplete
    asked = _asked(items)
    wrong = {}
    if origin not in ("", *ORIGINS):
        wrong["origin"] = "field-bad"
    elif not origin and not all(words.get("origin") for words in asked):
        wrong["origin"] = "field-required"
    if office and body is not None and not nfc(letter):
        wrong["letter"] = "field-required"
    if wrong:
        raise BadForm(wrong)
    sent = {"letter": nfc(letter), "letter_on": letter_on} if office else {}
    for words in asked:
        words["origin"] = words.get("origin") or origin
        if body is not None:
            words.setdefault("lead", body.name)
        add_proposal(tx, programme, body, words, reason=words.pop("reason", reason), **sent)
    staging.become(tx, staged, programme.id)
    return len(asked)


def _whose(tx: Tx, staged: ProgrammeImport) -> tuple[UUID, UUID | None]:
    programme = tx.session.get_one(Programme, staged.registers_for_id)
    body = tx.session.get_one(Body, staged.body_id) if staged.body_id else None
    return programme.key, body.key if body else None


def _same(tx: Tx, staged: ProgrammeImport) -> str | None:
    """What this very file was called when the body registered its items before, or None."""
    mine = col(ProgrammeImport.body_id)
    return tx.session.exec(
        select(ProgrammeImport.file_name)
        .where(ProgrammeImport.digest == staged.digest)
        .where(ProgrammeImport.registers_for_id == staged.registers_for_id)
        .where(mine.is_(None) if staged.body_id is None else mine == staged.body_id)
        .where(col(ProgrammeImport.programme_id).is_not(None))
    ).first()


def _asked(items: Any) -> list[dict[str, Any]]:
    """The words of proposals that the rows of a sheet make; nothing of a row is lost.

    A row under another one keeps that one's words, under the heading our own sheets have for it.
    """
    found = []
    above = ""
    for item in items:
        words: dict[str, Any] = {name: text for name in WRITTEN if (text := getattr(item, name))}
        words.pop("number", None)  # of its own list
        extra = {}
        for heading, text in item.extra.items():
            name = _HEADED.get(fold(heading)) or _OTHER_NAMES.get(fold(heading), "")
            said = own.meant("origin", text) if name == "origin" else text
            if name and said and not words.get(name):
                words[name] = said
            else:
                extra[heading] = text
        if item.kind_text and not item.kind:
            extra[own.HEADINGS["vi"]["kind"]] = item.kind_text
        if item.level > 1 and above:
            extra[own.HEADINGS["vi"]["parent"]] = above
        elif item.level == 1:
            above = item.text
        if extra:
            words["extra"] = extra
        if item.time_from or item.time_to:  # else it is read in the programme's own period
            words["time_from"], words["time_to"] = item.time_from, item.time_to
            words["milestones"] = item.milestones
        found.append(words)
    return found
