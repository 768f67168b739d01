"""Which passwords are taken, and checking them without holding up anybody.

Length is what counts (12 characters, no rules of composition); what everybody guesses first is
refused: the common ones, the office's own words, the person's own login, and what is left of a
password when those, years and runs of keys are taken away.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

from pydantic import BeforeValidator, StringConstraints

from server.kernel.errors import BadForm, Busy
from server.kernel.i18n import fold
from server.people.secrets import MAX_LENGTH, MIN_LENGTH

P = ParamSpec("P")
R = TypeVar("R")
FEWEST_SIGNS = 5  # different characters, apart from words and runs that everybody tries
WAITING = 2000  # 70 a second on two cores: half a minute
_KEYBOARD = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "qaz", "wsx", "edc"),
)


def _as_typed(value: object) -> object:
    """One form of each letter, nothing trimmed: keyboards differ in how they compose marks."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


Password = Annotated[
    str, BeforeValidator(_as_typed), StringConstraints(min_length=1, max_length=4 * MAX_LENGTH)
]


@cache
def common_words() -> tuple[str, ...]:
    """Return what everybody tries first, folded, longest first."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    words = {_letters(line) for line in lines.splitlines() if line[:1] != "#"}
    return tuple(sorted((word for word in words if word), key=len, reverse=True))


def check_password(password: str, *own: str, field: str = "password") -> None:
    """Refuse a password that is too short, too long or guessed first.

    `own` are words near this person: login, name, the office's name. Raises BadForm for `field`.
    """
    if len(password) < MIN_LENGTH:
        raise BadForm({field: "password-short"})
    if len(password) > MAX_LENGTH:
        raise BadForm({field: "password-long"})
    rest = _letters(password)
    words = {_letters(word) for text in own for word in (*text.split(), text)}
    for word in sorted({w for w in words if len(w) > 2}, key=len, reverse=True):
        rest = rest.replace(word, "")
    for word in common_words():
        rest = rest.replace(word, "")
    rest = re.sub(r"(19|20)\d\d", "", rest)
    rest = re.sub(r"(.)\1+", r"\1", _without_runs(rest))
    if len(set(rest) | set(re.findall(r"[\W_]", password))) < FEWEST_SIGNS:
        raise BadForm({field: "password-common"})


def _letters(text: str) -> str:
    """Return letters and digits alone, without marks and case."""
    return re.sub(r"[\W_]+", "", fold(text))


def _without_runs(text: str) -> str:
    """Take away three and more neighbours of an alphabet or a keyboard, in either direction."""
    rows = [*_KEYBOARD, *(row[::-1] for row in _KEYBOARD)]
    kept, place = "", 0
    while place < len(text):
        longest = max(_run(text[place:], row) for row in rows)
        if longest < 3:
            kept += text[place]
            longest = 1
        place += longest
    return kept


def _run(text: str, row: str) -> int:
    """How many characters at the start of `text` follow each other in `row`."""
    length = 0
    while length < len(text) and text[: length + 1] in row:
        length += 1
    return length


class Gate:
    """Where passwords are looked at: two at a time, beside the event loop and the Writer.

    A whole sign-in is one turn, from counting the try to the end of it, so that a hall signing in
    at once counts as two open tries.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="gate")
        self._waiting = 0

    async def turn(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `call` when its turn has come. Raises Busy when too many wait already."""
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, partial(call, *args, **kwargs))
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=True)
