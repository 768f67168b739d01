"""Heads of documents: number, place and day, the national lines, as each kind of body writes them.

A party committee has the party's heading and "Số 05-CTr/TU"; a people's council the state's and
"Số: 05/CTr-HĐND"; an English board neither. What is not there yet (number, day) is left open.
"""

from datetime import date

from server.kernel.documents.document import Head
from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking

PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_GAP = "\u00a0" * 7  # where a number or a day is still to be written


def language_of(vocabulary: str, locale: str) -> str:
    """Return the language a body writes its documents in: a board's is its reader's."""
    return locale if vocabulary == "board" else "vi"


def national(vocabulary: str, language: str) -> tuple[str, ...]:
    """Return the lines at the right of the head of a body with this `vocabulary`."""
    if vocabulary == "board" and language != "vi":
        return ()
    return PARTY if vocabulary == "party" else STATE


def head_of(
    *,
    vocabulary: str,
    locale: str,
    issuer: str,
    kind: str,
    symbol: str,
    year: int,
    upper: str = "",
    number: str = "",
    place: str = "",
    day: date | None = None,
    draft: str = "",
) -> Head:
    """Return the head of a document of a body of this `vocabulary` and `symbol` ("TU").

    `kind` is the symbol of its type ("TB"); `number` is the whole number as written, "" while it
    has none; `year` is the year it will bear while it has no `day`.
    """
    language = language_of(vocabulary, locale)
    return Head(
        issuer=issuer.upper(),
        upper=upper.upper(),
        star=vocabulary == "party",
        number=numbered(number, kind, symbol, vocabulary=vocabulary, language=language),
        national=national(vocabulary, language),
        dated=dated(place, day, year, language),
        draft=draft,
    )


def numbered(number: str, kind: str, symbol: str, *, vocabulary: str, language: str) -> str:
    """Return the line of the number: "Số 05-TB/TU", "Số: 05/TB-UBND", "No. 5"."""
    if language != "vi":
        with speaking(language):
            return _("No. %(number)s") % {"number": number} if number else ""
    if vocabulary == "party":
        return f"Số {number or '-'.join((_GAP, '/'.join(filter(None, (kind, symbol)))))}"
    return f"Số: {number or '/'.join((_GAP, '-'.join(filter(None, (kind, symbol)))))}"


def dated(place: str, day: date | None, year: int, language: str) -> str:
    """Return the line of place and day; without a day it is left to be written."""
    at = f"{place}, " if place else ""
    if language != "vi":
        return f"{at}{day.day} {day:%B %Y}" if day else place
    if day is None:
        return f"{at}ngày{_GAP}tháng{_GAP}năm {year}"
    return f"{at}ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def written(day: date) -> str:
    """Return a day as documents write it: a zero before days below ten, January and February."""
    return f"{day.day:02d}/{_month(day)}/{day.year}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)
