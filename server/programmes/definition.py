"""A work programme as a file: the TOML that is loaded once by a command and written by export.

Nothing here touches the database. A file that states `template_year` is a template: `{year}`,
`{year+1}` and the like in its strings are filled when it is read; a written file never is one.
The format is described in programmes/README.md.
"""

import dataclasses
import hashlib
import re
import tomllib
import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from server.programmes.month_template import of_month

LEVELS = ("term", "year", "quarter", "month")
KINDS = (
    "submission",
    "activity",
    "meeting",
    "document",
)  # others stand as the sheet wrote them
ORIGINS = ("term", "year", "quarter", "superior", "conclusion", "unscheduled")
# Further columns that offices keep: Lĩnh vực, Lãnh đạo phụ trách, Chuyên viên theo dõi, Cấp trình,
# Cấp ban hành, Căn cứ, Ghi chú.
FURTHER = ("field", "leader", "watcher", "considers", "issuer", "basis", "note")

_YEAR = re.compile(r"\{year(?:([+-])(\d{1,2}))?\}")
_HEADER = re.compile(r"^\s*\[\[\s*item\s*\]\]\s*(#.*)?$")


class BadDefinition(ValueError):
    """A file that is no programme; the text names the file and the line or the item."""


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One dated step of an item: the words as written and the first and last day they mean."""

    text: str
    time_from: str | None = None
    time_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemDefinition:
    """One line of a programme. Texts stand as written; what the source lacks is None.

    `time_from` and `time_to` are ISO 8601: a day, or a day with the hour ("2026-03-05T07:30").
    `key` names the item within its file; `parent` is "programme-key#item-key". `kind` is one of
    KINDS, `kind_text` the sheet's own word for it; `origin` is one of ORIGINS. FURTHER has the
    columns beyond those of every table. `extra` keeps unknown columns under their headings.
    """

    text: str
    level: int = 1
    key: str | None = None
    section: str | None = None
    number: str | None = None
    kind: str | None = None
    kind_text: str | None = None
    lead: str | None = None
    coordinating: str | None = None
    participants: str | None = None
    product: str | None = None
    field: str | None = None
    leader: str | None = None
    watcher: str | None = None
    considers: str | None = None
    issuer: str | None = None
    time_text: str | None = None
    time_from: str | None = None
    time_to: str | None = None
    basis: str | None = None
    note: str | None = None
    origin: str | None = None
    parent: str | None = None
    milestones: tuple[Milestone, ...] = ()
    extra: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProgrammeDefinition:
    """One programme: whose, of which period, from which document, and its items in order.

    `body` is the key or the name of a body; `parent` the key of the programme above;
    `period_from` and `period_to` are ISO days, both within the programme.
    """

    key: str
    title: str
    level: str
    body: str
    period_from: str
    period_to: str
    source: str | None = None
    parent: str | None = None
    items: tuple[ItemDefinition, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of what the definition says, as hex; spacing and comments do not count."""
        return hashlib.sha256(write_definition(self).encode()).hexdigest()


