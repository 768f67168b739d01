"""What a reader made of a drawing, field by field: right, asked, or silently wrong."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from server.programmes.reading import BodyCatalogue, ProgrammeSheet, read_programme
from server.programmes.reading.errors import NoProgrammeTable
from server.programmes.reading.sheet import ItemRow
from tests.programmes.drawing import Drawing, render
from tests.programmes.drawn.labels import ANY, Either
from tests.programmes.labelled import CELLS, Expected, expected_items, plain

FIELDS: tuple[str, ...] = ("row", "section", *CELLS[:1], "level", *CELLS[1:])
FIELDS += ("lead_bodies", "coordinating_bodies", "time_from", "time_to", "milestones", "extra")
JUDGED = ("item", *FIELDS, "remark")

# Notes that tell where a value came from, and not that something looks wrong in the source.
ORDINARY = {
    "year-from-title", "year-from-section", "time-from-heading", "day-from-heading",
    "body-unknown", "item-bare", "item-goes-on", "year-crosses",
}  # fmt: skip
# What a clerk wants to be told of -> the notes that tell it, by their code.
REMARKS: dict[str, Callable[[str], bool]] = {
    "year": lambda code: code.startswith("year"),
    "time": lambda code: code.startswith(("time", "day", "year", "doubt")),
    "body": lambda code: code.startswith("body"),
    "doubt": lambda code: code not in ORDINARY,
    "past": lambda code: code not in ORDINARY,
    "hidden": lambda code: "hidden" in code,
}
_NUMBERED_PART = re.compile(r"(?:Bảng|Biểu|Table|Sheet|Trang)\s*\d*")


@dataclass(frozen=True)
class Finding:
    """One field of one item. `verdict`: "right", "asked" or "silent"."""

    drawing: str
    format: str
    item: str
    field: str
    verdict: str
    expected: object = None
    found: object = None


def read_and_measure(
    drawing: Drawing, format: str, bodies: BodyCatalogue, folder: Path
) -> Iterator[Finding]:
    """Draw the file into `folder`, read it and measure; all of a refused file's items are asked."""
    file = render(drawing, format, folder)
    try:
        sheet = read_programme(file, bodies, today=drawing.today)
    except NoProgrammeTable:
        for number, expected in enumerate(expected_items(drawing, format), 1):
            name = f"{number}. {_shown(expected.fields['text'])}"
            yield Finding(drawing.name, format, name, "item", "asked", name)
        return
    yield from measure(drawing, format, sheet)


def measure(drawing: Drawing, format: str, sheet: ProgrammeSheet) -> Iterator[Finding]:
    """Compare what was read from one file of the drawing with its labels."""
    wanted = expected_items(drawing, format)
    pairs, added = _paired(wanted, list(sheet.rows))
    for number, (expected, found) in enumerate(pairs, 1):
        name = f"{number}. {_shown(expected.fields['text'])}"
        for field, verdict, was in _judged(expected, found, sheet):
            yield Finding(
                drawing.name, format, name, field, verdict, expected.fields.get(field), was
            )
        if found is None:
            continue
        for remark in expected.remarks:
            told = any(REMARKS[remark](code) for code in _codes(found, sheet, remark))
            verdict = "right" if told else "silent"
            yield Finding(drawing.name, format, name, "remark", verdict, remark, _codes(found))
    for row in added:
        verdict = "asked" if row.warnings and "item-bare" in _codes(row) else "silent"
        yield Finding(drawing.name, format, "added", "item", verdict, None, row.text)


def _judged(
    expected: Expected, found: ItemRow | None, sheet: ProgrammeSheet
) -> Iterator[tuple[str, str, object]]:
    if found is None:
        text = plain(str(_shown(expected.fields["text"])))[:40]
        said = any(text in plain(str(r.note.params.get("text", ""))) for r in sheet.remarks)
        yield "item", "asked" if said else "silent", None
        return
    yield "item", "right", found.text
    for field in FIELDS:
        was, want = _value(found, field), expected.fields[field]
        if _same(field, want, was, expected):
            yield field, "right", was
        else:
            yield (
                field,
                "asked" if _asked(field, want, was, expected, found, sheet) else "silent",
                was,
            )


def _value(row: ItemRow, field: str) -> Any:
    if field.endswith("_bodies"):
        return [body.name for body in getattr(row, field)]
    if field == "milestones":
        return [(m.text, m.time_from, m.time_to) for m in row.milestones]
    return getattr(row, field)


