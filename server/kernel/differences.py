"""What is another between two wordings, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache


@dataclass(frozen=True)
class Piece:
    """A stretch of words. `kind`: same, gone (in the first wording only) or new."""

    kind: str
    text: str


@lru_cache(maxsize=512)  # a change is rendered for several readers, and again with its neighbours
def compared(was: str, now: str) -> tuple[Piece, ...]:
    """Return the pieces of two wordings in reading order, what is gone before what is new.

    The texts of the same and gone pieces make up `was`, those of the same and new ones `now`, to
    the last space. Pure. Words are compared whole, so that a changed tone mark shows as another
    word; the space behind a word is no part of it, so that what follows does not make it another.
    """
    before, after = _tokens(was), _tokens(now)
    words = [word for word, _space in before], [word for word, _space in after]
    found: list[Piece] = []
    gone = new = ""

    def same(text: str) -> None:
        nonlocal gone, new
        found.extend(Piece(k, t) for k, t in (("gone", gone), ("new", new)) if t)
        gone = new = ""
        if found and found[-1].kind == "same":
            text = found.pop().text + text
        found.append(Piece("same", text))

    matcher = SequenceMatcher(None, *words, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag != "equal":
            gone += "".join(map("".join, before[i:j]))
            new += "".join(map("".join, after[k:m]))
            continue
        for (word, space), (_word, space_now) in zip(before[i:j], after[k:m], strict=True):
            if space == space_now:
                same(word + space)
            else:
                same(word)
                gone, new = space, space_now
    found.extend(Piece(kind, text) for kind, text in (("gone", gone), ("new", new)) if text)
    return tuple(found)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return words, and the marks at their ends alone, each with the space behind it."""
    return re.findall(r"(\w+(?:[/.,-]\w+)*|[^\w\s]|^(?=\s))(\s*)", text)
