"""Vietnamese text as it is compared here, and what the reader has to say about a cell."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from server.kernel.i18n import say

# fmt: off
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
# fmt: on


@dataclass(frozen=True)
class Note:
    """Something a person should know about a row, a cell or the sheet.

    `code` finds the sentence in the catalogues and `params` fill it. `field` is the field of the
    item it is about, None for the whole.
    """

    code: str
    params: dict[str, str] = field(default_factory=dict)
    field: str | None = None

    @property
    def sentence(self) -> str:
        """The note in the language of this request."""
        return say(self.code, **self.params)


class _Bare(dict[int, str]):
    """Each character without marks and case, looked up once."""

    def __missing__(self, code: int) -> str:
        char = "d" if chr(code) in "đĐ" else unicodedata.normalize("NFD", chr(code))[0].lower()[:1]
        return self.setdefault(code, char)


_BARE = _Bare()


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """NFC text without marks and case, letter for letter, so that places stay the same."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    fast = letters.encode("ascii", "ignore").decode("ascii")  # at most one letter of each is left
    return fast if len(fast) == len(text) else text.translate(_BARE)


def plain_heading(text: str) -> str:
    """A heading as it is compared: plain, and on one line wherever its cell breaks it."""
    return " ".join(plain(text).split())


# Where offices differ in the place of a tone: hoà and hòa, uỷ and ủy.
_TONE_PLACES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe",
    "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy",
    "uỵ": "ụy",
}  # fmt: skip
_TONE_PLACE = re.compile("|".join(_TONE_PLACES))


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """NFC text in small letters with marks, each tone in one place, letter for letter.

    Patterns are compared with it once they are folded too: "hoàn" becomes "hòan".
    """
    low = text.lower()
    if len(low) != len(text):  # İ and its like
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return _TONE_PLACE.sub(lambda seen: _TONE_PLACES[seen[0]], low)


def pattern(words: str) -> re.Pattern[str]:
    """Compile a pattern of small letters to be searched for in folded text."""
    return re.compile(_TONE_PLACE.sub(lambda seen: _TONE_PLACES[seen[0]], words))


def upper_case(text: str) -> bool:
    """Whether a text is written in capitals: at least four letters, none of them small."""
    return sum(map(str.isalpha, text)) >= 4 and text == text.upper() and text != text.lower()
