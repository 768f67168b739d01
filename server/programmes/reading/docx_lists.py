"""The numbers Word shows before a paragraph: they stand in no text, only the rules for them do."""

import re
import zipfile
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from server.programmes.reading.markup import LOCAL, elements, value

# Bullets as they are; Symbol and Wingdings keep theirs in letters and private places.
_DASHES = "-–—−+•*●○▪■"
MAX_START = 32_767  # Word's own limit
_LEVEL = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One level of a list: where it starts, how it counts, and the text around the count."""

    start: int = 1
    counts: str = "decimal"
    text: str = ""
    follows: str = " "
    restarts: bool = True  # when a level above counts on
    plain: bool = False  # every level in Arabic figures (1.1 under II)


@dataclass
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document; asked paragraph by paragraph, in the document's order."""

    def __init__(self) -> None:
        self._abstract: dict[str, _List] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}  # its list, and own starts
        self._started: set[str] = set()

    @classmethod
    def read(cls, package: zipfile.ZipFile, part: str) -> "Numbering":
        """Read the rules. Raises BrokenWorkbook or ValueError."""
        made = cls()
        for _, name, element in elements(package, part, {"abstractNum", "num"}):
            if name == "abstractNum":
                levels = {
                    int(value(child, "ilvl")): _level(child)
                    for child in element
                    if LOCAL[child.tag] == "lvl"
                }
                made._abstract[value(element, "abstractNumId")] = _List(levels)
            else:
                made._add(element)
        return made

    def _add(self, element: Element) -> None:
        key, starts = "", {}
        own: dict[int, Level] = {}
        for child in element:
            name = LOCAL[child.tag]
            if name == "abstractNumId":
                key = value(child, "val")
            elif name == "lvlOverride":
                level = int(value(child, "ilvl", "0"))
                for part in child:
                    if LOCAL[part.tag] == "startOverride":
                        starts[level] = min(int(value(part, "val", "1")), MAX_START)
                    elif LOCAL[part.tag] == "lvl":
                        own[level] = _level(part)
        number = value(element, "numId")
        if own:  # levels of its own: it counts apart from the list it was made from
            base = self._abstract.get(key, _List())
            key = f"{key} of {number}"
            self._abstract[key] = _List(base.levels | own)
        self._lists[number] = (key, starts)

    def next(self, number: str, level: int) -> str:
        """Count one paragraph of a list, and return what Word shows before it ("" for nothing)."""
        key, starts = self._lists.get(number, ("", {}))
        the_list = self._abstract.get(key)
        if the_list is None or level not in the_list.levels:
            return ""
        if number not in self._started:
            self._started.add(number)
            for deeper, start in starts.items():
                the_list.levels[deeper] = replace(the_list.levels.get(deeper, Level()), start=start)
                the_list.counted.pop(deeper, None)
        rules, counted = the_list.levels[level], the_list.counted
        if rules.counts == "bullet":
            bullet = rules.text if rules.text in _DASHES else "•"
            return bullet + rules.follows if rules.text else ""
        counted[level] = counted.get(level, rules.start - 1) + 1
        for deeper in [n for n in counted if n > level and the_list.levels[n].restarts]:
            del counted[deeper]

        def figure(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            shape = the_list.levels.get(place, Level())
            count = counted.get(place, shape.start)
            return _figure(count, "decimal" if rules.plain else shape.counts)

        label = _LEVEL.sub(figure, rules.text).strip()
        return label + rules.follows if label else ""


def _level(element: Element) -> Level:
    said = {LOCAL[child.tag]: value(child, "val") for child in element}
    follows = {"nothing": ""}.get(said.get("suff", ""), " ")
    text = said.get("lvlText", "")
    return Level(
        min(int(said.get("start") or 1), MAX_START),
        said.get("numFmt", "decimal"),
        text.strip() if said.get("numFmt") == "bullet" else text,
        follows,
        said.get("lvlRestart") != "0",
        said.get("isLgl", "0") not in {"0", "false"},
    )


def _figure(count: int, counts: str) -> str:
    if counts == "none":
        return ""
    if counts in {"lowerLetter", "upperLetter"} and count > 0:
        letter = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if counts == "upperLetter" else letter
    if counts in {"lowerRoman", "upperRoman"} and 0 < count < 4000:
        figure = ""
        for value, sign in _ROMAN:
            times, count = divmod(count, value)
            figure += sign * times
        return figure.upper() if counts == "upperRoman" else figure
    return f"{count:02}" if counts == "decimalZero" else str(count)
