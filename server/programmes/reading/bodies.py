"""Bodies named in a cell, found in a catalogue by name, alias or old name.

Names are compared word by word: uỷ is ủy, HĐND is Hội đồng nhân dân, "của" says nothing. A name
may hold a comma or "và" (Ban Tuyên giáo và Dân vận), so a cell is never simply cut at them: the
longest known name wins, and only what is left is cut where another body's name begins.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# As offices write them in tables; one word each.
ABBREVIATIONS = {
    "hđnd": "hội đồng nhân dân", "ubnd": "ủy ban nhân dân", "đbqh": "đại biểu quốc hội",
    "mttq": "mặt trận tổ quốc", "ubmttq": "ủy ban mặt trận tổ quốc", "ubkt": "ủy ban kiểm tra",
    "btv": "ban thường vụ", "bch": "ban chấp hành", "btc": "ban tổ chức", "tu": "tỉnh ủy",
    "đu": "đảng ủy", "vp": "văn phòng", "vptu": "văn phòng tỉnh ủy", "tt": "thường trực",
    "tand": "tòa án nhân dân", "vksnd": "viện kiểm sát nhân dân", "thads": "thi hành án dân sự",
    "lđlđ": "liên đoàn lao động", "lhpn": "liên hiệp phụ nữ", "ccb": "cựu chiến binh",
    "tnc": "thanh niên cộng sản", "tncs": "thanh niên cộng sản", "ktns": "kinh tế - ngân sách",
    "vhxh": "văn hóa - xã hội", "bql": "ban quản lý",
    "bnc": "ban nội chính", "tgdv": "tuyên giáo và dân vận", "gdđt": "giáo dục và đào tạo",
    "qs": "quân sự", "bchqs": "bộ chỉ huy quân sự", "bđbp": "bộ đội biên phòng",
}  # fmt: skip
_SILENT = {"của", "thuộc"}
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_WORD = re.compile(r"[^\W_]+|[-–—−]|[^\s\w]|\n")
_SEPARATORS = {",", ";", "\n", "và", "cùng", "+", "&", "/"}
_DASH = {"-", "–", "—", "−"}
_LEADERS = _DASH | {".", ")", "•", "*"}
# What may follow a name and only says in which part the body acts.
_QUALIFIERS = [
    phrase.split()
    for phrase in (
        "theo lĩnh vực", "theo chức năng", "theo thẩm quyền", "theo phân công", "theo quy định",
        "được phân công", "được giao", "thẩm tra", "chủ trì", "phối hợp", "tham mưu", "chuẩn bị",
        "liên quan", "có liên quan", "nếu có", "( nếu có", "( chủ trì", "( phối hợp",
        "( theo", "( thẩm tra", "( đầu mối", "( cơ quan chủ trì",
    )
]  # fmt: skip
# Words a body's or a person's name begins with: where a list that is not known may be cut.
_HEADS = re.compile(
    r"Ban|BTV|BCH|Bộ|Báo|BQL|Bí|Các|các|Cấp|Chi|Chủ|Chánh|Công|Cơ|Cục|Đài|Đại|Đảng|Đặc|Đoàn|Đội"
    r"|Đồng|đồng|đ|Hội|HĐND|Huyện|Khách|Kho|Khối|Kiểm|Lãnh|Liên|LLVT|Mặt|MTTQ|Ngân|Phó|Phòng"
    r"|Quân|Sở|Thanh|Thành|Thi|Thường|Thủ|Tỉnh|Tòa|Toà|Tổ|Trung|Trưởng|Trường|TAND|UBKT|UBMTTQ"
    r"|UBND|Uỷ|Ủy|Văn|Viện|VKSND|VP|VPTU|Xã|Phường"
)


@dataclass(frozen=True)
class CatalogueBody:
    """One body of the catalogue. `key` is the caller's own id; `aliases` hold old names too.

    `group` is several bodies under one name ("các Ban của HĐND tỉnh").
    """

    name: str
    key: str | None = None
    aliases: tuple[str, ...] = ()
    group: bool = False


@dataclass(frozen=True)
class Resolved:
    """One body as a cell names it: the catalogue's `name`, or the words as written if not sure.

    `sure` is false where the words are not in the catalogue or mean more than one body.
    """

    name: str
    key: str | None
    as_written: str
    sure: bool
    group: bool = False


class BodyCatalogue:
    """The bodies an office knows; made once, then asked for every cell."""

    def __init__(self, bodies: Iterable[CatalogueBody]) -> None:
        self._known: dict[tuple[str, ...], list[CatalogueBody]] = {}
        for body in bodies:
            for name in (body.name, *body.aliases):
                same = self._known.setdefault(compared(name), [])
                if body not in same:
                    same.append(body)
        self._known.pop((), None)
        self._longest = max(map(len, self._known), default=0)
        self._asked: dict[str, list[Resolved]] = {}

    def resolve(self, text: str) -> list[Resolved]:
        """The bodies a cell names, in its order, each once; [] for a cell without words."""
        found = self._asked.get(text)
        if found is None:
            if len(self._asked) > 10_000:  # a serving process meets cells without end
                self._asked.clear()
            once = {(body.name, body.sure): body for body in reversed([*self._resolve(text)])}
            self._asked[text] = found = list(once.values())[::-1]
        return found

    def named(self, name: str) -> list[CatalogueBody]:
        """The bodies that the whole of `name` names: one, none, or several that share it."""
        return self._known.get(compared(name), [])

    def longest_name(self, text: str, start: int) -> int:
        """Where the longest known name that begins at `start` ends; `start` where none begins.

        Unlike in a cell, anything may follow it: the sentence goes on.
        """
        key: tuple[str, ...] = ()
        end = start
        for word in _words_from(text, start):
            key += word.parts
            if len(key) > self._longest:
                break
            if word.parts and key in self._known:
                end = word.end
        return end

    def _resolve(self, text: str) -> Iterator[Resolved]:
        words = _words(text)
        place = 0
        while place < len(words):
            word = words[place]
            if word.separates or word.raw in _LEADERS or self._numbers(words, place):
                place += 1
                continue
            end, bodies = self._longest_from(words, place)
            if not bodies:
                end = place + 1
                while end < len(words) and not self._cuts(words, end):
                    end += 1
            written = text[words[place].start : words[end - 1].end].strip(" .:-–")
            if len(bodies) == 1:
                yield Resolved(bodies[0].name, bodies[0].key, written, True, bodies[0].group)
            elif any(map(str.isalpha, written)):
                yield Resolved(written, None, written, False)
            place = end

    def _numbers(self, words: list["_Word"], place: int) -> bool:
        """Whether a list's own number stands here, as in "2. Sở Y tế"."""
        return (
            words[place].raw.isdecimal()
            and words[place + 1 : place + 2] != []
            and (words[place + 1].raw in {".", ")"})
        )

    def _longest_from(self, words: list["_Word"], place: int) -> tuple[int, list[CatalogueBody]]:
        """The end and the meaning of the longest name that begins here and stands alone."""
        key: tuple[str, ...] = ()
        best: tuple[int, list[CatalogueBody]] = (place, [])
        for end in range(place, len(words)):
            key += words[end].parts
            if len(key) > self._longest:
                break
            if key in self._known and (stop := self._stands_alone(words, end + 1)) is not None:
                best = stop, self._known[key]
        return best

    def _stands_alone(self, words: list["_Word"], end: int) -> int | None:
        """Where a name that ends here ends with its qualifier; None where the name goes on."""
        if end == len(words) or words[end].separates or words[end].raw == ".":
            return end
        coming = [word.raw.lower() for word in words[end : end + 5]]
        if any(coming[: len(phrase)] == phrase for phrase in _QUALIFIERS):
            while end < len(words) and not self._cuts(words, end):
                end += 1
            return end
        return None

    def _cuts(self, words: list["_Word"], place: int) -> bool:
        """Whether a list is cut here: at ; and new lines, else where a body's name follows."""
        if words[place].raw in {";", "\n"}:
            return True
        if not words[place].separates or place + 1 == len(words):
            return False
        return bool(_HEADS.fullmatch(words[place + 1].raw)) or bool(
            self._longest_from(words, place + 1)[1]
        )


