"""The words around a programme's items on the document by which it is issued."""

from dataclasses import asdict
from uuid import UUID

from sqlmodel import select

from server.kernel.db import Tx
from server.kernel.errors import EditConflict
from server.kernel.i18n import nfc
from server.programmes import access
from server.programmes.events import ProgrammeDocumentChanged
from server.programmes.models import ProgrammeDocument
from server.programmes.printing.letter import Words


def save_document(
    tx: Tx, *, key: UUID, version: int, base: dict[str, str], to: dict[str, str]
) -> int:
    """Write what stands around the items of a programme's document. Returns its id.

    `base` and `to` are texts by the names of Words; `version` is 0 where none was written yet.
    Raises NotFound or EditConflict.
    """
    programme = access.programme_to_change(tx, key)
    to = {name: nfc(text) for name, text in to.items()}
    asked = select(ProgrammeDocument).where(ProgrammeDocument.programme_id == programme.id)
    row = tx.session.exec(asked).first()
    if row is None:
        row = tx.add(ProgrammeDocument(programme_id=programme.id, **asdict(Words(**to))))
        changed = {name: ("", text) for name, text in to.items() if text}
    else:
        if version == 0:  # somebody wrote it first; what was only proposed is nobody's wish
            to = {name: text for name, text in to.items() if text != base[name]}
            if moved := {n for n, text in to.items() if getattr(row, n) != text}:
                theirs = {name: getattr(row, name) for name in moved}
                raise EditConflict(theirs, {name: to[name] for name in moved}, row.version)
        changed = tx.edit(row, version or row.version, base=base, to=to)
    if changed:
        tx.emit(ProgrammeDocumentChanged(programme_id=programme.id), **changed)
    return row.id
