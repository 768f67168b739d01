"""The XML inside a stranger's package: walked part by part, and never expanded.

A document type is refused, so no entity is defined and none grows; what a part may hold at most is
known from package.py before it is opened.
"""

import posixpath
import re
import unicodedata
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Set
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from xml.parsers import expat

from server.programmes.reading.errors import (
    BrokenWorkbook,
    CellTooLong,
    TooManyCells,
)

_CHUNK = 64 * 1024  # bytes read at a time
_MAX_NAMES = 4096
MAX_TEXT = 32_767  # letters; what a cell of Excel holds at most
MAX_ELEMENTS = 3_000_000  # of a part: a Word table of 10,000 rows has half a million
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def walk(
    package: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Walk the elements of a part, told as they come; names are without the root's prefix.

    Raises BrokenWorkbook.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise BrokenWorkbook(part=part)

    def first(name: str, values: dict[str, str]) -> None:
        prefix, _, _ = name.rpartition(":")
        cut = len(prefix) + 1 if prefix else 0  # a file may prefix its every element
        parser.StartElementHandler = (lambda n, v: start(n[cut:], v)) if cut else start
        if end is not None:
            ended = end
            parser.EndElementHandler = (lambda n: ended(n[cut:])) if cut else end
        start(name[cut:], values)

    parser.StartDoctypeDeclHandler = refuse  # no entities, no expansion
    parser.StartElementHandler = first
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with package.open(part) as stream:
            parser.ParseFile(stream)
    except (KeyError, ValueError, OverflowError, expat.ExpatError) as bad:
        raise BrokenWorkbook(part=part) from bad


class _Local(dict[str, str]):
    """The name of an element or attribute without its namespace, by its whole name."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition("}")[2]
        if len(self) < _MAX_NAMES:  # a stranger's file may make up as many as it likes
            self[name] = local
        return local


LOCAL = _Local()


def value(element: Element, name: str, default: str = "") -> str:
    """An attribute in the element's own namespace, as Word writes them all."""
    return element.get(f"{element.tag.rpartition('}')[0]}}}{name}", default)


class _Parser(XMLPullParser):  # type: ignore[type-arg]
    """Gives its events a chunk at a time: one by one they take as long as the parsing."""

    def taken(self) -> list[tuple[str, Element]]:
        """The events since the last time. Raises ParseError."""
        queue: deque[Any] = self._events_queue  # type: ignore[attr-defined]
        events = list(queue)
        queue.clear()
        if events and isinstance(events[-1], Exception):  # nothing comes after it
            raise events[-1]
        return events


def elements(
    package: zipfile.ZipFile, part: str, ends: Set[str], starts: Set[str] = frozenset()
) -> Iterator[tuple[bool, str, Element]]:
    """Give the elements of these names through a part: (False, name, one that begins) and (True,
    name, one that is whole). Who has read a whole element clears it, or what holds it.

    The tree is built in C. Names are LOCAL ones; an element's own tag and attributes are
    "{namespace}name". Raises BrokenWorkbook or TooManyCells.
    """
    parser = _Parser(("start", "end") if starts else ("end",))
    guard = expat.ParserCreate()
    begun = list[str]()
    left = MAX_ELEMENTS * (2 if starts else 1)

    def refuse(*_: object) -> None:
        raise BrokenWorkbook(part=part)

    guard.StartDoctypeDeclHandler = refuse  # no entities, no expansion; nowhere but before the root
    guard.StartElementHandler = lambda name, _: begun.append(name)
    wanted = {"start": starts, "end": ends}
    try:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if not begun:
                    guard.Parse(chunk)
                parser.feed(chunk)
                events = parser.taken()
                if (left := left - len(events)) < 0:
                    raise TooManyCells()
                for event, element in events:
                    if (name := LOCAL[element.tag]) in wanted[event]:
                        yield event == "end", name, element
            parser.close()
    except (KeyError, ValueError, OverflowError, expat.ExpatError, ParseError) as bad:
        raise BrokenWorkbook(part=part) from bad


def relations(package: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """What a part points to inside the package: (id, kind, target part); "" is the package."""
    folder, name = posixpath.split(part)
    found: list[tuple[str, str, str]] = []

    def start(tag: str, values: dict[str, str]) -> None:
        if tag == "Relationship" and values.get("TargetMode") != "External":
            target = posixpath.normpath(
                posixpath.join("/" + folder, values.get("Target", ""))
            ).lstrip("/")
            found.append((values.get("Id", ""), values.get("Type", "").rsplit("/", 1)[-1], target))

    walk(package, posixpath.join(folder, "_rels", f"{name}.rels"), start)
    return found


def seen(raw: str) -> str:
    """A text as it is shown: NFC, one kind of line end, no control characters, ends trimmed.

    Raises CellTooLong.
    """
    if len(raw) > MAX_TEXT:
        raise CellTooLong(limit=str(MAX_TEXT))
    if not raw.isprintable():
        raw = _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", raw).strip()
