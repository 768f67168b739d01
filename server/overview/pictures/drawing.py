"""What the pictures are drawn of: boxes and wrapped lines, in CSS pixels.

Text is set in 14 px and never scaled down on screen. A picture is laid out before any font is
there, so widths are those of Be Vietnam Pro in its bolder cut, rounded up: what is computed to fit
does fit.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LINE = 18  # between two baselines: marks above and below a letter stay clear of each other
SIZE = 14
WIDTH = 700  # of a picture with usual numbers: a tablet held upright shows all of it
_ASCENT = 14  # from the top of a line to its baseline

# Hundredths of the font's size, measured (figures as tabular ones are set); any other letter counts
# as 1.05, the widest.
_WIDTHS = {
    **dict.fromkeys(" '", 26),
    **dict.fromkeys("I`ijl·!,.:;", 35),
    **dict.fromkeys('"f()rt|“”', 45),
    **dict.fromkeys("J[]{}~*/\\sz", 55),
    **dict.fromkeys("<>?^hknuvxy", 60),
    **dict.fromkeys("$+-EFLacego", 65),
    **dict.fromkeys("0123456789BKPRSTYZbdpqđ–", 70),
    **dict.fromkeys("&=DHNUVX_", 75),
    **dict.fromkeys("ACGĐ#OQ", 85),
    **dict.fromkeys("…%Mmw", 95),
}


@dataclass(frozen=True)
class Box:
    """A rectangle: its upper left corner and its size."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """One line of text and where its baseline begins (or ends, or has its middle: by class)."""

    text: str
    x: int
    y: int


def text_width(text: str) -> int:
    """Return how wide `text` is at most on one line."""
    letters = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return sum(_WIDTHS.get(letter, 105) for letter in letters) * SIZE // 100 + 1


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Return `text` in lines of at most `width`; a word that is longer is cut into lines.

    Nothing is lost but spaces at a break. "" gives no line.
    """
    lines: list[str] = []
    line = ""
    for word in unicodedata.normalize("NFC", text).split():
        *whole, rest = _cut(word, width) if text_width(word) > width else (word,)
        if line and (whole or text_width(f"{line} {rest}") > width):
            lines.append(line)
            line = ""
        lines += whole
        line = f"{line} {rest}" if line else rest
    return (*lines, line) if line else tuple(lines)


def _cut(word: str, width: int) -> list[str]:
    """Cut a word that is longer than a line, never between a letter and its mark."""
    parts = [""]
    for letter in word:
        if text_width(parts[-1] + letter) > width and not unicodedata.combining(letter):
            parts.append("")
        parts[-1] += letter
    return parts


def lines_at(texts: Iterable[str], x: int, top: int) -> tuple[Line, ...]:
    """Place `texts` one below the other, the first line's upper edge at `top`."""
    return tuple(Line(text, x, top + _ASCENT + LINE * place) for place, text in enumerate(texts))


def centred(text: object, box: Box) -> Line:
    """Place one line in the middle of `box`."""
    return Line(str(text), box.x + box.width // 2, box.y + (box.height + 10) // 2)


def scaled(count: int, most: int, length: int) -> int:
    """Return how long a bar for `count` is where `most` takes `length`: 2 px at least, if any."""
    return max(2, length * count // most) if count else 0


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