def read_definition(
    source: Path | bytes, *, year: int | None = None, month: int | None = None
) -> ProgrammeDefinition:
    """Read a programme from a file or its bytes.

    `year` fills a template (its own `template_year` when None), `month` that of a month (its own
    `template_month`). Raises BadDefinition, naming the
    file and the line or item, for anything that cannot be read whole.
    """
    name = source.name if isinstance(source, Path) else "programme"
    try:
        text = (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8")
        return _Reader(of_month(text, year, month)).programme(year)
    except OSError as problem:
        raise BadDefinition(f"{name}: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise BadDefinition(f"{name}: not UTF-8 text at byte {problem.start}") from problem
    except (
        tomllib.TOMLDecodeError,
        RecursionError,
    ) as problem:  # its own text says line, column
        raise BadDefinition(f"{name}: {problem}") from problem
    except _Wrong as problem:
        raise BadDefinition(f"{name}: {problem}") from None


def write_definition(programme: ProgrammeDefinition) -> str:
    """The TOML of a programme; reading it gives the same programme."""
    lines = [_line(f.name, getattr(programme, f.name)) for f in fields(programme)]
    for item in programme.items:
        lines.append("\n[[item]]\n")
        lines += [_line(f.name, getattr(item, f.name)) for f in fields(item)]
    return "".join(lines)


class _Wrong(Exception):
    """What is wrong, without the file's name."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.table = tomllib.loads(text)
        self.headers = [n for n, row in enumerate(text.split("\n"), 1) if _HEADER.match(row)]

    def programme(self, year: int | None) -> ProgrammeDefinition:
        table = self.table
        template_year = table.pop("template_year", None)
        if template_year is None:
            if year is not None:
                raise _Wrong("is of one period and cannot be read for another year")
        elif type(template_year) is not int:
            raise _Wrong("template_year must be a whole number")
        filling = template_year if year is None else year
        items = table.pop("item", [])
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise _Wrong("items are written as [[item]]")
        head = _fields(ProgrammeDefinition, table, filling)
        if head["level"] not in LEVELS:
            raise _Wrong(f"level must be one of {', '.join(LEVELS)}")
        if not _is_day(head["period_from"]) or not _is_day(head["period_to"]):
            raise _Wrong('period_from and period_to must be days, as "2026-01-31"')
        if head["period_from"] > head["period_to"]:
            raise _Wrong("period_to is before period_from")
        read, keys = [], set()
        for index, item in enumerate(items):
            try:
                read.append(_item(item, filling))
                if read[-1].key in keys:
                    raise _Wrong(f'another item has the key "{read[-1].key}"')
            except _Wrong as problem:
                raise _Wrong(f"{self._place(index, len(items))}: {problem}") from None
            keys |= {read[-1].key} - {None}
        return ProgrammeDefinition(**head, items=tuple(read))

    def _place(self, index: int, count: int) -> str:
        if len(self.headers) != count:  # a header's look-alike inside a long string
            return f"item {index + 1}"
        return f"line {self.headers[index]}, item {index + 1}"


def _item(table: dict[str, Any], year: int | None) -> ItemDefinition:
    level = table.pop("level", 1)
    if type(level) is not int or level not in (1, 2):
        raise _Wrong("level must be 1 or 2")
    milestones, extra = table.pop("milestones", []), table.pop("extra", {})
    if not isinstance(extra, dict):
        raise _Wrong("extra must be a table of texts")
    if not isinstance(milestones, list) or not all(isinstance(m, dict) for m in milestones):
        raise _Wrong("milestones must be a list of tables")
    values = _fields(ItemDefinition, table, year)
    if values.get("kind") not in (None, *KINDS):
        raise _Wrong(f"kind must be one of {', '.join(KINDS)}")
    if values.get("origin") not in (None, *ORIGINS):
        raise _Wrong(f"origin must be one of {', '.join(ORIGINS)}")
    steps = tuple(_milestone(step, year) for step in milestones)
    headings = {
        _text("extra", name, year): _text(name, value, year) for name, value in extra.items()
    }
    if len(headings) < len(extra):
        raise _Wrong("extra has one heading twice")
    _check_times(values)
    return ItemDefinition(
        level=level,
        milestones=steps,
        extra=headings,
        **values,
    )


def _milestone(table: dict[str, Any], year: int | None) -> Milestone:
    names = {"from": "time_from", "to": "time_to"}  # as the reader of sheets names them
    values = _fields(Milestone, {names.get(name, name): v for name, v in table.items()}, year)
    _check_times(values)
    return Milestone(**values)


def _fields(shape: type[Any], table: dict[str, Any], year: int | None) -> dict[str, Any]:
    """The texts of a table by field name; a strange or a missing name is refused."""
    known = {f.name: f for f in fields(shape) if f.name not in ("items", "milestones", "extra")}
    for name in table:
        if name not in known:
            raise _Wrong(f'"{name}" is no field')
    for name, known_field in known.items():
        if known_field.type is str and name not in table:
            raise _Wrong(f"{name} is missing")
    return {name: _text(name, value, year) for name, value in table.items()}


def _text(name: str, value: object, year: int | None) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"{name} must be a text in quotes")
    if not value.strip():
        raise _Wrong(f"{name} is empty; leave the line out")
    if year is not None:
        value = _YEAR.sub(lambda m: str(year + int(f"{m[1] or '+'}{m[2] or 0}")), value)
    return unicodedata.normalize("NFC", value)


def _check_times(values: dict[str, Any]) -> None:
    first, last = values.get("time_from"), values.get("time_to")
    for moment in (first, last):
        if moment is not None and not _is_moment(moment):
            raise _Wrong(f'"{moment}" is no day ("2026-03-05") or hour ("2026-03-05T07:30")')
    if first is not None and last is not None and first[:10] > last[:10]:
        raise _Wrong("time_to is before time_from")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)  # an offset is no part of it
        return text in (moment.date().isoformat(), moment.isoformat(timespec="minutes"))
    except ValueError:
        return False


def _line(name: str, value: object) -> str:
    """`name = value` and a line end, or nothing for what is absent."""
    if value is None or value == {} or (isinstance(value, tuple) and not value) or name == "items":
        return ""
    return f"{name} = {_value(value)}\n"


def _value(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(k)} = {_quoted(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(_present(step)) for step in value) + "]"
    return str(value)


def _present(step: Milestone) -> dict[str, str]:
    pairs = (("text", step.text), ("from", step.time_from), ("to", step.time_to))
    return {name: value for name, value in pairs if value is not None}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'
