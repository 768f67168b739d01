"""The rules of layout that were or are in force, as data: rules/*.toml, chosen by day and body.

A layout says sizes, margins and the words that the rules fix. What they leave to a body (tone
style, final mark, who signs) are its own settings (people.documents).
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "rules"


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Points of each part of a document; `national` one a line."""

    national: tuple[float, ...]
    upper: float
    issuer: float
    number: float
    dated: float
    kind: float
    subject: float
    letter_subject: float
    body: float
    recipients_word: float
    recipients: float
    signature: float


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A set of rules. `margins` are top, bottom, left, right in mm, `line` the exact line in
    points, `indent` in mm. `recipients_look` are words of: bold, italic, ruled."""

    key: str
    name: str
    vocabulary: str
    locale: str
    since: date
    until: date | None = None
    proposed: bool = True
    margins: tuple[float, float, float, float]
    line: float
    indent: float
    sizes: Sizes
    star: bool
    post_bold: bool
    rule: str
    recipients_look: str
    national: tuple[str, ...]
    number: str
    collective: str
    proxy: str
    order: str
    recipients_word: str

    def holds(self, day: date) -> bool:
        """Whether these rules are in force on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def layouts() -> dict[str, Layout]:
    """Return all rule sets by key, the newest first."""
    found = [_read(path) for path in _FOLDER.glob("*.toml")]
    found.sort(key=lambda layout: (layout.vocabulary, -layout.since.toordinal(), layout.key))
    return {layout.key: layout for layout in found}


def layout_on(day: date, vocabulary: str, wanted: str = "") -> Layout:
    """Return the rules for a document of this day and kind of body.

    `wanted` is the key of a set that was chosen by name; one that is not there (any more) is as if
    none was. Before the first rules known, those hold.
    """
    there = layouts()
    if wanted in there:
        return there[wanted]
    own = [each for each in there.values() if each.vocabulary == vocabulary and each.proposed]
    return next((each for each in own if each.holds(day)), own[-1])


def _read(path: Path) -> Layout:
    said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    page, sizes, looks, words = said["page"], said["sizes"], said["looks"], said["words"]
    return Layout(
        key=path.stem,
        name=said["name"],
        vocabulary=said["vocabulary"],
        locale=said["locale"],
        since=said["since"],
        until=said.get("until"),
        proposed=said.get("proposed", True),
        margins=tuple(page["margins"]),
        line=page["line"],
        indent=page["indent"],
        sizes=Sizes(**sizes | {"national": tuple(sizes["national"])}),
        star=looks["star"],
        post_bold=looks["post_bold"],
        rule=looks["rule"],
        recipients_look=looks["recipients_word"],
        national=tuple(words["national"]),
        number=words["number"],
        collective=words["collective"],
        proxy=words["proxy"],
        order=words["order"],
        recipients_word=words["recipients"],
    )


# --- tone style --------------------------------------------------------------------------------

# Where a syllable ends in oa, oe or uy, the mark stands on the first letter in the new style ("ủy,
# hòa") and on the second in the old one ("uỷ, hoà"). After q the u is no vowel ("quý" in both).
_NEW = {
    new + rest: plain + old
    for plain, rest, marked, olds in (
        ("o", "a", "òóỏõọ", "àáảãạ"),
        ("o", "e", "òóỏõọ", "èéẻẽẹ"),
        ("u", "y", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for new, old in zip(marked, olds, strict=True)
}
_NEW |= {pair.upper(): old.upper() for pair, old in _NEW.items()} | {
    pair.capitalize(): old.capitalize() for pair, old in _NEW.items()
}
_OLD = {old: new for new, old in _NEW.items()}


def toned(text: str, style: str) -> str:
    """Return `text` in the tone style "new" (ủy, òa) or "old" (uỷ, oà); `text` is composed."""
    known = _NEW if style == "old" else _OLD
    return _pattern(style).sub(lambda match: known[match[0]], text)


@cache
def _pattern(style: str) -> re.Pattern[str]:
    known = _NEW if style == "old" else _OLD
    return re.compile(rf"(?<![qQ])(?:{'|'.join(known)})(?!\w)")
