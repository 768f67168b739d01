"""What every item of a drawing is, field by field, from its cells and its labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from server.programmes.definition import FURTHER
from tests.programmes.drawing import LEFT, UP, Cell, Drawing, Drawn, Line, Table
from tests.programmes.drawing_grid import lay
from tests.programmes.drawn.bodies import BODIES
from tests.programmes.drawn.labels import ANY, At, Either

CELLS = (
    *("number", "text", "kind", "lead", "coordinating", "participants", "product", "time_text"),
    *FURTHER,
)


@dataclass
class Expected:
    """One item as labelled: its fields, the remarks it needs, its sheet's headings by field."""

    fields: dict[str, Any]
    remarks: tuple[str, ...]
    headings: dict[str, str]
    over: frozenset[str]  # names of the sheet and lines above the tables that may stand before
    loose: bool = False


def expected_items(drawing: Drawing, format: str) -> list[Expected]:
    """Every item of the drawing in its order, as its cells and labels say."""
    items = []
    several = len(drawing.tables) > 1
    for sheet in drawing.sheets:
        lines = {plain(p.text) for p in sheet.parts if isinstance(p, Line)}
        over = frozenset({plain(sheet.name), *lines}) if several else frozenset()
        _, rows = lay(sheet, nfd=False)
        heads: tuple[tuple[Drawn, ...], ...] = ()
        sections: list[str] = []
        for table, places in zip(
            (p for p in sheet.parts if isinstance(p, Table)), rows, strict=True
        ):
            sections = sections if not table.heads else []
            heads = table.heads or heads
            found = list(_table_items(table, heads, sections, over))
            assert len(found) == len(places)
            for one, place in zip(found, places, strict=True):
                one.fields["row"] = ANY if format == "docx" else place
            items += found
    return items


def _table_items(
    table: Table, heads: tuple[tuple[Drawn, ...], ...], sections: list[str], over: frozenset[str]
) -> Iterator[Expected]:
    headings = _headings(heads, len(table.fields))
    above: list[str | None] = [None] * len(table.fields)
    for row, cells in table.drawn():
        if row.kind == "section":
            words = [_text(cell) or "" for cell in row.cells]
            sections[row.depth - 1 :] = [". ".join(w.rstrip(".") for w in words[:-1]) or ""]
            sections[-1] = f"{sections[-1]}. {words[-1]}" if sections[-1] else words[-1]
        if row.kind != "item":
            continue
        texts: list[str | None] = []
        for column, cell in enumerate(cells):
            assert cell is not LEFT, "an item's cell over several columns means nothing certain"
            texts.append(above[column] if cell is UP else _text(cell))
        above = texts
        yield _labelled(row.labels, table, texts, cells, headings, sections, over)


def _labelled(
    labels: dict[str, Any],
    table: Table,
    texts: list[str | None],
    cells: list[Drawn],
    headings: list[str],
    sections: list[str],
    over: frozenset[str],
) -> Expected:
    fields: dict[str, Any] = dict.fromkeys(CELLS)
    fields |= {"level": 1, "section": " / ".join(sections) or None, "milestones": [], "extra": {}}
    for name, text, cell, heading in zip(table.fields, texts, cells, headings, strict=True):
        if name == "extra" and text:
            fields["extra"][heading] = text
        elif name in CELLS:
            fields[name] = text
        if name == "text" and isinstance(cell, Cell) and cell.automatic == "-":
            fields["text"] = Either((text, cell.value))
    at = labels.get("at")
    unread = {"at", "milestones", "time_from", "time_to"}.isdisjoint(labels)
    assert not (fields["time_text"] and unread), f"no time is labelled for {fields['text']}"
    at = at or At(None, None)
    fields |= {"time_from": at.begin, "time_to": at.end}
    fields |= {k: v for k, v in labels.items() if k not in ("at", "remarks")}
    remarks = [*at.remarks, *labels.get("remarks", ())]
    for name in ("lead", "coordinating"):
        if f"{name}_bodies" in labels:
            names = labels[f"{name}_bodies"]
        else:
            names = BODIES[fields[name]] if fields[name] else []
        if names is not ANY and any(n.startswith("?") for n in names):
            remarks.append("body")
        fields[f"{name}_bodies"] = names if names is ANY else [n.removeprefix("?") for n in names]
    by_field = {f: h for f, h in zip(table.fields, headings, strict=True) if f}
    return Expected(fields, tuple(remarks), by_field, over, at.loose)


def _headings(heads: tuple[tuple[Drawn, ...], ...], columns: int) -> list[str]:
    """Each column's heading, upper and lower joined by " / "."""
    rows = [[*row, *[None] * (columns - len(row))] for row in heads]
    rows = [row for row in rows if not _is_title(row) and not _are_numbers(row)]
    full: list[list[str]] = [[] for _ in range(columns)]
    for row in rows:
        for column, cell in enumerate(row):
            if cell is LEFT:
                over = [*full[column - 1]]
                text = over[len(full[column]) :][-1] if over[len(full[column]) :] else None
            else:
                text = None if cell is UP else _text(cell)
            if text:
                full[column].append(text)
    return [" / ".join(words) for words in full]


def _is_title(row: list[Drawn]) -> bool:
    return len(row) > 1 and all(cell is LEFT for cell in row[1:])


def _are_numbers(row: list[Drawn]) -> bool:
    return all(re.fullmatch(r"\(?\d+\)?", _text(cell) or "1") for cell in row if cell is not UP)


def _text(cell: Drawn) -> str | None:
    if cell is None:
        return None
    seen = cell.text if isinstance(cell, Cell) else str(cell)
    return normalize("NFC", seen).strip() or None


def plain(value: str | None) -> str:
    """In NFC, with single spaces."""
    return " ".join(normalize("NFC", value or "").split())
