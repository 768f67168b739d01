"""What a person puts right of how a file was read, before it becomes a programme.

Headings, names of bodies and kinds of work are remembered for the next file; what a row is and when
an item is due hold for this file. What is said of a sheet in which a body registers items holds for
that sheet alone. Headings, names and rows have the file read again.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import col, select

from server.kernel.db import Tx
from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import fold, nfc
from server.programmes import access, remembering, staging
from server.programmes.errors import ImportIncomplete
from server.programmes.events import ImportSettled
from server.programmes.models import KINDS, ProgrammeImport, StagedItem, StagedRow
from server.programmes.reading import FIELDS, ROW_KINDS


def correct_columns(tx: Tx, *, key: UUID, columns: Mapping[str, str]) -> bool:
    """Say what columns hold: key (reading.Column.key) -> one of FIELDS, or "".

    "" keeps a column under its own heading. What a heading means is remembered. Returns whether
    the file is read again. Raises NotFound, BadForm or ImportIncomplete.
    """
    staged = _read(tx, key)
    shown = {c["key"]: c["field"] or "" for c in staged.sheet["columns"]}
    if not columns.keys() <= shown.keys() or not {*columns.values()} <= {"", *FIELDS}:
        raise BadForm({"columns": "field-bad"})
    changed = {name: field for name, field in columns.items() if shown[name] != field}
    for name, field in changed.items():
        # A column without a heading ("!"): its place holds for this file alone.
        if "!" in name or staged.registers_for_id is not None:
            staged.corrections.setdefault("columns", {})[name] = field
        else:
            remembering.remember(tx, "column", name, field)
    if changed:
        flag_modified(staged, "corrections")
        staging.read_again(tx, staged)
    return bool(changed)


def correct_bodies(tx: Tx, *, key: UUID, bodies: Mapping[str, str]) -> bool:
    """Say which body a name as written means: name -> the body's key. It is remembered.

    Returns whether the file is read again. Raises NotFound or ImportIncomplete.
    """
    access.keeps_programmes(tx)  # a name is the office's to know, also in a body's own sheet
    staged = _read(tx, key)
    for name, body_key in bodies.items():
        body = access.body_with_key(tx, body_key)
        remembering.remember(tx, "body", nfc(name), str(body.key))
    if bodies:
        staging.read_again(tx, staged)
    return bool(bodies)


def correct_kinds(tx: Tx, *, key: UUID, kinds: Mapping[str, str]) -> int:
    """Say what a kind of work as written is: words -> one of KINDS, or "". It is remembered.

    What was left as it is shown is not said. Returns how many words it was said of. Raises
    NotFound, BadForm or ImportIncomplete.
    """
    staged = _read(tx, key)
    if not {*kinds.values()} <= {"", *KINDS}:
        raise BadForm({"kinds": "field-bad"})
    said = {fold(words): kind for words, kind in kinds.items()}  # a browser breaks lines its way
    own = col(StagedItem.import_id) == staged.id
    shown = tx.session.exec(select(StagedItem.kind_text, StagedItem.kind).where(own).distinct())
    changed = {words for words, kind in shown if said.get(fold(words), kind) != kind}
    for words in changed:
        kind = said[fold(words)]
        if staged.registers_for_id is None:
            remembering.remember(tx, "kind", fold(words), kind)
        else:
            staged.corrections.setdefault("kinds", {})[fold(words)] = kind
            flag_modified(staged, "corrections")
        so = col(StagedItem.kind_text) == words
        tx.session.execute(update(StagedItem).where(own, so).values(kind=kind))
    _settled(tx, staged)
    return len(changed)


def correct_row(tx: Tx, *, key: UUID, place: int, kind: str) -> None:
    """Say what a row of the file is, one of ROW_KINDS; the file is read again.

    Raises NotFound, BadForm or ImportIncomplete.
    """
    staged = _read(tx, key)
    if kind not in ROW_KINDS:
        raise BadForm({"kind": "field-bad"})
    row = _row(tx, staged, place)
    said = [said for said in staged.corrections.get("rows", []) if said[:2] != [row.sheet, row.row]]
    staged.corrections["rows"] = [*said, [row.sheet, row.row, kind]]
    flag_modified(staged, "corrections")
    staging.read_again(tx, staged)


def correct_time(tx: Tx, *, key: UUID, place: int, first: date | None, last: date | None) -> None:
    """Say which days the time of the item in a row means; None for no limit on that side.

    Raises NotFound, BadForm or ImportIncomplete.
    """
    staged = _read(tx, key)
    if first and last and last < first:
        raise BadForm({"time_to": "field-bad"})
    row = _row(tx, staged, place)
    item = tx.session.exec(
        select(StagedItem)
        .where(StagedItem.import_id == staged.id)
        .where(StagedItem.position == row.position)
    ).first()
    if item is None:
        raise NotFound
    days = [day.isoformat() if day else None for day in (first, last)]
    item.time_from, item.time_to = days
    item.how = item.how | {"time_from": staging.HOW_BY_HAND}
    item.warnings = staging.without_time(item.warnings)
    staged.corrections.setdefault("times", {})[f"{row.sheet}!{row.row}"] = days
    flag_modified(staged, "corrections")
    _settled(tx, staged)


def _read(tx: Tx, key: UUID) -> ProgrammeImport:
    staged = access.import_to_change(tx, key)
    if staged.state != "read" or staged.programme_id is not None:
        raise ImportIncomplete
    return staged


def _row(tx: Tx, staged: ProgrammeImport, place: int) -> StagedRow:
    row = tx.session.exec(
        select(StagedRow).where(StagedRow.import_id == staged.id).where(StagedRow.place == place)
    ).first()
    if row is None:
        raise NotFound
    return row


def _settled(tx: Tx, staged: ProgrammeImport) -> None:
    staged.turn += 1  # whoever looks at it sees something else now
    tx.emit(ImportSettled(import_id=staged.id))
