"""A DOCX notice -> paragraphs, with what is bold and which list mark the page shows.

Read straight from its XML: what is needed is little, and a stranger's package is looked at before
anything in it is unpacked.
"""

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from server.conclusions.reading.errors import (
    BrokenNotice,
    LockedNotice,
    NoticeTooLarge,
    OtherNoticeFormat,
)
from server.conclusions.reading.paragraph import Paragraph
from server.conclusions.reading.tables import Row, task_rows
from server.conclusions.reading.text import Span

MAX_UNPACKED_BYTES = 64 * 1024**2  # a notice of 100 pages is about 2 MB of XML
MAX_MEMBERS = 5_000
MAX_PARAGRAPHS = 50_000
MAX_COLUMNS = 100
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
# How a list's level is written, as the marks of a plain text say it.
_MARKS = {"upperRoman": "I.", "decimal": "1.", "decimalZero": "1.", "lowerLetter": "a)"}

Start = Callable[[str, dict[str, str]], None]


def read_docx(content: bytes) -> list[Paragraph]:
    """Read the paragraphs of a DOCX file, cells of tables included, in its order.

    Raises OtherNoticeFormat, LockedNotice, BrokenNotice or NoticeTooLarge.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
                raise NoticeTooLarge(limit=f"{MAX_UNPACKED_BYTES // 1024**2} MB")
            if "word/document.xml" not in names:
                raise OtherNoticeFormat(format=_format_of(names))
            numbering = _Numbering()
            styles = _Styles()
            for part, reader in (("word/numbering.xml", numbering), ("word/styles.xml", styles)):
                if part in names:
                    _parse(package.read(part), reader.start, lambda _: None, lambda _: None)
            body = _Body(numbering, styles)
            _parse(package.read("word/document.xml"), body.start, body.end, body.data)
            return body.paragraphs
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, expat.ExpatError) as bad:
        raise BrokenNotice from bad
    except RuntimeError as bad:  # zipfile's word for a member under a password
        raise LockedNotice from bad


def _format_of(names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "XLSX"
    return "ODT" if "mimetype" in names and "content.xml" in names else "ZIP"


def _parse(
    content: bytes, start: Start, end: Callable[[str], None], data: Callable[[str], None]
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise BrokenNotice  # no document type, so no entities and no expansion

    def short(name: str) -> str:
        space, _, local = name.rpartition(" ")
        return local if space in (_WORD, _STRICT) else f"other:{local}"

    def started(name: str, values: dict[str, str]) -> None:
        start(short(name), {key.rpartition(" ")[2]: value for key, value in values.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = started
    parser.EndElementHandler = lambda name: end(short(name))
    parser.CharacterDataHandler = data
    parser.Parse(content, True)


@dataclass
class _Numbering:
    """Which mark each level of each list shows."""

    abstract: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    lists: dict[str, str] = field(default_factory=dict)
    _now: str = ""
    _level: str = ""

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "abstractNum":
            self._now = values.get("abstractNumId", "")
        elif name == "lvl":
            self._level = values.get("ilvl", "0")
        elif name == "numFmt":
            self.abstract[self._now][self._level] = values.get("val", "")
        elif name == "num":
            self._now = values.get("numId", "")
        elif name == "abstractNumId":
            self.lists[self._now] = values.get("val", "")

    def mark(self, number: str, level: str) -> str:
        """What stands before the paragraph: a mark of the same kind, not the same number."""
        if number in {"", "0"}:
            return ""
        kind = self.abstract.get(self.lists.get(number, ""), {}).get(level, "bullet")
        if kind == "none":
            return ""
        return _MARKS.get(kind, "-" if level == "0" else "+") + " "


@dataclass
class _Styles:
    """Which styles are bold."""

    bold: set[str] = field(default_factory=set)
    _now: str = ""

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "style":
            self._now = values.get("styleId", "")
        elif name == "b" and _on(values):
            self.bold.add(self._now)


def _on(values: dict[str, str]) -> bool:
    return values.get("val", "true") not in {"0", "false", "off"}


@dataclass
class _Table:
    """A table while it is read: its rows, and where its paragraphs begin."""

    begin: int
    rows: list[Row] = field(default_factory=list)
    column: int = 0
    wide: int = 0

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "tr":
            self.rows.append({})
            self.column, self.wide = 0, 0
        elif name == "tc":
            self.column += self.wide
            self.wide = 1
            if self.rows:
                self.rows[-1][self.column] = []
        elif values.get("val", "").isdecimal():
            self.wide = min(int(values["val"]), MAX_COLUMNS)

    def add(self, text: str) -> None:
        if self.rows and self.column in self.rows[-1]:
            self.rows[-1][self.column].append(" ".join(text.split()))


@dataclass
class _Body:
    numbering: _Numbering
    styles: _Styles
    paragraphs: list[Paragraph] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    text: str = ""
    bold: list[Span] = field(default_factory=list)
    number: str = ""
    level: str = "0"
    style_bold: bool = False
    run_bold: bool | None = None
    skipping: int = 0
    tables: list[_Table] = field(default_factory=list)

    def start(self, name: str, values: dict[str, str]) -> None:
        self.inside.append(name)
        if name == "other:Fallback" or self.skipping:  # the same text once more, for old readers
            self.skipping += 1
        elif name == "tbl":
            self.tables.append(_Table(len(self.paragraphs)))
        elif name in {"tr", "tc", "gridSpan"} and self.tables:
            self.tables[-1].start(name, values)
        elif name == "p":
            self.text, self.bold, self.number, self.level = "", [], "", "0"
            self.style_bold = False
        elif name == "pStyle":
            self.style_bold = values.get("val", "") in self.styles.bold
        elif name == "numId":
            self.number = values.get("val", "")
        elif name == "ilvl":
            self.level = values.get("val", "0")
        elif name == "r":
            self.run_bold = None
        elif name == "b" and "r" in self.inside:
            self.run_bold = _on(values)
        elif name in {"tab", "br", "cr"} and "r" in self.inside:
            self._add("\n" if name == "br" else " ")
        elif name == "noBreakHyphen":
            self._add("-")

    def data(self, data: str) -> None:
        if not self.skipping and self.inside and self.inside[-1] == "t":
            self._add(data)

    def _add(self, data: str) -> None:
        is_bold = self.style_bold if self.run_bold is None else self.run_bold
        if is_bold and data.strip():
            self.bold.append((len(self.text), len(self.text) + len(data)))
        self.text += data

    def end(self, name: str) -> None:
        self.inside.pop()
        if self.skipping:
            self.skipping -= 1
        elif name == "tbl" and self.tables:
            table = self.tables.pop()
            if (rows := task_rows(table.rows)) is not None:
                self.paragraphs[table.begin :] = rows
        elif name == "p" and self.text.strip():
            if self.tables:
                self.tables[-1].add(self.text)
            if len(self.paragraphs) == MAX_PARAGRAPHS:
                raise NoticeTooLarge(limit=f"{MAX_PARAGRAPHS}")
            mark = self.numbering.mark(self.number, self.level)
            shift = len(mark)
            self.paragraphs.append(
                Paragraph(
                    mark + self.text,
                    tuple((a + shift, b + shift) for a, b in self.bold),
                    in_table="tc" in self.inside,
                )
            )
            self.text = ""
