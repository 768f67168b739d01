"""Keeping how a body writes its documents."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, EditConflict
from server.kernel.i18n import nfc
from server.people.access import body_to_keep
from server.people.documents import CHOICES, MARKS, OPINIONS, TEXTS, TONES, TYPES, settings_of
from server.people.events import DocumentsKept
from server.people.models import BodyDocuments


def keep_documents(
    tx: Tx, *, key: UUID, kind: str, version: int, base: dict[str, Any], to: dict[str, Any]
) -> int:
    """Keep how a body writes documents of `kind` ("" for all types). Returns the row's id.

    `base` and `to` are by the names of documents.TEXTS and CHOICES; `version` is 0 where nothing
    was kept yet. Raises NotFound, EditConflict or BadForm.
    """
    body = body_to_keep(tx, key)
    tx.lock(f"numbers:{body.id}")
    to = {name: nfc(value) if isinstance(value, str) else value for name, value in to.items()}
    _check(kind, to)
    row = tx.session.exec(
        select(BodyDocuments).where(BodyDocuments.body_id == body.id, BodyDocuments.kind == kind)
    ).first()
    if row is not None and version:
        changed = tx.edit(row, version, base=base, to=to)
    elif row is not None:  # somebody kept it first
        mine = {name: value for name, value in to.items() if value != base[name]}
        if moved := {name for name, value in mine.items() if getattr(row, name) != value}:
            theirs = {name: getattr(row, name) for name in moved}
            raise EditConflict(theirs, {name: mine[name] for name in moved}, row.version)
        changed = {}
    else:
        was = settings_of(tx.session, body.id, kind)
        # What was only proposed follows the body's name and chair on; it is nobody's wish.
        said: dict[str, Any] = {
            name: "" if name in TEXTS and value == getattr(was, name) else value
            for name, value in to.items()
        }
        row = tx.add(BodyDocuments(body_id=body.id, kind=kind, **said))
        changed = {name: (getattr(was, name), to[name]) for name in (*TEXTS, *CHOICES)}
        changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if changed or not version:
        shown = {name: tuple(map(str, pair)) for name, pair in changed.items()}
        tx.emit(
            DocumentsKept(body_id=body.id), kind=kind, **{f"of_{k}": v for k, v in shown.items()}
        )
    return row.id


def _check(kind: str, to: dict[str, Any]) -> None:
    wrong = {}
    if kind and kind not in TYPES:
        wrong["kind"] = "field-bad"
    for name, known in (("tone", TONES), ("final_mark", MARKS), ("opinions_after", OPINIONS)):
        if to[name] not in known:
            wrong[name] = "field-bad"
    if wrong:
        raise BadForm(wrong)
