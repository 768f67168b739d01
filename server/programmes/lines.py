"""Lines of a programme as plain values, from a sheet or from a definition alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.kernel.i18n import fold
from server.programmes.definition import FURTHER, ItemDefinition
from server.programmes.reading import BodyCatalogue, ItemRow, Resolved
from server.programmes.reading.own import kind_of

_TEXTS = ("section", "number", "lead", "coordinating", "participants", "product", "time_text")
Named = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One item: values by the names of models.ItemWords, without `position`; and the bodies it
    names as (role, name as written, the body's key where it was found)."""

    words: dict[str, Any]
    bodies: tuple[Named, ...]


def line_of_row(row: ItemRow, warnings: list[dict[str, Any]]) -> Line:
    """Return what the reader read, with its warnings as plain values."""
    words = _words(row) | {
        "kind": kind_of(row.kind) if row.kind_said is None else row.kind_said,
        "kind_text": row.kind or "",
        "section": row.section or "",
        "warnings": warnings,
        "source_row": row.row,
        "origin": row.origin or "",
        "slug": row.key or "",
        "parent_ref": row.parent or "",
    }
    leads = _named("lead", row.lead_bodies)
    return Line(words, leads + _named("coordinating", row.coordinating_bodies))


def line_of_definition(item: ItemDefinition, catalogue: BodyCatalogue) -> Line:
    """Return an item of a file; its bodies are found in the catalogue."""
    words = _words(item) | {
        "kind": item.kind or "",
        "kind_text": item.kind_text or "",
        "origin": item.origin or "",
        "slug": item.key or "",
        "parent_ref": item.parent or "",
    }
    leads = _named("lead", catalogue.resolve(item.lead or ""))
    return Line(words, leads + _named("coordinating", catalogue.resolve(item.coordinating or "")))


def _words(source: ItemRow | ItemDefinition) -> dict[str, Any]:
    further = {name: getattr(source, name) or "" for name in FURTHER}
    return (
        {name: getattr(source, name) or "" for name in _TEXTS}
        | further
        | {
            "level": source.level,
            "text": source.text,
            "folded": fold(source.text),
            "time_from": source.time_from,
            "time_to": source.time_to,
            "milestones": [
                {"text": m.text, "from": m.time_from, "to": m.time_to} for m in source.milestones
            ],
            "extra": dict(source.extra),
            "warnings": [],
            "origin": "",
            "source_row": None,
            "slug": "",
            "parent_ref": "",
        }
    )


def _named(role: str, bodies: Any) -> tuple[Named, ...]:
    found: list[Resolved] = list(bodies)
    return tuple((role, body.as_written, body.key if body.sure else None) for body in found)


def as_json(line: Line) -> dict[str, Any]:
    """Return a line as JSON holds it; `of_json` takes it back."""
    return {"words": line.words, "bodies": line.bodies}


def of_json(line: Mapping[str, Any]) -> Line:
    """Return the line that `as_json` gave."""
    return Line(dict(line["words"]), tuple((role, name, key) for role, name, key in line["bodies"]))
