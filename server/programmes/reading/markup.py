"""The XML inside a stranger's package: walked part by part, and never expanded.

A document type is refused, so no entity is defined and none grows; what a part may hold at most is
known from package.py before it is opened.
"""

import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Set
from functools import lru_cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from server.programmes.reading.errors import BrokenWorkbook

_CHUNK = 64 * 1024  # bytes read at a time
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


def elements(
    package: zipfile.ZipFile, part: str, ends: Set[str], starts: Set[str] = frozenset()
) -> Iterator[tuple[bool, Element]]:
    """Give the elements of these names through a part: (False, one that begins) and (True, one that
    is whole). Who has read a whole element clears it.

    Names of elements and attributes are without their namespaces. Raises BrokenWorkbook.
    """
    tree, waiting = TreeBuilder(), list[tuple[bool, Element]]()
    parser = expat.ParserCreate(None, "}")  # names come as "namespace}name"
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise BrokenWorkbook(part=part)

    def start(name: str, values: dict[str, str]) -> None:
        tag = _local(name)
        own = {_local(key): value for key, value in values.items()} if values else {}
        begun = tree.start(tag, own)
        if tag in starts:
            waiting.append((False, begun))

    def end(name: str) -> None:
        whole = tree.end(name)
        if whole.tag in ends:
            waiting.append((True, whole))

    parser.StartDoctypeDeclHandler = refuse  # no entities, no expansion
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = tree.data
    try:
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
                yield from waiting
                waiting.clear()
            parser.Parse(b"", True)
        yield from waiting
    except (KeyError, ValueError, OverflowError, expat.ExpatError) as bad:
        raise BrokenWorkbook(part=part) from bad


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


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
    """A text as it is shown: NFC, one kind of line end, no control characters, ends trimmed."""
    if not raw.isprintable():
        raw = _CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", raw).strip()
