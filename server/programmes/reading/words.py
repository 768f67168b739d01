"""Vietnamese text as it is compared here, and what the reader has to say about a cell."""

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


@lru_cache(maxsize=1024)
def _bare(char: str) -> str:
    if char in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", char)[0].lower()[:1]


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """NFC text without marks and case, letter for letter, so that places stay the same."""
    return "".join(map(_bare, text))


def upper_case(text: str) -> bool:
    """Whether a text is written in capitals: at least four letters, none of them small."""
    return sum(map(str.isalpha, text)) >= 4 and text == text.upper() and text != text.lower()
