"""Words on screen: Vietnamese first, English complete.

Templates and code write plain English through `_()`; `locale/<language>/*.po`, one file a feature,
holds what is shown. Sentences of refusals stand under their code, in both languages. What differs
between kinds of body (party committee, people's council, board) is data: `locale/vocabulary.toml`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

LOCALES = ("vi", "en")
LOCALE_DIR = Path(__file__).parents[2] / "locale"

_locale: ContextVar[str] = ContextVar("locale", default="vi")
_office_zone = ZoneInfo("Asia/Ho_Chi_Minh")


def current_locale() -> str:
    """Return the language of this request or rendering."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Choose the language for the rest of this task or thread."""
    _locale.set(locale if locale in LOCALES else LOCALES[0])


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Render what is inside in `locale`."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


@cache
def catalogue(locale: str) -> dict[str, str | tuple[str, ...]]:
    """Return what `locale` says for each message; read once a process."""
    entries: dict[str, str | tuple[str, ...]] = {}
    for file in sorted((LOCALE_DIR / locale).glob("*.po")):
        with file.open("rb") as source:
            for message in read_po(source, locale=locale):
                if not message.id or not message.string:
                    continue
                key = message.id[0] if isinstance(message.id, tuple | list) else message.id
                text = message.string
                entries[key] = tuple(text) if isinstance(text, tuple | list) else text
    return entries


def gettext(message: str) -> str:
    """Return `message` in the language of this request."""
    found = catalogue(_locale.get()).get(message, message)
    return found if isinstance(found, str) else found[0]


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for `count`; Vietnamese has one."""
    found = catalogue(_locale.get()).get(singular)
    if found is None:
        return singular if count == 1 else plural
    if isinstance(found, str):
        return found
    return found[0] if count == 1 or len(found) == 1 else found[1]


def known(code: str) -> bool:
    """Whether the catalogue has a sentence under `code`."""
    return code in catalogue(_locale.get())


def say(message: str, **params: Any) -> str:
    """Return `message`, a text or an error's code, filled with `params`."""
    text = gettext(message)
    return text % params if params else text


# --- times -----------------------------------------------------------------------------------


def set_zone(name: str) -> None:
    """Choose the office's time zone for this process."""
    global _office_zone
    _office_zone = ZoneInfo(name)


def zone_name() -> str:
    """Return the name of the office's time zone, e.g. "Asia/Ho_Chi_Minh"."""
    return _office_zone.key


def local(moment: datetime) -> datetime:
    """Return a stored (UTC) time as the office's clock shows it."""
    return moment.astimezone(_office_zone)


def from_local(moment: datetime) -> datetime:
    """Return what the office's clock shows, as UTC."""
    return moment.replace(tzinfo=_office_zone).astimezone(ZoneInfo("UTC"))


def today(now: datetime) -> date:
    """Return the office's date at `now`."""
    return local(now).date()


def show_date(day: date | datetime | None) -> str:
    """Return dd/mm/yyyy, as tables of the office write it; "" for None."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = local(day).date()
    return day.strftime("%d/%m/%Y")


def show_time(moment: datetime | None) -> str:
    """Return the hour on the office's clock (24 hours), or ""."""
    return local(moment).strftime("%H:%M") if moment else ""


def show_moment(moment: datetime | None) -> str:
    """Return hour and date on the office's clock, or ""."""
    return f"{show_time(moment)}, {show_date(moment)}" if moment else ""


# --- Vietnamese text --------------------------------------------------------------------------

# The alphabet of the dictionaries: a letter with its own mark (ă, đ, ơ) is a letter of its own,
# tones only break ties, in the order level, grave, hook, tilde, acute, dot.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text: str) -> str:
    """Return `text` as it is stored: composed, ends trimmed."""
    return unicodedata.normalize("NFC", text).strip()


def fold(text: str) -> str:
    """Return `text` for comparing: no marks, no case, đ as d, one space between words."""
    plain = unicodedata.normalize("NFD", text.translate({0x111: "d", 0x110: "D"}))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare).strip().casefold()


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a key that sorts as a Vietnamese dictionary does."""
    letters: list[int] = []
    tones: list[int] = []
    for char in nfc(text).casefold():
        tone = 0
        base = ""
        for part in unicodedata.normalize("NFD", char):
            if part in _TONES:
                tone = _TONES[part]
            else:
                base += part
        base = unicodedata.normalize("NFC", base)
        place = _ALPHABET.find(base[:1]) if base else -1
        letters.append(1000 + place if place >= 0 else ord(base[:1] or " "))
        tones.append(tone)
    return tuple(letters), tuple(tones)


# --- vocabulary -------------------------------------------------------------------------------


@cache
def _vocabulary() -> dict[str, dict[str, dict[str, str]]]:
    with (LOCALE_DIR / "vocabulary.toml").open("rb") as file:
        return tomllib.load(file)


def term(kind: str, name: str) -> str:
    """Return the word that a kind of body uses, e.g. term("council", "meeting").

    `kind` is party, council or board; falls back to party. Raises KeyError for an unknown name.
    """
    table = _vocabulary()
    words = table.get(kind, {}).get(name) or table["party"][name]
    return words[_locale.get()]
