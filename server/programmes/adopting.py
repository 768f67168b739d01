"""Lines of a programme on their way into the database, in bulk: 10,000 of them hold the Writer
for less than 200 ms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select
from uuid_utils.compat import uuid7

from server.kernel.i18n import fold
from server.programmes.definition import ProgrammeDefinition
from server.programmes.models import KINDS, ProgrammeItem, ProgrammeItemBody
from server.programmes.reading import BodyCatalogue

# What offices and boards write in a column of kinds, folded. Other words stay as written.
_KIND_WORDS = {
    "noi dung trinh": "submission",
    "hoat dong": "activity",
    "cuoc hop": "meeting",
    "van ban ban hanh": "document",
} | {kind: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its columns, and the bodies it names as (role, name as written, key or None)."""

    columns: dict[str, Any]
    bodies: tuple[tuple[str, str, Any], ...]


def lines_of_sheet(sheet: Mapping[str, Any]) -> list[Line]:
    """Return the lines of a staged sheet; keys of bodies are theirs as text."""
    return [
        Line(
            {
                "section": " / ".join(row["sections"]),
                "number": row["number"] or "",
                "level": row["level"],
                "text": row["text"],
                "folded": row["folded"],
                "kind": kind_of(row["kind"]),
                "kind_text": row["kind"] or "",
                "lead": row["lead"] or "",
                "coordinating": row["coordinating"] or "",
                "participants": row["participants"] or "",
                "product": row["product"] or "",
                "time_text": row["time_text"] or "",
                "time_from": row["time_from"],
                "time_to": row["time_to"],
                "milestones": row["milestones"],
                "extra": row["extra"],
                "warnings": row["warnings"],
                "origin": "",
                "source_row": row["row"],
                "slug": "",
                "parent_ref": "",
                "parent_id": None,
            },
            tuple(
                (role, body["as_written"], body["key"] if body["sure"] else None)
                for role in ("lead", "coordinating")
                for body in row[f"{role}_bodies"]
            ),
        )
        for row in sheet["rows"]
    ]


def lines_of_definition(
    definition: ProgrammeDefinition, catalogue: BodyCatalogue, parents: Mapping[str, int]
) -> list[Line]:
    """Return the lines of a definition; `parents` maps "programme#item" to an item's id."""
    lines = []
    for item in definition.items:
        kind = kind_of(item.kind)
        written = item.kind if item.kind and item.kind != kind else item.kind_text
        texts = ("section", "number", "lead", "coordinating", "participants", "product")
        columns = {name: getattr(item, name) or "" for name in (*texts, "time_text", "origin")}
        columns |= {
            "level": item.level,
            "text": item.text,
            "folded": fold(item.text),
            "kind": kind,
            "kind_text": written or "",
            "time_from": item.time_from,
            "time_to": item.time_to,
            "milestones": [
                {"text": m.text, "from": m.time_from, "to": m.time_to} for m in item.milestones
            ],
            "extra": item.extra,
            "warnings": [],
            "source_row": None,
            "slug": item.key or "",
            "parent_ref": item.parent or "",
            "parent_id": parents.get(item.parent or ""),
        }
        named = tuple(
            (role, body.as_written, body.key if body.sure else None)
            for role in ("lead", "coordinating")
            for body in catalogue.resolve(getattr(item, role) or "")
        )
        lines.append(Line(columns, named))
    return lines


def kind_of(word: str | None) -> str:
    """Return which of KINDS an office's word is, or ""."""
    return _KIND_WORDS.get(fold(word), "") if word else ""


def insert_lines(
    db: Session, programme_id: int, lines: Sequence[Line], body_ids: Mapping[str, int]
) -> None:
    """Store the lines in order; `body_ids` maps a body's key, as text, to its id."""
    if not lines:
        return
    db.execute(
        insert(ProgrammeItem.__table__),  # type: ignore[attr-defined]
        [
            line.columns
            | {
                "key": uuid7(),
                "version": 1,
                "programme_id": programme_id,
                "position": position,
                "state": "planned",
            }
            for position, line in enumerate(lines, 1)
        ],
    )
    ids: Iterable[int] = db.exec(
        select(ProgrammeItem.id)
        .where(ProgrammeItem.programme_id == programme_id)
        .order_by(col(ProgrammeItem.position))
    )
    bodies = [
        {"item_id": item_id, "body_id": body_ids.get(key), "name": name, "role": role}
        for item_id, line in zip(ids, lines, strict=True)
        for role, name, key in line.bodies
    ]
    if bodies:
        db.execute(insert(ProgrammeItemBody.__table__), bodies)  # type: ignore[attr-defined]
