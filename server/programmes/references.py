"""References to documents as offices write them: pure, lenient, and the text always stays.

"12-KL/TU", "04-QĐi/TW", "66-QĐ/TW", "3100/QĐ-UBND", "39/2022/NĐ-CP" name number and symbol;
"Kết luận số 1492" names number and kind alone; a date may follow any of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.kernel.i18n import fold

# A kind's words in a text -> how symbols begin with it.
KINDS = {
    "Nghị quyết": "nq", "Kết luận": "kl", "Chỉ thị": "ct", "Quyết định": "qd",
    "Quy định": "qdi", "Thông báo": "tb", "Kế hoạch": "kh", "Chương trình": "ctr",
    "Hướng dẫn": "hd", "Thông tri": "tt", "Quy chế": "qc", "Công văn": "cv", "Luật": "luat",
    "Nghị định": "nd", "Báo cáo": "bc", "Đề án": "da", "Tờ trình": "ttr", "Thông tư": "tt",
}  # fmt: skip
_SAME = {"qdi": "qd"}  # "04-QĐi/TW" is written "04-QĐ/TW" too
_SYMBOL = r"[A-ZĐƯ][A-Za-zĐđƯư]{0,7}"
_WRITTEN = re.compile(
    rf"(?<![\w/.-])(?P<number>\d{{1,5}})(?:/(?P<year>(?:19|20)\d\d))?\s?[-–/]\s?"
    rf"(?P<symbol>{_SYMBOL}(?:\s?[-–/]\s?{_SYMBOL}\d*)*)(?![\w/])"
)
_NAMED = re.compile(
    rf"(?P<kind>{'|'.join(KINDS)})\s+(?:số\s+)?(?P<bare>\d{{1,5}})(?![\w./–-]*[\w/])(?!\s+(?:năm|tháng)\b)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"[\s,;(]*(?:ngày\s+)?(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:[/.-]|\s+năm\s+)((?:19|20)\d\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reference:
    """A document as a text names it: `text` as written, where it stands, and what it means.

    `number` is without leading zeros, `symbol` folded ("kl tu"; a kind alone: "kl"); `whole` says
    whether the symbol is there, not the kind alone.
    """

    text: str
    start: int
    number: str
    symbol: str
    whole: bool
    dated: date | None

    @property
    def key(self) -> str:
        """What is compared: number and symbol."""
        return f"{self.number} {self.symbol}"


def references_in(text: str) -> Iterator[Reference]:
    """Yield the documents that a text names, in their order."""
    text = unicodedata.normalize("NFC", text)
    found = [*_WRITTEN.finditer(text), *_NAMED.finditer(text)]
    end = 0
    for match in sorted(found, key=lambda each: (each.start(), -each.end())):
        said = match.groupdict()
        if match.start() < end:
            continue
        if "symbol" in said:
            year = f"/{said['year']}" if said["year"] else ""
            number = f"{int(said['number'])}{year}"
            symbol = " ".join(re.findall(r"\w+", fold(said["symbol"])))
        else:
            kinds = {fold(kind): symbol for kind, symbol in KINDS.items()}
            number, symbol = str(int(said["bare"])), kinds[fold(said["kind"])]
        end = match.end()
        yield Reference(
            match[0], match.start(), number, symbol, "symbol" in said, _dated(text, end)
        )


def key_of(text: str) -> str:
    """Return what a source's reference is compared by: of the first document it names, or the
    folded text where it names none."""
    first = next(references_in(text), None)
    return first.key if first else fold(text)


def same(one: Reference, other: Reference) -> str:
    """Return how two references agree: "exact", "likely", or "" for not.

    Exact is the same number and whole symbol, and no other date; a kind and a number are exact
    only on the same date. Likely is the same number of a kind that may be the same.
    """
    if one.number != other.number or (one.dated and other.dated and one.dated != other.dated):
        return ""
    on_one_day = one.dated is not None and one.dated == other.dated
    if one.symbol == other.symbol and ((one.whole and other.whole) or on_one_day):
        return "exact"
    kinds = [_kind(one.symbol), _kind(other.symbol)]
    if kinds[0] != kinds[1]:
        return ""
    return "likely" if _rest(one) == _rest(other) or not (one.whole and other.whole) else ""


def _kind(symbol: str) -> str:
    first = symbol.partition(" ")[0]
    return _SAME.get(first, first)


def _rest(reference: Reference) -> str:
    return reference.symbol.partition(" ")[2]


def _dated(text: str, end: int) -> date | None:
    match = _DATE.match(text, end)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