@dataclass(frozen=True)
class _Word:
    raw: str
    start: int
    end: int
    parts: tuple[str, ...]  # as compared; () for a word that says nothing

    @property
    def separates(self) -> bool:
        return self.raw.lower() in _SEPARATORS


def _words(text: str) -> list[_Word]:
    return [
        _Word(found[0], found.start(), found.end(), _parts(found[0]))
        for found in _WORD.finditer(unicodedata.normalize("NFC", text))
    ]


def _words_from(text: str, start: int) -> Iterator[_Word]:
    for found in _WORD.finditer(text, start):
        yield _Word(found[0], found.start(), found.end(), _parts(found[0]))


def compared(name: str) -> tuple[str, ...]:
    """The words of a name as names are compared: HĐND is hội, đồng, nhân, dân; ủy is uỷ."""
    return tuple(part for word in _words(name.strip()) for part in word.parts)


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    low = word.lower()
    if low in _SILENT or low == ".":
        return ()
    if low in _DASH:
        return ("-",)
    # TU is Tỉnh ủy, tu is a word; three letters typed small are none
    short = sum(map(str.isupper, word)) > 1 or len(low) > 2
    return tuple(map(toneless_place, (ABBREVIATIONS.get(low, low) if short else low).split()))


def toneless_place(word: str) -> str:
    """The word with its tone at the end, wherever it was put: ủy and uỷ are one."""
    marks = unicodedata.normalize("NFD", word)
    tone = "".join(char for char in marks if char in _TONES)
    return "".join(char for char in marks if char not in _TONES) + tone


def read_catalogue(file: Path) -> BodyCatalogue:
    """The catalogue of a TOML file: `[[body]]` with key, name, aliases and group.

    Raises OSError, tomllib.TOMLDecodeError or KeyError (no name) for a file that is none.
    """
    with file.open("rb") as source:
        table = tomllib.load(source)
    return BodyCatalogue(
        CatalogueBody(
            name=body["name"],
            key=body.get("key"),
            aliases=tuple(body.get("aliases", ())),
            group=body.get("group", False),
        )
        for body in table.get("body", ())
    )