def _same(field: str, want: Any, was: Any, expected: Expected) -> bool:
    if want is ANY:
        return True
    if isinstance(want, Either):
        return any(_same(field, one, was, expected) for one in want.values)
    if field in ("time_from", "time_to") and expected.loose:
        low, high = expected.fields["time_from"], expected.fields["time_to"]
        return was is None or (low or "") <= was[:10] <= (high or "9")
    if field in ("row", "level"):
        return bool(want == was)
    if field == "number":
        return _bare(want) == _bare(was)
    if field == "section":
        return _section(was, expected.over) == _section(want, frozenset())
    if field == "milestones":
        return len(want) == len(was) and all(
            w[1:] == g[1:] and (w[0] is None or _edges(w[0]) == _edges(g[0]))
            for w, g in zip(want, was, strict=True)
        )
    if field == "extra":
        return {plain(k): plain(v) for k, v in want.items()} == {
            plain(k): plain(v) for k, v in was.items()
        }
    if field.endswith("_bodies"):
        return [_toned(n) for n in want] == [_toned(n) for n in was]
    return plain(want) == plain(was)


def _asked(
    field: str, want: Any, was: Any, expected: Expected, found: ItemRow, sheet: ProgrammeSheet
) -> bool:
    """Whether a note names what is not right."""
    codes = _codes(found, sheet)
    if field in ("time_from", "time_to", "milestones"):
        named = {c for c in codes if REMARKS["time"](c)} - {"year-from-title", "year-from-section"}
        if field != "milestones" and want and was and want[4:] == was[4:]:
            return bool(named) or any(c.startswith("year") for c in codes)
        return bool(named)
    columns = {plain(str(r.note.params.get("column", ""))) for r in sheet.remarks} - {""}
    if field == "extra":
        changed = {k for k in {*want, *was} if want.get(k) != was.get(k)}
        return all(_named(plain(k), columns) for k in changed)
    if _named(plain(expected.headings.get(field.replace("_bodies", ""), "")), columns):
        return True
    if field.endswith("_bodies"):
        added = [b for b in getattr(found, field) if b.name not in want]
        return bool(added) and all(not b.sure for b in added)
    return any(c.startswith(("row", "cell", "item")) for c in codes)


def _named(heading: str, columns: set[str]) -> bool:
    return bool(heading) and any(c in heading or heading in c for c in columns)


def _codes(found: ItemRow, sheet: ProgrammeSheet | None = None, remark: str = "") -> set[str]:
    codes = {note.code for note in found.warnings}
    if sheet is not None:
        codes |= {
            r.note.code for r in sheet.remarks if (r.sheet, r.row) == (found.sheet, found.row)
        }
        if remark == "past":
            codes |= {r.note.code for r in sheet.remarks if "past" in r.note.code}
    return codes - ORDINARY if remark in ("doubt", "past") else codes


def _paired(
    wanted: list[Expected], found: list[ItemRow]
) -> tuple[list[tuple[Expected, ItemRow | None]], list[ItemRow]]:
    """Match labelled and read items by their texts, in order, then by likeness."""
    ours = [plain(str(_shown(e.fields["text"]))) for e in wanted]
    theirs = [plain(row.text) for row in found]
    match: dict[int, int] = {}
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            match |= dict(zip(range(a, b), range(c, d), strict=True))
        elif tag == "replace":
            free = list(range(c, d))
            for n in range(a, b):
                like = [(SequenceMatcher(None, ours[n], theirs[m]).ratio(), -m) for m in free]
                if like and max(like)[0] > 0.5:
                    match[n] = -max(like)[1]
                    free = [m for m in free if m > match[n]]
    used = set(match.values())
    pairs = [(e, found[match[n]] if n in match else None) for n, e in enumerate(wanted)]
    return pairs, [row for m, row in enumerate(found) if m not in used]


def _section(value: str | None, over: frozenset[str]) -> str:
    parts = [plain(p) for p in (value or "").split(" / ") if p]
    while parts and over and (parts[0] in over or _NUMBERED_PART.fullmatch(parts[0])):
        parts = parts[1:]
    return re.sub(r"[.):]", "", plain(" / ".join(parts))).casefold()


def _shown(value: Any) -> Any:
    return value.values[0] if isinstance(value, Either) else value


def _bare(value: str | None) -> str:
    return (value or "").strip(" .)(").removeprefix("0")


def _edges(value: str) -> str:
    return plain(value).strip(" -–;,.+").casefold()


def _toned(value: str) -> str:
    """With the tone mark where the project writes it (ủy, òa)."""
    return plain(value).replace("uỷ", "ủy").replace("Uỷ", "Ủy").replace("oà", "òa")


def differences(findings: Iterable[Finding]) -> str:
    """One line for every field that is not right."""
    return "\n".join(
        f"{f.verdict:<7}{f.drawing}.{f.format} | {str(f.item)[:50]} | {f.field}: "
        f"expected {f.expected!r}, found {f.found!r}"
        for f in findings
        if f.verdict != "right"
    )
