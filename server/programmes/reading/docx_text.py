"""Paragraphs of a Word document as they are shown: changes accepted, list numbers put before."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from server.programmes.reading.docx_lists import Numbering
from server.programmes.reading.markup import elements, seen

_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_DELETED = {"del", "moveFrom"}
_CHANGES = _DELETED | {"ins", "moveTo"}
_SHAPES = {"drawing", "pict", "object"}
_FLAGS = {"b": "bold", "caps": "capitals", "vanish": "hidden"}
_UNSEEN = {"Fallback", "instrText", "delText", "rt", "softHyphen"}  # rt: a reading aid


@dataclass(frozen=True)
class Style:
    """What a style says of its paragraphs or runs; None where it leaves that to its parent."""

    parent: str = ""
    list: str | None = None
    level: int | None = None
    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None

    def over(self, below: "Style", parent: str = "") -> "Style":
        """This style, with what it leaves open taken from the one below it."""

        def first(one: Any, other: Any) -> Any:
            return other if one is None else one

        return Style(
            below.parent if parent else "",
            first(self.list, below.list),
            first(self.level, below.level),
            first(self.bold, below.bold),
            first(self.capitals, below.capitals),
            first(self.hidden, below.hidden),
        )


_PLAIN = Style()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as shown, its list number included; `bold` is said of all its words."""

    text: str
    bold: bool


class Reader:
    """Reads paragraphs in the document's order, as lists are counted that way."""

    def __init__(self, styles: dict[str, Style], numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.boxes: list[str] = []  # texts of text boxes, and
        self.hidden: list[str] = []  # of hidden runs, since they were last taken
        self.changed = False  # whether there are tracked changes

    def read(self, element: Element) -> Paragraph | None:
        """Read one w:p; None for one that was deleted and is not yet gone."""
        removed, own = False, _PLAIN
        parts = [*_properties(element, "pPr")]
        for part in parts:
            if part.tag == "pStyle":
                own = self.styles.get(part.get("val", ""), Style())
            elif part.tag == "rPr":
                removed = any(child.tag in _DELETED for child in part)
        style = _style_of(parts).over(own) if parts else own
        words: list[tuple[str, bool]] = []
        for run, text in self._runs(element):
            look = self._look(run, style)
            if look.hidden:
                self.hidden.append(text)
            elif text:
                words.append((text.upper() if look.capitals else text, bool(look.bold)))
        text = "".join(text for text, _ in words)
        self.changed |= removed
        if removed and not text.strip():
            return None
        label = self.numbering.next(style.list, style.level or 0) if style.list else ""
        bold = [look for text, look in words if text.strip()]
        return Paragraph(seen(label + text), bool(bold) and all(bold))

    def _runs(self, element: Element) -> Iterator[tuple[Element, str]]:
        """Every run of a paragraph with its text, through links, fields and kept changes."""
        for child in element:
            name = child.tag
            if name in _CHANGES:
                self.changed = True
            if name in _DELETED or name in _UNSEEN or name.endswith("Pr"):
                continue
            if name == "r":
                yield child, "".join(self._words(child))
            elif name in _SHAPES:
                self._shape(child)
            else:
                yield from self._runs(child)

    def _words(self, run: Element) -> Iterator[str]:
        for child in run:
            name = child.tag
            if name == "t":
                yield child.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "sym":
                yield "•"
            elif name in _SHAPES:
                self._shape(child)
            elif name in {"AlternateContent", "Choice", "ruby", "rubyBase", "r"}:
                yield from self._words(child)

    def _shape(self, element: Element) -> None:
        for box in element.iter():
            if box.tag == "txbxContent" and (text := seen(plain_text(box))):
                self.boxes.append(text)

    def _look(self, run: Element, style: Style) -> Style:
        own = _style_of(_properties(run, "rPr"))
        if own == _PLAIN:
            return style
        if own.parent:
            own = own.over(self.styles.get(own.parent, Style()))
        return own.over(style)


def read_styles(package: zipfile.ZipFile, part: str) -> dict[str, Style]:
    """The styles of a document by their ids, each with all that it takes from its parents.

    Raises BrokenWorkbook or ValueError.
    """
    own: dict[str, Style] = {}
    for _, element in elements(package, part, {"style"}):
        parts = [*_properties(element, "pPr"), *_properties(element, "rPr")]
        based = next((c for c in element if c.tag == "basedOn"), None)
        parent = based.get("val", "") if based is not None else ""
        own[element.get("styleId", "")] = replace(_style_of(parts), parent=parent)
    whole: dict[str, Style] = {}
    for name, style in own.items():
        for _ in range(10):  # a style may be made from itself in a broken file
            style = style.over(own.get(style.parent, Style()), style.parent)
        whole[name] = style
    return whole


def plain_text(element: Element) -> str:
    """All words under an element, a line a paragraph; for what is kept as text alone."""
    lines = []
    for paragraph in element.iter():
        if paragraph.tag == "p":
            words = [part.text or "" for part in paragraph.iter() if part.tag == "t"]
            lines.append("".join(words))
    return "\n".join(lines)


def _properties(element: Element, name: str) -> Iterable[Element]:
    return next((child for child in element if child.tag == name), ())


def _style_of(parts: Iterable[Element]) -> Style:
    said: dict[str, Any] = {}
    for part in parts:
        name, values = part.tag, part.attrib
        if name == "rStyle":
            said["parent"] = values.get("val", "")
        elif name in _FLAGS:
            said[_FLAGS[name]] = values.get("val", "1") not in {"0", "false", "off"}
        elif name == "numPr":
            numbers = {child.tag: child.get("val", "") for child in part}
            if "numId" in numbers:
                said["list"] = numbers["numId"]
            if "ilvl" in numbers:
                said["level"] = int(numbers["ilvl"])
    return Style(**said)
