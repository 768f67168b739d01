"""What reading a programme gives: items as written and as understood, and all that was left."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.programmes.definition import FURTHER, Milestone
from server.programmes.reading.bodies import Resolved
from server.programmes.reading.columns import Column
from server.programmes.reading.title import Title
from server.programmes.reading.words import Note


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One item. Texts are as written (NFC, ends trimmed), None where the sheet has none.

    `row` counts from 1 in `sheet`; `sections` are the headings over it, outermost first; `level`
    is 1 or 2. `time_from` and `time_to` are ISO 8601 days, or minutes where an hour is written.
    `extra` keeps unknown columns under their headings. `how` says of each part, by its name here
    or its heading in `extra`, how it was read and why (how.py).

    Sheets and files of our own also say `key`, `parent` and `origin` as ItemDefinition has them,
    and `kind_said`: its kind, "" for none, where its own word for it does not say as much.
    """

    sheet: str
    row: int
    sections: tuple[str, ...]
    number: str | None
    level: int
    text: str
    kind: str | None
    lead: str | None
    coordinating: str | None
    participants: str | None
    product: str | None
    time_text: str | None
    lead_bodies: tuple[Resolved, ...]
    coordinating_bodies: tuple[Resolved, ...]
    time_from: str | None
    time_to: str | None
    milestones: tuple[Milestone, ...]
    extra: dict[str, str]
    warnings: tuple[Note, ...]
    how: Mapping[str, Note] = dataclasses.field(default_factory=dict)
    field: str | None = None
    leader: str | None = None
    watcher: str | None = None
    considers: str | None = None
    issuer: str | None = None
    basis: str | None = None
    note: str | None = None
    key: str | None = None
    parent: str | None = None
    origin: str | None = None
    kind_said: str | None = None

    @property
    def section(self) -> str | None:
        """The headings in one line, or None."""
        return " / ".join(self.sections) or None


@dataclass(frozen=True)
class Remark:
    """A row that is neither heading nor item, or something about a sheet (`row` None)."""

    sheet: str
    row: int | None
    note: Note


@dataclass(frozen=True)
class ProgrammeSheet:
    """A whole file, read. `columns` are those of every table, in order.

    A table that goes on over pages counts once. `kinds` says of every row that shows something,
    by sheet and row, what it was read as: title, heading, section, item, remark, or no-table for a
    sheet without one. Nothing is stored.
    """

    title: Title
    columns: tuple[Column, ...]
    rows: tuple[ItemRow, ...]
    remarks: tuple[Remark, ...]
    kinds: Mapping[tuple[str, int], str] = dataclasses.field(default_factory=dict)


def as_json_lines(sheet: ProgrammeSheet) -> Iterator[str]:
    """One JSON object an item, in the sheet's order, without the line's end.

    Warnings are sentences in the language of this request. definition.FURTHER, `key`, `parent` and
    `origin` stand last where the file says them.
    """
    for row in sheet.rows:
        yield json.dumps(_as_json(row), ensure_ascii=False)


def _as_json(row: ItemRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "section": row.section,
        "number": row.number,
        "level": row.level,
        "text": row.text,
        "kind": row.kind,
        "lead": row.lead,
        "coordinating": row.coordinating,
        "participants": row.participants,
        "product": row.product,
        "time_text": row.time_text,
        "lead_bodies": [body.name for body in row.lead_bodies],
        "coordinating_bodies": [body.name for body in row.coordinating_bodies],
        "time_from": row.time_from,
        "time_to": row.time_to,
        "milestones": [
            {"text": m.text, "from": m.time_from, "to": m.time_to} for m in row.milestones
        ],
        "extra": row.extra,
        "warnings": [note.sentence for note in row.warnings],
    } | {
        name: said for name in (*FURTHER, "key", "parent", "origin") if (said := getattr(row, name))
    }
