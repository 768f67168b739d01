"""Paragraphs of a Word document as they are shown: changes accepted, list numbers put before."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from server.programmes.reading.docx_lists import Numbering
from server.programmes.reading.markup import LOCAL, elements, seen, value

_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_DELETED = {"del", "moveFrom"}
_CHANGES = _DELETED | {"ins", "moveTo"}
_SHAPES = {"drawing", "pict", "object"}
_FLAGS = {"b": "bold", "caps": "capitals", "vanish": "hidden"}
_LIST = {"numId": "list", "ilvl": "level"}
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
        self._known: dict[tuple[tuple[tuple[str, str], ...], Style], Style] = {}
        self.changed = False  # whether there are tracked changes

    def read(self, element: Element) -> Paragraph | None:
        """Read one w:p; None for one that was deleted and is not yet gone."""
        removed, style = False, _PLAIN
        parts = properties(element, "pPr")
        for part in parts:
            name = LOCAL[part.tag]
            if name == "pStyle":
                style = self.styles.get(value(part, "val"), _PLAIN)
            elif name == "rPr":
                removed = any(LOCAL[child.tag] in _DELETED for child in part)
        if said := _said(parts):
            style = self._style(said, style)
        words: list[tuple[str, bool]] = []
        self._runs(element, style, words)
        text = words[0][0] if len(words) == 1 else "".join([text for text, _ in words])
        self.changed |= removed
        if removed and not text.strip():
            return None
        label = self.numbering.next(style.list, style.level or 0) if style.list else ""
        bold = [look for text, look in words if text.strip()]
        return Paragraph(seen(label + text), bool(bold) and all(bold))

    def _runs(self, element: Element, style: Style, words: list[tuple[str, bool]]) -> None:
        """The text of every run of a paragraph and whether it is bold, through links, fields and
        kept changes."""
        for child in element:
            name = LOCAL[child.tag]
            if name == "r":
                text, look = "".join(self._words(child)), self._look(child, style)
                if look.hidden:
                    self.hidden.append(text)
                elif text:
                    words.append((text.upper() if look.capitals else text, bool(look.bold)))
                continue
            if name in _CHANGES:
                self.changed = True
            if name in _DELETED or name in _UNSEEN or name.endswith("Pr"):
                continue
            if name in _SHAPES:
                self._shape(child)
            else:
                self._runs(child, style, words)

    def _words(self, run: Element) -> list[str]:
        words: list[str] = []
        for child in run:
            name = LOCAL[child.tag]
            if name == "t":
                words.append(child.text or "")
            elif name in _BREAKS:
                words.append(_BREAKS[name])
            elif name == "sym":
                words.append("•")
            elif name in _SHAPES:
                self._shape(child)
            elif name in {"AlternateContent", "Choice", "ruby", "rubyBase", "r"}:
                words += self._words(child)
        return words

    def _shape(self, element: Element) -> None:
        for box in element.iter():
            if LOCAL[box.tag] == "txbxContent" and (text := seen(plain_text(box))):
                self.boxes.append(text)

    def _look(self, run: Element, style: Style) -> Style:
        said = _said(properties(run, "rPr"))
        return self._style(said, style) if said else style

    def _style(self, said: tuple[tuple[str, str], ...], below: Style) -> Style:
        """A style with what properties say put over it: few are said, again and again."""
        if (said, below) not in self._known:
            own = _style_of(said)
            if own.parent:
                own = own.over(self.styles.get(own.parent, _PLAIN))
            self._known[said, below] = own.over(below)
        return self._known[said, below]


def read_styles(package: zipfile.ZipFile, part: str) -> dict[str, Style]:
    """The styles of a document by their ids, each with all that it takes from its parents.

    Raises BrokenWorkbook or ValueError.
    """
    own: dict[str, Style] = {}
    for _, _, element in elements(package, part, {"style"}):
        said = _said([*properties(element, "pPr"), *properties(element, "rPr")])
        parents = [value(child, "val") for child in element if LOCAL[child.tag] == "basedOn"]
        own[value(element, "styleId")] = replace(_style_of(said), parent="".join(parents[:1]))
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
        if LOCAL[paragraph.tag] == "p":
            words = [part.text or "" for part in paragraph.iter() if LOCAL[part.tag] == "t"]
            lines.append("".join(words))
    return "\n".join(lines)


def properties(element: Element, name: str) -> Element | tuple[()]:
    """The properties of a paragraph, a run, a row or a cell; nothing where it has none."""
    for child in element:
        if LOCAL[child.tag] == name:
            return child
    return ()


def _said(parts: Iterable[Element]) -> tuple[tuple[str, str], ...]:
    """What properties say of the look and the list: (name, value), in their order."""
    said: list[tuple[str, str]] = []
    for part in parts:
        name = LOCAL[part.tag]
        if name in _FLAGS:
            said.append((_FLAGS[name], value(part, "val", "1")))
        elif name == "rStyle":
            said.append(("parent", value(part, "val")))
        elif name == "numPr":
            for child in part:
                if field := _LIST.get(LOCAL[child.tag]):
                    said.append((field, value(child, "val")))
    return tuple(said)


def _style_of(said: tuple[tuple[str, str], ...]) -> Style:
    fields: dict[str, Any] = dict(said)
    for name in set(_FLAGS.values()) & fields.keys():
        fields[name] = fields[name] not in {"0", "false", "off"}
    if "level" in fields:
        fields["level"] = int(fields["level"])
    return Style(**fields)
